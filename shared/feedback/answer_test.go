package feedback_test

import (
	"strings"
	"testing"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/feedback"
	"aftercare/shared/seal"
	"aftercare/shared/ticket"
)

func TestOneAnswerCounts(t *testing.T) {
	const hour = time.Hour
	type try struct {
		after   time.Duration // since the one before
		score   int
		comment string
		first   bool
		fault   fault.Kind
	}
	for _, tc := range []struct {
		name  string
		tries []try
		score int // in the end
	}{
		{"the first is recorded", []try{{0, 5, "", true, 0}}, 5},
		{"the same again changes nothing", []try{{0, 5, "Thanks", true, 0}, {0, 5, "Thanks", false, 0}, {5 * hour, 5, "Thanks", false, 0}}, 5},
		{"another replaces it within an hour", []try{{0, 5, "", true, 0}, {hour, 3, "Slow", false, 0}}, 3},
		{"of the first answer, not of the last", []try{{0, 5, "", true, 0}, {40 * time.Minute, 3, "", false, 0}, {40 * time.Minute, 4, "", false, fault.Conflict}}, 3},
		{"after an hour another conflicts", []try{{0, 5, "", true, 0}, {hour + time.Second, 4, "", false, fault.Conflict}}, 5},
		{"another comment is another answer", []try{{0, 5, "a", true, 0}, {2 * hour, 5, "b", false, fault.Conflict}}, 5},
		{"in the last second it counts", []try{{feedback.Life - time.Second, 4, "", true, 0}}, 4},
		{"after fourteen days it is too late", []try{{feedback.Life, 4, "", false, fault.Gone}}, 0},
		{"also for the same again", []try{{0, 4, "", true, 0}, {feedback.Life, 4, "", false, fault.Gone}}, 4},
		{"scores end at five", []try{{0, 6, "", false, fault.Invalid}}, 0},
		{"and begin at one", []try{{0, 0, "", false, fault.Invalid}}, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c, token := asked(t)
			for i, try := range tc.tries {
				c.pass(try.after)
				done, err := c.service.Answer(t.Context(), token, feedback.Reply{Score: try.score, Comment: try.comment})
				if fault.KindOf(err) != try.fault || (err == nil) != (try.fault == 0) || done.First != try.first {
					t.Errorf("try %d: first %t, %v", i, done.First, err)
				}
			}
			s, err := c.Survey(t.Context(), feedback.SurveyID(feedback.CSAT, first))
			if err != nil || s.Answer != nil && s.Answer.Score != tc.score || s.Answer == nil && tc.score != 0 {
				t.Errorf("kept %+v, %v", s.Answer, err)
			}
			answers, kept := 0, map[feedback.Reply]bool{}
			for _, try := range tc.tries {
				if r := (feedback.Reply{Score: try.score, Comment: try.comment}); try.fault == 0 && !kept[r] {
					answers, kept[r] = answers+1, true
				}
			}
			if got := strings.Count(strings.Join(c.timeline(t, first), "\n"), "feedback.received"); got != answers {
				t.Errorf("the timeline has %d answers, want %d", got, answers)
			}
		})
	}
}

// Whoever holds a link makes us write no more than a person would.
func TestAnAnswerIsChangedSoManyTimesAtMost(t *testing.T) {
	c, token := asked(t)
	for i := range feedback.MaxChanges + 1 {
		if _, err := c.service.Answer(t.Context(), token, feedback.Reply{Score: 5, Comment: strings.Repeat("x", i)}); err != nil {
			t.Fatalf("answer %d: %v", i, err)
		}
	}
	before := len(c.timeline(t, first))
	_, err := c.service.Answer(t.Context(), token, feedback.Reply{Score: 4})
	if !fault.Is(err, fault.Conflict) || len(c.timeline(t, first)) != before {
		t.Errorf("one more: %v", err)
	}
	last := feedback.Reply{Score: 5, Comment: strings.Repeat("x", feedback.MaxChanges)}
	if _, err := c.service.Answer(t.Context(), token, last); err != nil {
		t.Errorf("the same again: %v", err)
	}
}

func TestALowScoreReopensASolvedTicket(t *testing.T) {
	for score, reopened := range map[int]bool{1: true, 2: true, 3: false, 4: false, 5: false} {
		c, token := asked(t)
		if _, err := c.service.Answer(t.Context(), token, feedback.Reply{Score: score, Comment: "Well."}); err != nil {
			t.Fatal(err)
		}
		got, err := c.Ticket(t.Context(), first)
		if err != nil || (got.Status == ticket.StatusOpen) != reopened {
			t.Errorf("after %d the ticket is %s, %v", score, got.Status, err)
		}
		if got.Satisfaction == nil || got.Satisfaction.Score != score || got.Satisfaction.Comment != "Well." {
			t.Errorf("the ticket shows %+v", got.Satisfaction)
		}
	}
}

func TestAnAnswerSurvivesARaceWithTheTicket(t *testing.T) {
	c, token := asked(t)
	races := 0
	c.crash = func(change feedback.Change) error {
		if change.Ticket != nil && races < 3 {
			races++
			_, err := c.tickets.Write(t.Context(), first, ticket.Reply{Body: "Noted.", Internal: true}, ticket.Do{Actor: bo})
			return err
		}
		return nil
	}
	done, err := c.service.Answer(t.Context(), token, feedback.Reply{Score: 1})
	if err != nil || !done.First || races != 3 {
		t.Fatalf("first %t after %d races: %v", done.First, races, err)
	}
	c.wantTimeline(t, first, "survey.sent", "feedback.received 1", "ticket.reopened")
}

func TestASecretInACommentIsRemoved(t *testing.T) {
	c, token := asked(t)
	phrase := strings.TrimSpace(strings.Repeat("abandon ", 11) + "about")
	done, err := c.service.Answer(t.Context(), token, feedback.Reply{Score: 3, Comment: "My words: " + phrase})
	if err != nil || strings.Contains(done.Survey.Answer.Comment, "abandon") {
		t.Errorf("kept %q, %v", done.Survey.Answer.Comment, err)
	}
}

func TestOnlyTheTokenOpensASurvey(t *testing.T) {
	c, token := asked(t)
	for _, other := range []string{"", "x", token[:len(token)-1], token + "A", seal.NewToken(), feedback.SurveyID(feedback.CSAT, first)} {
		if _, err := c.service.Question(t.Context(), other); !fault.Is(err, fault.Missing) {
			t.Errorf("%q gave %v", other, err)
		}
		if _, err := c.service.Answer(t.Context(), other, feedback.Reply{Score: 9}); !fault.Is(err, fault.Missing) {
			t.Errorf("answering %q gave %v", other, err)
		}
	}
}

func TestASystemAnswersByTheSurveysID(t *testing.T) {
	c, _ := asked(t)
	id := feedback.SurveyID(feedback.CSAT, first)
	for i := range 2 {
		done, err := c.service.AnswerSurvey(t.Context(), id, feedback.Reply{Score: 2})
		if err != nil || done.First != (i == 0) {
			t.Errorf("time %d: first %t, %v", i, done.First, err)
		}
	}
	c.wantTimeline(t, first, "survey.sent", "feedback.received 2", "ticket.reopened")
}

// Queues bring a message again at any time: an answer that was replaced since must not come back.
func TestAnAnswerThatComesAgainDoesNotUndoALaterOne(t *testing.T) {
	c, _ := asked(t)
	id := feedback.SurveyID(feedback.CSAT, first)
	for i, m := range []struct {
		key   string
		score int
	}{{"m-1", 1}, {"m-2", 5}, {"m-1", 1}, {"m-2", 5}} {
		done, err := c.service.AnswerSurvey(t.Context(), id, feedback.Reply{Score: m.score, Receipt: &event.Receipt{Scope: "answer app", Key: m.key}})
		if err != nil || done.First != (m.key == "m-1") {
			t.Errorf("message %d: first %t, %v", i, done.First, err)
		}
	}
	if s, err := c.Survey(t.Context(), id); err != nil || s.Answer.Score != 5 {
		t.Errorf("kept %+v, %v", s.Answer, err)
	}
	if got := strings.Count(strings.Join(c.timeline(t, first), "\n"), "feedback.received"); got != 2 {
		t.Errorf("%d answers were recorded", got)
	}
}
