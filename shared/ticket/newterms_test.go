package ticket_test

import (
	"testing"
	"time"

	"aftercare/shared/escalation"
	"aftercare/shared/event"
	"aftercare/shared/sla"
	"aftercare/shared/ticket"
)

// byPriority promises urgent tickets a resolution within an hour, high ones within so much, all others within a day.
func byPriority(version int, high time.Duration) sla.Policies {
	policy := func(id string, d time.Duration, priorities ...string) sla.Policy {
		return sla.Policy{
			ID: id, Match: sla.Match{Priority: priorities}, Calendar: sla.Always, WarnTo: []string{},
			Targets: map[sla.Name]sla.Rule{sla.Resolution: {Within: sla.Duration(d)}},
		}
	}
	return sla.Policies{Version: version, List: []sla.Policy{
		policy("urgent", time.Hour, "urgent"), policy("high", high, "high"), policy("rest", 24*time.Hour),
	}}
}

func promisedByPriority(t tb) *life {
	t.Helper()
	l := &life{now: start, policies: byPriority(1, 2*time.Hour), ladder: escalation.Default()}
	l.must(t, alice, open())
	return l
}

func TestEveryCommand_LeavesAnOpenTicketUnderWhatIsPromisedNow(t *testing.T) {
	open := ticket.StatusOpen
	for name, c := range map[string]struct {
		actor   event.Actor
		command command
	}{
		"a reply": {bo, reply("One moment.")}, "a message": {alice, reply("And?")}, "a change": {bo, edit(ticket.Patch{Status: &open})},
		"an escalation": {alice, escalate(escalation.ByCustomer, "Now!")},
	} {
		t.Run(name, func(t *testing.T) {
			l := promisedByPriority(t)
			l.after(t, time.Hour)
			l.policies = byPriority(2, 2*time.Hour)
			l.policies.List[2].Targets[sla.Resolution] = sla.Rule{Within: sla.Duration(70 * time.Minute)}
			l.must(t, c.actor, c.command)
			l.wantDue(t, start.Add(70*time.Minute))
			if armed := only(l.last, event.SLAArmed); len(armed) != 1 || armed[0].Seq != l.Seq {
				t.Errorf("armed %d times: %v", len(armed), types(l.last))
			}
			l.wantReplays(t)
		})
	}
}

func TestARecordOfADelivery_AdoptsNothing(t *testing.T) {
	l := promisedByPriority(t)
	l.policies = within(2, sla.Always, time.Hour)
	l.must(t, system, delivery(event.NoticeSent))
	l.wantDue(t, start.Add(24*time.Hour))
}

func TestAdopt_GoesByThePriorityThatPeopleGave(t *testing.T) {
	l := promisedByPriority(t)
	l.must(t, alice, escalate(escalation.ByCustomer, "Now!"))
	if l.Priority != ticket.High {
		t.Fatalf("priority %s", l.Priority)
	}
	l.policies = byPriority(2, time.Hour) // of no concern to who was promised as one of normal priority
	l.must(t, system, ticket.Adopt)
	l.must(t, bo, reply("One moment."))
	l.wantDue(t, start.Add(24*time.Hour))
	urgent := ticket.Urgent
	l.must(t, bo, edit(ticket.Patch{Priority: &urgent}))
	l.wantDue(t, start.Add(time.Hour))
	l.policies = byPriority(3, time.Hour)
	l.policies.List[0].Targets[sla.Resolution] = sla.Rule{Within: sla.Duration(2 * time.Hour)}
	l.must(t, system, ticket.Adopt)
	l.wantDue(t, start.Add(2*time.Hour))
	l.wantReplays(t)
}
