package rescheduling

import (
	"context"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/ticket"
)

// Open are the open tickets of a service, as what is rescheduled.
type Open struct{ Service *ticket.Service }

// Adopt brings a ticket under the newest promises, and says what came of it. One that is gone, solved or closed by
// now is left as it is.
func (o Open) Adopt(ctx context.Context, id string, at Rescheduling) (Outcome, error) {
	done, err := o.Service.Adopt(ctx, id, ticket.Do{Actor: event.Actor{Kind: event.System}})
	switch {
	case fault.Is(err, fault.Missing):
		return Alike, nil
	case err != nil:
		return Alike, err
	case len(done.Events) > 0:
		return Adopted, nil
	case !at.Cause.holds(done.Ticket):
		return Alike, nil
	case done.Ticket.UpdatedAt.After(at.UpdatedAt):
		return Since, nil
	}
	return Before, nil
}

// holds tells whether a ticket runs under the version.
func (c Cause) holds(t ticket.Ticket) bool {
	if c.Kind == Calendar {
		return t.SLA.Calendar == c.ID && t.SLA.CalendarVersion == c.Version
	}
	return t.SLA.Version == c.Version
}
