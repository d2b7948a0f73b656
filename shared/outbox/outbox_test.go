package outbox_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/outbox"
)

var (
	now        = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	errPassing = errors.New("the bus did not answer")
	errPoison  = errors.New("the record is no event")
)

// bus takes every event but those named.
type bus struct {
	taken   []string
	refuses string
}

func (b *bus) Publish(_ context.Context, details []event.Detail) []error {
	errs := make([]error, len(details))
	for i, d := range details {
		if d.ID == b.refuses {
			errs[i] = errPassing
			continue
		}
		b.taken = append(b.taken, d.ID)
	}
	return errs
}

// aside keeps what was put aside.
type aside struct {
	kept  []outbox.Failure
	fails error
}

func (a *aside) Put(_ context.Context, f outbox.Failure) error {
	if a.fails == nil {
		a.kept = append(a.kept, f)
	}
	return a.fails
}

// record is the n-th record of the stream.
func record(n int64) outbox.Record {
	e := event.New(event.TicketNoted, now, event.Actor{Kind: event.Staff, ID: "bo", Name: "Bo"}, event.Empty{}, "what somebody wrote")
	e.Seq, e.Aggregate = n, event.Aggregate{Kind: event.Ticket, ID: "A", Version: n}
	return outbox.Record{Events: []event.Event{e}}
}

func poison(number string) outbox.Record {
	return outbox.Record{Poison: errPoison, Failure: outbox.Failure{SequenceNumber: number, Partition: "TICKET#A", Sort: "EVENT#2"}}
}

func relay(b *bus, a *aside) outbox.Relay {
	return outbox.Relay{Bus: b, Failures: a, Now: func() time.Time { return now }}
}

func TestHandle_PublishesInTheOrderOfTheStream(t *testing.T) {
	var b bus
	var a aside
	errs := relay(&b, &a).Handle(t.Context(), []outbox.Record{record(1), record(2), record(3)})
	if !slices.Equal(errs, []error{nil, nil, nil}) || !slices.Equal(b.taken, []string{"ticket-A-1", "ticket-A-2", "ticket-A-3"}) {
		t.Errorf("published %v: %v", b.taken, errs)
	}
}

func TestHandle_APoisonRecordIsPutAsideAndStopsNothing(t *testing.T) {
	var b bus
	var a aside
	errs := relay(&b, &a).Handle(t.Context(), []outbox.Record{record(1), poison("42"), record(3)})
	if !slices.Equal(errs, []error{nil, nil, nil}) || !slices.Equal(b.taken, []string{"ticket-A-1", "ticket-A-3"}) {
		t.Errorf("published %v: %v", b.taken, errs)
	}
	want := []outbox.Failure{{Reason: "the record is no event", SequenceNumber: "42", Partition: "TICKET#A", Sort: "EVENT#2", At: now}}
	if diff := cmp.Diff(want, a.kept); diff != "" {
		t.Errorf("put aside (-want +got):\n%s", diff)
	}
}

func TestHandle_TellsForEachRecordWhetherItFailed(t *testing.T) {
	b, a := bus{refuses: "ticket-A-3"}, aside{fails: errPassing}
	errs := relay(&b, &a).Handle(t.Context(), []outbox.Record{record(1), poison("42"), record(3), record(4)})
	for i, failed := range []bool{false, true, true, false} {
		if errors.Is(errs[i], errPassing) != failed {
			t.Errorf("record %d: %v", i, errs[i])
		}
	}
}

func TestHandle_ABatchOfPoisonAloneIsDone(t *testing.T) {
	var b bus
	var a aside
	if errs := relay(&b, &a).Handle(t.Context(), []outbox.Record{poison("1"), poison("2")}); len(a.kept) != 2 || !slices.Equal(errs, []error{nil, nil}) {
		t.Errorf("put %d aside: %v", len(a.kept), errs)
	}
	if errs := relay(&b, &a).Handle(t.Context(), nil); len(errs) != 0 {
		t.Errorf("nothing fails with %v", errs)
	}
}

// small is a bus that takes nothing of what is too large for it.
type small struct{ tooLarge string }

func (s small) Publish(_ context.Context, details []event.Detail) []error {
	errs := make([]error, len(details))
	for i, d := range details {
		if d.ID == s.tooLarge {
			errs[i] = fault.New(fault.TooLarge, "more bytes than the bus takes")
		}
	}
	return errs
}

func TestHandle_AnEventThatTheBusNeverTakesIsPutAside(t *testing.T) {
	puts := &aside{}
	relay := outbox.Relay{Bus: small{"ticket-A-2"}, Failures: puts, Now: func() time.Time { return now }}
	for _, err := range relay.Handle(t.Context(), []outbox.Record{record(1), record(2), record(3)}) {
		if err != nil {
			t.Error(err)
		}
	}
	if len(puts.kept) != 1 || puts.kept[0].Reason != "more bytes than the bus takes" {
		t.Errorf("%+v", puts.kept)
	}
	puts.fails = errPassing
	if errs := relay.Handle(t.Context(), []outbox.Record{record(2)}); errs[0] == nil {
		t.Error("lost")
	}
}

func TestHandle_CountsWhatWasPublishedAndNothingElse(t *testing.T) {
	b := bus{refuses: "ticket-A-2"}
	var a aside
	var counted []string
	r := relay(&b, &a)
	r.Count = func(d event.Detail) error {
		counted = append(counted, d.ID)
		return errPassing // must not have it published again
	}
	errs := r.Handle(t.Context(), []outbox.Record{record(1), record(2), poison("3"), record(4)})
	if errs[0] != nil || errs[1] == nil || errs[3] != nil {
		t.Errorf("errors %v", errs)
	}
	if want := []string{"ticket-A-1", "ticket-A-4"}; !slices.Equal(counted, want) {
		t.Errorf("counted %v, want %v", counted, want)
	}
}
