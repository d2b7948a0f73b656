package feedback_test

import (
	"strings"
	"testing"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/feedback"
	"aftercare/shared/notice"
	"aftercare/shared/ticket"

	"pgregory.net/rapid"
)

// refuses lets a customer refuse questions by mail, or want them again.
func (c *clinic) refuses(t interface{ Fatal(...any) }, customer string, refused bool) {
	if _, err := c.service.Prefer(ctx, customer, "", refused, nil); err != nil {
		t.Fatal(err)
	}
}

func TestEveryQuestionByMailCanBeRefusedByIt(t *testing.T) {
	for kind, ask := range map[feedback.Kind]func(*clinic){
		feedback.CSAT: func(c *clinic) { c.solved(t, first); c.ask(t, first, 1) },
		feedback.CES:  func(c *clinic) { c.visited(t, "VISIT0000001", alice) },
		feedback.NPS:  func(c *clinic) { c.calls(t); c.writes(t, first, "alice"); c.poll(t, true) },
	} {
		t.Run(string(kind), func(t *testing.T) {
			c := newClinic(t)
			ask(c)
			mail, token := c.mails[0], c.token(t)
			want := "https://help.example.com/v1/public/surveys/" + token + "/unsubscription"
			if mail.Unsubscribe != want || !strings.Contains(mail.Text, want+"\n") {
				t.Fatalf("%q, and in the text:\n%s", mail.Unsubscribe, mail.Text)
			}
			c.pass(2 * feedback.Life) // long after it can be answered
			for range 2 {
				v, p, err := c.service.Unsubscribe(t.Context(), token, true, nil)
				if err != nil || !p.Refused || p.Revision != 1 || p.CustomerID != "alice" || !v.Unsubscribed || v.Kind != kind {
					t.Fatalf("%+v, %+v, %v", v, p, err)
				}
			}
			sum, err := c.service.Statistics(t.Context(), feedback.Filter{Kind: kind})
			if err != nil || sum.Asked != 1 || sum.Unsubscribed != 1 {
				t.Errorf("%+v, %v", sum, err)
			}
			if v, p, err := c.service.Unsubscribe(t.Context(), token, false, nil); err != nil || p.Refused || v.Unsubscribed {
				t.Errorf("wanted again: %+v, %+v, %v", v, p, err)
			}
		})
	}
}

// Who signs in has another id than who writes by mail, and it is one person whose mailbox it is.
func TestARefusalHoldsForTheMailboxThatItCameFrom(t *testing.T) {
	c := newClinic(t)
	c.calls(t)
	c.writes(t, "A1", "alice")
	c.poll(t, true)
	if _, _, err := c.service.Unsubscribe(t.Context(), c.token(t), true, nil); err != nil {
		t.Fatal(err)
	}
	wantMails(t, c, "alice@example.com")
	mail := func(o *ticket.Opening) { o.Customer.Email = "Alice@Example.com" }
	c.pass(91 * 24 * time.Hour)
	c.writes(t, "A2", "alice-by-mail", mail)
	if done := c.poll(t, true); done.Asked != 0 {
		t.Errorf("%+v", done)
	}
	if _, err := c.tickets.Solve(t.Context(), "A2", "", ticket.Do{Actor: bo}); err != nil {
		t.Fatal(err)
	}
	c.ask(t, "A2", 0)
	p, err := c.service.Preferences(t.Context(), "alice-by-mail", "alice@example.com")
	if err != nil || !p.Refused || p.Revision != 0 {
		t.Errorf("%+v, %v", p, err)
	}
	c.pass(time.Second)
	if p, err = c.service.Prefer(t.Context(), "alice", "alice@example.com", false, nil); err != nil || p.Refused {
		t.Errorf("%+v, %v", p, err)
	}
	c.writes(t, "A3", "alice-by-mail", mail)
	c.poll(t, true)
	wantMails(t, c, "Alice@Example.com")
}

func TestWhoRefusedGetsNoQuestionByMail(t *testing.T) {
	c := newClinic(t)
	c.refuses(t, "alice", true)
	c.solved(t, first)
	c.ask(t, first, 0)
	c.calls(t)
	c.writes(t, "BCDEFGHJKMNP", "wei")
	c.poll(t, true)
	wantMails(t, c, "wei@example.com")
	s, found := c.visited(t, "VISIT0000001", alice)
	if !found || s.State != feedback.Sent || !s.Shown() { // it is in the app, where nobody is written to
		t.Errorf("%+v", s)
	}
	wantMails(t, c)
	c.refuses(t, "alice", false)
	if _, err := c.tickets.Reopen(t.Context(), first, "no", ticket.Do{Actor: bo}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.tickets.Solve(t.Context(), first, "", ticket.Do{Actor: bo}); err != nil {
		t.Fatal(err)
	}
	c.ask(t, first, 1)
}

func TestARefusalReachesAQuestionThatWaits(t *testing.T) {
	c := newClinic(t)
	c.rule(t, func(r *feedback.CSATRule) { r.Delay = hours(2) })
	c.solved(t, first)
	c.ask(t, first, 0)
	c.refuses(t, "alice", true)
	c.pass(3 * time.Hour)
	c.invite(t, 0)
	if s := c.survey(t, first); !s.WakeAt.IsZero() || s.Asked() {
		t.Errorf("%+v", s)
	}
}

// A question that surely was not sent is not sent again to who refused meanwhile, and says so where it is told.
func TestARefusalReachesAQuestionThatWasNotSent(t *testing.T) {
	for name, ask := range map[string]func(*clinic) string{
		"in a wave": func(c *clinic) string {
			c.calls(t)
			c.writes(t, first, "alice")
			_, _ = c.asker.Poll(ctx, time.UTC, true)
			w, err := c.Wave(ctx)
			if err != nil {
				t.Fatal(err)
			}
			return feedback.SurveyID(feedback.NPS, w.ID+"\x00alice")
		},
		"after a visit": func(c *clinic) string {
			s := feedback.Survey{
				ID: feedback.SurveyID(feedback.CES, "VISIT0000001"), Revision: 1, Kind: feedback.CES, CustomerID: "alice", Customer: &alice,
				State: feedback.Claimed, AskedAt: c.now(), ExpiresAt: c.now().Add(feedback.Life),
			}
			if err := c.SaveSurvey(ctx, feedback.Change{Survey: s}); err != nil {
				t.Fatal(err)
			}
			return s.ID
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := newClinic(t)
			c.outcome = func() error { return notice.ErrNotSent }
			id := ask(c)
			c.outcome = nil
			c.refuses(t, "alice", true)
			c.pass(time.Hour)
			c.invite(t, 0)
			if strings.Contains(name, "visit") {
				c.visited(t, "VISIT0000001", alice)
			}
			s, err := c.Survey(ctx, id)
			if err != nil || s.State != feedback.Dropped || s.Reason != "unsubscribed" || !s.Recorded || !s.WakeAt.IsZero() || len(c.mails) != 0 {
				t.Errorf("%+v, %v, %d mails", s, err, len(c.mails))
			}
		})
	}
}

func TestAMailThatLedToARefusalDidLeave(t *testing.T) {
	c := newClinic(t)
	c.solved(t, first)
	c.outcome = func() error { return errCrash }
	if err := c.asker.Ask(ctx, first); err == nil {
		t.Fatal("nothing is told of the crash")
	}
	s := c.survey(t, first)
	s.Unsubscribed = true
	s.Revision++
	if err := c.SaveSurvey(ctx, feedback.Change{Survey: s}); err != nil {
		t.Fatal(err)
	}
	c.pass(time.Hour)
	c.ask(t, first, 0)
	c.wantTimeline(t, first, "survey.sent")
}

func TestARefusalUnderAKeyIsRecordedOnce(t *testing.T) {
	c, token := asked(t)
	receipt := &event.Receipt{Scope: "outside", Key: "k", Hash: "h"}
	if _, p, err := c.service.Unsubscribe(t.Context(), token, true, receipt); err != nil || !p.Refused {
		t.Fatalf("%+v, %v", p, err)
	}
	c.refuses(t, "alice", false)
	if _, p, err := c.service.Unsubscribe(t.Context(), token, true, receipt); err != nil || p.Refused {
		t.Errorf("the same key had a second effect: %+v, %v", p, err)
	}
	other := &event.Receipt{Scope: "outside", Key: "k", Hash: "other"}
	if _, _, err := c.service.Unsubscribe(t.Context(), token, true, other); !fault.Is(err, fault.Invalid) {
		t.Errorf("another request under the same key: %v", err)
	}
	if _, _, err := c.service.Unsubscribe(t.Context(), strings.Repeat("A", len(token)), true, nil); !fault.Is(err, fault.Missing) {
		t.Errorf("a token that is none: %v", err)
	}
	stale := int64(7)
	if _, err := c.service.Prefer(t.Context(), "alice", "", true, &stale); !fault.Is(err, fault.Stale) {
		t.Errorf("preferences that nobody saw: %v", err)
	}
}

// Whatever happens in whatever order: no mail leaves to somebody whose last word was a refusal.
func TestNoMailLeavesAgainstAnybodysWill(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		c := newClinic(r)
		c.rule(t, func(rule *feedback.CSATRule) { rule.Delay = hours(rapid.IntRange(0, 2).Draw(r, "delay")) })
		c.calls(r)
		refused := false
		c.outcome = func() error {
			if refused {
				r.Fatal("a mail left against the customer's will")
			}
			if rapid.Bool().Draw(r, "not sent") {
				return notice.ErrNotSent
			}
			return nil
		}
		tickets := 0
		r.Repeat(map[string]func(*rapid.T){
			"solve": func(r *rapid.T) {
				id := "TCKT" + string(rune('A'+tickets/20)) + string(rune('A'+tickets%20)) + "000000"
				tickets++
				c.writes(r, id, "alice")
				if _, err := c.tickets.Solve(ctx, id, "", ticket.Do{Actor: bo}); err != nil {
					r.Fatal(err)
				}
				_ = c.asker.Ask(ctx, id)
			},
			"wave":   func(*rapid.T) { _, _ = c.asker.Poll(ctx, time.UTC, true) },
			"invite": func(*rapid.T) { _, _ = c.asker.Invite(ctx) },
			"word": func(r *rapid.T) {
				refused = rapid.Bool().Draw(r, "refused")
				if n := len(c.mails); n > 0 && rapid.Bool().Draw(r, "by a mail") {
					found := link.FindStringSubmatch(c.mails[rapid.IntRange(0, n-1).Draw(r, "mail")].Text)
					if _, p, err := c.service.Unsubscribe(ctx, found[1], refused, nil); err != nil || p.Refused != refused {
						r.Fatalf("%+v, %v", p, err)
					}
					return
				}
				c.refuses(r, "alice", refused)
			},
			"pass": func(r *rapid.T) { c.pass(time.Duration(rapid.IntRange(1, 100).Draw(r, "hours")) * time.Hour) },
		})
	})
}
