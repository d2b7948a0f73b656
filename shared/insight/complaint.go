package insight

import (
	"aftercare/shared/complaint"
	"aftercare/shared/event"
)

// complaint reads the timeline of a complaint.
func (s *Sight) complaint(events []event.Event) error {
	var c complaint.Complaint
	var bad badMoments
	decided := false
	var targets targets
	category, err := categoryFound(events)
	if err != nil {
		return err
	}
	for _, e := range events {
		if c, err = complaint.Apply(c, e); err != nil {
			return err
		}
		where := place{team: c.Team, channel: string(c.Channel), category: category}
		if e.Actor.Kind == event.Customer {
			bad.act(e.Time)
		}
		switch e.Type {
		case event.ComplaintFiled:
			s.count(Complaints, c.ReceivedAt, where)
			s.see(ComplaintRate, c.ReceivedAt, where, 1, 0)
		case event.ComplaintProposed:
			if !decided {
				s.see(ComplaintDecision, e.Time, where, seconds(e.Time.Sub(c.ReceivedAt)), 0)
			}
			decided = true
		case event.ComplaintRejected:
			if c.Customer.ID != c.Guest { // of a guest nothing else is known
				bad.moment(badMoment{at: e.Time, customer: c.Customer.ID, place: where})
			}
		case event.SLAMet, event.SLABreached:
			d, err := event.Decode[complaint.Clock](e)
			if err != nil {
				return err
			}
			if deadline, there := c.Deadline(d.Target); there && deadline.Duty() {
				where.target = string(d.Target)
				targets.decided(d.Cycle, promised{at: d.At, place: where, breached: e.Type == event.SLABreached})
			}
		}
	}
	targets.seen(s, ComplaintBreaches, ComplaintBreachRate)
	s.waits = append(s.waits, bad.waits()...)
	return nil
}

// categoryFound is what a complaint is about, as its findings have it: the last, for all of its days. Until there are any it
// has none.
func categoryFound(events []event.Event) (string, error) {
	category := ""
	for _, e := range events {
		if e.Type != event.ComplaintFound {
			continue
		}
		d, err := event.Decode[complaint.FoundData](e)
		if err != nil {
			return "", err
		}
		category = d.Category
	}
	return category, nil
}
