package sla

import "time"

// Validate is to come.
func (p Policies) Validate() error { return nil }

// Default is to come.
func Default() Policies { return Policies{} }

// Start is to come.
func Start(p Policy, version int, opened Fact) (Clocks, []Record) { return Clocks{}, nil }

// Advance is to come.
func (c Clocks) Advance(now time.Time) (Clocks, []Record) { return c, nil }

// Fire is to come.
func (c Clocks) Fire(now time.Time) (Clocks, []Record) { return c, nil }

// Apply is to come.
func (c Clocks) Apply(f Fact) (Clocks, []Record) { return c, nil }

// Measure is to come.
func Measure(history []Fact, p Policy, version int, earlier Clocks, now time.Time) (Clocks, []Record) {
	return earlier, nil
}

// NextWake is to come.
func (c Clocks) NextWake() time.Time { return time.Time{} }

// NextDue is to come.
func (c Clocks) NextDue() time.Time { return time.Time{} }
