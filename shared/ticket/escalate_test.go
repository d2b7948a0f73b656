package ticket_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"aftercare/shared/escalation"
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/ticket"
)

func TestEscalate_RaisesTheLevelAndThePriorityByOneStep(t *testing.T) {
	l := opened(t)
	l.must(t, alice, escalate(escalation.ByCustomer, "Too slow."))
	d := data[ticket.Escalated](t, l.last, event.TicketEscalated)
	want := ticket.Escalated{
		Call:     escalation.Call{Level: 1, Cause: escalation.ByCustomer, Role: "lead", TakeoverBy: start.Add(30 * time.Minute)},
		Priority: ticket.High,
	}
	if diff := cmp.Diff(want, d); diff != "" || l.Priority != ticket.High || l.Escalation.Level != 1 || !l.Escalation.Waiting() {
		t.Errorf("got %+v, %s, level %d", d, l.Priority, l.Escalation.Level)
	}
}

func TestEscalate_ItsOwnPriorityMeasuresNothingAnew(t *testing.T) {
	l := opened(t)
	policy, due := l.SLA.Policy, l.target(t, "resolution").DueAt
	l.now = l.now.Add(time.Minute)
	l.must(t, alice, escalate(escalation.ByCustomer, "Too slow."))
	if l.SLA.Policy != policy || !l.target(t, "resolution").DueAt.Equal(due) || len(only(l.last, event.SLARescheduled)) > 0 {
		t.Errorf("now under %s, due %s, want %s, %s", l.SLA.Policy, l.target(t, "resolution").DueAt, policy, due)
	}
}

func TestEscalate_WhileALevelWaitsAFurtherCauseIsNoted(t *testing.T) {
	for _, cause := range []escalation.Cause{escalation.Breach, escalation.ByCustomer, escalation.ByStaff, escalation.LowScore, escalation.TakeoverExpired} {
		t.Run(string(cause), func(t *testing.T) {
			l := opened(t)
			l.must(t, alice, escalate(escalation.ByCustomer, "Too slow."))
			waits := l.Escalation
			l.must(t, alice, escalate(cause, "And rude."))
			if got := types(l.last); !slices.Equal(got, []event.Type{event.TicketNoted}) || l.Escalation != waits {
				t.Errorf("events are %v, level %d", got, l.Escalation.Level)
			}
			if d := data[ticket.Noted](t, l.last, event.TicketNoted); d.Cause != cause {
				t.Errorf("noted %q", d.Cause)
			}
		})
	}
}

func TestEscalate_TheExpiryOfTheTimeToTakeOverRaisesOnceMore(t *testing.T) {
	l := opened(t)
	l.must(t, bo, reply("We look into it."))
	l.must(t, alice, escalate(escalation.ByCustomer, "Too slow."))
	l.after(t, 30*time.Minute-time.Second)
	if len(only(l.events, event.TicketTakeoverExpired)) > 0 {
		t.Fatal("expired too early")
	}
	l.after(t, time.Second)
	if d := data[ticket.TakenOver](t, l.last, event.TicketTakeoverExpired); d.Level != 1 || l.Escalation.Waiting() {
		t.Fatalf("level %d expired, waits %t", d.Level, l.Escalation.Waiting())
	}
	l.must(t, system, escalate(escalation.TakeoverExpired, ""))
	if l.Escalation.Level != 2 || !l.Escalation.Waiting() {
		t.Errorf("level %d, waits %t", l.Escalation.Level, l.Escalation.Waiting())
	}
}

func TestEscalate_AnExpiryIsOnlyNotedOnceSomebodyTookOver(t *testing.T) {
	l := opened(t)
	l.must(t, alice, escalate(escalation.ByCustomer, "Too slow."))
	l.after(t, 30*time.Minute)
	l.must(t, lin, takeOver("lead")) // late, but before the expiry was acted upon
	l.must(t, system, escalate(escalation.TakeoverExpired, ""))
	if l.Escalation.Level != 1 || l.Escalation.By != "lin" || l.Assignee != "lin" {
		t.Errorf("level %d of %q, assigned to %q", l.Escalation.Level, l.Escalation.By, l.Assignee)
	}
}

func TestEscalate_EndsAtTheTop(t *testing.T) {
	l := opened(t)
	for level := 1; level <= len(l.ladder); level++ {
		l.must(t, alice, escalate(escalation.ByCustomer, "Too slow."))
		if l.Escalation.Level != level {
			t.Fatalf("level %d, want %d", l.Escalation.Level, level)
		}
		l.must(t, lin, takeOver("admin"))
	}
	l.must(t, lin, escalate(escalation.ByStaff, "Too hard."))
	if l.Escalation.Level != 3 || l.Priority != ticket.Urgent || !slices.Equal(types(l.last), []event.Type{event.TicketNoted}) {
		t.Errorf("level %d, %s, events %v", l.Escalation.Level, l.Priority, types(l.last))
	}
	l.must(t, alice, escalate(escalation.ByCustomer, "Too slow.")) // who is always heard: the top is called again
	if d := data[ticket.Escalated](t, l.last, event.TicketEscalated); d.Level != 3 || !d.Again || d.Priority != ticket.Urgent || !l.Escalation.Waiting() {
		t.Errorf("called %+v", d)
	}
}

func TestEscalate_ATopThatTakesNothingOverIsRemindedAFewTimes(t *testing.T) {
	l := opened(t)
	l.ladder = l.ladder[:1]
	l.must(t, alice, escalate(escalation.ByCustomer, "Too slow."))
	for reminder := 1; reminder <= escalation.MaxReminders; reminder++ {
		l.after(t, 30*time.Minute)
		l.must(t, system, escalate(escalation.TakeoverExpired, ""))
		if d := data[ticket.Escalated](t, l.last, event.TicketEscalated); d.Reminder != reminder || d.Priority != ticket.High {
			t.Fatalf("reminder %d is %+v", reminder, d)
		}
	}
	l.after(t, 30*time.Minute)
	l.must(t, system, escalate(escalation.TakeoverExpired, ""))
	if !slices.Equal(types(l.last), []event.Type{event.TicketNoted}) || !l.Escalation.Unheard() {
		t.Errorf("events %v, %+v", types(l.last), l.Escalation)
	}
	if due := l.NextDue(); !due.Before(l.now) { // it stands first in its queue, where nobody can overlook it
		t.Errorf("next due %s, now %s", due, l.now)
	}
	l.must(t, lin, takeOver("lead"))
	if l.Escalation.Unheard() {
		t.Error("it was taken over, and still nobody heard it")
	}
}

func TestEscalate_ACustomerIsHeardOnASolvedTicketWithOneCall(t *testing.T) {
	l := opened(t)
	l.must(t, bo, solve("Done."))
	refused(t, l.do(bo, escalate(escalation.ByStaff, "Not done.")), fault.Conflict)
	l.must(t, alice, escalate(escalation.ByCustomer, "It is not done at all."))
	if l.Status != ticket.StatusOpen || l.Escalation.Level != 1 || !l.Escalation.Waiting() {
		t.Errorf("%s, %+v", l.Status, l.Escalation)
	}
	if d := data[ticket.Reopened](t, l.last, event.TicketReopened); d.Cause != "escalation" {
		t.Errorf("reopened for %q", d.Cause)
	}
}

func TestTakeOver_IsForThePeopleOfTheLevel(t *testing.T) {
	l := opened(t)
	l.ladder = escalation.Ladder{{People: []string{"bo"}, Within: time.Minute}, {Role: "admin", Within: time.Minute}}
	l.must(t, alice, escalate(escalation.ByCustomer, "Too slow."))
	if d := data[ticket.Escalated](t, l.last, event.TicketEscalated); !slices.Equal(d.People, []string{"bo"}) || d.Role != "" {
		t.Errorf("called %+v", d)
	}
	refused(t, l.do(lin, takeOver("lead")), fault.Forbidden)
	l.must(t, bo, takeOver("agent"))
}

func TestEscalate_ATopThatNobodyTookInTimeCanStillBeTaken(t *testing.T) {
	l := opened(t)
	l.ladder = l.ladder[:1]
	l.must(t, alice, escalate(escalation.ByCustomer, "Too slow."))
	l.after(t, time.Hour)
	l.must(t, system, escalate(escalation.TakeoverExpired, ""))
	if l.Escalation.Level != 1 {
		t.Fatalf("level %d above the top", l.Escalation.Level)
	}
	l.must(t, lin, takeOver("lead"))
	if l.Escalation.By != "lin" {
		t.Errorf("held by %q", l.Escalation.By)
	}
}

func TestEscalate_PeopleGiveAReason(t *testing.T) {
	for cause, wants := range map[escalation.Cause]bool{
		escalation.ByCustomer: true, escalation.ByStaff: true, escalation.Breach: false, escalation.LowScore: false, escalation.TakeoverExpired: false,
	} {
		err := opened(t).do(alice, escalate(cause, ""))
		if wants && !fault.Is(err, fault.Invalid) || !wants && err != nil {
			t.Errorf("%s without a reason: %v", cause, err)
		}
	}
}

func TestTakeOver_IsForTheLevelsRoleAndThoseAbove(t *testing.T) {
	for name, c := range map[string]struct {
		level   int
		groups  []string
		allowed bool
	}{
		"lead at 1":              {1, []string{"lead"}, true},
		"admin at 1":             {1, []string{"admin"}, true},
		"agent at 1":             {1, []string{"agent"}, false},
		"lead at 2":              {2, []string{"lead"}, false},
		"compliance at 2":        {2, []string{"compliance"}, true},
		"compliance at 3":        {3, []string{"compliance"}, false},
		"admin at 3":             {3, []string{"agent", "admin"}, true},
		"nobody":                 {1, nil, false},
		"a role that is no role": {1, []string{""}, false},
	} {
		t.Run(name, func(t *testing.T) {
			l := opened(t)
			for range c.level {
				l.must(t, alice, escalate(escalation.ByCustomer, "Too slow."))
				if l.Escalation.Level < c.level {
					l.must(t, lin, takeOver("admin"))
				}
			}
			err := l.do(lin, takeOver(c.groups...))
			if c.allowed && err != nil || !c.allowed && !fault.Is(err, fault.Forbidden) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestTakeOver_OfALevelThatTheLadderLostIsForItsTop(t *testing.T) {
	l := opened(t)
	for range 2 {
		l.must(t, alice, escalate(escalation.ByCustomer, "Too slow."))
		if l.Escalation.Level < 2 {
			l.must(t, lin, takeOver("admin"))
		}
	}
	l.ladder = l.ladder[:1]
	l.must(t, lin, takeOver("lead"))
}

func TestTakeOver_MakesTheCallerTheAssigneeOnce(t *testing.T) {
	l := opened(t)
	l.must(t, bo, edit(ticket.Patch{Assignee: to("lin")}))
	l.must(t, alice, escalate(escalation.ByCustomer, "Too slow."))
	l.must(t, lin, takeOver("lead"))
	if len(only(l.last, event.TicketAssigned)) > 0 || l.Assignee != "lin" || l.Escalation.Waiting() {
		t.Errorf("events %v, assigned to %q", types(l.last), l.Assignee)
	}
	refused(t, l.do(lin, takeOver("lead")), fault.Conflict)
}

func TestDeescalate_MovesOneLevelDownWhereNothingWaits(t *testing.T) {
	l := opened(t)
	l.must(t, alice, escalate(escalation.ByCustomer, "Too slow."))
	l.must(t, lin, deescalate("Settled."))
	if l.Escalation.Level != 0 || l.Escalation.Waiting() {
		t.Errorf("level %d, waits %t", l.Escalation.Level, l.Escalation.Waiting())
	}
	refused(t, l.do(lin, takeOver("lead")), fault.Conflict)
}

func TestSolve_StopsTheTimeToTakeOver(t *testing.T) {
	l := opened(t)
	l.must(t, alice, escalate(escalation.ByCustomer, "Too slow."))
	l.must(t, bo, solve("Done."))
	l.after(t, 24*time.Hour)
	if l.Escalation.Waiting() || len(only(l.events, event.TicketTakeoverExpired)) > 0 {
		t.Errorf("waits %t, expired %d times", l.Escalation.Waiting(), len(only(l.events, event.TicketTakeoverExpired)))
	}
}

func TestNextDue_CountsTheTimeToTakeOver(t *testing.T) {
	l := opened(t)
	l.must(t, bo, reply("We look into it."))
	l.must(t, alice, escalate(escalation.ByCustomer, "Too slow."))
	if want := start.Add(30 * time.Minute); !l.NextDue().Equal(want) || !l.NextWake.Equal(want) {
		t.Errorf("due %s, wakes %s, want %s", l.NextDue(), l.NextWake, want)
	}
}

// Whatever the causes, the level never rises while one waits, never by more than one, and never above the top.
func TestEscalationCannotRunAway(t *testing.T) {
	causes := []escalation.Cause{escalation.Breach, escalation.ByCustomer, escalation.ByStaff, escalation.LowScore, escalation.TakeoverExpired}
	rapid.Check(t, func(r *rapid.T) {
		l := opened(r)
		l.ladder = l.ladder[:rapid.IntRange(1, 3).Draw(r, "levels")]
		for range rapid.IntRange(1, 40).Draw(r, "steps") {
			before := l.Escalation
			switch rapid.IntRange(0, 5).Draw(r, "what") {
			case 0:
				l.now = l.now.Add(time.Duration(rapid.IntRange(0, 3600).Draw(r, "seconds")) * time.Second)
				l.must(r, system, ticket.Fire)
			case 1:
				_ = l.do(lin, takeOver("lead", "compliance", "admin"))
			default:
				l.must(r, alice, escalate(rapid.SampledFrom(causes).Draw(r, "cause"), "Again."))
			}
			now := l.Escalation
			switch {
			case now.Level > len(l.ladder):
				r.Fatalf("level %d of a ladder of %d", now.Level, len(l.ladder))
			case now.Level > before.Level+1:
				r.Fatalf("from level %d to %d in one step", before.Level, now.Level)
			case now.Level > before.Level && before.Waiting():
				r.Fatalf("level %d was raised while it waited", before.Level)
			case len(only(l.last, event.TicketEscalated)) > 1:
				r.Fatalf("one cause escalated twice")
			}
		}
	})
}

// Permission comes before the state.
func TestTakeOver_IsForbiddenToThoseBelowAlsoWhenNobodyWaits(t *testing.T) {
	l := in(t, ticket.StatusOpen)
	l.must(t, alice, escalate(escalation.ByCustomer, "Too slow."))
	l.must(t, lin, takeOver("lead"))
	refused(t, l.do(bo, takeOver("agent")), fault.Forbidden)
	refused(t, l.do(lin, takeOver("lead")), fault.Conflict)
}
