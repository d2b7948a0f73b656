package feedback_test

import (
	"testing"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/feedback"
	"aftercare/shared/sla"
	"aftercare/shared/ticket"
	"aftercare/shared/visit"
)

// visited tells of a visit that ended, three times, and gives the survey about it.
func (c *clinic) visited(t *testing.T, id string, who ticket.Customer) (feedback.Survey, bool) {
	t.Helper()
	v, err := visit.NewService(c.Store, c.now).End(t.Context(), visit.Visit{ID: id, Customer: who, EndedAt: c.now(), Outcome: visit.Solved, Request: id}, nil)
	if err != nil {
		t.Fatal(err)
	}
	events, err := c.Timeline(t.Context(), event.Visit, v.ID, 0, 0)
	if err != nil || len(events) != 1 {
		t.Fatalf("%d events, %v", len(events), err)
	}
	for range 3 {
		if err := c.asker.Handle(t.Context(), events[0].Publish()); err != nil {
			t.Fatal(err)
		}
	}
	s, err := c.Survey(t.Context(), feedback.SurveyID(feedback.CES, id))
	return s, err == nil
}

func TestWhoHelpedThemselvesIsAskedHowEasyItWas(t *testing.T) {
	c := newClinic(t)
	german := alice
	german.Language = "de"
	s, asked := c.visited(t, "VISIT0000001", german)
	if !asked || s.State != feedback.Sent || !s.Recorded || s.CustomerID != "alice" || s.TicketID != "" || len(c.mails) != 1 || c.mails[0].To != alice.Email {
		t.Fatalf("%+v, %d mails", s, len(c.mails))
	}
	if c.mails[0].Subject != "Wie leicht war es, Ihr Anliegen zu erledigen?" {
		t.Errorf("%q", c.mails[0].Subject)
	}
	if done, err := c.service.Answer(t.Context(), c.token(t), feedback.Reply{Score: 7}); err != nil || !done.First {
		t.Errorf("%+v, %v", done, err)
	}
	c.pass(time.Hour)
	if _, again := c.visited(t, "VISIT0000002", german); again || len(c.mails) != 1 {
		t.Errorf("the next page asks again: %t, %d mails", again, len(c.mails))
	}
	c.pass(feedback.Life)
	if _, again := c.visited(t, "VISIT0000003", german); !again {
		t.Error("nobody is asked any more")
	}
}

func TestAQuestionWithoutAnAddressStandsInTheApp(t *testing.T) {
	c := newClinic(t)
	s, asked := c.visited(t, "VISIT0000001", ticket.Customer{ID: "wei", Language: "zh", Assurance: ticket.Asserted})
	if !asked || s.State != feedback.Sent || len(c.mails) != 0 {
		t.Fatalf("%+v, %d mails", s, len(c.mails))
	}
	open, err := c.service.OpenFor(t.Context(), c.Store, "wei")
	if err != nil || len(open) != 1 || open[0].ID != s.ID {
		t.Errorf("%+v, %v", open, err)
	}
	if done, err := c.service.AnswerAs(t.Context(), "wei", s.ID, feedback.Reply{Score: 2, Comment: "I did not find it."}); err != nil || !done.First {
		t.Errorf("%+v, %v", done, err)
	}
	if got, n := c.told(t, s.ID); n != 2 || !got.Low {
		t.Errorf("%d events, %+v", n, got)
	}
}

func TestWhoIsNotAskedAfterAVisit(t *testing.T) {
	for name, set := range map[string]func(*clinic, *feedback.Rules, *ticket.Customer){
		"it is off":        func(_ *clinic, r *feedback.Rules, _ *ticket.Customer) { r.CES.On = false },
		"nobody is drawn":  func(_ *clinic, r *feedback.Rules, _ *ticket.Customer) { r.CES.Sampling = 0 },
		"nobody knows who": func(_ *clinic, _ *feedback.Rules, who *ticket.Customer) { *who = ticket.Customer{} },
		"in the quiet period": func(_ *clinic, r *feedback.Rules, _ *ticket.Customer) {
			r.CES.QuietPeriod = sla.Duration(48 * time.Hour)
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := newClinic(t)
			rules, who := feedback.DefaultRules(), alice
			set(c, &rules, &who)
			next, err := feedback.DefaultRules().Replace(rules, c.now())
			if err == nil {
				err = c.PutFeedbackRules(t.Context(), 0, next)
			}
			if err != nil {
				t.Fatal(err)
			}
			if name == "in the quiet period" {
				c.solved(t, first)
				if err := c.asker.Ask(t.Context(), first); err != nil {
					t.Fatal(err)
				}
				c.mails = nil
				c.pass(time.Hour)
			}
			if s, asked := c.visited(t, "VISIT0000001", who); asked || len(c.mails) != 0 {
				t.Errorf("%+v, %d mails", s, len(c.mails))
			}
		})
	}
}

func TestVisitsThatAreToldAtOnceAreOneQuestion(t *testing.T) {
	c := newClinic(t)
	c.crash = func(feedback.Change) error { // while the first is being asked, the second is told
		c.crash = nil
		c.visited(t, "VISIT0000002", alice)
		return nil
	}
	_, first := c.visited(t, "VISIT0000001", alice)
	_, second := c.Survey(t.Context(), feedback.SurveyID(feedback.CES, "VISIT0000002"))
	if len(c.mails) != 1 || first || second != nil {
		t.Errorf("%d mails; the first asks: %t, the second: %v", len(c.mails), first, second)
	}
}
