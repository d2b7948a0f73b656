package complaint

import "time"

// Name names a deadline.
type Name string

// The deadlines. The first three are the company's own, published ones; the last is the statutory limit beside them.
const (
	Acknowledgement   Name = "acknowledgement"
	Investigation     Name = "investigation"
	Decision          Name = "decision"
	DecisionStatutory Name = "decisionStatutory"
)

// Deadline is a time by which a step must be done. Met at exactly the due time is met. One that passed stays
// breached; doing it late adds MetAt.
type Deadline struct {
	Name        Name      `json:"name"`
	DueAt       time.Time `json:"dueAt"`
	MetAt       time.Time `json:"metAt,omitzero"`
	BreachedAt  time.Time `json:"breachedAt,omitzero"`  // the due time itself
	CancelledAt time.Time `json:"cancelledAt,omitzero"` // when the complaint no longer needed it
}

// Running reports whether the deadline can still be met in time or pass.
func (d Deadline) Running() bool {
	return d.MetAt.IsZero() && d.BreachedAt.IsZero() && d.CancelledAt.IsZero()
}

// open reports whether what the deadline asks for is still to be done, in time or late.
func (d Deadline) open() bool { return d.MetAt.IsZero() && d.CancelledAt.IsZero() }
