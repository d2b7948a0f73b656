package e2e

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// asks changes the rules of asking; again from the reading when somebody else has set them meanwhile.
func (p *person) asks(t *testing.T, change func(rules map[string]any)) {
	t.Helper()
	eventually(t, "the rules of asking are set", func() bool {
		read := p.get(t, "/v1/feedback/rules").want(http.StatusOK)
		rules := into[map[string]any](read)
		change(rules)
		return p.call(t, http.MethodPut, "/v1/feedback/rules", rules, "If-Match", read.Header.Get("ETag")).Status == http.StatusOK
	})
}

// asksAfter lets customers of a tier of their own be asked about tickets after a time, and gives the tier.
func (p *person) asksAfter(t *testing.T, delay time.Duration) string {
	t.Helper()
	tier := newTier()
	p.asks(t, func(rules map[string]any) {
		rule := map[string]any{"match": map[string]any{"tier": []string{tier}}, "delay": delay.String()}
		rules["csat"] = append([]any{rule}, rules["csat"].([]any)...)
	})
	return tier
}

// questions are the mails that ask somebody something.
func (p *person) questions(t *testing.T) (links []string) {
	t.Helper()
	for _, letter := range p.stack.letters(t, p.Email) {
		if found := surveyLink.FindString(letter.BodyText); found != "" {
			links = append(links, found)
		}
	}
	return links
}

// invited waits until so many questions have reached somebody, as the schedule comes again and again.
func (p *person) invited(t *testing.T, n int) []string {
	t.Helper()
	eventually(t, "the question", func() bool {
		p.stack.invoke(t, "invitations", scheduled())
		return len(p.questions(t)) >= n
	})
	links := p.questions(t)
	if len(links) != n {
		t.Fatalf("%d questions, want %d", len(links), n)
	}
	return links
}

func TestADelayedQuestionIsAskedByTheSchedule(t *testing.T) {
	t.Parallel()
	deployed(t)
	const delay = 3 * time.Second
	lin := lead(t)
	alice := newPerson(t, who{tier: lin.asksAfter(t, delay)})
	ticket := solved(t, alice)
	alice.invited(t, 1)
	alice.stack.invoke(t, "invitations", scheduled())
	var solvedAt, askedAt time.Time
	for _, item := range lin.happens(t, "tickets/"+ticket.ID, "survey.sent", nil) {
		switch item.Type {
		case "ticket.solved":
			solvedAt = item.At
		case "survey.sent":
			askedAt = item.At
		}
	}
	if askedAt.Sub(solvedAt) < delay {
		t.Errorf("solved %s, asked %s", solvedAt, askedAt)
	}
	alice.invited(t, 1)
}

// before lets something happen to a ticket of a new customer after it was solved and before they are asked about it. A busy
// machine may need longer for that than the delay: then it is tried again with more.
func before(t *testing.T, lin *person, delay time.Duration, happens func(ticket)) (*person, ticket, time.Duration) {
	t.Helper()
	for ; ; delay *= 2 {
		alice := newPerson(t, who{tier: lin.asksAfter(t, delay)})
		begun := time.Now().Truncate(time.Second) // as times of events are
		ticket := solved(t, alice)
		if happens(ticket); time.Since(begun) < delay {
			return alice, ticket, delay
		}
	}
}

func TestAQuestionIsHeldWhileItsTicketIsOpenAgain(t *testing.T) {
	t.Parallel()
	deployed(t)
	lin, bo := lead(t), agent(t)
	alice, ticket, delay := before(t, lin, 4*time.Second, func(solved ticket) {
		bo.post(t, "/v1/tickets/"+solved.ID+"/reopening", map[string]any{"reason": "It is not."}).want(http.StatusOK)
	})
	due := time.Now().Add(delay + time.Second)
	within(t, time.Minute, "the time of the first plan passes", func() bool {
		alice.stack.invoke(t, "invitations", scheduled())
		return time.Now().After(due)
	})
	if n := len(alice.questions(t)); n > 0 {
		t.Fatalf("asked %d times about a ticket that is open", n)
	}
	bo.post(t, "/v1/tickets/"+ticket.ID+"/solution", map[string]any{"body": "Now it is."}).want(http.StatusOK)
	alice.invited(t, 1)
	if n := count(lin.happens(t, "tickets/"+ticket.ID, "survey.sent", nil), "survey.sent", nil); n != 1 {
		t.Errorf("the timeline says %d times that it was asked", n)
	}
}

func TestNobodyIsAskedAboutSpam(t *testing.T) {
	t.Parallel()
	deployed(t)
	lin, bo := lead(t), agent(t)
	alice, spam, _ := before(t, lin, 2*time.Second, func(solved ticket) {
		closed := bo.post(t, "/v1/tickets/"+solved.ID+"/spam", nil).want(http.StatusOK)
		if got := into[struct {
			Status string
			Spam   bool
		}](closed); got.Status != "closed" || !got.Spam {
			t.Errorf("%+v", got)
		}
	})
	bo.post(t, "/v1/tickets/"+spam.ID+"/spam", nil).want(http.StatusConflict)
	other := solved(t, alice) // whose question comes after that of the first would
	link := alice.invited(t, 1)[0]
	about := into[struct{ Reference string }](request(t, alice.stack, http.MethodGet, link, "", nil, "Accept", "application/json").want(http.StatusOK))
	if about.Reference != other.Reference {
		t.Errorf("asked about %s", about.Reference)
	}
	if n := count(lin.timeline(t, "tickets/"+spam.ID), "survey.sent", nil); n != 0 {
		t.Error("asked about spam")
	}
}

func TestAWaveAsksWhoWasActiveOnce(t *testing.T) {
	t.Parallel()
	s, lin, tier := deployed(t), lead(t), newTier()
	alice, wei := newPerson(t, who{tier: tier}), newPerson(t, who{tier: tier, locale: "zh-CN"})
	for _, p := range []*person{alice, alice, wei} {
		p.opens(t, opening("Somebody who is active"))
	}
	calendar := func(on bool) {
		lin.asks(t, func(rules map[string]any) {
			rules["nps"] = map[string]any{"on": on, "match": map[string]any{"tier": []string{tier}}, "activeWithin": "24h", "day": 28}
		})
	}
	calendar(true)
	begin := scheduled()
	begin["begin"] = true
	s.invoke(t, "invitations", begin)
	link := alice.invited(t, 1)[0]
	weis := wei.invited(t, 1)[0]
	question := into[struct {
		ID, Kind        string
		Lowest, Highest int
	}](request(t, s, http.MethodGet, link, "", nil, "Accept", "application/json").want(http.StatusOK))
	if question.Kind != "nps" || question.Lowest != 0 || question.Highest != 10 {
		t.Errorf("%+v", question)
	}
	t.Run("looked at", func(t *testing.T) {
		look(t, []sight{
			{Name: "survey-recommend", Language: "en", URL: link + "?score=9"}, {Name: "survey-recommend", Language: "zh", URL: weis},
		})
	})
	request(t, s, http.MethodPost, link, "", map[string]any{"score": 10}).want(http.StatusCreated)
	for _, letter := range s.letters(t, wei.Email) {
		if surveyLink.MatchString(letter.BodyText) && !strings.Contains(letter.Subject, "推荐") {
			t.Errorf("wei is asked %q", letter.Subject)
		}
	}
	alice.opens(t, opening("Active again"))
	begin["id"] = "again"
	s.invoke(t, "invitations", begin) // a second wave within the 90 days
	alice.invited(t, 1)
	calendar(false)
}
