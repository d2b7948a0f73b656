package e2e

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"
)

var surveyLink = regexp.MustCompile(`https?://[^\s"<>]+/v1/public/surveys/[\w.~-]+`)

// asked waits for the link that asks about a solved case.
func asked(t *testing.T, alice *person) string {
	t.Helper()
	link := ""
	eventually(t, "the question", func() bool {
		for _, letter := range alice.stack.letters(t, alice.Email) {
			if found := surveyLink.FindString(letter.BodyText); found != "" {
				link = found
			}
		}
		return link != ""
	})
	return link
}

// solved is a ticket that an agent has solved.
func solved(t *testing.T, alice *person) ticket {
	t.Helper()
	ticket := alice.opens(t, opening("To be solved"))
	agent(t).post(t, "/v1/tickets/"+ticket.ID+"/solution", map[string]any{"body": "Done."}).want(http.StatusOK)
	return ticket
}

func TestSolvedTicketIsAskedAboutOnceAndTheScoreCounts(t *testing.T) {
	t.Parallel()
	s := deployed(t)
	alice, lin := customer(t), lead(t)
	ticket := solved(t, alice)
	link := asked(t, alice)

	// A scanner that follows the link, whatever it adds, answers nothing.
	request(t, s, http.MethodGet, link+"?score=1", "", nil, "Accept", "application/json").want(http.StatusOK)
	page := request(t, s, http.MethodGet, link, "", nil, "Accept", "text/html").want(http.StatusOK)
	if !strings.Contains(page.Header.Get("Content-Type"), "text/html") {
		t.Errorf("Content-Type %s", page.Header.Get("Content-Type"))
	}
	for header, want := range map[string]string{"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"} {
		if got := page.Header.Get(header); got != want {
			t.Errorf("%s: %s", header, got)
		}
	}
	request(t, s, http.MethodPost, link, "", map[string]any{"score": 6}).want(http.StatusUnprocessableEntity)
	request(t, s, http.MethodPost, link, "", map[string]any{"score": 5, "comment": "Quick."}).want(http.StatusCreated)
	request(t, s, http.MethodPost, link, "", map[string]any{"score": 4}).want(http.StatusOK)
	forged := link[:len(link)-4] + "AAAA"
	request(t, s, http.MethodGet, forged, "", nil).want(http.StatusNotFound)

	lin.happens(t, "tickets/"+ticket.ID, "feedback.received", nil)
	if got := lin.reads(t, ticket.ID); got.Status != "solved" {
		t.Errorf("a good score left it %s", got.Status)
	}
	now := time.Now().UTC()
	statistics := into[struct {
		Asked, Answered int
		CSAT            float64
	}](lin.get(t, "/v1/feedback/statistics?kind=csat&from="+now.Add(-time.Hour).Format(time.RFC3339)+
		"&to="+now.Add(time.Hour).Format(time.RFC3339)).want(http.StatusOK))
	if statistics.Asked < 1 || statistics.Answered < 1 {
		t.Errorf("%+v", statistics)
	}
}

func TestLowScoreOpensTheTicketAgainAndTellsALead(t *testing.T) {
	t.Parallel()
	s := deployed(t)
	alice, lin := customer(t), lead(t)
	ticket := solved(t, alice)
	link := asked(t, alice)
	request(t, s, http.MethodPost, link, "", map[string]any{"score": 1, "comment": "It is not done."}).want(http.StatusCreated)
	lin.happens(t, "tickets/"+ticket.ID, "ticket.escalated", nil)
	if got := lin.reads(t, ticket.ID); got.Status != "open" || got.Escalation.Level != 1 || got.Escalation.Cause != "lowScore" {
		t.Errorf("%s, %+v", got.Status, got.Escalation)
	}
	eventually(t, "the word to the lead", func() bool {
		for _, letter := range s.letters(t, leadsAddress) {
			if strings.Contains(letter.Subject+letter.BodyText, ticket.Reference) {
				return true
			}
		}
		return false
	})
}

func TestLowScoreOfAClosedTicketOpensItsFollowUpOnce(t *testing.T) {
	t.Parallel()
	s := deployed(t)
	alice, lin := newPerson(t, who{tier: fleeting}), lead(t)
	ticket := solved(t, alice)
	link := asked(t, alice)
	within(t, closing, "it is closed", func() bool {
		s.sweep(t)
		return lin.reads(t, ticket.ID).Status == "closed"
	})
	for range 2 {
		if status := request(t, s, http.MethodPost, link, "", map[string]any{"score": 2}).Status; status != 200 && status != 201 {
			t.Fatalf("the score is answered by %d", status)
		}
	}
	eventually(t, "the follow-up", func() bool { return len(alice.tickets(t)) == 2 })
	for _, one := range alice.tickets(t) {
		if one.ID == ticket.ID {
			continue
		}
		if one.FollowUpOf != ticket.ID {
			t.Errorf("follows %q", one.FollowUpOf)
		}
		lin.happens(t, "tickets/"+one.ID, "ticket.escalated", nil)
	}
}
