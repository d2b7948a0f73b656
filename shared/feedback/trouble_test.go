package feedback_test

import (
	"testing"
	"time"

	"aftercare/shared/complaint"
	"aftercare/shared/escalation"
	"aftercare/shared/feedback"
	"aftercare/shared/sla"
	"aftercare/shared/ticket"

	"pgregory.net/rapid"
)

// late is a ticket in a status, at a level, with its resolution as it stands.
func late(status ticket.Status, level int, resolution sla.Status) ticket.Ticket {
	t := ticket.Ticket{Status: status, Escalation: escalation.State{Level: level}}
	t.SLA.Targets = []sla.Target{{Name: sla.FirstReply, Status: sla.Breached}, {Name: sla.Resolution, Status: resolution}}
	return t
}

func TestWhoIsInTrouble(t *testing.T) {
	of := func(all ...complaint.Status) (complaints []complaint.Complaint) {
		for _, s := range all {
			complaints = append(complaints, complaint.Complaint{Status: s})
		}
		return complaints
	}
	for name, tc := range map[string]struct {
		tickets    []ticket.Ticket
		complaints []complaint.Complaint
		want       bool
	}{
		"nobody knows anything of them": {nil, nil, false},
		"a complaint is open":           {nil, of(complaint.Closed, complaint.Received), true},
		"a solution is proposed":        {nil, of(complaint.Proposed), true},
		"it was rejected":               {nil, of(complaint.Escalated), true},
		"all complaints are closed":     {nil, of(complaint.Closed, complaint.Closed), false},
		"a ticket is being worked on":   {[]ticket.Ticket{late(ticket.StatusOpen, 0, sla.Running)}, nil, false},
		"it was moved up":               {[]ticket.Ticket{late(ticket.StatusPending, 1, sla.Paused)}, nil, true},
		"it is late":                    {[]ticket.Ticket{late(ticket.StatusNew, 0, sla.Breached)}, nil, true},
		"it was late and is solved":     {[]ticket.Ticket{late(ticket.StatusSolved, 2, sla.Breached)}, nil, false},
		"it was late and is closed":     {[]ticket.Ticket{late(ticket.StatusClosed, 2, sla.Breached)}, nil, false},
		"one of several":                {[]ticket.Ticket{late(ticket.StatusSolved, 0, sla.Met), late(ticket.StatusOpen, 1, sla.Running)}, of(complaint.Closed), true},
	} {
		if got := feedback.Troubled(tc.tickets, tc.complaints); got != tc.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

// Trouble is that of any one case: whatever else there is takes none away and makes none.
func TestTroubleIsThatOfAnyOneCase(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		tickets := rapid.SliceOfN(rapid.Custom(func(r *rapid.T) ticket.Ticket {
			return late(
				rapid.SampledFrom([]ticket.Status{ticket.StatusNew, ticket.StatusOpen, ticket.StatusPending, ticket.StatusHold, ticket.StatusSolved, ticket.StatusClosed}).Draw(r, "status"),
				rapid.IntRange(0, 1).Draw(r, "level"), rapid.SampledFrom([]sla.Status{sla.Running, sla.Paused, sla.Met, sla.Breached, sla.CancelledStatus}).Draw(r, "resolution"),
			)
		}), 0, 4).Draw(r, "tickets")
		complaints := rapid.SliceOfN(rapid.Custom(func(r *rapid.T) complaint.Complaint {
			return complaint.Complaint{Status: rapid.SampledFrom([]complaint.Status{complaint.Received, complaint.Fulfilled, complaint.Closed}).Draw(r, "status")}
		}), 0, 2).Draw(r, "complaints")
		one := false
		for i := range tickets {
			one = one || feedback.Troubled(tickets[i:i+1], nil)
		}
		for i := range complaints {
			one = one || feedback.Troubled(nil, complaints[i:i+1])
		}
		if got := feedback.Troubled(tickets, complaints); got != one {
			r.Fatalf("%t, case by case %t", got, one)
		}
	})
}

func TestAWaveLeavesAloneWhoIsInTroubleAndTheNextOneAsksThem(t *testing.T) {
	c := newClinic(t)
	c.calls(t)
	c.writes(t, "T1", "alice")
	if _, err := c.tickets.Escalate(t.Context(), "T1", escalation.ByStaff, "Nobody answers.", ticket.Do{Actor: bo}); err != nil {
		t.Fatal(err)
	}
	c.writes(t, "T2", "cora")
	complained := complaint.Complaint{ID: "C1", Seq: 1, Customer: ticket.Customer{ID: "cora"}, ReceivedAt: c.now(), CreatedAt: c.now(), Status: complaint.Found}
	if err := c.SaveComplaint(t.Context(), complaint.Change{Complaint: complained}); err != nil {
		t.Fatal(err)
	}
	c.writes(t, "T3", "wei")
	c.pass(time.Hour)
	c.poll(t, true)
	wantMails(t, c, "wei@example.com")

	if _, err := c.tickets.Solve(t.Context(), "T1", "", ticket.Do{Actor: bo}); err != nil {
		t.Fatal(err)
	}
	c.pass(20 * 24 * time.Hour)
	c.poll(t, true)
	wantMails(t, c, "alice@example.com")
	complained.Seq, complained.Status = 2, complaint.Closed
	if err := c.SaveComplaint(t.Context(), complaint.Change{Before: 1, Complaint: complained}); err != nil {
		t.Fatal(err)
	}
	c.poll(t, true)
	c.pass(time.Second) // a wave is known by its second
	c.poll(t, true)
	wantMails(t, c, "cora@example.com")
}
