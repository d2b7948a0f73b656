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

// put asks a question that no ticket tells of.
func (c *clinic) ownSurvey(t *testing.T, kind feedback.Kind, with ...func(*feedback.Survey)) (string, feedback.Survey) {
	t.Helper()
	token := seal.NewToken()
	s := feedback.Survey{
		ID: feedback.SurveyID(kind, "X"), Revision: 1, Kind: kind, CustomerID: "alice", Customer: &alice, Language: "en",
		TokenHash: seal.HashToken(feedback.TokenPurpose, token), AskedAt: c.now(), ExpiresAt: c.now().Add(feedback.Life), State: feedback.Sending,
	}
	for _, w := range with {
		w(&s)
	}
	s, e := feedback.Happened(s, event.SurveySent, c.now(), event.Actor{Kind: event.System}, "", feedback.SentData{Kind: kind}, nil)
	if err := c.Store.SaveSurvey(t.Context(), feedback.Change{Survey: s, Events: []event.Event{e}}); err != nil {
		t.Fatal(err)
	}
	return token, s
}

// told gives the last answer on a survey's own timeline.
func (c *clinic) told(t *testing.T, id string) (received ticket.Received, events int) {
	t.Helper()
	all, err := c.Timeline(t.Context(), event.Survey, id, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range all {
		if e.Type == event.FeedbackReceived {
			if received, err = event.Decode[ticket.Received](e); err != nil {
				t.Fatal(err)
			}
		}
	}
	return received, len(all)
}

func TestAnAnswerIsToldWhereItsQuestionIs(t *testing.T) {
	linked := func(s *feedback.Survey) { s.TicketID, s.Agent = first, "bo" }
	for _, tc := range []struct {
		name        string
		kind        feedback.Kind
		score       int
		comment     string
		with        func(*feedback.Survey)
		low, praise bool
	}{
		{"a detractor who wrote why", feedback.NPS, 6, "The fees.", nil, true, false},
		{"a detractor without a word", feedback.NPS, 0, "", nil, false, false},
		{"a passive", feedback.NPS, 7, "Well.", nil, false, false},
		{"a promoter of nobody's", feedback.NPS, 10, "Great.", nil, false, false},
		{"a promoter after a case", feedback.NPS, 9, "Bo was great.", linked, false, true},
		{"who found it difficult, and why", feedback.CES, 3, "I did not find it.", nil, true, false},
		{"who found it difficult", feedback.CES, 1, "", nil, false, false},
		{"who found it easy", feedback.CES, 7, "Found it.", linked, false, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := newClinic(t)
			if tc.with == nil {
				tc.with = func(*feedback.Survey) {}
			}
			token, s := c.ownSurvey(t, tc.kind, tc.with)
			done, err := c.service.Answer(t.Context(), token, feedback.Reply{Score: tc.score, Comment: tc.comment})
			if err != nil || !done.First || done.Survey.Seq != 2 {
				t.Fatalf("%+v, %v", done, err)
			}
			got, n := c.told(t, s.ID)
			if n != 2 || got.SurveyID != s.ID || got.Kind != string(tc.kind) || got.Score != tc.score || got.Low != tc.low || got.Praise != tc.praise {
				t.Errorf("%d events, %+v", n, got)
			}
			if tc.praise && (got.Agent != "bo" || got.TicketID != first) {
				t.Errorf("praises %+v", got)
			}
			kept, err := c.Survey(t.Context(), s.ID)
			if err != nil || kept.Answer == nil || kept.Answer.Score != tc.score {
				t.Errorf("kept %+v, %v", kept.Answer, err)
			}
		})
	}
}

func TestAnAnswerOfItsOwnFollowsTheSameRules(t *testing.T) {
	c := newClinic(t)
	token, s := c.ownSurvey(t, feedback.NPS)
	once := func(key, hash string) *event.Receipt { return &event.Receipt{Scope: "POST", Key: key, Hash: hash} }
	for i, try := range []struct {
		after   time.Duration
		score   int
		receipt *event.Receipt
		first   bool
		fault   fault.Kind
	}{
		{0, 11, nil, false, fault.Invalid},
		{0, -1, nil, false, fault.Invalid},
		{0, 3, once("k", "a"), true, 0},
		{time.Minute, 9, once("l", "b"), false, 0},
		{0, 3, once("k", "a"), true, 0},              // the same request: what it was told then
		{0, 2, once("k", "c"), false, fault.Invalid}, // another under its key
		{2 * time.Hour, 4, nil, false, fault.Conflict},
		{feedback.Life, 9, nil, false, fault.Gone},
	} {
		c.pass(try.after)
		done, err := c.service.Answer(t.Context(), token, feedback.Reply{Score: try.score, Receipt: try.receipt})
		if fault.KindOf(err) != try.fault || (err == nil) != (try.fault == 0) || done.First != try.first {
			t.Errorf("try %d: first %t, %v", i, done.First, err)
		}
	}
	if got, n := c.told(t, s.ID); n != 3 || got.Score != 9 || !got.Changed {
		t.Errorf("%d events, the last answer is %+v", n, got)
	}
}

func TestASecretInAnAnswerIsRemovedAndTheExchangeTold(t *testing.T) {
	c := newClinic(t)
	token, s := c.ownSurvey(t, feedback.NPS)
	if _, err := c.service.Answer(t.Context(), token, feedback.Reply{Score: 3, Comment: strings.TrimSpace(strings.Repeat("abandon ", 11) + "about")}); err != nil {
		t.Fatal(err)
	}
	all, err := c.Timeline(t.Context(), event.Survey, s.ID, 0, 0)
	if err != nil || len(all) != 4 || all[2].Type != event.SecretRedacted || all[3].Type != event.CustomerAtRisk || all[3].Seq != 4 {
		t.Fatalf("%+v, %v", all, err)
	}
	if d, err := event.Decode[ticket.Redacted](all[2]); err != nil || d.MessageSeq != 2 || len(d.Kinds) != 1 {
		t.Errorf("%+v, %v", d, err)
	}
	if who, language, err := c.service.Whom(t.Context(), s.ID); err != nil || who.Email != alice.Email || language != "en" {
		t.Errorf("%+v, %s, %v", who, language, err)
	}
	for range 2 {
		if err := c.service.Note(t.Context(), s.ID, event.NoticeSent, ticket.Delivery{Notice: "N", Template: "secretWarning", To: "customer"}); err != nil {
			t.Fatal(err)
		}
	}
	told, err := c.service.Told(t.Context(), s.ID, event.NoticeSent, "N")
	if _, n := c.told(t, s.ID); err != nil || !told || n != 5 {
		t.Errorf("%t, %d events, %v", told, n, err)
	}
	if kept, err := c.Survey(t.Context(), s.ID); err != nil || kept.Answer.Comment != "[removed: recovery phrase]" {
		t.Errorf("%+v, %v", kept.Answer, err)
	}
}

func TestACustomerFindsWhatTheyWereAsked(t *testing.T) {
	c, _ := asked(t)
	c.pass(time.Hour)
	_, nps := c.ownSurvey(t, feedback.NPS)
	open := func() (ids []string) {
		t.Helper()
		found, err := c.service.OpenFor(t.Context(), c.Store, "alice")
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range found {
			ids = append(ids, s.ID)
		}
		return ids
	}
	csat := feedback.SurveyID(feedback.CSAT, first)
	if got := open(); len(got) != 2 || got[0] != nps.ID || got[1] != csat {
		t.Errorf("open are %v", got)
	}
	if found, err := c.service.OpenFor(t.Context(), c.Store, "wei"); err != nil || len(found) != 0 {
		t.Errorf("another finds %v, %v", found, err)
	}
	if _, err := c.service.AnswerAs(t.Context(), "wei", nps.ID, feedback.Reply{Score: 9}); !fault.Is(err, fault.Missing) {
		t.Errorf("another answers: %v", err)
	}
	for id, score := range map[string]int{nps.ID: 9, csat: 4} {
		if done, err := c.service.AnswerAs(t.Context(), "alice", id, feedback.Reply{Score: score}); err != nil || !done.First {
			t.Errorf("%+v, %v", done, err)
		}
	}
	if got := open(); len(got) != 2 {
		t.Errorf("within the hour %v", got)
	}
	c.pass(feedback.Reconsider + time.Second)
	if got := open(); len(got) != 0 {
		t.Errorf("after it %v", got)
	}
}
