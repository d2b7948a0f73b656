package e2e

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// given is what a customer wrote unasked, as the API shows it.
type given struct {
	ID, Kind, Status, TicketID, Answer, Body string
	Version                                  int
}

// bo is the id of the agent who has been there from the beginning: the directory of staff is not read anew for every
// mail.
func bo(t *testing.T, lin *person) string {
	t.Helper()
	for _, one := range into[struct {
		Items []struct{ ID, Name string }
	}](lin.get(t, "/v1/staff").want(http.StatusOK)).Items {
		if one.Name == "Bo" {
			return one.ID
		}
	}
	t.Fatal("bo does not work here")
	return ""
}

func TestPraiseReachesTheAgentAndAnIdeaIsAnswered(t *testing.T) {
	t.Parallel()
	s := deployed(t)
	alice, lin := customer(t), lead(t)
	ticket := alice.opens(t, opening("To be praised"))
	agent := bo(t, lin)
	lin.call(t, http.MethodPatch, "/v1/tickets/"+ticket.ID, map[string]any{"assignee": agent}, "If-Match", "*").want(http.StatusOK)

	words := "You are quick and kind, " + ticket.Reference
	praise := alice.post(t, "/v1/feedback", map[string]any{"kind": "praise", "body": words, "ticketId": ticket.Reference}).want(http.StatusCreated)
	if location := praise.Header.Get("Location"); location != "/v1/feedback/"+into[given](praise).ID {
		t.Errorf("Location %s", location)
	}
	eventually(t, "the praise", func() bool {
		for _, letter := range s.letters(t, "bo@example.test") {
			if strings.Contains(letter.BodyText, words) {
				return true
			}
		}
		return false
	})
	eventually(t, "it stands in the agent's list", func() bool {
		return strings.Contains(string(lin.get(t, "/v1/feedback?kind=praise&limit=100&agent="+url.QueryEscape(agent)).want(http.StatusOK).Body), ticket.Reference)
	})

	idea := into[given](alice.post(t, "/v1/feedback", map[string]any{"kind": "suggestion", "body": "A dark mode for the ledger of " + ticket.Reference}).want(http.StatusCreated))
	alice.call(t, http.MethodPatch, "/v1/feedback/"+idea.ID, map[string]any{"status": "done"}, "If-Match", "*").want(http.StatusForbidden)
	lin.call(t, http.MethodPatch, "/v1/feedback/"+idea.ID, map[string]any{"status": "planned", "answer": "In spring."}, "If-Match", `"1"`).want(http.StatusOK)
	if text := s.mailed(t, alice.Email, "What became of what you wrote to us"); !strings.Contains(text, "In spring.") {
		t.Errorf("the answer is not told:\n%s", text)
	}
	if got := into[given](alice.get(t, "/v1/feedback/"+idea.ID).want(http.StatusOK)); got.Status != "planned" || got.Answer != "In spring." {
		t.Errorf("%+v", got)
	}
	customer(t).get(t, "/v1/feedback/"+idea.ID).want(http.StatusNotFound)
	eventually(t, "it stands in a group", func() bool {
		return strings.Contains(string(lin.get(t, "/v1/feedback/groups?kind=suggestion").want(http.StatusOK).Body), "dark")
	})
}

func TestAProblemThatIsWrittenAsFeedbackHasATicket(t *testing.T) {
	t.Parallel()
	s := deployed(t)
	alice := customer(t)
	problem := into[given](alice.post(t, "/v1/feedback", map[string]any{"kind": "problem", "body": "The app does not start."}, "Idempotency-Key", "p1").want(http.StatusCreated))
	again := into[given](alice.post(t, "/v1/feedback", map[string]any{"kind": "problem", "body": "The app does not start."}, "Idempotency-Key", "p1").want(http.StatusCreated))
	if problem.TicketID == "" || again != problem {
		t.Errorf("%+v, again %+v", problem, again)
	}
	if got := alice.reads(t, problem.TicketID); got.Status != "new" {
		t.Errorf("the ticket is %s", got.Status)
	}
	s.mailed(t, alice.Email, "We have your request")
	alice.post(t, "/v1/feedback", map[string]any{"kind": "problem", "body": "Nor today.", "ticketId": problem.TicketID}).want(http.StatusCreated)
	alice.happens(t, "tickets/"+problem.TicketID, "ticket.replied", nil)
}

var storyLink = regexp.MustCompile(`https?://[^\s"<>]+/v1/public/stories/[\w-]+`)

func TestAStoryIsApprovedPublishedAndWithdrawn(t *testing.T) {
	t.Parallel()
	s := deployed(t)
	alice, lin := customer(t), lead(t)
	ticket := solved(t, alice)
	link := asked(t, alice)
	browser := []string{"Accept", "text/html", "Content-Type", "application/x-www-form-urlencoded"}
	thanks := request(t, s, http.MethodPost, link, "", "score=5&comment=Quick+and+kind.", browser...).want(http.StatusCreated)
	if !strings.Contains(string(thanks.Body), `/story"`) {
		t.Fatalf("the thanks do not ask for a story:\n%s", thanks.Body)
	}
	allowed := request(t, s, http.MethodPost, link+"/story", "", nil).want(http.StatusCreated)
	path := allowed.Header.Get("Location")

	words := "Quick and kind, whatever I asked on " + strings.ToLower(ticket.ID[:3]) + "day."
	lin.call(t, http.MethodPut, path, map[string]any{"text": "Quick and kind, says Alice."}, "If-Match", "*").want(http.StatusUnprocessableEntity)
	lin.call(t, http.MethodPut, path, map[string]any{"text": words}, "If-Match", "*").want(http.StatusOK)
	lin.post(t, path+"/publication", nil).want(http.StatusConflict)
	lin.post(t, path+"/submission", nil).want(http.StatusOK)
	door := storyLink.FindString(s.mailed(t, alice.Email, "Do you approve this text?"))
	if door == "" {
		t.Fatal("the mail has no link")
	}
	page := request(t, s, http.MethodGet, door+"?decision=approve&edition=1", "", nil, "Accept", "text/html").want(http.StatusOK)
	if !strings.Contains(string(page.Body), words) || page.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("the page:\n%s", page.Body)
	}
	lin.post(t, path+"/publication", nil).want(http.StatusConflict) // looking approved nothing
	request(t, s, http.MethodPost, door, "", "decision=approve&edition=1", browser...).want(http.StatusOK)
	lin.post(t, path+"/publication", nil).want(http.StatusOK)

	public := func() string {
		return string(request(t, s, http.MethodGet, "/v1/public/stories?limit=100", "", nil).want(http.StatusOK).Body)
	}
	eventually(t, "it is published", func() bool { return strings.Contains(public(), words) })
	for _, secret := range []string{alice.ID, ticket.ID, ticket.Reference, "Alice"} {
		if strings.Contains(public(), secret) {
			t.Errorf("the public list tells %s", secret)
		}
	}
	s.mailed(t, alice.Email, "Your story is published")
	request(t, s, http.MethodPost, door, "", "decision=withdraw&edition=1", browser...).want(http.StatusOK)
	if strings.Contains(public(), words) {
		t.Error("it is withdrawn, and still there")
	}
	request(t, s, http.MethodPost, door[:len(door)-4]+"AAAA", "", "decision=withdraw", browser...).want(http.StatusNotFound)
}
