package trend

import (
	"context"
	"errors"
	"fmt"
	"time"

	"aftercare/shared/complaint"
	"aftercare/shared/event"
	"aftercare/shared/fault"
)

// Store keeps findings.
type Store interface {
	complaint.Lines
	// AddFinding writes a finding with its event. Lost when it is there already.
	AddFinding(ctx context.Context, f Finding, e event.Event) error
	// Findings gives up to limit findings made in [from, to), newest first, and where the next page begins; empty at
	// the end. The times are at most 31 days apart.
	Findings(ctx context.Context, from, to time.Time, after string, limit int) ([]Finding, string, error)
}

// RecurringData is the data of complaint.recurring.
type RecurringData struct {
	Dimension  Dimension `json:"dimension"`
	Value      string    `json:"value"`
	From       time.Time `json:"from"`
	To         time.Time `json:"to"`
	Count      int       `json:"count"`
	Before     int       `json:"before"` // in the eight weeks before
	Complaints []string  `json:"complaints"`
}

// Watch looks for what rises, and writes down what was not found this week yet. It gives how many those are. One that
// cannot be written does not hold back the others.
func Watch(ctx context.Context, store Store, now time.Time) (int, error) {
	var lines []complaint.Line
	to := now.UTC().Truncate(24 * time.Hour)
	err := complaint.EachLine(ctx, store, to.Add(-Span), to, func(l complaint.Line) error {
		lines = append(lines, l)
		return nil
	})
	if err != nil {
		return 0, err
	}
	made := 0
	var failures []error
	for _, f := range Rising(lines, now) {
		e := event.New(event.ComplaintRecurring, now, event.Actor{Kind: event.System}, RecurringData{
			Dimension: f.Dimension, Value: f.Value, From: f.From, To: f.To, Count: f.Count, Before: f.Before, Complaints: f.Complaints,
		}, nil)
		e.Seq, e.Aggregate, e.Correlation = 1, event.Aggregate{Kind: event.Finding, ID: f.ID, Version: 1}, event.CorrelationFrom(ctx)
		switch err := store.AddFinding(ctx, f, e); {
		case fault.Is(err, fault.Lost): // found before this week
		case err != nil:
			failures = append(failures, fmt.Errorf("write finding %s: %w", f.ID, err))
		default:
			made++
		}
	}
	return made, errors.Join(failures...)
}
