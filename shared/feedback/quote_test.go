package feedback_test

import (
	"testing"

	"aftercare/shared/feedback"
	"aftercare/shared/story"
)

func TestWhoIsQuotedIsReachedAsWhenTheyWereAsked(t *testing.T) {
	c := newClinic(t)
	s := feedback.Survey{
		ID: feedback.SurveyID(feedback.NPS, "X"), Revision: 1, Kind: feedback.NPS, CustomerID: alice.ID, Customer: &alice, Language: "en",
		AskedAt: c.now(), ExpiresAt: c.now().Add(feedback.Life), State: feedback.Sent,
		Answer: &feedback.Answer{Score: 10, Comment: "Kind people.", FirstAt: c.now(), At: c.now()},
	}
	if err := c.Store.SaveSurvey(t.Context(), feedback.Change{Survey: s}); err != nil {
		t.Fatal(err)
	}
	said, err := feedback.NewQuotes(c.service, c.Store).Said(t.Context(), story.Source{Kind: story.Survey, ID: s.ID})
	if err != nil || said.Words != "Kind people." || said.Customer != alice {
		t.Errorf("%+v, %v", said, err)
	}
}
