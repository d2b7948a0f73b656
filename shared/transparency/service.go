package transparency

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/insight"
	"aftercare/shared/redact"
	"aftercare/shared/text"
)

// Store keeps reports. Every write is conditional.
type Store interface {
	// Report gives all editions of a month's report. Missing when there is none.
	Report(ctx context.Context, m Month) (Filing, error)
	// Reports gives up to limit of them, the newest month first, and where the next page begins, which is empty at the end.
	Reports(ctx context.Context, after string, limit int) ([]Filing, string, error)
	// ReportContent gives the bytes that were frozen in an edition. Missing when there is none.
	ReportContent(ctx context.Context, m Month, edition int) ([]byte, error)
	// SaveReport writes a change whole or not at all. Lost when another came first; Replayed when the receipt exists.
	SaveReport(ctx context.Context, c Change) error
	// Receipt gives what a key was used for; false when it was not.
	Receipt(ctx context.Context, scope, key string) (event.Receipt, bool, error)
}

// Settings are what the company decided about its reports.
type Settings struct {
	Company string
	Least   int64         // figures that rest on fewer are hidden
	CutOff  time.Duration // after the end of a month
}

// Service freezes reports, and keeps what becomes of them.
type Service struct {
	store     Store
	collector Collector
	settings  Settings
	now       func() time.Time
}

// NewService makes a service. now gives the present time.
func NewService(store Store, collector Collector, settings Settings, now func() time.Time) *Service {
	return &Service{store: store, collector: collector, settings: settings, now: now}
}

// Do is who asks for something, and on which conditions.
type Do struct {
	Actor   event.Actor
	Version *int64         // that was seen; nil for any
	Receipt *event.Receipt // of an outside key; nil for none
	Edition int            // that was read, to decide on it; 0 for the last
}

// attempts is how often a change is tried that others come before.
const attempts = 4

// due reports whether a month is at its cut-off, and everything up to there is rolled up.
func (s *Service) due(m Month, f Figures, asOf AsOf) bool {
	return f.Through >= insight.DayOf(m.End()).Previous() && !asOf.First().Before(m.End().Add(s.settings.CutOff))
}

// Freeze makes an edition of a month's report of what is rolled up by now. A reason is needed for a further edition, which
// corrects the one before, and for one before the cut-off, which is provisional.
func (s *Service) Freeze(ctx context.Context, m Month, reason string, do Do) (Filing, error) {
	if m.Start().After(s.now()) {
		return Filing{}, fault.NotFound("month that has begun")
	}
	return s.change(ctx, m, do, func(f Filing, now time.Time) (Filing, change, error) {
		figures, asOf, err := s.collector.Gather(ctx, m)
		if err != nil {
			return f, change{}, err
		}
		if figures.empty() {
			return f, change{}, fault.InState("empty", "there is nothing to report of the month")
		}
		provisional := !s.due(m, figures, asOf)
		var w text.Checker
		reason := clean(&w, reason)
		if reason == "" && (provisional || len(f.Editions) > 0) {
			w.Add("reason", "is missing: it is needed before the cut-off, and for a correction")
		}
		if err := w.Err(); err != nil {
			return f, change{}, err
		}
		return s.freeze(ctx, f, figures, Head{
			Month: m, Edition: len(f.Editions) + 1, Provisional: provisional, Company: s.settings.Company, AsOf: asOf, Least: s.settings.Least,
		}, do.Actor, reason, now)
	})
}

// Overdue is how long after its cut-off a month may wait until its figures are complete before somebody has to look.
const Overdue = 2 * 24 * time.Hour

// Looked is what came of a look at the months whose reports are due.
type Looked struct {
	Frozen  []Month
	Overdue []Month // whose figures are not complete, long after they had to be
}

// Due freezes the reports that are due and were not frozen yet, of the last three months: a schedule that failed for weeks
// loses nothing. A month without any figures has no report.
func (s *Service) Due(ctx context.Context) (Looked, error) {
	const back = 3
	var out Looked
	this := MonthOf(s.now()).Start()
	for ago := back; ago > 0; ago-- { // the oldest first: what a month hides, the next one takes account of
		m := MonthOf(this.AddDate(0, -ago, 0))
		if s.now().Before(m.End().Add(s.settings.CutOff)) {
			continue
		}
		frozen, complete, err := s.dueOf(ctx, m)
		switch {
		case err != nil:
			return out, fmt.Errorf("the report of %s: %w", m, err)
		case frozen:
			out.Frozen = append(out.Frozen, m)
		case !complete && !s.now().Before(m.End().Add(s.settings.CutOff+Overdue)):
			out.Overdue = append(out.Overdue, m)
		}
	}
	return out, nil
}

// dueOf freezes the report of a month that is due, unless there is one, and tells whether its figures are complete.
func (s *Service) dueOf(ctx context.Context, m Month) (frozen, complete bool, err error) {
	had, err := s.store.Report(ctx, m)
	if err != nil && !fault.Is(err, fault.Missing) {
		return false, false, err
	}
	if had.final() {
		return false, true, nil
	}
	figures, asOf, err := s.collector.Gather(ctx, m)
	if fault.Is(err, fault.Conflict) {
		return false, false, nil // tomorrow
	}
	if err != nil || !s.due(m, figures, asOf) {
		return false, false, err
	}
	if figures.empty() {
		return false, true, nil
	}
	system := event.Actor{Kind: event.System}
	_, err = s.change(ctx, m, Do{Actor: system}, func(f Filing, now time.Time) (Filing, change, error) {
		if f.final() { // somebody was faster
			return f, change{}, nil
		}
		return s.freeze(ctx, f, figures, Head{
			Month: m, Edition: len(f.Editions) + 1, Company: s.settings.Company, AsOf: asOf, Least: s.settings.Least,
		}, system, "", now)
	})
	return err == nil, true, err
}

// final reports whether there is an edition of after the cut-off.
func (f Filing) final() bool {
	return slices.ContainsFunc(f.Editions, func(e Edition) bool { return !e.Provisional })
}

// empty reports whether there is nothing to report: before the company began.
func (f Figures) empty() bool {
	for _, d := range f.Days {
		if len(d.Sheet) > 0 {
			return false
		}
	}
	return len(f.Complaints)+len(f.Incidents) == 0
}

// change is what a command does to a filing, beside changing it.
type change struct {
	events  []event.Event
	content *Content
}

// change loads, lets a command act, and saves; again from the load when somebody was faster.
func (s *Service) change(ctx context.Context, m Month, do Do, command func(Filing, time.Time) (Filing, change, error)) (Filing, error) {
	for range attempts {
		f, err := s.store.Report(ctx, m)
		if fault.Is(err, fault.Missing) {
			f, err = Filing{Month: m}, nil
		}
		if err != nil {
			return Filing{}, err
		}
		if do.Receipt != nil {
			had, used, err := s.store.Receipt(ctx, do.Receipt.Scope, do.Receipt.Key)
			if err != nil {
				return Filing{}, err
			}
			if used && had.Hash != do.Receipt.Hash {
				return Filing{}, fault.InvalidField("Idempotency-Key", "was used before with another request")
			}
			if used {
				return f, nil
			}
		}
		if do.Version != nil && *do.Version != f.Version {
			return Filing{}, fault.New(fault.Stale, "the report has changed: read it again, its version is now %d", f.Version)
		}
		after, c, err := command(f, s.now().UTC().Truncate(time.Second))
		if err != nil || len(c.events) == 0 {
			return after, err
		}
		for i := range c.events {
			after.Seq++
			c.events[i].Seq, c.events[i].Correlation = after.Seq, event.CorrelationFrom(ctx)
			c.events[i].Aggregate = event.Aggregate{Kind: event.Report, ID: string(m), Version: f.Version + 1}
		}
		after.Version = f.Version + 1
		save := Change{Before: f.Seq, Filing: after, Events: c.events, Content: c.content}
		if do.Receipt != nil {
			r := *do.Receipt
			r.Result = strconv.FormatInt(after.Seq, 10)
			save.Receipt = &r
		}
		err = s.store.SaveReport(ctx, save)
		if fault.Is(err, fault.Lost) || fault.Is(err, fault.Replayed) {
			continue
		}
		if err != nil {
			return Filing{}, fmt.Errorf("save a report: %w", err)
		}
		return after, nil
	}
	return Filing{}, fault.New(fault.Lost, "the report changes too fast: try again")
}

// freeze adds an edition.
func (s *Service) freeze(ctx context.Context, f Filing, figures Figures, h Head, actor event.Actor, reason string, now time.Time) (Filing, change, error) {
	beside, err := s.beside(ctx, f)
	if err != nil {
		return f, change{}, err
	}
	content, hash, err := Build(h, figures, beside...).Canonical()
	if err != nil {
		return f, change{}, err
	}
	e := Edition{
		Number: h.Edition, State: Frozen, Provisional: h.Provisional, CutOff: h.cutOff(), FrozenAt: now, Hash: hash, Size: len(content), Reason: reason,
	}
	if actor.Kind == event.Staff {
		e.FrozenBy = actor.ID
	}
	f.Editions = append(slices.Clone(f.Editions), e)
	data := FrozenData{Month: h.Month, Edition: e.Number, Provisional: e.Provisional, CutOff: e.CutOff, Hash: hash, Size: e.Size}
	return f, change{
		events:  []event.Event{event.New(event.ReportFrozen, now, actor, data, Said{Reason: reason})},
		content: &Content{Month: h.Month, Edition: e.Number, Bytes: content},
	}, nil
}

// clean takes secrets out of a reason, and brings it into its form.
func clean(w *text.Checker, reason string) string {
	var secrets redact.Remover
	return w.Optional("reason", secrets.Clean(reason), text.MaxBody)
}
