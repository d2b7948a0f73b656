package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
)

var now = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// history is a table: of each case when it began, and its changes.
type history map[string][][]event.Event

func (h history) Timeline(_ context.Context, kind event.Kind, id string, after int64, limit int) (out []event.Event, err error) {
	for _, e := range slices.Concat(h[string(kind)+" "+id]...) {
		if e.Seq > after && (limit == 0 || len(out) < limit) {
			out = append(out, e)
		}
	}
	return out, nil
}

func (h history) Change(_ context.Context, kind event.Kind, id string, last int64) ([]event.Event, error) {
	for _, change := range h[string(kind)+" "+id] {
		if change[len(change)-1].Seq == last {
			return change, nil
		}
	}
	return nil, fault.NotFound("change")
}

func (h history) Begun(_ context.Context, kind event.Kind, from, to time.Time, give func(id string) error) error {
	for name, changes := range h {
		id, ok := strings.CutPrefix(name, string(kind)+" ")
		if began := changes[0][0].Time; ok && !began.Before(from) && began.Before(to) {
			if err := give(id); err != nil {
				return err
			}
		}
	}
	return nil
}

// tried makes a history of two tickets, a complaint, a visit and a story: OLD began 40 days ago, NEW an hour ago.
func tried() history {
	at := func(kind event.Kind, id string, seq int64, ago time.Duration) event.Event {
		e := event.New(event.TicketNoted, now.Add(-ago), event.Actor{Kind: event.Staff, ID: "bo", Name: "Bo"}, event.Empty{}, "private")
		e.Seq, e.Aggregate = seq, event.Aggregate{Kind: kind, ID: id, Version: seq}
		return e
	}
	const day = 24 * time.Hour
	return history{
		"ticket OLD":    {{at(event.Ticket, "OLD", 1, 40*day)}, {at(event.Ticket, "OLD", 2, 2*time.Hour)}},
		"ticket NEW":    {{at(event.Ticket, "NEW", 1, time.Hour), at(event.Ticket, "NEW", 2, time.Hour)}, {at(event.Ticket, "NEW", 3, time.Minute)}},
		"complaint ONE": {{at(event.Complaint, "ONE", 1, 90*time.Minute)}},
		"visit TWO":     {{at(event.Visit, "TWO", 1, 30*time.Second)}},
		"story THREE":   {{at(event.Story, "THREE", 1, 20*time.Second)}},
	}
}

// taker is a bus.
type taker struct {
	taken []string
	err   error
}

func (b *taker) Publish(_ context.Context, details []event.Detail) []error {
	errs := make([]error, len(details))
	for i, d := range details {
		if errs[i] = b.err; b.err == nil {
			b.taken = append(b.taken, d.ID)
		}
	}
	return errs
}

// publish does what a command line says, and gives what reached the bus.
func publish(t *testing.T, h history, arguments ...string) ([]string, string, error) {
	t.Helper()
	w, err := read(arguments, now, io.Discard)
	if err != nil {
		return nil, "", err
	}
	to := &taker{}
	p := &press{bus: to, publish: w.yes, old: w.old, oldest: now.Add(-remembered), progress: io.Discard, began: now}
	err = w.find(t.Context(), h, p.take)
	err = errors.Join(err, p.flush(t.Context()))
	var out bytes.Buffer
	err = errors.Join(err, p.summary(&out))
	slices.Sort(to.taken)
	return to.taken, out.String(), err
}

func TestPublishesWhatWasAskedFor(t *testing.T) {
	for _, tt := range []struct{ name, arguments, want string }{
		{"one event", "--event ticket-NEW-2", "ticket-NEW-2"},
		{"two events", "--event ticket-NEW-2 --event complaint-ONE-1", "complaint-ONE-1 ticket-NEW-2"},
		{"a change of two events", "--change ticket-NEW-2", "ticket-NEW-1 ticket-NEW-2"},
		{"a case", "--id NEW", "ticket-NEW-1 ticket-NEW-2 ticket-NEW-3"},
		{"a complaint", "--id ONE --kind complaint", "complaint-ONE-1"},
		{"a story", "--id THREE --kind story", "story-THREE-1"},
		{"what consumers remember of a case", "--id OLD", "ticket-OLD-2"},
		{"all of a case", "--id OLD --old", "ticket-OLD-1 ticket-OLD-2"},
		{"a day", "--from 2026-11-22 --to 2026-11-23", "complaint-ONE-1 ticket-NEW-1 ticket-NEW-2 ticket-NEW-3 visit-TWO-1"},
		{"a span, its end left out", "--from 2026-11-22T11:00 --to 2026-11-22T11:59", "ticket-NEW-1 ticket-NEW-2"},
		{"a span, of older cases too", "--from 2026-11-22T09:00 --to 2026-11-22T11:00 --since 2026-10-01", "complaint-ONE-1 ticket-OLD-2"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, _, err := publish(t, tried(), append(strings.Fields(tt.arguments), "--yes")...)
			if err != nil || strings.Join(got, " ") != tt.want {
				t.Errorf("published %v (%v), want %s", got, err, tt.want)
			}
		})
	}
}

func TestOnlyCountsWithoutYes(t *testing.T) {
	got, said, err := publish(t, tried(), "--id", "OLD")
	if err != nil || len(got) > 0 || !strings.Contains(said, "1 events would be published, cases: 1; --yes") ||
		!strings.Contains(said, "1 left out, older than 30 days") {
		t.Errorf("published %v, said %s (%v)", got, said, err)
	}
}

func TestRefusesWhatItCannotMean(t *testing.T) {
	for arguments, says := range map[string]string{
		"":                                  "say what to publish",
		"--id NEW --event ticket-NEW-1":     "say what to publish",
		"--from 2026-11-22":                 "belong together",
		"--from 2026-11-22 --to 2026-11-22": "not after",
		"--from 2026-11-23 --to 2026-11-24": "lies ahead",
		"--from yesterday --to 2026-11-24":  "is no time",
		"--event NEW":                       "no event's id",
		"--event ticket-NEW-0":              "sequence number",
		"--event ticket-NEW-9":              "there is no event ticket-NEW-9",
		"--change ticket-NEW-1":             "no such change",
		"--id NOBODY":                       "there is no ticket NOBODY",
		"--id NEW --kind customer":          "no cases of kind",
		"--id NEW --rate 0":                 "at least 1",
		"--id NEW --yes now":                `"now" is not understood`,
		"--from 2026-11-01 --to 2026-11-02 --since 2026-11-03": "after --from",
	} {
		if _, _, err := publish(t, tried(), strings.Fields(arguments)...); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, want %q", arguments, err, says)
		}
	}
}

func TestHelpIsNoError(t *testing.T) {
	var said bytes.Buffer
	if _, err := read([]string{"--help"}, now, &said); !errors.Is(err, flag.ErrHelp) || !strings.Contains(said.String(), "usage: scripts/republish") {
		t.Errorf("%v, said %s", err, said.String())
	}
}

func TestStopsWhenTheBusIsGone(t *testing.T) {
	many := history{}
	for i := range 3 * batchSize {
		e := event.New(event.TicketOpened, now, event.Actor{Kind: event.System}, event.Empty{}, nil)
		e.Seq, e.Aggregate = 1, event.Aggregate{Kind: event.Ticket, ID: fmt.Sprint("T", i)}
		many["ticket "+e.Aggregate.ID] = [][]event.Event{{e}}
	}
	w, err := read([]string{"--from", "2026-11-22", "--to", "2026-11-23", "--yes"}, now, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	p := &press{bus: &taker{err: errors.New("denied")}, publish: true, oldest: now.Add(-remembered), progress: io.Discard, began: now}
	if err := w.find(t.Context(), many, p.take); err == nil || !strings.Contains(err.Error(), "denied") {
		t.Errorf("got %v", err)
	}
	if err := p.summary(io.Discard); err == nil || len(p.failed) != batchSize {
		t.Errorf("%d failed, %v", len(p.failed), err)
	}
}
