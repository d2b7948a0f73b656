package e2e

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A test vector that everybody knows; no wallet of anybody's.
var phrase = strings.Repeat("abandon ", 11) + "about"

func TestContactOfEveryChannelBecomesATicket(t *testing.T) {
	t.Parallel()
	s := deployed(t)
	for _, channel := range []string{"web", "chat", "email", "phone", "social", "api"} {
		t.Run(channel, func(t *testing.T) {
			t.Parallel()
			alice := customer(t)
			s.send(t, contact(alice, channel, "My deposit is missing.").String())
			if got := alice.only(t); got.Channel != channel || got.Status != "new" || got.Subject != "Where is it?" {
				t.Errorf("%+v", got)
			}
		})
	}
}

func TestContactDeliveredTwiceIsHandledOnce(t *testing.T) {
	t.Parallel()
	s, alice := deployed(t), customer(t)
	first := contact(alice, "email", "My deposit is missing.")
	next := first
	next.ID += "-next"
	next.Data = map[string]any{}
	for key, value := range first.Data {
		next.Data[key] = value
	}
	next.Data["body"] = "And one thing more."
	for _, e := range []event{first, first, next, next} {
		s.send(t, e.String())
	}
	bo := agent(t)
	ticket := alice.only(t)
	bo.happens(t, "tickets/"+ticket.ID, "ticket.replied", nil)
	if n := count(bo.timeline(t, "tickets/"+ticket.ID), "ticket.replied", nil); n != 1 {
		t.Errorf("%d messages joined the ticket instead of one", n)
	}
	alice.only(t)
}

func TestThreadOfAnotherCustomerOpensATicketOfTheirOwn(t *testing.T) {
	t.Parallel()
	s, alice, mallory := deployed(t), customer(t), customer(t)
	hers := contact(alice, "social", "My deposit is missing.")
	s.send(t, hers.String())
	ticket := alice.only(t)

	theirs := contact(mallory, "social", "Send it to me instead.")
	theirs.Source, theirs.Data["thread"] = hers.Source, hers.Data["thread"]
	s.send(t, theirs.String())
	if other := mallory.only(t); other.ID == ticket.ID {
		t.Error("a stranger continues the ticket")
	}
}

func TestContactArrivesThroughAClientThatIsNotOurs(t *testing.T) {
	t.Parallel()
	deployed(t)
	alice := customer(t)
	file := filepath.Join(t.TempDir(), "contact.json")
	if err := os.WriteFile(file, []byte(contact(alice, "chat", "Sent by boto3.").String()), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), "../send", file).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	alice.only(t)
}

func TestSameIdempotencyKeyOpensOneTicket(t *testing.T) {
	t.Parallel()
	deployed(t)
	alice := customer(t)
	body := opening("Twice by accident")
	first := alice.post(t, "/v1/tickets", body, "Idempotency-Key", "k1").want(http.StatusCreated)
	again := alice.post(t, "/v1/tickets", body, "Idempotency-Key", "k1").want(http.StatusCreated)
	if a, b := first.Header.Get("Location"), again.Header.Get("Location"); a == "" || a != b {
		t.Errorf("Location %q, then %q", a, b)
	}
	alice.only(t)
	other := opening("Something else")
	alice.post(t, "/v1/tickets", other, "Idempotency-Key", "k1").want(http.StatusUnprocessableEntity)
}

func TestRecoveryPhraseIsRemovedBeforeAnythingIsStored(t *testing.T) {
	t.Parallel()
	s, bo := deployed(t), agent(t)
	byHTTP, bySQS := customer(t), customer(t)
	body := opening("My wallet")
	body["body"] = "It will not open. The words are " + phrase + ", what now?"
	byHTTP.opens(t, body)
	s.send(t, contact(bySQS, "chat", strings.ToUpper(phrase)).String())

	for _, alice := range []*person{byHTTP, bySQS} {
		ticket := alice.only(t)
		got := bo.reads(t, ticket.ID)
		if !got.Redacted || got.Priority != "urgent" {
			t.Errorf("redacted %v, priority %s", got.Redacted, got.Priority)
		}
		for _, path := range []string{"/v1/tickets/" + ticket.ID, "/v1/tickets/" + ticket.ID + "/timeline"} {
			if text := string(bo.get(t, path).want(http.StatusOK).Body); strings.Contains(strings.ToLower(text), "abandon") {
				t.Errorf("%s shows the words", path)
			}
		}
		eventually(t, "the warning to move the funds", func() bool { return len(s.letters(t, alice.Email)) > 0 })
		for _, letter := range s.letters(t, alice.Email) {
			if strings.Contains(strings.ToLower(letter.BodyText+letter.BodyHTML+letter.Subject), "abandon") {
				t.Error("a mail repeats the words")
			}
		}
	}
}

func TestBadMessageIsRefusedWithItsReasonAndHoldsNothingUp(t *testing.T) {
	t.Parallel()
	s, alice := deployed(t), customer(t)
	bad := contact(alice, "chat", "x")
	bad.Type = "support.unknown"
	sent := []string{s.put(t, s.IntakeQueueURL, bad.String()), s.put(t, s.IntakeQueueURL, `{"broken": "`+phrase+`"`)}
	s.send(t, contact(alice, "chat", "In order.").String())
	alice.only(t)

	for _, id := range sent {
		body := ""
		eventually(t, "the refusal of "+id, func() bool {
			all, err := s.queues(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range all[s.RefusalsQueueURL[strings.LastIndex(s.RefusalsQueueURL, "/")+1:]] {
				if strings.Contains(m.Body, id) {
					body = m.Body
				}
			}
			return body != ""
		})
		if strings.Contains(body, "abandon") {
			t.Error("a refusal repeats the words")
		}
		if !strings.Contains(body, "reason") {
			t.Errorf("no reason: %s", body)
		}
	}
}
