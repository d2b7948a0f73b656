package complaint

import (
	"reflect"
	"time"
)

// Line is a complaint as a line of the register: the few facts that are counted over any span of time. It is written
// with the change that alters it, so that it never says anything else than the complaint.
type Line struct {
	ID         string     `json:"id"`
	ReceivedAt time.Time  `json:"receivedAt"`
	CreatedAt  time.Time  `json:"createdAt"` // when it was entered, which may be later
	ClosedAt   time.Time  `json:"closedAt,omitzero"`
	Outcome    string     `json:"outcome,omitempty"` // of a closed one
	Topic      string     `json:"topic,omitempty"`   // the category that the findings gave it
	Cause      string     `json:"cause,omitempty"`   // and the cause, by its id
	Asset      string     `json:"asset,omitempty"`
	Deadlines  []Deadline `json:"deadlines,omitempty"`
}

// LineOf gives a complaint's line.
func LineOf(c Complaint) Line {
	l := Line{
		ID: c.ID, ReceivedAt: c.ReceivedAt, CreatedAt: c.CreatedAt, ClosedAt: c.ClosedAt, Outcome: c.Outcome,
		Deadlines: c.Deadlines,
	}
	if f := c.Findings; f != nil {
		l.Topic, l.Cause, l.Asset = f.Category, f.Cause, f.Asset
	}
	return l
}

// altered gives the line of a changed complaint where it differs from the one before; nil where it does not.
func altered(before, after Complaint) *Line {
	line := LineOf(after)
	if before.Seq > 0 && reflect.DeepEqual(LineOf(before), line) {
		return nil
	}
	return &line
}
