package notice_test

import (
	"strings"
	"testing"

	"aftercare/shared/event"
	"aftercare/shared/staff"
	"aftercare/shared/story"
	"aftercare/shared/voice"
)

const voiceID = "5W8X1C3NQ7KM"

// heard is a company that also hears what customers write unasked.
func heard(t *testing.T) *company {
	t.Helper()
	c := newCompany(t)
	c.notices.Hearing(c.Store).Telling(c.Store)
	return c
}

// give saves what alice wrote, and brings its events to the notices.
func (c *company) give(t *testing.T, kind voice.Kind, body, ticketID string) voice.Voice {
	t.Helper()
	v, events, err := voice.Give(voice.Giving{
		ID: voiceID, Kind: kind, Body: body, Language: "en", TicketID: ticketID, Customer: alice,
	}, voice.Terms{Now: c.clock(), Actor: event.Actor{Kind: event.Customer, ID: "alice"}})
	if err == nil {
		if ticketID != "" {
			v.Agent = "bo"
		}
		err = c.SaveVoice(t.Context(), voice.Change{Voice: v, Events: events})
	}
	c.deliver(t, events, err)
	return v
}

// deliver brings events to the notices, each twice.
func (c *company) deliver(t *testing.T, events []event.Event, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		for _, e := range events {
			switch e.Type {
			case event.FeedbackGiven, event.FeedbackHandled, event.SecretRedacted, event.StoryAsked, event.StorySubmitted, event.StoryPublished:
				d := e.Publish()
				if e.Type == event.FeedbackGiven && strings.Contains(string(d.Data), "ticketId") {
					d.Data = []byte(strings.Replace(string(d.Data), `"language"`, `"agent":"bo","language"`, 1))
				}
				if err := c.notices.Handle(t.Context(), d); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}

func TestPraiseThatNobodyAskedForReachesTheAgentOnce(t *testing.T) {
	c := heard(t)
	c.staff["agent"] = []staff.Member{{ID: "bo", Email: "bo@example.com"}}
	c.open(t, c.opening(caseID))
	c.inbox()
	c.give(t, voice.Praise, "Kind people.", caseID)
	if len(c.sent) != 1 || !strings.Contains(c.sent[0].Text, "Kind people.") || strings.Contains(c.sent[0].Text, "alice") {
		t.Errorf("%+v", c.sent)
	}
	c.wantInbox(t, "bo@example.com [ABCD-EFGH-JKMN] Praise from a customer")
}

func TestSuggestionsAndProblemsAreMailedToNobody(t *testing.T) {
	for _, kind := range []voice.Kind{voice.Suggestion, voice.Problem, voice.Praise} {
		c := heard(t)
		c.give(t, kind, "A dark mode.", "")
		c.wantInbox(t)
	}
}

func TestASecretInASuggestionIsWarnedOf(t *testing.T) {
	c := heard(t)
	c.give(t, voice.Suggestion, "Sign in by "+phrase, "")
	c.wantInbox(t, "alice@example.com [5W8X-1C3N-Q7KM] Please move your funds now")
}

func TestTheCustomerHearsWhatBecameOfIt(t *testing.T) {
	c := heard(t)
	v := c.give(t, voice.Suggestion, "A dark mode.", "")
	for _, h := range []voice.Handling{{Status: voice.Planned}, {Status: voice.Declined, Answer: "It tires the eyes."}} {
		after, events, err := voice.Handle(v, h, voice.Terms{Now: c.clock(), Actor: lin})
		if err == nil {
			err = c.SaveVoice(t.Context(), voice.Change{Before: v.Seq, Voice: after, Events: events})
		}
		c.deliver(t, events, err)
		var getErr error
		if v, getErr = c.Voice(t.Context(), voiceID); getErr != nil {
			t.Fatal(getErr)
		}
	}
	if len(c.sent) != 2 || !strings.Contains(c.sent[0].Text, "We plan to act on it.") || !strings.Contains(c.sent[1].Text, "decided not to") || !strings.Contains(c.sent[1].Text, "It tires the eyes.") {
		t.Errorf("%+v", c.sent)
	}
	subject := "alice@example.com [5W8X-1C3N-Q7KM] What became of what you wrote to us"
	c.wantInbox(t, subject, subject)
	want := voiceID + " notice.sent feedbackHandled "
	if len(c.notes) != 2 || c.notes[0] != want || c.notes[1] != want {
		t.Errorf("its timeline tells %q", c.notes)
	}
}

// Each mail about a story has a link of its own; of what has gone on meanwhile nobody is told.
func TestACustomerIsWrittenToAboutTheirStory(t *testing.T) {
	c := heard(t)
	b := story.Beginning{ID: "K4T7M2V9X1QA", Source: story.Source{Kind: story.Feedback, ID: voiceID}, Words: "Kind people.", Language: "zh-CN", Customer: alice}
	var s story.Story
	step := func(command story.Command) []event.Event {
		t.Helper()
		stored, err := c.Story(t.Context(), b.ID)
		if err != nil {
			stored = s
		}
		after, events, err := command(stored, story.Terms{Now: c.clock(), Actor: lin})
		if err == nil {
			err = c.SaveStory(t.Context(), story.Change{Before: stored.Seq, Story: after, Events: events})
		}
		if err != nil {
			t.Fatal(err)
		}
		return events
	}
	c.deliver(t, step(func(s story.Story, terms story.Terms) (story.Story, []event.Event, error) {
		return story.Ask(s, b, terms)
	}), nil)
	c.deliver(t, step(func(s story.Story, terms story.Terms) (story.Story, []event.Event, error) {
		return story.Allow(s, b, terms)
	}), nil)
	c.deliver(t, step(func(s story.Story, terms story.Terms) (story.Story, []event.Event, error) {
		return story.Edit(s, "Kind.", terms)
	}), nil)
	c.deliver(t, step(story.Submit), nil)
	late := step(story.Submit)
	step(func(s story.Story, terms story.Terms) (story.Story, []event.Event, error) {
		return story.Edit(s, "Very kind.", terms)
	})
	c.deliver(t, late, nil)
	if len(c.sent) != 2 || !strings.Contains(c.sent[0].Text, "https://help.example.com/v1/public/stories/") || c.sent[0].Text == c.sent[1].Text {
		t.Errorf("%+v", c.sent)
	}
	for _, m := range c.sent {
		if strings.Contains(m.Text, "Kind") || strings.Contains(m.Text, "alice") {
			t.Errorf("the mail tells more than its link:\n%s", m.Text)
		}
	}
	c.wantInbox(t, "alice@example.com [K4T7-M2V9-X1QA] 我们可以引用您的话吗？", "alice@example.com [K4T7-M2V9-X1QA] 您同意这段文字吗？")
}
