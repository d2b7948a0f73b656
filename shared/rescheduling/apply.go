package rescheduling

import (
	"fmt"

	"aftercare/shared/event"
)

// Requested is the data of rescheduling.requested.
type Requested struct {
	Cause Cause `json:"cause"`
}

// Progress is the data of rescheduling.advanced and rescheduling.finished: how far it is, and which tickets failed on
// this page.
type Progress struct {
	Round int `json:"round"` // of the next page
	Counts
	FailedTickets []string `json:"failedTickets,omitempty"`
	SupersededBy  string   `json:"supersededBy,omitempty"`
}

// Place is the private part of rescheduling.advanced: it may hold the name of a team.
type Place struct {
	Position string `json:"position,omitempty"`
}

// Apply gives the rescheduling after an event.
func Apply(r Rescheduling, e event.Event) (Rescheduling, error) {
	switch e.Type {
	case event.ReschedulingRequested:
		d, err := event.Decode[Requested](e)
		if err != nil {
			return r, err
		}
		r = Rescheduling{ID: e.Aggregate.ID, Cause: d.Cause, Status: Waiting, Round: 1, RequestedAt: e.Time}
	case event.ReschedulingAdvanced, event.ReschedulingFinished:
		d, err := event.Decode[Progress](e)
		if err != nil {
			return r, err
		}
		p, err := event.DecodePrivate[Place](e)
		if err != nil {
			return r, err
		}
		r.Status, r.Round, r.Position, r.Counts, r.SupersededBy = Running, d.Round, p.Position, d.Counts, d.SupersededBy
		if room := MaxNamed - len(r.FailedTickets); len(d.FailedTickets) > 0 && room > 0 {
			named := append([]string(nil), r.FailedTickets...)
			r.FailedTickets = append(named, d.FailedTickets[:min(room, len(d.FailedTickets))]...)
		}
		if r.StartedAt.IsZero() {
			r.StartedAt = e.Time
		}
		if e.Type == event.ReschedulingFinished {
			r.Status, r.Position, r.FinishedAt = Done, "", e.Time
		}
	default:
		return r, fmt.Errorf("a rescheduling has no event of type %s", e.Type)
	}
	r.Seq, r.Version, r.UpdatedAt = e.Seq, e.Aggregate.Version, e.Time
	return r, nil
}

// Replay rebuilds a rescheduling from its whole timeline.
func Replay(events []event.Event) (Rescheduling, error) {
	var r Rescheduling
	for _, e := range events {
		if e.Seq != r.Seq+1 {
			return Rescheduling{}, fmt.Errorf("the timeline of rescheduling %s lacks event %d", e.Aggregate.ID, r.Seq+1)
		}
		var err error
		if r, err = Apply(r, e); err != nil {
			return Rescheduling{}, err
		}
	}
	return r, nil
}
