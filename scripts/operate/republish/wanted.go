package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"aftercare/shared/event"
)

// wanted is what to publish again, as the command line says it.
type wanted struct {
	events   []place    // single ones
	changes  []place    // by their last events
	kind     event.Kind // and id: one case
	id       string
	from, to time.Time // what happened in [from, to) to cases that began in [since, to)
	since    time.Time

	yes  bool // publish; otherwise only count
	old  bool // also what consumers may have forgotten
	rate int  // events a second
}

// place is where an event stands.
type place struct {
	kind event.Kind
	id   string
	seq  int64
}

func (p place) String() string { return fmt.Sprintf("%s-%s-%d", p.kind, p.id, p.seq) }

// byDay are the kinds that the index of days lists, and byID those that are found by their ids alone.
var (
	byDay = []event.Kind{
		event.Ticket, event.Complaint, event.Survey, event.Call, event.Visit, event.Incident, event.Feedback, event.Topic, event.Finding,
	}
	byID = []event.Kind{event.Contact, event.Export, event.Rescheduling, event.Loop, event.Story, event.Report}
)

// lookBack is how far before a span of time cases began whose events in it are looked for.
const lookBack = 31 * 24 * time.Hour

const usage = `usage: scripts/republish [--cloud] [--profile NAME] [--region NAME] WHAT [--yes] [--old] [--rate N]

Publishes events again from the table, for when they did not reach the bus or a consumer. WHAT is one of

  --event ID                single events, by the ids that logs and scripts/redrive show: ticket-ABCDEFGHJKMN-3
  --change ID               all events of the change that ended with this event
  --id ID [--kind KIND]     all events of one ticket, or of something else: KIND is what the ids of its events begin with
  --from TIME --to TIME     what happened from TIME on and before TIME, such as 2026-11-22 or 2026-11-22T14:30 (UTC),
        [--since TIME]      to cases that began since then (31 days before --from)

  --yes       publish; without it events are only counted
  --old       also events older than 30 days
  --rate N    events a second, so that consumers and quotas keep up (100)
  --cloud     the stack of the account that the AWS credentials are for, not the local one;
              --profile and --region mean it, too

--event and --change may be given more than once.

There is no index of events by time, and the table is never scanned: with --from and --to the cases that began in
the span are found by the index of days, and each one's own timeline is read. What happened in the span to cases that
began before --since is therefore not found; set it further back to be sure, at one query for each case. Refused
contacts are no cases, so contact.refused is never found this way.

Consumers know for 30 days what they have done. Older events are left out, unless --old is given: then what followed
from them, such as a mail, may happen a second time.

`

// read reads the command line.
func read(arguments []string, now time.Time, help io.Writer) (wanted, error) {
	var w wanted
	flags := flag.NewFlagSet("republish", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // its errors come back, and the usage says more than it knows
	flags.Usage = func() {}
	flags.Func("event", "an event's `id`; may be given more than once", func(s string) error {
		p, err := parsePlace(s)
		w.events = append(w.events, p)
		return err
	})
	flags.Func("change", "the `id` of a change's last event: all events of that change; may be given more than once", func(s string) error {
		p, err := parsePlace(s)
		w.changes = append(w.changes, p)
		return err
	})
	flags.StringVar(&w.id, "id", "", "the `id` of a case")
	kind := flags.String("kind", string(event.Ticket), "of --id: what it is, as the ids of events begin")
	moment := func(name, says string, at *time.Time) {
		flags.Func(name, says, func(s string) (err error) {
			*at, err = parseTime(s)
			return err
		})
	}
	moment("from", "the first `time` that counts", &w.from)
	moment("to", "the first `time` that does not", &w.to)
	moment("since", "the `time` since which cases began", &w.since)
	flags.BoolVar(&w.yes, "yes", false, "publish; without it nothing is changed")
	flags.BoolVar(&w.old, "old", false, "also events older than 30 days")
	flags.IntVar(&w.rate, "rate", 100, "events a `second`, so that consumers and quotas keep up")
	if err := flags.Parse(arguments); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			_, _ = fmt.Fprint(help, usage)
		}
		return w, err
	}
	w.kind = event.Kind(*kind)
	return w, w.check(flags.Args(), now)
}

// check finds what is missing or cannot be meant, and fills in since.
func (w *wanted) check(rest []string, now time.Time) error {
	ways := 0
	for _, chosen := range []bool{len(w.events)+len(w.changes) > 0, w.id != "", !w.from.IsZero() || !w.to.IsZero()} {
		if chosen {
			ways++
		}
	}
	switch {
	case len(rest) > 0:
		return fmt.Errorf("%q is not understood; --help says what is", rest[0])
	case ways != 1:
		return errors.New("say what to publish: --event, --id, or --from and --to; --help says more")
	case w.rate < 1:
		return errors.New("--rate is at least 1")
	case !slices.Contains(byDay, w.kind) && !slices.Contains(byID, w.kind):
		return fmt.Errorf("there are no cases of kind %q", w.kind)
	case len(w.events)+len(w.changes) > 0 || w.id != "":
		return nil
	case w.from.IsZero() || w.to.IsZero():
		return errors.New("--from and --to belong together")
	case !w.from.Before(w.to):
		return errors.New("--to is not after --from")
	case w.from.After(now):
		return errors.New("--from lies ahead")
	}
	if w.since.IsZero() {
		w.since = w.from.Add(-lookBack)
	}
	if w.since.After(w.from) {
		return errors.New("--since is after --from")
	}
	return nil
}

// parsePlace reads an event's id, as event.Event.ID makes it.
func parsePlace(s string) (place, error) {
	kind, rest, ok := strings.Cut(s, "-")
	last := strings.LastIndex(rest, "-")
	if !ok || last < 1 {
		return place{}, errors.New("is no event's id, such as ticket-ABCDEFGHJKMN-3")
	}
	seq, err := strconv.ParseInt(rest[last+1:], 10, 64)
	if err != nil || seq < 1 {
		return place{}, errors.New("does not end with a sequence number")
	}
	return place{kind: event.Kind(kind), id: rest[:last], seq: seq}, nil
}

func parseTime(s string) (time.Time, error) {
	for _, form := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04", time.DateOnly} {
		if at, err := time.Parse(form, s); err == nil {
			return at.UTC(), nil
		}
	}
	return time.Time{}, errors.New("is no time such as 2026-11-22 or 2026-11-22T14:30, in UTC")
}

// store is what is read from.
type store interface {
	Begun(ctx context.Context, kind event.Kind, from, to time.Time, give func(id string) error) error
	Timeline(ctx context.Context, kind event.Kind, id string, after int64, limit int) ([]event.Event, error)
	Change(ctx context.Context, kind event.Kind, id string, last int64) ([]event.Event, error)
}

// find hands out the events that are wanted, each case's own in their order.
func (w wanted) find(ctx context.Context, from store, give giver) error {
	switch {
	case len(w.events)+len(w.changes) > 0:
		return w.single(ctx, from, give)
	case w.id != "":
		n, err := timeline(ctx, from, w.kind, w.id, func(event.Event) bool { return true }, give)
		if err == nil && n == 0 {
			err = fmt.Errorf("there is no %s %s", w.kind, w.id)
		}
		return err
	default:
		return w.span(ctx, from, give)
	}
}

// giver takes what was found.
type giver func(context.Context, event.Event) error

// single hands out single events, and those of single changes.
func (w wanted) single(ctx context.Context, from store, give giver) error {
	for _, p := range w.events {
		found, err := from.Timeline(ctx, p.kind, p.id, p.seq-1, 1)
		if err != nil {
			return err
		}
		if len(found) == 0 || found[0].Seq != p.seq {
			return fmt.Errorf("there is no event %s", p)
		}
		if err := give(ctx, found[0]); err != nil {
			return err
		}
	}
	for _, p := range w.changes {
		found, err := from.Change(ctx, p.kind, p.id, p.seq)
		if err != nil {
			return fmt.Errorf("the change up to %s: %w", p, err)
		}
		for _, e := range found {
			if err := give(ctx, e); err != nil {
				return err
			}
		}
	}
	return nil
}

// span hands out what happened in a span of time.
func (w wanted) span(ctx context.Context, from store, give giver) error {
	within := func(e event.Event) bool { return !e.Time.Before(w.from) && e.Time.Before(w.to) }
	for _, kind := range byDay {
		err := from.Begun(ctx, kind, w.since, w.to, func(id string) error {
			_, err := timeline(ctx, from, kind, id, within, give)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// timeline hands out those of a case's events that are wanted, and counts all.
func timeline(ctx context.Context, from store, kind event.Kind, id string, wanted func(event.Event) bool, give giver) (int, error) {
	found, err := from.Timeline(ctx, kind, id, 0, 0)
	if err != nil {
		return 0, err
	}
	for _, e := range found {
		if !wanted(e) {
			continue
		}
		if err := give(ctx, e); err != nil {
			return 0, err
		}
	}
	return len(found), nil
}
