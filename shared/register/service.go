package register

import (
	"context"
	"fmt"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/text"
)

// Service asks for exports and shows them.
type Service struct {
	store Store
	now   func() time.Time
}

// NewService makes a service. now gives the present time.
func NewService(store Store, now func() time.Time) *Service { return &Service{store: store, now: now} }

// Order asks for an export.
type Order struct {
	ID       string   // derived from the outside key, or random
	Earlier  []string // other ids that the same key can have had, from before a rotation of the secret
	Request  string   // hash of the request, for one with an outside key
	Format   Format
	From, To time.Time // of the receipt, [From, To); zero: from the first complaint on, to the last
	Actor    event.Actor
}

// Ask writes an order down; whoever hears of its event carries it out. The same order again gives the same export.
func (s *Service) Ask(ctx context.Context, o Order) (Export, error) {
	var w text.Checker
	w.OneOf("format", string(o.Format), Formats...)
	now := s.now()
	if o.To.IsZero() {
		o.To = now.Add(time.Second) // what came in this very second is in
	}
	if !o.To.After(o.From) {
		w.Add("to", "is not after from")
	}
	if err := w.Err(); err != nil {
		return Export{}, err
	}
	if o.Request != "" {
		if e, found, err := s.asked(ctx, o); found || err != nil {
			return e, err
		}
	}
	e := Export{
		ID: o.ID, State: Requested, Format: o.Format, From: o.From.UTC().Truncate(time.Second), To: o.To.UTC().Truncate(time.Second),
		RequestedAt: now, RequestedBy: o.Actor.ID, Request: o.Request, Hash: Genesis,
	}
	c := Change{Export: e}
	c.happen(event.ExportRequested, now, o.Actor, event.CorrelationFrom(ctx), RequestedData{Format: e.Format, From: e.From, To: e.To})
	err := s.store.SaveExport(ctx, c)
	if fault.Is(err, fault.Lost) {
		had, found, again := s.asked(ctx, o)
		if !found && again == nil {
			again = err
		}
		return had, again
	}
	if err != nil {
		return Export{}, fmt.Errorf("save export: %w", err)
	}
	return c.Export, nil
}

// asked finds the export that an order with the same key made before.
func (s *Service) asked(ctx context.Context, o Order) (Export, bool, error) {
	for _, id := range append([]string{o.ID}, o.Earlier...) {
		e, err := s.store.Export(ctx, id)
		switch {
		case fault.Is(err, fault.Missing):
			continue
		case err != nil:
			return Export{}, false, fmt.Errorf("read export: %w", err)
		case e.Request == "" || e.Request != o.Request:
			return Export{}, false, fault.InvalidField("Idempotency-Key", "was used before with another request")
		}
		return e, true, nil
	}
	return Export{}, false, nil
}

// Export gives an export as it is now. Missing when there is none.
func (s *Service) Export(ctx context.Context, id string) (Export, error) {
	e, err := s.store.Export(ctx, id)
	if fault.Is(err, fault.Missing) {
		return Export{}, fault.NotFound("export")
	}
	return e, err
}
