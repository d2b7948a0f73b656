package memory

import (
	"cmp"
	"context"
	"slices"

	"aftercare/shared/complaint"
	"aftercare/shared/fault"
)

func ledgerKey(id complaint.LedgerID) documentKey {
	return documentKey{"ledger", id.Person + "\x00" + id.Month}
}

// Ledger gives what somebody granted in a month; one of version 0 when that is nothing.
func (s *Store) Ledger(_ context.Context, id complaint.LedgerID) (complaint.Ledger, error) {
	l, err := revised[complaint.Ledger](s, ledgerKey(id))
	if fault.Is(err, fault.Missing) {
		return complaint.Ledger{LedgerID: id}, nil
	}
	return l, err
}

func (s *Store) ledger(x *transaction, l *complaint.Ledger) {
	if l != nil {
		s.revise(x, ledgerKey(l.LedgerID), l.Version, *l)
	}
}

// Precedents gives the latest decisions on the like, newest first, at most limit.
func (s *Store) Precedents(_ context.Context, like complaint.Likeness, limit int) ([]complaint.Precedent, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var found []complaint.Precedent
	for _, p := range s.decisions {
		if p.Likeness == like {
			found = append(found, decode[complaint.Precedent](encode(p)))
		}
	}
	slices.SortFunc(found, func(a, b complaint.Precedent) int {
		return cmp.Or(b.At.Compare(a.At), cmp.Compare(b.Complaint, a.Complaint))
	})
	return found[:min(len(found), limit)], nil
}

func (s *Store) precedent(x *transaction, p *complaint.Precedent) {
	if p != nil {
		kept := *p
		x.effect(func() { s.decisions = append(s.decisions, kept) })
	}
}
