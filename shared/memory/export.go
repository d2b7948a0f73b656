package memory

import (
	"context"

	"aftercare/shared/complaint"
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/register"
)

// seals names the chain of exports.
var seals = documentKey{"chain of exports", ""}

// Export gives an export as it is now. Missing when there is none.
func (s *Store) Export(_ context.Context, id string) (register.Export, error) {
	return load[register.Export](s, aggregate{event.Export, id})
}

// SaveExport writes a change whole or not at all. Lost when another came first, or took the place in the chain.
func (s *Store) SaveExport(_ context.Context, c register.Change) error {
	var x transaction
	s.state(&x, aggregate{event.Export, c.Export.ID}, c.Before, c.Export.Seq, c.Export, c.Events)
	if c.Seal != nil {
		s.revise(&x, seals, int64(c.Seal.Number), *c.Seal)
	}
	return s.commit(&x)
}

// LastSeal gives the last place that was taken in the chain of exports; number 0 before the first.
func (s *Store) LastSeal(context.Context) (register.Seal, error) {
	last, err := revised[register.Seal](s, seals)
	if fault.Is(err, fault.Missing) {
		return register.Seal{}, nil
	}
	return last, err
}

// ComplaintsByID gives complaints in the order of their ids, without those that are not there. At most 100.
func (s *Store) ComplaintsByID(ctx context.Context, ids []string) ([]complaint.Complaint, error) {
	var all []complaint.Complaint
	for _, id := range ids {
		c, err := s.Complaint(ctx, id)
		if fault.Is(err, fault.Missing) {
			continue
		}
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}
