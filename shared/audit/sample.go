package audit

import (
	"cmp"
	"context"
	"fmt"
	"hash/fnv"
	"slices"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
)

// Case names one that was compared, and what was found.
type Case struct {
	Kind        event.Kind
	ID          string
	Differences []Difference
	Err         error // it could not be compared
}

// Fields names what differs: never a value.
func (c Case) Fields() []string {
	names := make([]string, len(c.Differences))
	for i, d := range c.Differences {
		names[i] = d.Field
	}
	return names
}

// How much a night compares: of what began in the last days, so many of each kind.
const (
	SampleDays = 7
	SampleSize = 200
)

// Kinds are the cases that are sampled.
var Kinds = []event.Kind{event.Ticket, event.Complaint}

// Sample gives the ids of at most n cases of a kind that began in the days before an instant. Which ones depends on the
// date, so that another night compares others, and the same night the same.
func Sample(ctx context.Context, s Store, kind event.Kind, now time.Time, days, n int) ([]string, error) {
	type drawn struct {
		lot uint64
		id  string
	}
	var kept []drawn
	date := now.UTC().Format(time.DateOnly)
	err := s.Begun(ctx, kind, now.AddDate(0, 0, -days), now, func(id string) error {
		h := fnv.New64a()
		_, _ = fmt.Fprintf(h, "%s %s %s", date, kind, id) // a hash never fails
		kept = append(kept, drawn{h.Sum64(), id})
		if len(kept) >= 2*n { // keep no more than twice what is wanted
			slices.SortFunc(kept, func(a, b drawn) int { return cmp.Compare(a.lot, b.lot) })
			kept = kept[:n]
		}
		return nil
	})
	slices.SortFunc(kept, func(a, b drawn) int { return cmp.Compare(a.lot, b.lot) })
	var ids []string
	for _, d := range kept[:min(n, len(kept))] {
		ids = append(ids, d.id)
	}
	return ids, err
}

// Night compares a sample, hands out every case that differs or could not be compared, and gives how many were looked
// at. One that is gone meanwhile is left out.
func (c Checker) Night(ctx context.Context, now time.Time, found func(Case)) (checked int, err error) {
	for _, kind := range Kinds {
		ids, err := Sample(ctx, c.Store, kind, now, SampleDays, SampleSize)
		if err != nil {
			return checked, fmt.Errorf("draw a sample: %w", err)
		}
		for _, id := range ids {
			differences, err := c.Check(ctx, kind, id)
			if fault.Is(err, fault.Missing) {
				continue
			}
			if ctx.Err() != nil {
				return checked, ctx.Err()
			}
			checked++
			if err != nil || len(differences) > 0 {
				found(Case{Kind: kind, ID: id, Differences: differences, Err: err})
			}
		}
	}
	return checked, nil
}
