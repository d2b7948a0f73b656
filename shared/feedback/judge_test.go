package feedback_test

import (
	"testing"
	"time"

	"aftercare/shared/feedback"
	"aftercare/shared/incident"
	"aftercare/shared/ticket"

	"pgregory.net/rapid"
)

// rule sets how everybody is asked about tickets.
func (c *clinic) rule(t testing.TB, change func(*feedback.CSATRule)) {
	t.Helper()
	before, err := c.FeedbackRules(ctx)
	if err != nil {
		t.Fatal(err)
	}
	next := feedback.DefaultRules()
	change(&next.CSAT[0])
	if next, err = before.Replace(next, c.now()); err == nil {
		err = c.PutFeedbackRules(ctx, before.Version, next)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func (c *clinic) survey(t interface{ Fatal(...any) }, ticketID string) feedback.Survey {
	s, err := c.Survey(ctx, feedback.SurveyID(feedback.CSAT, ticketID))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// ask asks about a ticket as its solution brings it, or invite what is due by now; wanted are the mails so far.
func (c *clinic) ask(t testing.TB, ticketID string, wanted int) {
	t.Helper()
	if err := c.asker.Ask(ctx, ticketID); err != nil || len(c.mails) != wanted {
		t.Fatalf("%v, %d mails, want %d", err, len(c.mails), wanted)
	}
}

func (c *clinic) invite(t testing.TB, wanted int) {
	t.Helper()
	if _, err := c.asker.Invite(ctx); err != nil || len(c.mails) != wanted {
		t.Fatalf("%v, %d mails, want %d", err, len(c.mails), wanted)
	}
}

func TestADelayedQuestionIsAskedOnceItsTimeHasCome(t *testing.T) {
	c := newClinic(t)
	c.rule(t, func(r *feedback.CSATRule) { r.Delay = hours(2) })
	c.solved(t, first)
	c.ask(t, first, 0)
	if s := c.survey(t, first); s.State != feedback.Planned || !s.WakeAt.Equal(noon.Add(2*time.Hour)) || s.Asked() {
		t.Fatalf("survey %+v", s)
	}
	c.pass(2*time.Hour - time.Second)
	c.invite(t, 0)
	c.ask(t, first, 0) // the event comes again
	c.pass(time.Second)
	c.invite(t, 1)
	c.invite(t, 1)
	c.ask(t, first, 1)
	c.wantTimeline(t, first, "survey.sent")
	if s := c.survey(t, first); !s.AskedAt.Equal(noon.Add(2*time.Hour)) || !s.WakeAt.IsZero() || !s.Recorded {
		t.Errorf("survey %+v", s)
	}
}

func TestAQuestionIsHeldWhileTheTicketIsOpenAgain(t *testing.T) {
	c := newClinic(t)
	c.rule(t, func(r *feedback.CSATRule) { r.Delay = hours(2) })
	c.solved(t, first)
	c.ask(t, first, 0)
	c.pass(time.Hour)
	if _, err := c.tickets.Reopen(t.Context(), first, "It has not.", ticket.Do{Actor: bo}); err != nil {
		t.Fatal(err)
	}
	c.pass(2 * time.Hour)
	c.invite(t, 0)
	if s := c.survey(t, first); !s.WakeAt.IsZero() {
		t.Fatalf("it waits for %s although nobody knows when the ticket is solved", s.WakeAt)
	}
	if _, err := c.tickets.Solve(t.Context(), first, "Now it has.", ticket.Do{Actor: bo}); err != nil {
		t.Fatal(err)
	}
	c.ask(t, first, 0)
	c.pass(2 * time.Hour)
	c.invite(t, 1)
	c.wantTimeline(t, first, "ticket.reopened", "survey.sent")
}

func TestAQuestionFollowsTheLastSolution(t *testing.T) {
	c := newClinic(t)
	c.rule(t, func(r *feedback.CSATRule) { r.Delay = hours(2) })
	c.solved(t, first)
	c.ask(t, first, 0)
	c.pass(90 * time.Minute)
	if _, err := c.tickets.Reopen(t.Context(), first, "It has not.", ticket.Do{Actor: bo}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.tickets.Solve(t.Context(), first, "Now it has.", ticket.Do{Actor: bo}); err != nil {
		t.Fatal(err)
	}
	c.pass(30 * time.Minute) // the time of the first plan
	c.invite(t, 0)
	c.pass(90 * time.Minute)
	c.invite(t, 1)
}

func TestATicketThatClosedMeanwhileIsAskedAboutUnlessItWasMerged(t *testing.T) {
	c := newClinic(t)
	c.rule(t, func(r *feedback.CSATRule) { r.Delay = hours(7 * 24) })
	c.solved(t, first)
	const second, third = "BCDEFGHJKMNP", "CDEFGHJKMNPQ"
	c.solved(t, second)
	c.ask(t, first, 0)
	c.ask(t, second, 0)
	if _, err := c.tickets.Open(t.Context(), ticket.Opening{
		ID: third, Subject: "The same", Body: "Again.", Channel: ticket.Web, Language: "en", Customer: alice,
	}, bo, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := c.tickets.Merge(t.Context(), second, third, ticket.Do{Actor: bo}); err != nil {
		t.Fatal(err)
	}
	c.pass(5 * 24 * time.Hour)
	if _, err := c.tickets.Wake(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	if at, err := c.Ticket(t.Context(), first); err != nil || at.Status != ticket.StatusClosed {
		t.Fatalf("%s, %v", at.Status, err)
	}
	c.pass(2 * 24 * time.Hour)
	c.invite(t, 1)
	c.wantTimeline(t, first, "survey.sent")
	c.wantTimeline(t, second)
}

func TestNobodyIsAskedAboutSpam(t *testing.T) {
	for name, planned := range map[string]bool{"marked before": false, "marked while the question waits": true} {
		t.Run(name, func(t *testing.T) {
			c := newClinic(t)
			c.rule(t, func(r *feedback.CSATRule) { r.Delay = hours(2) })
			c.solved(t, first)
			if planned {
				c.ask(t, first, 0)
			}
			if _, err := c.tickets.MarkSpam(t.Context(), first, ticket.Do{Actor: bo}); err != nil {
				t.Fatal(err)
			}
			c.ask(t, first, 0)
			c.pass(3 * time.Hour)
			c.invite(t, 0)
			c.wantTimeline(t, first)
		})
	}
}

func TestTheDefaultWritesNothingBesidesTheQuestion(t *testing.T) {
	c, _ := asked(t)
	if l, err := c.LastAsked(t.Context(), "alice"); err != nil || l.Revision != 0 {
		t.Errorf("%+v, %v", l, err)
	}
}

func TestNobodyIsAskedOutsideOfTheShare(t *testing.T) {
	c := newClinic(t)
	c.rule(t, func(r *feedback.CSATRule) { r.Sampling, r.Delay = 0, hours(1) })
	c.solved(t, first)
	c.ask(t, first, 0)
	c.pass(time.Hour)
	c.invite(t, 0)
}

func TestTheFirstRuleThatMatchesHolds(t *testing.T) {
	c := newClinic(t)
	next := feedback.DefaultRules()
	next.CSAT = []feedback.CSATRule{
		{Match: feedback.Match{Tier: []string{"vip"}}}, // nobody
		{Match: feedback.Match{Team: []string{"desk"}}, Sampling: 1},
		{},
	}
	next, err := feedback.DefaultRules().Replace(next, noon)
	if err == nil {
		err = c.PutFeedbackRules(t.Context(), 0, next)
	}
	if err != nil {
		t.Fatal(err)
	}
	for i, tc := range []struct {
		id     string
		change func(*ticket.Opening)
		mails  int
	}{
		{"A", func(*ticket.Opening) {}, 1},
		{"B", func(o *ticket.Opening) { o.Customer.Tier = "vip" }, 1},
		{"C", func(o *ticket.Opening) { o.Team = "other" }, 1},
		{"D", func(*ticket.Opening) {}, 2},
	} {
		c.solved(t, tc.id, tc.change)
		if c.ask(t, tc.id, tc.mails); t.Failed() {
			t.Fatal(i)
		}
	}
}

func TestWhoWasAskedIsLeftInPeace(t *testing.T) {
	c := newClinic(t)
	c.rule(t, func(r *feedback.CSATRule) { r.QuietPeriod = hours(48) })
	c.solved(t, "A")
	c.ask(t, "A", 1)
	c.ask(t, "A", 1)
	c.pass(time.Hour)
	c.solved(t, "B")
	c.ask(t, "B", 1)
	c.solved(t, "W", func(o *ticket.Opening) { o.Customer.ID, o.Customer.Email = "wei", "wei@example.com" })
	c.ask(t, "W", 2)
	c.pass(47 * time.Hour)
	c.solved(t, "C")
	c.ask(t, "C", 3)
}

func TestOfManyTicketsAtOnceOneIsAskedAbout(t *testing.T) {
	c := newClinic(t)
	c.rule(t, func(r *feedback.CSATRule) { r.QuietPeriod = hours(48) })
	ids := []string{"A", "B", "C", "D", "E", "F", "G", "H"}
	done := make(chan error)
	for _, id := range ids {
		c.solved(t, id)
	}
	for _, id := range ids {
		go func() { done <- c.asker.Ask(ctx, id) }()
	}
	for range ids {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if len(c.mails) != 1 {
		t.Errorf("%d mails left", len(c.mails))
	}
}

func TestAQuestionWaitsWhileTheNoticeOfAnIncidentIsFresh(t *testing.T) {
	c := newClinic(t)
	_, err := incident.NewService(c.Store, c.now).Notice(t.Context(), incident.Incident{ID: "I", Name: "I", Facts: incident.Facts{
		Severity: incident.Major, StartedAt: noon.Add(-2 * time.Hour), NoticedAt: noon.Add(-time.Hour), Categories: []string{"withdrawal"},
	}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	c.solved(t, "A", func(o *ticket.Opening) { o.Category = "fees" })
	c.ask(t, "A", 1)
	c.solved(t, "B", func(o *ticket.Opening) { o.Category = "withdrawal" })
	c.ask(t, "B", 1)
	if s := c.survey(t, "B"); !s.WakeAt.Equal(noon.Add(23 * time.Hour)) {
		t.Errorf("survey %+v", s)
	}
	c.pass(23 * time.Hour)
	c.invite(t, 2)
}

func TestWhatIsJudgedKeepsEveryCondition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		span := rapid.IntRange(0, 200)
		rule := feedback.CSATRule{
			Delay: hours(span.Draw(t, "delay")), Sampling: rapid.Float64Range(0, 1).Draw(t, "sampling"),
			QuietPeriod: hours(span.Draw(t, "quiet")), IncidentQuiet: hours(span.Draw(t, "incident") % 169),
		}
		ago := func(name string) time.Time { return noon.Add(-time.Duration(span.Draw(t, name)) * time.Hour) }
		at := ticket.Ticket{
			ID: rapid.StringMatching(`[A-Z]{12}`).Draw(t, "id"), SolvedAt: ago("solved"), Customer: alice,
			Status: rapid.SampledFrom([]ticket.Status{ticket.StatusSolved, ticket.StatusClosed, ticket.StatusOpen, ticket.StatusHold}).Draw(t, "status"),
		}
		at.Surveyed, at.Automatic = rapid.Bool().Draw(t, "surveyed"), rapid.Bool().Draw(t, "automatic")
		c := feedback.Circumstances{Now: noon, Last: feedback.Past{{At: ago("last"), SurveyID: "S"}}}
		noticed := ago("noticed")
		c.Board.Notices = []incident.Notice{{ID: "I", Facts: incident.Facts{NoticedAt: noticed}}}
		v := feedback.Rules{CSAT: []feedback.CSATRule{rule}}.Judge(at, c)
		over := func(from time.Time, d time.Duration) bool { return !noon.Before(from.Add(d)) }
		never := at.Status.Live() || at.Surveyed || at.Automatic || !feedback.Sampled(rule.Sampling, at.ID)
		waits := !over(at.SolvedAt, time.Duration(rule.Delay)) || !over(noticed, time.Duration(rule.IncidentQuiet))
		quiet := !over(c.Last[0].At, time.Duration(rule.QuietPeriod))
		if want := !never && !waits && !quiet; v.Ask != want {
			t.Fatalf("asks: %t, want %t", v.Ask, want)
		}
		if later := !v.At.IsZero(); later != (!never && waits) || later && !v.At.After(noon) {
			t.Fatalf("looks again at %s", v.At)
		}
	})
}
