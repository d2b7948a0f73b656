package e2e

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// lease is how long a mail that may have left holds its place, with what the queue takes to bring it again.
const lease = 3 * time.Minute

// The tests of this file run one after the other, before all that run in parallel: they change functions.

// Invariant: a contact opens one ticket, whether intake dies before or after it has written it.
func TestFaultIntakeKilledBetweenItsCallsLosesAndDoublesNothing(t *testing.T) {
	s := deployed(t)
	s.impatient(t, "Intake", 2*time.Second)
	for _, after := range []string{"GetItem:1", "TransactWriteItems:1"} {
		alice := customer(t)
		died := s.faulty(t, "intake", after)
		first := contact(alice, "chat", "Is anybody there?")
		s.send(t, first.String())
		eventually(t, "intake dies after "+after, died)
		opened := alice.only(t)
		s.send(t, first.String()) // once more, to have the last word
		second := first
		second.ID += "-2"
		s.send(t, second.String())
		items := lead(t).happens(t, "tickets/"+opened.ID, "ticket.replied", nil)
		if n := count(items, "ticket.opened", nil) + count(items, "ticket.replied", nil); n != 2 {
			t.Errorf("after %s: %d messages instead of 2", after, n)
		}
		alice.only(t)
	}
}

// Invariant: a breach moves a ticket up one level and is told once, whether escalations dies before or after it.
func TestFaultEscalationsKilledBetweenItsCallsRaisesOneLevel(t *testing.T) {
	s := deployed(t)
	s.impatient(t, "Escalations", 2*time.Second)
	for _, after := range []string{"GetItem:1", "TransactWriteItems:1"} {
		died := s.faulty(t, "escalations", after)
		_, ticket := late(t)
		eventually(t, "escalations dies after "+after, died)
		boss := lead(t)
		items := boss.happens(t, "tickets/"+ticket.ID, "ticket.escalated", nil)
		if n, level := count(items, "ticket.escalated", nil), boss.reads(t, ticket.ID).Escalation.Level; n != 1 || level != 1 {
			t.Errorf("after %s: escalated %d times, to level %d", after, n, level)
		}
	}
}

// Invariant: what is due is recorded once, whether timers, deadline or relay dies between two calls: deadline also
// before and after it starts the next timer.
func TestFaultClocksRecordOnceWhateverDies(t *testing.T) {
	s := deployed(t)
	s.impatient(t, "Timers", 2*time.Second)
	for _, c := range []struct{ job, after string }{
		{"timers", "StartExecution:1"}, {"deadline", "GetItem:1"}, {"deadline", "TransactWriteItems:1"}, {"deadline", "StartExecution:1"}, {"relay", "PutEvents:1"},
	} {
		t.Run(c.job+" after "+c.after, func(t *testing.T) {
			died := s.faulty(t, c.job, c.after)
			_, ticket := late(t)
			eventually(t, c.job+" dies", died)
			boss := lead(t)
			boss.happens(t, "tickets/"+ticket.ID, "ticket.escalated", nil)
			items := boss.happens(t, "tickets/"+ticket.ID, "sla.breached", firstReply)
			for kind, want := range map[string]int{"sla.warned": 2, "sla.breached": 1} {
				if got := count(items, kind, firstReply); got != want {
					t.Errorf("%s %d times instead of %d", kind, got, want)
				}
			}
			if got := count(items, "ticket.escalated", nil); got != 1 {
				t.Errorf("escalated %d times", got)
			}
		})
	}
}

// Invariant: a request with a key has one effect, and its repetition the answer that the first one never got.
func TestFaultTicketsKilledBeforeItAnswersIsRepeatedByKey(t *testing.T) {
	s := deployed(t)
	alice := customer(t)
	died := s.faulty(t, "tickets", "TransactWriteItems:1")
	body := opening("Did you get this?")
	first := alice.post(t, "/v1/tickets", body, "Idempotency-Key", "once")
	if first.Status < http.StatusInternalServerError || !died() {
		t.Fatalf("got %d, died %t", first.Status, died())
	}
	again := alice.post(t, "/v1/tickets", body, "Idempotency-Key", "once").want(http.StatusCreated)
	if opened := alice.only(t); opened.ID != into[ticket](again).ID {
		t.Error("the repetition names another ticket")
	}
}

// Invariant: an answer to a survey is recorded once, also when the function dies before it says so.
func TestFaultFeedbackKilledBeforeItAnswersRecordsOnce(t *testing.T) {
	s := deployed(t)
	alice := customer(t)
	done := solved(t, alice)
	link := asked(t, alice)
	died := s.faulty(t, "feedback", "TransactWriteItems:1")
	first := request(t, s, http.MethodPost, link, "", map[string]any{"score": 5})
	if first.Status < http.StatusInternalServerError || !died() {
		t.Fatalf("got %d, died %t", first.Status, died())
	}
	request(t, s, http.MethodPost, link, "", map[string]any{"score": 5}).want(http.StatusOK)
	if n := count(lead(t).timeline(t, "tickets/"+done.ID), "feedback.received", nil); n != 1 {
		t.Errorf("recorded %d times", n)
	}
}

// Invariant: after a death between sending and recording, nobody knows whether a mail went out. A survey is then given
// up, and an important notice goes out once more under the same id; each is recorded once.
func TestFaultMailKilledAfterSendingIsNeverSentThrice(t *testing.T) {
	s := deployed(t)
	for _, queue := range []string{"Surveys", "Notices"} {
		s.impatient(t, queue, 30*time.Second)
	}
	alice, boss, bo := customer(t), lead(t), agent(t)
	done := alice.opens(t, opening("Will you write to me?"))
	of := "tickets/" + done.ID
	boss.happens(t, of, "notice.sent", map[string]any{"template": "automaticReply"})
	surveysDied, noticesDied := s.faulty(t, "surveys", "SendEmail:1", alice.Email), s.faulty(t, "notices", "SendEmail:1", alice.Email)
	const words = "Here is what we found out."
	bo.post(t, "/v1/"+of+"/solution", map[string]any{"body": words}).want(http.StatusOK)
	eventually(t, "both die", func() bool { return surveysDied() && noticesDied() })
	within(t, lease, "both are settled", func() bool {
		items := boss.timeline(t, of)
		return count(items, "notice.failed", nil) > 0 && count(items, "notice.sent", map[string]any{"template": "agentReply"}) > 0
	})
	items := boss.timeline(t, of)
	for template, want := range map[string]int{"survey": 0, "agentReply": 1} {
		if got := count(items, "notice.sent", map[string]any{"template": template}); got != want {
			t.Errorf("%s recorded as sent %d times instead of %d", template, got, want)
		}
	}
	surveys, replies := 0, 0
	for _, letter := range s.letters(t, alice.Email) {
		if surveyLink.MatchString(letter.BodyText) {
			surveys++
		}
		if strings.Contains(letter.BodyText, words) {
			replies++
		}
	}
	if surveys != 1 || replies != 2 {
		t.Errorf("%d surveys and %d replies went out instead of 1 and 2", surveys, replies)
	}
}

// Invariant: new promises reach every open ticket once, whether the function that brings them dies before, on or after a
// page.
func TestFaultReschedulingKilledBetweenItsCallsReachesEveryTicketOnce(t *testing.T) {
	s := deployed(t)
	s.impatient(t, "Rescheduling", 2*time.Second)
	lin, bo, tier := lead(t), agent(t), newTier()
	lin.waits(t, lin.resolves(t, tier, "48h"))
	alice := newPerson(t, who{tier: tier})
	var tickets []ticket
	for range 3 {
		tickets = append(tickets, alice.opens(t, opening("When?")))
	}
	for i, after := range []string{"GetItem:1", "TransactWriteItems:1", "TransactWriteItems:4"} {
		died := s.faulty(t, "rescheduling", after)
		promised := time.Duration(i+2) * time.Hour
		status := lin.resolves(t, tier, promised.String())
		eventually(t, "rescheduling dies after "+after, died)
		done := lin.waits(t, status)
		if done.Failed > 0 || done.Seen != done.Changed+done.Unchanged || done.Changed < len(tickets) {
			t.Errorf("after %s: %+v", after, done)
		}
		for _, opened := range tickets {
			target := bo.reads(t, opened.ID).target("resolution")
			if !target.DueAt.Equal(target.StartedAt.Add(promised)) {
				t.Errorf("after %s: due %s, promised within %s of %s", after, target.DueAt, promised, target.StartedAt)
			}
			if n := count(bo.timeline(t, "tickets/"+opened.ID), "ticket.changed", map[string]any{"policy": tier}); n != i+1 {
				t.Errorf("after %s: measured anew %d times", after, n)
			}
		}
	}
}
