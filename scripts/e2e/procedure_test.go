package e2e

import (
	"crypto/rand"
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode"
)

// handled is a complaint with what the company adds.
type handled struct {
	complaint
	NextStep struct {
		By, What string
		DueAt    *time.Time
	}
	Outcome       string
	Solution      struct{ RemedyID string }
	Compensations []struct {
		ID            string
		DueAt, PaidAt *time.Time
	}
}

// solution decides a complaint with one point.
func solution(more map[string]any) map[string]any {
	body := map[string]any{
		"statement": "We are sorry.", "answers": []any{map[string]any{"point": "1", "text": "It was taken twice."}},
		"remedies": []any{"apology"}, "expectedBy": time.Now().UTC().Truncate(time.Second).Add(72 * time.Hour),
		"reasoning": "Our ledger says so.", "appeal": "You can turn to the authority.",
	}
	for name, value := range more {
		body[name] = value
	}
	return body
}

// leads takes a complaint up to its findings.
func (p *person) investigates(t *testing.T, id string) string {
	t.Helper()
	path := "/v1/complaints/" + id
	p.post(t, path+"/acknowledgement", map[string]any{"admissible": true}).want(http.StatusOK)
	p.post(t, path+"/investigation", map[string]any{
		"understanding": "A fee was taken twice.", "points": []any{map[string]any{"id": "1", "text": "The second fee."}},
	}).want(http.StatusOK)
	p.post(t, path+"/findings", map[string]any{"summary": "Taken twice.", "upheld": "partly"}).want(http.StatusOK)
	return path
}

func TestAComplaintIsHeardAndAnsweredInItsLanguage(t *testing.T) {
	for _, language := range []string{"en", "zh"} {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			s := deployed(t)
			alice, cora := newPerson(t, who{locale: language}), newPerson(t, who{group: "compliance"})
			c := into[complaint](alice.post(t, "/v1/complaints", map[string]any{"subject": "Fee", "statement": "Two fees."}).want(http.StatusCreated))
			path := "/v1/complaints/" + c.ID
			written := 0
			letter := func(of string) { // each is waited for, so that the next is another
				t.Helper()
				written++
				eventually(t, of+" as letter "+c.Reference, func() bool { return len(s.about(t, alice.Email, c.Reference)) >= written })
				latest := s.about(t, alice.Email, c.Reference)[written-1]
				if chinese := strings.ContainsFunc(latest.BodyText, func(r rune) bool { return unicode.Is(unicode.Han, r) }); chinese != (language == "zh") {
					t.Errorf("%s is not in %s: %s", of, language, latest.BodyText)
				}
			}
			letter("the receipt")
			cora.post(t, path+"/acknowledgement", map[string]any{"admissible": true}).want(http.StatusOK)
			letter("the acknowledgement")
			cora.post(t, path+"/investigation", map[string]any{
				"understanding": "-", "points": []any{map[string]any{"id": "1", "text": "-"}},
			}).want(http.StatusOK)
			letter("the restated problem")
			cora.post(t, path+"/information-requests", map[string]any{"question": "-"}).want(http.StatusOK)
			letter("the request")
			alice.post(t, path+"/information-requests/1/answer", map[string]any{"answer": "-"}).want(http.StatusOK)
			cora.post(t, path+"/findings", map[string]any{"summary": "-", "upheld": "yes"}).want(http.StatusOK)
			cora.post(t, path+"/solution", solution(map[string]any{
				"statement": "-", "answers": []any{map[string]any{"point": "1", "text": "-"}}, "reasoning": "-", "appeal": "-",
				"compensation": map[string]any{"kind": "feeWaiver", "amount": "0.50", "asset": "EUR"},
			})).want(http.StatusOK)
			letter("the decision")
			accepted := into[handled](alice.post(t, path+"/acceptance", map[string]any{}).want(http.StatusOK))
			if accepted.Status != "accepted" || len(accepted.Compensations) != 1 || accepted.Compensations[0].DueAt == nil {
				t.Fatalf("%+v", accepted)
			}
			for range 2 { // as often as the exchange likes to say it
				s.send(t, event{
					SpecVersion: "1.0", ID: rand.Text(), Source: "test/ledger", Type: "support.remedy.paid", Time: time.Now().UTC().Truncate(time.Second),
					Data: map[string]any{"complaintId": c.ID, "remedyId": accepted.Compensations[0].ID, "paidAt": time.Now().UTC().Truncate(time.Second)},
				}.String())
			}
			cora.happens(t, "complaints/"+c.ID, "remedy.paid", nil)
			cora.post(t, path+"/fulfilment", map[string]any{"note": "-"}).want(http.StatusOK)
			letter("what was done")
			closed := into[handled](alice.post(t, path+"/follow-up", map[string]any{"satisfied": true}).want(http.StatusOK))
			if closed.Status != "closed" || closed.Outcome != "satisfied" {
				t.Errorf("%+v", closed)
			}
			letter("the closing")
			items := cora.timeline(t, "complaints/"+c.ID)
			if due, paid := count(items, "remedy.due", nil), count(items, "remedy.paid", nil); due != 1 || paid != 1 {
				t.Errorf("due %d times, paid %d times", due, paid)
			}
		})
	}
}

// about are the letters to an address that name a case.
func (s *stack) about(t *testing.T, to, reference string) []letter {
	t.Helper()
	var found []letter
	for _, l := range s.letters(t, to) {
		if strings.Contains(l.Subject+l.BodyText, reference) {
			found = append(found, l)
		}
	}
	return found
}

func TestARejectedSolutionClimbsTheLadder(t *testing.T) {
	t.Parallel()
	s := deployed(t)
	alice, cora := customer(t), newPerson(t, who{group: "compliance"})
	c := into[complaint](alice.post(t, "/v1/complaints", map[string]any{"subject": "Fee", "statement": "Two fees."}).want(http.StatusCreated))
	path := cora.investigates(t, c.ID)
	cora.post(t, path+"/solution", solution(nil)).want(http.StatusOK)
	rejected := into[handled](alice.post(t, path+"/rejection", map[string]any{"reason": "Not enough."}).want(http.StatusOK))
	if rejected.Status != "escalated" || rejected.Escalation.Level != 1 || rejected.NextStep.What != "takeover" {
		t.Errorf("%+v", rejected)
	}
	eventually(t, "the word to the lead", func() bool { return len(s.about(t, leadsAddress, c.Reference)) > 0 })
	cora.post(t, path+"/solution", solution(nil)).want(http.StatusOK) // while the level still waits
	again := into[handled](alice.post(t, path+"/rejection", map[string]any{"reason": "Still not."}).want(http.StatusOK))
	if again.Escalation.Level != 2 {
		t.Errorf("%+v", again.Escalation)
	}
}

func TestALateDecisionIsLateWithAndWithoutANoticeOfTheDelay(t *testing.T) {
	for name, told := range map[string]bool{"with": true, "without": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := deployed(t)
			cora, alice := newPerson(t, who{group: "compliance"}), customer(t)
			alice.opens(t, opening("Known by this")) // so that there is an address to write to
			received := time.Now().UTC().Truncate(time.Second).Add(-15*24*time.Hour + 8*time.Second)
			c := into[complaint](cora.post(t, "/v1/complaints", map[string]any{
				"subject": "By letter", "statement": "Found on a desk.", "channel": "letter", "customerId": alice.ID, "receivedAt": received,
			}).want(http.StatusCreated))
			path := cora.investigates(t, c.ID)
			if told {
				before := len(s.about(t, alice.Email, c.Reference))
				cora.post(t, path+"/delay", map[string]any{
					"reasons": "The chain is slow.", "decisionBy": time.Now().UTC().Truncate(time.Second).Add(24 * time.Hour),
				}).want(http.StatusOK)
				eventually(t, "the holding letter", func() bool { return len(s.about(t, alice.Email, c.Reference)) > before })
			}
			cora.happens(t, "complaints/"+c.ID, "sla.breached", map[string]any{"target": "decision"})
			decided := into[handled](cora.post(t, path+"/solution", solution(nil)).want(http.StatusOK))
			for _, d := range decided.Deadlines {
				switch d.Name {
				case "decision":
					if d.BreachedAt == nil || d.MetAt == nil {
						t.Errorf("the decision is %+v", d)
					}
				case "decisionStatutory", "announcedDecision":
					if d.BreachedAt != nil || d.MetAt == nil {
						t.Errorf("%+v", d)
					}
				}
			}
		})
	}
}
