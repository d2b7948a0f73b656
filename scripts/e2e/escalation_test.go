package e2e

import (
	"crypto/rand"
	"net/http"
	"slices"
	"strings"
	"testing"
)

func TestCustomersOwnCallMovesTheTicketUpOnce(t *testing.T) {
	t.Parallel()
	s := deployed(t)
	alice, lin := customer(t), lead(t)
	ticket := alice.opens(t, opening("A superior, please"))
	path := "/v1/tickets/" + ticket.ID
	alice.post(t, path+"/escalation", map[string]any{"reason": "Nobody helps me."}).want(http.StatusOK)
	got := lin.reads(t, ticket.ID)
	if got.Escalation.Level != 1 || got.Escalation.TakeoverBy == nil || got.Priority != "high" {
		t.Errorf("%+v, priority %s", got.Escalation, got.Priority)
	}
	eventually(t, "the word to the lead", func() bool {
		for _, letter := range s.letters(t, leadsAddress) {
			if strings.Contains(letter.Subject+letter.BodyText, ticket.Reference) {
				return true
			}
		}
		return false
	})

	alice.post(t, path+"/escalation", map[string]any{"reason": "Still nobody."}).want(http.StatusOK)
	if again := lin.reads(t, ticket.ID); again.Escalation.Level != 1 {
		t.Errorf("a second call moved a level that still waits to %d", again.Escalation.Level)
	}

	agent(t).post(t, path+"/escalation/takeover", map[string]any{}).want(http.StatusForbidden)
	lin.post(t, path+"/escalation/takeover", map[string]any{}).want(http.StatusOK)
	if after := lin.reads(t, ticket.ID); after.Assignee == nil {
		t.Error("nobody is assigned after the takeover")
	}
}

// climbs sets a ladder for a team of its own and opens a ticket in that team, for a customer who is new.
func climbs(t *testing.T, levels ...any) (alice *person, ticketID string) {
	t.Helper()
	lin, alice := lead(t), customer(t)
	team := "team-" + strings.ToLower(rand.Text())
	lin.call(t, http.MethodPut, "/v1/escalation-ladders/"+team, map[string]any{"levels": levels}).want(http.StatusOK)
	opened := opening("Up the ladder")
	opened["customerId"], opened["team"] = alice.ID, team
	return alice, lin.opens(t, opened).ID
}

// The person whom a level names is called and no colleague of theirs; when they do not take over in time, the case
// moves on by itself, and the top is called again until somebody does. So for tickets, and for complaints of the team.
func TestALevelThatNobodyTakesOverMovesOnByItself(t *testing.T) {
	t.Parallel()
	s := deployed(t)
	alice, id := climbs(t,
		map[string]any{"people": []string{"Bo"}, "takeoverWithin": "2s", "calendar": "always"},
		map[string]any{"role": "lead", "takeoverWithin": "4s"},
	)
	c := into[complaint](alice.post(t, "/v1/complaints", map[string]any{
		"subject": "Nobody helps", "statement": "I wait for a week.", "ticketId": id,
	}).want(http.StatusCreated))
	lin := lead(t)
	refused := map[string]int{"ticket": http.StatusForbidden, "complaint": http.StatusNotFound}
	for kind, of := range map[string]string{"ticket": "tickets/" + id, "complaint": "complaints/" + c.ID} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			start := strings.TrimPrefix(of, kind+"s/")[:4] // a reference begins as the id does
			alice.post(t, "/v1/"+of+"/escalation", map[string]any{"reason": "I want to be heard."}).want(http.StatusOK)
			agent(t).post(t, "/v1/"+of+"/escalation/takeover", map[string]any{}).want(refused[kind])
			lin.happens(t, of, kind+".escalated", map[string]any{"level": 2.0, "cause": "takeoverExpired"})
			eventually(t, "the call to the one whom the first level names", func() bool {
				return slices.ContainsFunc(s.letters(t, "bo@example.test"), func(l letter) bool {
					return strings.HasPrefix(l.Subject, "["+start+"-") && strings.Contains(l.Subject, "level 1")
				})
			})
			items := lin.happens(t, of, kind+".escalated", map[string]any{"level": 2.0, "again": true, "reminder": 1.0})
			for _, once := range []map[string]any{{"level": 1.0, "cause": "customer"}, {"level": 2.0, "cause": "takeoverExpired", "again": nil}, {"reminder": 1.0}} {
				if n := count(items, kind+".escalated", once); n != 1 {
					t.Errorf("%v happened %d times", once, n)
				}
			}
			lin.post(t, "/v1/"+of+"/escalation/takeover", map[string]any{}).want(http.StatusOK)
			lin.post(t, "/v1/"+of+"/de-escalation", map[string]any{"reason": "It is settled."}).want(http.StatusOK)
			for _, happened := range []string{"takeoverExpired", "takenOver", "deescalated"} {
				if count(lin.timeline(t, of), kind+"."+happened, nil) == 0 {
					t.Errorf("the timeline lacks %s.%s", kind, happened)
				}
			}
			for _, seen := range alice.timeline(t, of) {
				if seen.Data["people"] != nil || seen.Data["cause"] == "takeoverExpired" {
					t.Errorf("the customer sees %s %v", seen.Type, seen.Data)
				}
			}
		})
	}
}

func TestACustomerIsHeardOnASolvedTicketToo(t *testing.T) {
	t.Parallel()
	deployed(t)
	alice, bo := customer(t), agent(t)
	path := "/v1/tickets/" + alice.opens(t, opening("Not done")).ID
	bo.post(t, path+"/solution", map[string]any{}).want(http.StatusOK)
	bo.post(t, path+"/escalation", map[string]any{"reason": "Not mine."}).want(http.StatusConflict)
	got := into[ticket](alice.post(t, path+"/escalation", map[string]any{"reason": "It is not done."}).want(http.StatusOK))
	if got.Status != "open" || got.Escalation.Level != 1 {
		t.Errorf("%s at level %d", got.Status, got.Escalation.Level)
	}
}

func TestALadderIsRefusedByTheNameOfTheField(t *testing.T) {
	t.Parallel()
	deployed(t)
	lin := lead(t)
	path := "/v1/escalation-ladders/team-" + strings.ToLower(rand.Text())
	for field, level := range map[string]map[string]any{
		"levels[0]":           {"takeoverWithin": "5m"},
		"levels[0].people[0]": {"people": []string{"nobody at all"}, "takeoverWithin": "5m"},
		"levels[0].calendar":  {"role": "lead", "takeoverWithin": "5m", "calendar": "atlantis"},
	} {
		a := lin.call(t, http.MethodPut, path, map[string]any{"levels": []any{level}}).want(http.StatusUnprocessableEntity)
		if !strings.Contains(string(a.Body), `"`+field+`"`) {
			t.Errorf("%s is not named: %s", field, a.Body)
		}
	}
}
