package ticket_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"aftercare/shared/escalation"
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/ticket"
)

func TestReply_AnAgentsFirstAnswerMeetsTheFirstReply(t *testing.T) {
	l := opened(t)
	l.now = l.now.Add(time.Minute)
	l.must(t, bo, reply("We look into it."))
	first := l.target(t, "firstReply")
	if l.Status != ticket.StatusOpen || first.Status != "met" || !first.MetAt.Equal(l.now) || !l.WaitingSince.IsZero() {
		t.Errorf("%s, the first reply is %s, the customer waits since %s", l.Status, first.Status, l.WaitingSince)
	}
}

func TestReply_OfACustomerStartsTheNextReplyOnce(t *testing.T) {
	l := opened(t)
	l.must(t, bo, reply("We look into it."))
	l.now = l.now.Add(time.Minute)
	since := l.now
	l.must(t, alice, reply("Thank you."))
	l.now = l.now.Add(time.Minute)
	l.must(t, alice, reply("Any news?"))
	next := l.target(t, "nextReply")
	if next.Cycle != 1 || !next.StartedAt.Equal(since) || !l.WaitingSince.Equal(since) || !l.LastCustomerMessageAt.Equal(l.now) {
		t.Errorf("cycle %d since %s; waiting since %s, last message %s", next.Cycle, next.StartedAt, l.WaitingSince, l.LastCustomerMessageAt)
	}
}

func TestReply_OnASolvedTicketOpensItAndTakesTheClosingBack(t *testing.T) {
	l := in(t, ticket.StatusSolved)
	l.now = l.now.Add(time.Hour)
	l.must(t, alice, reply("It is still missing."))
	if d := data[ticket.Reopened](t, l.last, event.TicketReopened); d.Cause != "customerReplied" {
		t.Errorf("reopened for %q", d.Cause)
	}
	if l.Status != ticket.StatusOpen || !l.ClosesAt.IsZero() || !l.SolvedAt.IsZero() || l.target(t, "resolution").Status != "running" {
		t.Errorf("%s, closes %s, solved %s, resolution %s", l.Status, l.ClosesAt, l.SolvedAt, l.target(t, "resolution").Status)
	}
	if next := l.target(t, "nextReply"); next.Cycle != 1 || next.Status != "running" {
		t.Errorf("next reply: cycle %d is %s", next.Cycle, next.Status)
	}
}

func TestReply_OfAMachineStartsAndMeetsNothing(t *testing.T) {
	for name, actor := range map[string]event.Actor{"of ours": system, "of the customer": alice} {
		t.Run(name, func(t *testing.T) {
			l := in(t, ticket.StatusPending)
			before := l.SLA
			l.now = l.now.Add(time.Minute)
			l.must(t, actor, write(ticket.Reply{Body: "I am away.", Automatic: true}))
			if l.Status != ticket.StatusPending || l.target(t, "firstReply").Status != "running" || !before.At.Equal(l.SLA.At) {
				t.Errorf("%s, first reply %s, clocks moved from %s to %s", l.Status, l.target(t, "firstReply").Status, before.At, l.SLA.At)
			}
			if !l.LastCustomerMessageAt.Equal(start) {
				t.Errorf("it counts as the customer's last message of %s", l.LastCustomerMessageAt)
			}
		})
	}
}

func TestReply_ANoteChangesNothingThatTheCustomerSees(t *testing.T) {
	l := opened(t)
	l.now = l.now.Add(time.Minute)
	l.must(t, bo, write(ticket.Reply{Body: "Looks odd.", Internal: true}))
	if got := types(l.last); !slices.Equal(got, []event.Type{event.TicketNoted}) {
		t.Errorf("events are %v", got)
	}
	if l.target(t, "firstReply").Status != "running" || l.Status != ticket.StatusNew || l.WaitingSince.IsZero() {
		t.Errorf("a note counts as an answer: %s", l.Status)
	}
}

func TestReply_CountsFromWhenItWasWritten(t *testing.T) {
	l := opened(t)
	l.must(t, bo, reply("We look into it."))
	l.now = l.now.Add(time.Hour)
	written := l.now.Add(-9 * time.Minute)
	l.must(t, alice, write(ticket.Reply{Body: "Thank you.", ReceivedAt: written}))
	if next := l.target(t, "nextReply"); !next.StartedAt.Equal(written) || !next.DueAt.Equal(written.Add(10*time.Minute)) {
		t.Errorf("next reply runs from %s to %s", next.StartedAt, next.DueAt)
	}
	if warned := only(l.last, event.SLAWarned); len(warned) != 2 {
		t.Errorf("%d warnings, want those of a half and of four fifths", len(warned))
	}
	if !l.UpdatedAt.Equal(l.now) {
		t.Errorf("updated %s", l.UpdatedAt)
	}
}

func TestReply_NeverCountsFromBeforeWhatHappenedAlready(t *testing.T) {
	l := opened(t)
	l.now = l.now.Add(time.Minute)
	l.must(t, bo, reply("We look into it."))
	l.now = l.now.Add(time.Minute)
	l.must(t, alice, write(ticket.Reply{Body: "Thank you.", ReceivedAt: start}))
	if next := l.target(t, "nextReply"); !next.StartedAt.Equal(start.Add(time.Minute)) {
		t.Errorf("next reply started %s", next.StartedAt)
	}
}

func TestReply_WantsABodyWithinItsLimits(t *testing.T) {
	for name, body := range map[string]string{"empty": "", "white space": " \n\t", "too long": strings.Repeat("x", 20_001), "a control character": "a\x07b"} {
		t.Run(name, func(t *testing.T) {
			if names := refused(t, opened(t).do(alice, reply(body)), fault.Invalid); !slices.Equal(names, []string{"body"}) {
				t.Errorf("names %v", names)
			}
		})
	}
}

// A secret in anything that is written later, by whomever, is removed, told, and makes the ticket urgent.
func TestASecretWrittenLaterIsRemovedAndTold(t *testing.T) {
	for name, c := range map[string]struct {
		from    ticket.Status
		actor   event.Actor
		command command
		message event.Type
	}{
		"customer's message":         {ticket.StatusPending, alice, reply("Restore: " + phrase), event.TicketReplied},
		"on a solved ticket":         {ticket.StatusSolved, alice, reply("Restore: " + phrase), event.TicketReplied},
		"reason of a reopening":      {ticket.StatusSolved, alice, reopen("Restore: " + phrase), event.TicketReopened},
		"reason of an escalation":    {ticket.StatusOpen, alice, escalate(escalation.ByCustomer, "Restore: "+phrase), event.TicketEscalated},
		"agent's answer":             {ticket.StatusOpen, bo, reply("You wrote " + phrase), event.TicketReplied},
		"note":                       {ticket.StatusOpen, bo, write(ticket.Reply{Body: phrase, Internal: true}), event.TicketNoted},
		"answer with the solution":   {ticket.StatusOpen, bo, solve("You wrote " + phrase), event.TicketReplied},
		"agent's reason to escalate": {ticket.StatusOpen, bo, escalate(escalation.ByStaff, phrase), event.TicketEscalated},
		"subject by an agent":        {ticket.StatusOpen, bo, edit(ticket.Patch{Subject: to(phrase)}), event.TicketChanged},
	} {
		t.Run(name, func(t *testing.T) {
			l := in(t, c.from)
			l.now = l.now.Add(time.Minute)
			l.must(t, c.actor, c.command)
			message := only(l.last, c.message)[0]
			if d := data[ticket.Redacted](t, l.last, event.SecretRedacted); d.MessageSeq != message.Seq || d.Opening {
				t.Errorf("secret.redacted says %+v, the message is %d", d, message.Seq)
			}
			if risk := data[ticket.AtRisk](t, l.last, event.CustomerAtRisk); risk.CustomerID != "alice" || risk.Cause != "secret" {
				t.Errorf("customer.atRisk says %+v", risk)
			}
			if !l.Redacted || l.Priority != ticket.Urgent || l.SLA.Policy != "urgent" {
				t.Errorf("redacted %t, %s under %s", l.Redacted, l.Priority, l.SLA.Policy)
			}
			for _, e := range l.last {
				if bytes.Contains(e.Private, []byte("abandon abandon")) || bytes.Contains(e.Data, []byte("abandon")) {
					t.Errorf("%s holds the secret", e.Type)
				}
			}
		})
	}
}
