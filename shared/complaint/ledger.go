package complaint

import (
	"maps"
	"math/big"
	"slices"
)

// Ledger is what one person granted in one month: the remedies with money of decisions that they sent, as long as
// these stand. An offer that the customer did not accept is taken out again.
type Ledger struct {
	LedgerID
	Version int64             `json:"version"`        // rises with each change; 0 for a ledger that does not exist yet
	Sums    map[string]string `json:"sums,omitempty"` // exact decimals by asset
}

// of gives the sum in an asset.
func (l Ledger) of(asset string) *big.Rat {
	if sum, ok := decimal(l.Sums[asset]); ok {
		return sum
	}
	return new(big.Rat)
}

// booked gives the ledger that differs between the remedies before and after a command; false when none does. One
// command sends or voids at most one remedy.
func booked(before, after []Remedy) (LedgerID, bool) {
	for _, pair := range [][2][]Remedy{{before, after}, {after, before}} {
		for _, r := range pair[0] {
			if !slices.ContainsFunc(pair[1], func(other Remedy) bool { return other.ID == r.ID }) {
				return r.Ledger, true
			}
		}
	}
	return LedgerID{}, false
}

// book gives a ledger with what a command sent added, and what it voided taken out.
func (l Ledger) book(before, after []Remedy) Ledger {
	sums := maps.Clone(l.Sums)
	if sums == nil {
		sums = map[string]string{}
	}
	l.Sums = sums
	l.Version++
	change := func(from, to []Remedy, sign int64) {
		for _, r := range to {
			if r.Ledger != l.LedgerID || slices.ContainsFunc(from, func(other Remedy) bool { return other.ID == r.ID }) {
				continue
			}
			if amount, ok := decimal(r.Amount); ok {
				sum := new(big.Rat).Add(l.of(r.Asset), amount.Mul(amount, big.NewRat(sign, 1)))
				l.Sums[r.Asset] = plain(sum)
			}
		}
	}
	change(before, after, 1)
	change(after, before, -1)
	return l
}
