package e2e

import (
	"net/http"
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

// Invariant: what is due is recorded once, whether timers, deadline or relay dies between two calls.
func TestFaultClocksRecordOnceWhateverDies(t *testing.T) {
	s := deployed(t)
	s.impatient(t, "Timers", 2*time.Second)
	for _, c := range []struct{ job, after string }{
		{"timers", "StartExecution:1"}, {"deadline", "GetItem:1"}, {"deadline", "TransactWriteItems:1"}, {"relay", "PutEvents:1"},
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

// Invariant: a survey is never asked twice. Whether it went out is not known after this death, so it is given up.
func TestFaultSurveysKilledAfterSendingAsksOnce(t *testing.T) {
	s := deployed(t)
	s.impatient(t, "Surveys", 30*time.Second)
	died := s.faulty(t, "surveys", "SendEmail:1")
	alice := customer(t)
	done := solved(t, alice)
	eventually(t, "surveys dies", died)
	asked(t, alice)
	within(t, lease, "the timeline says that nobody knows", func() bool {
		return count(lead(t).timeline(t, "tickets/"+done.ID), "notice.failed", nil) > 0
	})
	asked := 0
	for _, letter := range s.letters(t, alice.Email) {
		if surveyLink.MatchString(letter.BodyText) {
			asked++
		}
	}
	if asked != 1 {
		t.Errorf("asked %d times", asked)
	}
}
