package complaint

import (
	"slices"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
)

// Pay notes that the exchange paid a remedy. Saying so again changes nothing; Missing for a remedy that was never due.
func Pay(c Complaint, remedy string, at time.Time, terms Terms) (Complaint, []event.Event, error) {
	return step(c, PaymentStep, terms, nil, func(d *draft, row Transition, _ bool) error {
		i := slices.IndexFunc(c.Remedies, func(r Remedy) bool { return r.ID == remedy && !r.DueAt.IsZero() })
		switch {
		case i < 0:
			return fault.NotFound("remedy that is due")
		case !c.Remedies[i].Unpaid():
			d.events = nil // also what begin recorded: the next wake does that
			return nil
		}
		others := slices.ContainsFunc(c.Remedies, func(r Remedy) bool { return r.ID != remedy && r.Unpaid() })
		if others { // the clock runs on for these
			row.Meets = nil
		}
		at = at.UTC().Truncate(time.Second)
		d.take(row, Paid{RemedyID: remedy, PaidAt: at}, nil)
		return nil
	})
}
