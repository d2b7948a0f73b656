package ticket_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/sla"
	"aftercare/shared/ticket"
)

func TestEdit_ChangesWhatItNamesAndNothingElse(t *testing.T) {
	tx := &ticket.Transaction{Chain: "bitcoin", Hash: "aa"}
	full := func(o *ticket.Opening) { o.Team, o.Tags, o.Transaction = "payments", []string{"vip"}, tx }
	for name, c := range map[string]struct {
		patch ticket.Patch
		check func(before, after ticket.Ticket) bool
		data  ticket.Changed
	}{
		"team":              {ticket.Patch{Team: to("chain")}, func(_, a ticket.Ticket) bool { return a.Team == "chain" }, ticket.Changed{Team: &ticket.FieldChange{From: "payments", To: "chain"}}},
		"team cleared":      {ticket.Patch{Team: to("")}, func(_, a ticket.Ticket) bool { return a.Team == "" }, ticket.Changed{Team: &ticket.FieldChange{From: "payments"}}},
		"tags":              {ticket.Patch{Tags: &[]string{"a", "b"}}, func(_, a ticket.Ticket) bool { return slices.Equal(a.Tags, []string{"a", "b"}) }, ticket.Changed{Tags: true}},
		"tags cleared":      {ticket.Patch{Tags: &[]string{}}, func(_, a ticket.Ticket) bool { return len(a.Tags) == 0 }, ticket.Changed{Tags: true}},
		"subject":           {ticket.Patch{Subject: to(" Deposit ")}, func(_, a ticket.Ticket) bool { return a.Subject == "Deposit" }, ticket.Changed{Subject: true}},
		"transfer":          {ticket.Patch{Transaction: to(&ticket.Transaction{Chain: "solana"})}, func(_, a ticket.Ticket) bool { return a.Transaction.Chain == "solana" }, ticket.Changed{Transaction: true}},
		"transfer cleared":  {ticket.Patch{Transaction: to((*ticket.Transaction)(nil))}, func(_, a ticket.Ticket) bool { return a.Transaction == nil }, ticket.Changed{Transaction: true}},
		"status":            {ticket.Patch{Status: to(ticket.StatusHold)}, func(_, a ticket.Ticket) bool { return a.Status == ticket.StatusHold }, ticket.Changed{Status: &ticket.FieldChange{From: "new", To: "hold"}}},
		"several fields":    {ticket.Patch{Team: to("chain"), Subject: to("Deposit")}, func(_, a ticket.Ticket) bool { return a.Team == "chain" && a.Subject == "Deposit" }, ticket.Changed{Subject: true, Team: &ticket.FieldChange{From: "payments", To: "chain"}}},
		"same as it was":    {ticket.Patch{Team: to("payments"), Tags: &[]string{"vip"}, Transaction: to(&ticket.Transaction{Chain: "bitcoin", Hash: "aa"}), Status: nil}, func(b, a ticket.Ticket) bool { return cmp.Equal(b, a) }, ticket.Changed{}},
		"nothing":           {ticket.Patch{}, func(b, a ticket.Ticket) bool { return cmp.Equal(b, a) }, ticket.Changed{}},
		"same as it would ": {ticket.Patch{Priority: to(ticket.Normal), Category: to("deposit"), Language: to("EN")}, func(b, a ticket.Ticket) bool { return cmp.Equal(b, a) }, ticket.Changed{}},
	} {
		t.Run(name, func(t *testing.T) {
			l := opened(t, full)
			before := l.Ticket
			l.must(t, bo, edit(c.patch))
			if !c.check(before, l.Ticket) {
				t.Errorf("the ticket is %+v", l.Ticket)
			}
			if c.data == (ticket.Changed{}) {
				if len(l.last) > 0 {
					t.Errorf("nothing changed, but %v", types(l.last))
				}
				return
			}
			if diff := cmp.Diff(c.data, data[ticket.Changed](t, l.last, event.TicketChanged)); diff != "" {
				t.Errorf("published (-want +got):\n%s", diff)
			}
		})
	}
}

func TestEdit_NamesEveryFieldThatBreaksARule(t *testing.T) {
	l := opened(t)
	err := l.do(bo, edit(ticket.Patch{
		Status: to(ticket.StatusSolved), Priority: to(ticket.Priority("asap")), Category: to("gossip"), Subject: to(""),
		Language: to("!!"), Team: to("a\x00"), Assignee: to("\n"), Tags: &[]string{""}, Transaction: to(&ticket.Transaction{}),
		Due: &ticket.DueSet{Target: "lunch"},
	}))
	want := []string{"status", "priority", "category", "subject", "language", "team", "assignee", "tags", "transaction.chain", "dueAt"}
	if diff := cmp.Diff(want, refused(t, err, fault.Invalid)); diff != "" {
		t.Errorf("fields (-want +got):\n%s", diff)
	}
}

func TestEdit_AssignsAndUnassigns(t *testing.T) {
	l := opened(t)
	l.must(t, bo, edit(ticket.Patch{Assignee: to("lin")}))
	if l.Assignee != "lin" || !slices.Equal(types(l.last), []event.Type{event.TicketAssigned}) {
		t.Errorf("assigned to %q by %v", l.Assignee, types(l.last))
	}
	l.must(t, bo, edit(ticket.Patch{Assignee: to("")}))
	if l.Assignee != "" {
		t.Errorf("assigned to %q", l.Assignee)
	}
}

func TestEdit_MeasuresAnewWhatPoliciesMatchOverTheWholeHistory(t *testing.T) {
	for name, c := range map[string]struct {
		patch  ticket.Patch
		policy string
		due    time.Duration // of the resolution, after the opening
	}{
		"priority": {ticket.Patch{Priority: to(ticket.High)}, "high", 8 * time.Hour},
		"category": {ticket.Patch{Category: to(ticket.Security)}, "security", 4 * time.Hour},
		"language": {ticket.Patch{Language: to("zh")}, "standard", 24 * time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			l := opened(t)
			l.must(t, bo, reply("We look into it."))
			met := l.target(t, "firstReply")
			l.now = l.now.Add(time.Hour)
			l.must(t, bo, edit(c.patch))
			if due := l.target(t, "resolution").DueAt; l.SLA.Policy != c.policy || !due.Equal(start.Add(c.due)) {
				t.Errorf("under %s, due %s after the opening", l.SLA.Policy, due.Sub(start))
			}
			if diff := cmp.Diff(met, l.target(t, "firstReply")); diff != "" {
				t.Errorf("what was met changed:\n%s", diff)
			}
			if d := data[ticket.Changed](t, l.last, event.TicketChanged); d.Policy != c.policy {
				t.Errorf("the change names policy %q", d.Policy)
			}
		})
	}
}

func TestEdit_ABreachFoundByMeasuringAnewIsMarked(t *testing.T) {
	l := opened(t)
	l.must(t, bo, reply("We look into it."))
	l.now = l.now.Add(9 * time.Hour)
	l.must(t, bo, edit(ticket.Patch{Priority: to(ticket.High)})) // 8 hours: that would have been an hour ago
	d := data[ticket.Clock](t, l.last, event.SLABreached)
	if !d.Remeasured || d.Target != sla.Resolution || !d.At.Equal(l.now) {
		t.Errorf("got %+v", d)
	}
}

func TestEdit_APauseCountsWhereTheNewPolicyPauses(t *testing.T) {
	l := opened(t)
	l.must(t, bo, reply("Please send the hash."))
	l.must(t, bo, edit(ticket.Patch{Status: to(ticket.StatusPending)}))
	l.now = l.now.Add(2 * time.Hour)
	l.must(t, alice, reply("Here it is."))
	l.now = l.now.Add(time.Hour)
	l.must(t, bo, edit(ticket.Patch{Priority: to(ticket.High)}))
	if want := start.Add(10 * time.Hour); !l.target(t, "resolution").DueAt.Equal(want) {
		t.Errorf("due %s, want %s: 8 hours and 2 of pause", l.target(t, "resolution").DueAt, want)
	}
}

func TestEdit_OfASolvedTicketHoldsOnceItIsReopened(t *testing.T) {
	l := in(t, ticket.StatusSolved)
	l.now = l.now.Add(time.Hour)
	l.must(t, bo, edit(ticket.Patch{Priority: to(ticket.High)}))
	if l.target(t, "resolution").Status != "met" {
		t.Fatalf("the resolution is %s", l.target(t, "resolution").Status)
	}
	l.must(t, alice, reopen("Still missing."))
	if want := start.Add(9 * time.Hour); l.SLA.Policy != "high" || !l.target(t, "resolution").DueAt.Equal(want) {
		t.Errorf("under %s, due %s, want %s: 8 hours and the hour when it was solved", l.SLA.Policy, l.target(t, "resolution").DueAt, want)
	}
}

func TestEdit_SecurityIsUrgentWhateverElseIsSaid(t *testing.T) {
	l := opened(t)
	l.must(t, bo, edit(ticket.Patch{Category: to(ticket.Security), Priority: to(ticket.Low)}))
	if risk := data[ticket.AtRisk](t, l.last, event.CustomerAtRisk); l.Priority != ticket.Urgent || risk.Cause != "security" {
		t.Errorf("%s, at risk for %q", l.Priority, risk.Cause)
	}
}

func TestEdit_ADueTimeSetByAPersonStaysUntilItIsCleared(t *testing.T) {
	l := opened(t)
	l.must(t, bo, reply("We look into it."))
	promised, due := l.target(t, "resolution").DueAt, start.Add(72*time.Hour)
	l.must(t, bo, edit(ticket.Patch{Due: &ticket.DueSet{Target: sla.Resolution, At: &due}}))
	if got := l.target(t, "resolution").DueAt; !got.Equal(due) || len(only(l.last, event.SLARescheduled)) != 1 {
		t.Fatalf("due %s, events %v", got, types(l.last))
	}
	l.must(t, bo, edit(ticket.Patch{Status: to(ticket.StatusPending)}))
	l.must(t, bo, edit(ticket.Patch{Priority: to(ticket.High)}))
	l.must(t, alice, reply("Here it is."))
	if got := l.target(t, "resolution").DueAt; !got.Equal(due) {
		t.Errorf("after a pause and a change it is due %s, want %s", got, due)
	}
	l.must(t, bo, edit(ticket.Patch{Priority: to(ticket.Normal), Due: &ticket.DueSet{Target: sla.Resolution}}))
	if got := l.target(t, "resolution").DueAt; !got.Equal(promised) {
		t.Errorf("cleared, it is due %s, want %s", got, promised)
	}
}

func TestEdit_ADueTimeIsRefusedInThePastAndForWhatDoesNotRun(t *testing.T) {
	l := opened(t)
	l.must(t, bo, reply("We look into it."))
	l.now = l.now.Add(time.Minute)
	past, now := l.now.Add(-time.Second), l.now
	if names := refused(t, l.do(bo, edit(ticket.Patch{Due: &ticket.DueSet{Target: sla.Resolution, At: &past}})), fault.Invalid); !slices.Equal(names, []string{"dueAt.resolution"}) {
		t.Errorf("names %v", names)
	}
	refused(t, l.do(bo, edit(ticket.Patch{Due: &ticket.DueSet{Target: sla.FirstReply, At: &now}})), fault.Conflict)
	refused(t, l.do(bo, edit(ticket.Patch{Due: &ticket.DueSet{Target: sla.Update, At: &now}})), fault.Conflict)
	l.must(t, bo, edit(ticket.Patch{Due: &ticket.DueSet{Target: sla.Resolution, At: &now}}))
}

func TestEdit_PausesAndGoesOn(t *testing.T) {
	l := opened(t)
	l.must(t, bo, reply("Please send the hash."))
	l.must(t, bo, edit(ticket.Patch{Status: to(ticket.StatusPending)}))
	if paused := l.target(t, "resolution"); paused.Status != "paused" || !l.NextWake.IsZero() {
		t.Fatalf("resolution is %s, next wake %s", paused.Status, l.NextWake)
	}
	l.now = l.now.Add(time.Hour)
	l.must(t, bo, edit(ticket.Patch{Status: to(ticket.StatusOpen)}))
	if got := l.target(t, "resolution"); got.Status != "running" || !got.DueAt.Equal(start.Add(25*time.Hour)) || !l.NextWake.Equal(start.Add(25*time.Hour+time.Second)) {
		t.Errorf("resolution is %s, due %s, next wake %s", got.Status, got.DueAt, l.NextWake)
	}
}
