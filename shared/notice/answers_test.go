package notice_test

import (
	"strings"
	"testing"

	"aftercare/shared/event"
	"aftercare/shared/feedback"
	"aftercare/shared/loop"
	"aftercare/shared/ticket"
)

// read is a company that also reads what customers answer.
func read(t *testing.T) *company {
	t.Helper()
	c := newCompany(t)
	c.notices.Reading(feedback.NewService(c.Store, c.tickets, c.clock), c.Store)
	return c
}

// redacted tells of a secret that was removed, twice.
func (c *company) redacted(t *testing.T, kind event.Kind, id string) {
	t.Helper()
	e := event.New(event.SecretRedacted, c.clock(), event.Actor{Kind: event.System}, ticket.Redacted{MessageSeq: 2, Kinds: []string{"recovery phrase"}}, nil)
	e.Seq, e.Aggregate = 3, event.Aggregate{Kind: kind, ID: id, Version: 3}
	c.publish(t, []event.Event{e}, nil)
}

func TestASecretInAnAnswerIsWarnedOf(t *testing.T) {
	for language, want := range map[string]struct{ subject, text string }{
		"en": {"Please move your funds now", "In your answer to our question something was written"},
		"de": {"Bitte bringen Sie Ihr Guthaben jetzt in Sicherheit", "In Ihrer Antwort auf unsere Frage wurde etwas geschrieben"},
		"zh": {"请立即转移您的资产", "在您对我们询问的回答中出现了"},
	} {
		c := read(t)
		survey := feedback.Survey{ID: voiceID, Revision: 1, Kind: feedback.NPS, CustomerID: "alice", Customer: &alice, Language: language, State: feedback.Sent}
		if err := c.SaveSurvey(t.Context(), feedback.Change{Survey: survey}); err != nil {
			t.Fatal(err)
		}
		c.redacted(t, event.Survey, voiceID)
		if len(c.sent) != 1 || !strings.Contains(c.sent[0].Text, want.text) {
			t.Errorf("%+v", c.sent)
		}
		c.wantInbox(t, "alice@example.com "+want.subject)
		if len(c.notes) != 1 || c.notes[0] != voiceID+" notice.sent secretWarning " {
			t.Errorf("its timeline tells %q", c.notes)
		}
	}
}

func TestTheTimelineSaysWhoCouldNotBeWarned(t *testing.T) {
	c := read(t)
	survey := feedback.Survey{ID: voiceID, Revision: 1, Kind: feedback.CES, CustomerID: "wei", Customer: &ticket.Customer{ID: "wei"}, State: feedback.Sent}
	if err := c.SaveSurvey(t.Context(), feedback.Change{Survey: survey}); err != nil {
		t.Fatal(err)
	}
	c.redacted(t, event.Survey, voiceID)
	c.wantInbox(t)
	if len(c.notes) != 1 || c.notes[0] != voiceID+" notice.failed secretWarning noAddress" {
		t.Errorf("its timeline tells %q", c.notes)
	}
}

func TestASecretInTheWordAboutAFollowUpIsWarnedOf(t *testing.T) {
	c := read(t)
	c.open(t, c.opening(caseID))
	c.inbox()
	if err := c.SaveLoop(t.Context(), loop.Change{Loop: loop.Loop{ID: voiceID, Seq: 1, TicketID: caseID, CustomerID: "alice", Language: "en"}}); err != nil {
		t.Fatal(err)
	}
	c.redacted(t, event.Loop, voiceID)
	c.wantInbox(t, "alice@example.com [ABCD-EFGH-JKMN] Please move your funds now")
}
