package insight

import (
	"time"

	"aftercare/shared/call"
	"aftercare/shared/event"
	"aftercare/shared/visit"
)

// answeredSoon is what is promised to callers.
const answeredSoon = 30 * time.Second

// call reads a call that ended.
func (s *Sight) call(events []event.Event) error {
	for _, e := range events {
		if e.Type != event.CallEnded {
			continue
		}
		d, err := event.Decode[call.Ended](e)
		if err != nil {
			return err
		}
		where, wait := place{agent: d.Agent}, d.AnsweredAt.Sub(d.QueuedAt)
		s.count(Calls, d.QueuedAt, where)
		s.share(AnsweredCalls, d.QueuedAt, where, !d.Missed())
		s.share(CallsWithin30s, d.QueuedAt, where, !d.Missed() && wait <= answeredSoon)
		if !d.Missed() {
			s.see(CallWait, d.QueuedAt, where, seconds(wait), 0)
		}
	}
	return nil
}

// visit reads a visit that ended. Of a customer whom nobody knows nothing can be told later.
func (s *Sight) visit(events []event.Event) error {
	for _, e := range events {
		if e.Type != event.VisitEnded {
			continue
		}
		d, err := event.Decode[visit.Ended](e)
		if err != nil {
			return err
		}
		s.count(Visits, d.EndedAt, place{})
		if d.CustomerID != "" {
			q := Question{Asked: OpenedTicket, CustomerID: d.CustomerID, From: d.EndedAt, To: d.EndedAt.Add(deflectedSpan)}
			s.waits = append(s.waits, wait{Question: q, measure: Deflection, did: d.Outcome == visit.Unsolved})
		}
	}
	return nil
}
