package e2e

import (
	"crypto/rand"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

var followUpLink = regexp.MustCompile(`https?://[^\s"<>]+/v1/public/follow-ups/[\w.~-]+`)

// looped is what tests look at of a loop.
type looped struct {
	ID, Kind, State, About, TicketID, CustomerID string
	Score                                        int
	Answer                                       *struct{ Satisfied bool }
}

// mailed waits until somebody has a number of mails in which a link of a form stands, and gives the last one.
func mailed(t *testing.T, to *person, form *regexp.Regexp, number int) string {
	t.Helper()
	link := ""
	eventually(t, "the mail with the link", func() bool {
		n := 0
		for _, letter := range to.stack.letters(t, to.Email) {
			if found := form.FindString(letter.BodyText); found != "" {
				n, link = n+1, found
			}
		}
		if n > number {
			t.Fatalf("%d mails instead of %d", n, number)
		}
		return n == number
	})
	return link
}

// loopOf finds a loop by its ticket among those of a customer, in a state.
func loopOf(t *testing.T, of *person, state string) looped {
	t.Helper()
	var found looped
	eventually(t, "the loop is "+state, func() bool {
		for _, l := range into[page[looped]](of.get(t, "/v1/feedback/loops").want(http.StatusOK)).Items {
			if l.State == state {
				found = l
				return true
			}
		}
		return false
	})
	return found
}

func TestPageRecordsOnlyWhatIsConfirmedAndTheAppAnswersToo(t *testing.T) {
	t.Parallel()
	s := deployed(t)
	alice := customer(t)
	solved(t, alice)
	link := asked(t, alice)
	type survey struct {
		ID, Kind        string
		Lowest, Highest int
		Answer          *struct {
			Score   int
			Comment string
		}
	}
	own := func() survey {
		t.Helper()
		list := into[page[survey]](alice.get(t, "/v1/feedback/surveys").want(http.StatusOK)).Items
		if len(list) != 1 {
			t.Fatalf("%d open surveys", len(list))
		}
		return list[0]
	}
	shown := request(t, s, http.MethodGet, link+"?score=5", "", nil, "Accept", "text/html").want(http.StatusOK)
	if !strings.Contains(string(shown.Body), `value="5" required checked`) || strings.Contains(string(shown.Body), "<script") {
		t.Errorf("%s", shown.Body)
	}
	eventually(t, "the app lists the question", func() bool {
		return len(into[page[survey]](alice.get(t, "/v1/feedback/surveys").want(http.StatusOK)).Items) == 1
	})
	one := own()
	if one.Answer != nil || one.Kind != "csat" || one.Highest != 5 {
		t.Errorf("looking recorded %+v", one)
	}
	form := []string{"Content-Type", "application/x-www-form-urlencoded", "Accept", "text/html"}
	request(t, s, http.MethodPost, link, "", "score=5&comment=Good.", form...).want(http.StatusCreated)
	alice.post(t, "/v1/feedback/surveys/"+one.ID+"/answer", map[string]any{"score": 4}).want(http.StatusOK)
	if got := own(); got.Answer == nil || got.Answer.Score != 4 {
		t.Errorf("%+v", got)
	}
	customer(t).post(t, "/v1/feedback/surveys/"+one.ID+"/answer", map[string]any{"score": 1}).want(http.StatusNotFound)
}

func TestLowScoreIsClosedByTheCustomerAlone(t *testing.T) {
	t.Parallel()
	s := deployed(t)
	alice, bo, lin := customer(t), agent(t), lead(t)
	ticket := solved(t, alice)
	request(t, s, http.MethodPost, asked(t, alice), "", map[string]any{"score": 2, "comment": "Nothing was done."}).want(http.StatusCreated)
	opened := loopOf(t, alice, "open")
	if opened.TicketID != ticket.ID || opened.About != ticket.ID || opened.Score != 2 {
		t.Errorf("%+v", opened)
	}
	listed := func(state string) bool {
		return slices.ContainsFunc(all[looped](t, lin, "/v1/feedback/loops?state="+state), func(l looped) bool { return l.ID == opened.ID })
	}
	eventually(t, "leads see it", func() bool { return listed("open") })
	running := lin.reads(t, ticket.ID)
	if got := running.target("nextReply"); got.Status != "running" || got.DueAt.IsZero() {
		t.Errorf("its clock: %+v", got)
	}

	bo.post(t, "/v1/tickets/"+ticket.ID+"/solution", map[string]any{"body": "Now it is."}).want(http.StatusOK)
	link := mailed(t, alice, followUpLink, 1)
	shown := request(t, s, http.MethodGet, link+"?satisfied=true", "", nil, "Accept", "text/html").want(http.StatusOK)
	if !strings.Contains(string(shown.Body), `value="true" required checked`) {
		t.Errorf("%s", shown.Body)
	}
	loopOf(t, alice, "asked") // and looking changed nothing
	form := []string{"Content-Type", "application/x-www-form-urlencoded", "Accept", "text/html"}
	request(t, s, http.MethodPost, link, "", "satisfied=false&comment=It+is+not.", form...).want(http.StatusCreated)
	lin.happens(t, "tickets/"+ticket.ID, "ticket.reopened", map[string]any{"cause": "contradiction"})
	eventually(t, "leads see the contradiction", func() bool { return listed("contradicted") })

	bo.post(t, "/v1/tickets/"+ticket.ID+"/solution", map[string]any{"body": "Now it surely is."}).want(http.StatusOK)
	again := mailed(t, alice, followUpLink, 2)
	request(t, s, http.MethodPost, again, "", map[string]any{"satisfied": true}).want(http.StatusCreated)
	request(t, s, http.MethodPost, again, "", map[string]any{"satisfied": true}).want(http.StatusOK)
	if got := loopOf(t, alice, "closed"); got.Answer == nil || !got.Answer.Satisfied {
		t.Errorf("%+v", got)
	}
	if got := lin.reads(t, ticket.ID); got.Status != "solved" {
		t.Errorf("%s", got.Status)
	}
	mailed(t, alice, surveyLink, 1) // the ticket was asked about once
}

// visited tells of a visit to the help pages, and gives the question about it.
func visited(t *testing.T, alice *person, language, email string) string {
	t.Helper()
	told := map[string]any{"id": alice.ID, "language": language}
	if email != "" {
		told["email"] = email
	}
	now := time.Now().UTC().Truncate(time.Second)
	alice.stack.send(t, event{
		SpecVersion: "1.0", ID: rand.Text(), Source: "test/" + rand.Text(), Type: "support.visit.ended", Time: now,
		Data: map[string]any{"visitId": rand.Text(), "customer": told, "article": "withdrawal-pending", "outcome": "unsolved", "endedAt": now},
	}.String())
	id := ""
	eventually(t, "the question in the app", func() bool {
		for _, s := range into[page[struct{ ID, Kind string }]](alice.get(t, "/v1/feedback/surveys").want(http.StatusOK)).Items {
			if s.Kind == "ces" {
				id = s.ID
			}
		}
		return id != ""
	})
	return id
}

func TestWhoFoundItDifficultAndWroteWhyIsHeard(t *testing.T) {
	t.Parallel()
	s := deployed(t)
	alice, lin := customer(t), lead(t)
	survey := visited(t, alice, "en", alice.Email)
	link := mailed(t, alice, surveyLink, 1)
	said := map[string]any{"score": 2, "comment": "I did not find out why it is pending."}
	request(t, s, http.MethodPost, link, "", said).want(http.StatusCreated)
	alice.post(t, "/v1/feedback/surveys/"+survey+"/answer", said).want(http.StatusOK)
	alice.post(t, "/v1/feedback/surveys/"+survey+"/answer", map[string]any{"score": 7}).want(http.StatusOK) // takes nothing back
	var follow ticket
	eventually(t, "their ticket", func() bool {
		all := alice.tickets(t)
		if len(all) > 1 {
			t.Fatalf("%d tickets", len(all))
		}
		if len(all) == 1 {
			follow = all[0]
		}
		return len(all) == 1
	})
	first := lin.happens(t, "tickets/"+follow.ID, "ticket.opened", map[string]any{"followsSurvey": survey})[0]
	if first.Data["body"] != said["comment"] {
		t.Errorf("%v", first.Data)
	}
	if got := lin.reads(t, follow.ID).target("firstReply"); got.Status != "running" {
		t.Errorf("its clock: %+v", got)
	}
	eventually(t, "the word to the lead", func() bool {
		return slices.ContainsFunc(s.letters(t, leadsAddress), func(l letter) bool { return strings.Contains(l.Subject, follow.Reference) })
	})
	agent(t).post(t, "/v1/tickets/"+follow.ID+"/solution", map[string]any{"body": "It waits for confirmations."}).want(http.StatusOK)
	request(t, s, http.MethodPost, mailed(t, alice, followUpLink, 1), "", map[string]any{"satisfied": true}).want(http.StatusCreated)
	loopOf(t, alice, "closed")
	mailed(t, alice, surveyLink, 1) // instead of being asked how it went
}

func TestVisitorWithoutAnAddressIsAskedInTheApp(t *testing.T) {
	t.Parallel()
	alice := customer(t)
	id := visited(t, alice, "en", "")
	alice.post(t, "/v1/feedback/surveys/"+id+"/answer", map[string]any{"score": 6}).want(http.StatusCreated)
	if got := alice.stack.letters(t, alice.Email); len(got) != 0 {
		t.Errorf("%d mails", len(got))
	}
}

func TestPraiseOfASurveyReachesWhoHadTheCase(t *testing.T) {
	t.Parallel()
	s := deployed(t)
	alice, lin := customer(t), lead(t)
	ticket := alice.opens(t, opening("To be done well"))
	lin.call(t, http.MethodPatch, "/v1/tickets/"+ticket.ID, map[string]any{"assignee": bo(t, lin)}, "If-Match", "*").want(http.StatusOK)
	agent(t).post(t, "/v1/tickets/"+ticket.ID+"/solution", map[string]any{"body": "Done."}).want(http.StatusOK)
	words := "Quick and kind, " + ticket.Reference
	request(t, s, http.MethodPost, asked(t, alice), "", map[string]any{"score": 5, "comment": words}).want(http.StatusCreated)
	eventually(t, "the praise", func() bool {
		return slices.ContainsFunc(s.letters(t, "bo@example.test"), func(l letter) bool { return strings.Contains(l.BodyText, words) })
	})
	eventually(t, "it is in the agent's list", func() bool {
		return strings.Contains(string(lin.get(t, "/v1/feedback/praise?limit=100&agent="+bo(t, lin)).want(http.StatusOK).Body), words)
	})
	alice.get(t, "/v1/feedback/praise").want(http.StatusForbidden)
	agent(t).get(t, "/v1/feedback/praise?agent="+bo(t, lin)).want(http.StatusForbidden)
}

func TestASecretInAnAnswerIsWarnedOf(t *testing.T) {
	t.Parallel()
	s, alice := deployed(t), customer(t)
	visited(t, alice, "en", alice.Email)
	request(t, s, http.MethodPost, mailed(t, alice, surveyLink, 1), "", map[string]any{"score": 7, "comment": "Easy: " + phrase}).want(http.StatusCreated)
	eventually(t, "the warning", func() bool {
		return slices.ContainsFunc(s.letters(t, alice.Email), func(l letter) bool {
			return strings.Contains(l.Subject, "Please move your funds now") && !strings.Contains(l.BodyText, "abandon")
		})
	})
}
