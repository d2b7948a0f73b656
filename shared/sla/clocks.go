package sla

import (
	"slices"
	"time"
)

// Status is where a target stands.
type Status string

// Where a target can stand.
const (
	Running  Status = "running"
	Paused   Status = "paused"
	Met      Status = "met"
	Breached Status = "breached"
	// CancelledStatus is a target that no longer matters; no statistic has it.
	CancelledStatus Status = "cancelled"
)

// Target is the latest cycle of one promise.
type Target struct {
	Name      Name      `json:"name"`
	Cycle     int       `json:"cycle"`
	Status    Status    `json:"status"`
	StartedAt time.Time `json:"startedAt"`
	// DueAt is zero while the target is paused, unless a person set it.
	DueAt time.Time `json:"dueAt,omitzero"`
	// MetAt is set on a breached target, too, once it was done late.
	MetAt      time.Time `json:"metAt,omitzero"`
	BreachedAt time.Time `json:"breachedAt,omitzero"`

	// Counted is the time that counted until Since.
	Counted Duration `json:"counted,omitempty"`
	// Since is when the present stretch of running, or of pausing, began.
	Since time.Time `json:"since,omitzero"`
	// Manual says that a person set DueAt.
	Manual bool `json:"manual,omitempty"`
	// SpentAt is when the time allowed was used up before the present stretch,
	// which is a breach unless a person set another due time.
	SpentAt time.Time `json:"spentAt,omitzero"`
	// Warned are the fractions already warned at, in thousandths, ascending.
	Warned []int `json:"warned,omitempty"`
	// WarnedBefore are the times before the due time already warned at, ascending.
	WarnedBefore []Duration `json:"warnedBefore,omitempty"`
}

// Clocks are all targets of one case and what is needed to go on from here
// without its timeline. Their size does not grow with the life of the case.
type Clocks struct {
	// Policy and Version name the policy that the clocks run under.
	Policy   string `json:"policy"`
	Version  int    `json:"version"`
	Calendar string `json:"calendar"`
	// CalendarVersion is the calendar's when the clocks were last measured.
	CalendarVersion int      `json:"calendarVersion,omitempty"`
	Targets         []Target `json:"targets"`
	// CloseAfter is how long the case stays solved before it closes.
	CloseAfter Duration      `json:"closeAfter"`
	WarnAt     []float64     `json:"warnAt,omitempty"`
	WarnBefore []Duration    `json:"warnBefore,omitempty"`
	WarnTo     []string      `json:"warnTo,omitzero"`
	Rules      map[Name]Rule `json:"rules"`
	// CaseStatus is the status of the case.
	CaseStatus string    `json:"caseStatus"`
	OpenedAt   time.Time `json:"openedAt"`
	// Unanswered is the oldest message after the opening that waits for a
	// person's public reply; zero when none does.
	Unanswered time.Time `json:"unanswered,omitzero"`
	// At is the time of the last fact; time never runs back behind it.
	At time.Time `json:"at"`
}

// Target returns the latest cycle of the promise, and whether there is one.
func (c Clocks) Target(name Name) (Target, bool) {
	if i := c.index(name); i >= 0 {
		t := c.Targets[i]
		t.Warned, t.WarnedBefore = slices.Clone(t.Warned), slices.Clone(t.WarnedBefore)
		return t, true
	}
	return Target{}, false
}

func (c Clocks) index(name Name) int {
	return slices.IndexFunc(c.Targets, func(t Target) bool { return t.Name == name })
}

func (c Clocks) clone() Clocks {
	c.Targets = slices.Clone(c.Targets)
	for i := range c.Targets {
		t := &c.Targets[i]
		t.Warned, t.WarnedBefore = slices.Clone(t.Warned), slices.Clone(t.WarnedBefore)
	}
	c.WarnAt, c.WarnBefore, c.WarnTo = slices.Clone(c.WarnAt), slices.Clone(c.WarnBefore), slices.Clone(c.WarnTo)
	c.Rules = cloneRules(c.Rules)
	return c
}
