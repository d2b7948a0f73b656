package ticket_test

import (
	"testing"
	"time"

	"aftercare/shared/escalation"
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/ticket"
)

// no is what the table says of a command that the status does not allow.
const no = ticket.Status("409")

var statuses = []ticket.Status{
	ticket.StatusNew, ticket.StatusOpen, ticket.StatusPending, ticket.StatusHold, ticket.StatusSolved, ticket.StatusClosed,
}

func TestEveryCommandInEveryStatus(t *testing.T) {
	escalated := func(t tb) func(*life) {
		return func(l *life) { l.must(t, alice, escalate(escalation.ByCustomer, "Too slow.")) }
	}
	pending := edit(ticket.Patch{Status: to(ticket.StatusPending)})
	for name, c := range map[string]struct {
		actor   event.Actor
		command command
		first   func(tb) func(*life)
		then    [6]ticket.Status // the status after it, from new, open, pending, hold, solved and closed
	}{
		"customer's message":        {alice, reply("Hello?"), nil, [6]ticket.Status{"new", "open", "open", "open", "open", no}},
		"agent's answer":            {bo, reply("Hello."), nil, [6]ticket.Status{"open", "open", "pending", "hold", "solved", no}},
		"note":                      {bo, write(ticket.Reply{Body: "Looks odd.", Internal: true}), nil, [6]ticket.Status{"new", "open", "pending", "hold", "solved", "closed"}},
		"machine's message":         {alice, write(ticket.Reply{Body: "Out of office.", Automatic: true}), nil, [6]ticket.Status{"new", "open", "pending", "hold", "solved", no}},
		"machine's answer":          {bo, write(ticket.Reply{Body: "We got it.", Automatic: true}), nil, [6]ticket.Status{"new", "open", "pending", "hold", "solved", no}},
		"pending":                   {bo, pending, nil, [6]ticket.Status{"pending", "pending", "pending", "pending", no, no}},
		"another subject":           {bo, edit(ticket.Patch{Subject: to("Deposit")}), nil, [6]ticket.Status{"new", "open", "pending", "hold", "solved", no}},
		"another assignee":          {bo, edit(ticket.Patch{Assignee: to("lin")}), nil, [6]ticket.Status{"new", "open", "pending", "hold", "solved", no}},
		"solution":                  {bo, solve(""), nil, [6]ticket.Status{"solved", "solved", "solved", "solved", no, no}},
		"solution with an answer":   {bo, solve("Done."), nil, [6]ticket.Status{"solved", "solved", "solved", "solved", no, no}},
		"reopening":                 {alice, reopen("It is not."), nil, [6]ticket.Status{no, no, no, no, "open", no}},
		"escalation":                {alice, escalate(escalation.ByCustomer, "Too slow."), nil, [6]ticket.Status{"new", "open", "pending", "hold", "open", no}},
		"escalation by a colleague": {bo, escalate(escalation.ByStaff, "Too hard."), nil, [6]ticket.Status{"new", "open", "pending", "hold", no, no}},
		"escalation of a breach":    {system, escalate(escalation.Breach, ""), nil, [6]ticket.Status{"new", "open", "pending", "hold", no, no}},
		"takeover of nothing":       {lin, takeOver("lead"), nil, [6]ticket.Status{no, no, no, no, no, no}},
		"takeover":                  {lin, takeOver("lead"), escalated, [6]ticket.Status{"new", "open", "pending", "hold", no, no}},
		"de-escalation of none":     {lin, deescalate("Settled."), nil, [6]ticket.Status{no, no, no, no, no, no}},
		"de-escalation":             {lin, deescalate("Settled."), escalated, [6]ticket.Status{"new", "open", "pending", "hold", "solved", no}},
		"good score":                {alice, rate(5), nil, [6]ticket.Status{"new", "open", "pending", "hold", "solved", "closed"}},
		"middling score":            {alice, rate(3), nil, [6]ticket.Status{"new", "open", "pending", "hold", "solved", "closed"}},
		"low score":                 {alice, rate(2), nil, [6]ticket.Status{"new", "open", "pending", "hold", "open", "closed"}},
		"early wake":                {system, ticket.Fire, nil, [6]ticket.Status{"new", "open", "pending", "hold", "solved", "closed"}},
		"notice":                    {system, delivery(event.NoticeSent), nil, [6]ticket.Status{"new", "open", "pending", "hold", "solved", "closed"}},
	} {
		for i, from := range statuses {
			t.Run(name+" while "+string(from), func(t *testing.T) {
				var first []func(*life)
				if c.first != nil {
					first = append(first, c.first(t))
				}
				l := in(t, from, first...)
				before := l.Seq
				err := l.do(c.actor, c.command)
				if c.then[i] == no {
					refused(t, err, fault.Conflict)
					if f := err.(*fault.Error); f.Status != string(from) { //nolint:errorlint // refused looked at it
						t.Errorf("the refusal says that the ticket is %q, want %q", f.Status, from)
					}
					if l.Seq != before {
						t.Error("a refused command left an event")
					}
					return
				}
				if err != nil {
					t.Fatalf("refused: %v", err)
				}
				if l.Status != c.then[i] {
					t.Errorf("the ticket is %s, want %s", l.Status, c.then[i])
				}
			})
		}
	}
}

func TestSolve_TheSolverBecomesTheAssigneeWhereThereIsNone(t *testing.T) {
	l := opened(t)
	l.must(t, bo, solve(""))
	if d := data[ticket.SolvedData](t, l.last, event.TicketSolved); l.Assignee != "bo" || d.Assignee != "bo" {
		t.Errorf("assignee is %q, solved by %q", l.Assignee, d.Assignee)
	}
	l = opened(t)
	l.must(t, bo, edit(ticket.Patch{Assignee: to("lin")}))
	l.must(t, bo, solve(""))
	if l.Assignee != "lin" {
		t.Errorf("assignee is %q, want lin who had it", l.Assignee)
	}
}

func TestSolve_WithABodyIsFirstAPublicReply(t *testing.T) {
	l := opened(t)
	l.now = l.now.Add(time.Minute)
	l.must(t, bo, solve("It has arrived."))
	if got := l.target(t, "firstReply"); got.Status != "met" || !got.MetAt.Equal(l.now) {
		t.Errorf("the first reply is %s", got.Status)
	}
	l = opened(t)
	l.must(t, bo, solve(""))
	if got := l.target(t, "firstReply"); got.Status != "cancelled" {
		t.Errorf("without a word the first reply is %s, want cancelled", got.Status)
	}
}

func TestSolved_ClosesByItselfAfterItsTime(t *testing.T) {
	l := in(t, ticket.StatusSolved)
	closes := l.now.Add(96 * time.Hour)
	if !l.ClosesAt.Equal(closes) || !l.WakeAt().Equal(closes) || !l.NextWake.IsZero() {
		t.Fatalf("closes at %s, is looked at %s by sweep, %s by a timer", l.ClosesAt, l.WakeAt(), l.NextWake)
	}
	l.now = closes.Add(-time.Second)
	l.must(t, system, ticket.Fire)
	if l.Status != ticket.StatusSolved {
		t.Fatal("closed too early")
	}
	l.now = closes
	l.must(t, system, ticket.Fire)
	if l.Status != ticket.StatusClosed || !l.ClosedAt.Equal(closes) || !l.WakeAt().IsZero() {
		t.Errorf("%s at %s, looked at again %s", l.Status, l.ClosedAt, l.WakeAt())
	}
}

func TestSolved_ClosesWhenItsPolicySays(t *testing.T) {
	l := opened(t)
	l.policies.List[len(l.policies.List)-1].CloseAfter = 5e9
	l = &life{now: start, policies: l.policies, ladder: l.ladder}
	l.must(t, alice, open())
	l.must(t, bo, solve(""))
	if want := start.Add(5 * time.Second); !l.ClosesAt.Equal(want) {
		t.Errorf("closes at %s, want %s", l.ClosesAt, want)
	}
}

func TestReopen_TakesTheClosingBackAndCountsAsAMessage(t *testing.T) {
	l := in(t, ticket.StatusSolved)
	l.now = l.now.Add(time.Hour)
	l.must(t, alice, reopen("It is still missing."))
	if !l.ClosesAt.IsZero() || !l.SolvedAt.IsZero() {
		t.Errorf("solved at %s, closes at %s", l.SolvedAt, l.ClosesAt)
	}
	if next := l.target(t, "nextReply"); next.Status != "running" || !next.StartedAt.Equal(l.now) || !l.WaitingSince.Equal(l.now) {
		t.Errorf("the next reply is %s since %s, the customer waits since %s", next.Status, next.StartedAt, l.WaitingSince)
	}
	if l.target(t, "resolution").Status != "running" {
		t.Errorf("the resolution is %s", l.target(t, "resolution").Status)
	}
}

func TestReopen_WantsAReason(t *testing.T) {
	l := in(t, ticket.StatusSolved)
	if names := refused(t, l.do(alice, reopen(" ")), fault.Invalid); len(names) != 1 || names[0] != "reason" {
		t.Errorf("names %v", names)
	}
}
