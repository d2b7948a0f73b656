// Package activity remembers on which days customers used the exchange, once for a customer and day.
package activity

import (
	"time"

	"aftercare/shared/ticket"
)

// Day says that a customer was active on a day.
type Day struct {
	Customer ticket.Customer `json:"customer"` // as it was told first on that day
	At       time.Time       `json:"at"`       // the first time on that day
}

// Date is the day in UTC, such as 2026-11-22.
func (d Day) Date() string { return d.At.UTC().Format(time.DateOnly) }

// Kept is how long a day is remembered: over a year, for whoever compares with the same time a year ago.
const Kept = 400 * 24 * time.Hour
