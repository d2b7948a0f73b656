package ticket_test

import (
	"slices"
	"testing"
	"time"

	"aftercare/shared/escalation"
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/ticket"
)

func TestSpam_EndsEveryClockAndTheCallToTakeOver(t *testing.T) {
	for _, from := range []ticket.Status{ticket.StatusNew, ticket.StatusOpen, ticket.StatusPending, ticket.StatusHold, ticket.StatusSolved} {
		t.Run(string(from), func(t *testing.T) {
			l := in(t, from)
			if from.Live() {
				l.must(t, alice, escalate(escalation.ByCustomer, "Buy now!"))
			}
			l.now = l.now.Add(time.Second)
			l.must(t, bo, ticket.Spam)
			if l.Status != ticket.StatusClosed || !l.Spam || !l.ClosedAt.Equal(l.now) || !l.WakeAt().IsZero() || l.Escalation.Waiting() || !l.NextDue().IsZero() {
				t.Errorf("%s, spam %t, wakes at %s, escalation %+v", l.Status, l.Spam, l.WakeAt(), l.Escalation)
			}
			if d := data[ticket.Closed](t, l.last, event.TicketClosed); d.Cause != "spam" {
				t.Errorf("closed for %q", d.Cause)
			}
			if slices.Contains(types(l.last), event.SLAArmed) {
				t.Error("a timer was armed")
			}
			l.wantReplays(t)
			for name, command := range map[string]command{"again": ticket.Spam, "solving": solve(""), "reopening": reopen("a")} {
				if err := l.do(bo, command); !fault.Is(err, fault.Conflict) {
					t.Errorf("%s: %v", name, err)
				}
			}
		})
	}
}

func TestSpam_IsNotWhatClosedOtherwise(t *testing.T) {
	l := in(t, ticket.StatusClosed)
	if err := l.do(bo, ticket.Spam); !fault.Is(err, fault.Conflict) || l.Spam {
		t.Errorf("%v, spam %t", err, l.Spam)
	}
}
