package transparency

import (
	"context"
	"slices"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/text"
)

// Decide approves the last edition of a report, which publishes it, or refuses it. Nobody approves what they asked for.
func (s *Service) Decide(ctx context.Context, m Month, approve bool, reason string, do Do) (Filing, error) {
	if _, err := s.Report(ctx, m); err != nil {
		return Filing{}, err
	}
	return s.change(ctx, m, do, func(f Filing, now time.Time) (Filing, change, error) {
		e, found := f.Edition(0)
		if !found {
			return f, change{}, fault.NotFound("report")
		}
		if do.Edition != 0 && do.Edition != e.Number {
			return f, change{}, fault.InState(string(e.State), "edition %d was frozen since: read it first", e.Number)
		}
		if e.State != Frozen {
			return f, change{}, fault.InState(string(e.State), "the report was decided before")
		}
		if approve && e.FrozenBy != "" && e.FrozenBy == do.Actor.ID {
			return f, change{}, fault.New(fault.Forbidden, "somebody else than who asked for a report approves it")
		}
		var w text.Checker
		reason := clean(&w, reason)
		if !approve && reason == "" {
			w.Add("reason", "is missing: whoever refuses says why")
		}
		if err := w.Err(); err != nil {
			return f, change{}, err
		}
		what := event.ReportRefused
		if e.State = Refused; approve {
			e.State, what = Approved, event.ReportApproved
		}
		e.DecidedAt, e.DecidedBy, e.Decision = now, do.Actor.ID, reason
		f.Editions = slices.Clone(f.Editions)
		f.Editions[e.Number-1] = e
		return f, change{events: []event.Event{event.New(what, now, do.Actor, DecidedData{Month: m, Edition: e.Number, Hash: e.Hash}, Said{Reason: reason})}}, nil
	})
}

// Withdraw takes back what is published of a month, in all its editions.
func (s *Service) Withdraw(ctx context.Context, m Month, reason string, do Do) (Filing, error) {
	if _, err := s.Report(ctx, m); err != nil {
		return Filing{}, err
	}
	return s.change(ctx, m, do, func(f Filing, now time.Time) (Filing, change, error) {
		e, published, _ := f.Public()
		if !published {
			last, _ := f.Edition(0)
			return f, change{}, fault.InState(string(last.State), "nothing of the month is published")
		}
		var w text.Checker
		reason := clean(&w, reason)
		if reason == "" {
			w.Add("reason", "is missing: whoever withdraws says why")
		}
		if err := w.Err(); err != nil {
			return f, change{}, err
		}
		f.Editions = slices.Clone(f.Editions)
		for i := range f.Editions {
			if f.Editions[i].State == Approved {
				f.Editions[i].State, f.Editions[i].WithdrawnAt, f.Editions[i].WithdrawnBy, f.Editions[i].Withdrawal = Withdrawn, now, do.Actor.ID, reason
			}
		}
		return f, change{events: []event.Event{event.New(event.ReportWithdrawn, now, do.Actor, DecidedData{Month: m, Edition: e.Number, Hash: e.Hash}, Said{Reason: reason})}}, nil
	})
}

// Report gives all editions of a month's report. Missing when there is none.
func (s *Service) Report(ctx context.Context, m Month) (Filing, error) {
	f, err := s.store.Report(ctx, m)
	if fault.Is(err, fault.Missing) {
		return Filing{}, fault.NotFound("report")
	}
	return f, err
}

// Reports lists them, the newest month first.
func (s *Service) Reports(ctx context.Context, after string, limit int) ([]Filing, string, error) {
	return s.store.Reports(ctx, after, limit)
}

// Content gives what was frozen in an edition, after checking that it is what was frozen.
func (s *Service) Content(ctx context.Context, m Month, e Edition) ([]byte, error) {
	raw, err := s.store.ReportContent(ctx, m, e.Number)
	if err != nil {
		return nil, err
	}
	if Hash(raw) != e.Hash {
		return nil, fault.New(fault.Internal, "the report of %s, edition %d, is not what was frozen", m, e.Number)
	}
	return raw, nil
}
