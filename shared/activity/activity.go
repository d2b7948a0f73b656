// Package activity remembers on which days customers used the exchange, once for a customer and day.
package activity

import (
	"context"
	"time"

	"aftercare/shared/fault"
	"aftercare/shared/ticket"
)

// Day says that a customer was active on a day.
type Day struct {
	Customer ticket.Customer `json:"customer"` // as it was told first on that day, with an address if one was told
	At       time.Time       `json:"at"`       // the first time on that day that was told
}

// Kept is how long a day is remembered: over a year, for whoever compares with the same time a year ago.
const Kept = 400 * 24 * time.Hour

// Store keeps days.
type Store interface {
	// AddActive writes a day, in UTC, unless the customer was active on it already: then nothing changes. It may be
	// forgotten after [Kept].
	AddActive(ctx context.Context, d Day) error
	// ActiveBetween reports whether a customer was active on a day, in UTC, that [from, to) touches.
	ActiveBetween(ctx context.Context, customer string, from, to time.Time) (bool, error)
	// Active gives up to limit days of customers who were active in [from, to), newest first, and where the next page
	// begins; empty at the end. The times are at most 31 days apart. A customer comes once for each day.
	Active(ctx context.Context, from, to time.Time, after string, limit int) ([]Day, string, error)
}

// ahead is how far another system's clock may go ahead of ours.
const ahead = 5 * time.Minute

// Check says what is wrong with a day.
func (d Day) Check(now time.Time) error {
	switch {
	case d.At.IsZero():
		return fault.InvalidField("data.at", "is missing")
	case d.At.After(now.Add(ahead)):
		return fault.InvalidField("data.at", "lies in the future")
	case d.At.Before(now.Add(-Kept)):
		return fault.InvalidField("data.at", "is longer ago than is remembered")
	}
	return nil
}
