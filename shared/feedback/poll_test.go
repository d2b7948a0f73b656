package feedback_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"aftercare/shared/activity"
	"aftercare/shared/complaint"
	"aftercare/shared/event"
	"aftercare/shared/feedback"
	"aftercare/shared/notice"
	"aftercare/shared/ticket"

	"pgregory.net/rapid"
)

// calls sets the calendar of the question about the company, on unless change says otherwise.
func (c *clinic) calls(t interface{ Fatal(...any) }, change ...func(*feedback.NPSRule)) {
	before, err := c.FeedbackRules(ctx)
	if err != nil {
		t.Fatal(err)
	}
	next := before
	next.NPS.On = true
	for _, f := range change {
		f(&next.NPS)
	}
	if next, err = before.Replace(next, c.now()); err == nil {
		err = c.PutFeedbackRules(ctx, before.Version, next)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// writes opens a ticket of a customer now.
func (c *clinic) writes(t interface{ Fatal(...any) }, id, customer string, change ...func(*ticket.Opening)) {
	o := ticket.Opening{ID: id, Subject: "Where is it?", Body: "Nothing arrived.", Channel: ticket.Web, Language: "de", Customer: ticket.Customer{
		ID: customer, Email: customer + "@example.com", Assurance: ticket.Authenticated, Reachable: true,
	}}
	for _, f := range change {
		f(&o)
	}
	if _, err := c.tickets.Open(ctx, o, event.Actor{Kind: event.Customer, ID: o.Customer.ID}, nil); err != nil {
		t.Fatal(err)
	}
}

func (c *clinic) poll(t interface{ Fatal(...any) }, begin bool) feedback.Polled {
	done, err := c.asker.Poll(ctx, time.UTC, begin)
	if err != nil {
		t.Fatal(err)
	}
	return done
}

// inbox gives who got a mail since the last time.
func (c *clinic) inbox() []string {
	var to []string
	for _, m := range c.mails {
		to = append(to, m.To)
	}
	c.mails = nil
	slices.Sort(to)
	return to
}

func wantMails(t *testing.T, c *clinic, want ...string) {
	t.Helper()
	if got := c.inbox(); !slices.Equal(got, want) {
		t.Errorf("asked %q, want %q", got, want)
	}
}

func TestAWaveBeginsWhenItIsDue(t *testing.T) {
	vienna, err := time.LoadLocation("Europe/Vienna")
	if err != nil {
		t.Fatal(err)
	}
	at := func(s string) time.Time {
		when, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return when
	}
	rule := feedback.DefaultRules().NPS
	rule.On, rule.Since = true, at("2026-11-22T12:00:00Z")
	last := feedback.Wave{Revision: 7, ID: "last", DueAt: at("2026-12-01T09:00:00Z")}
	ended := last
	ended.DoneAt = at("2026-12-01T10:00:00Z")
	off := rule
	off.On = false
	anew := rule
	anew.Since = at("2026-12-02T00:00:00Z")
	for name, c := range map[string]struct {
		rule  feedback.NPSRule
		last  feedback.Wave
		now   string
		begin bool
		want  string // the wave's id
	}{
		"not in the month in which it was set":       {rule, feedback.Wave{}, "2026-11-30T23:00:00Z", false, ""},
		"not before the hour, in the company's zone": {rule, feedback.Wave{}, "2026-12-01T08:59:59Z", false, ""},
		"at the hour":           {rule, feedback.Wave{}, "2026-12-01T09:00:00Z", false, "2026-12-01T09:00:00Z"},
		"late, after an outage": {rule, feedback.Wave{}, "2026-12-07T00:00:00Z", false, "2026-12-01T09:00:00Z"},
		"in summer time":        {rule, ended, "2027-06-01T08:00:00Z", false, "2027-06-01T08:00:00Z"},
		"goes on":               {rule, last, "2026-12-01T11:00:00Z", false, "last"},
		"once":                  {rule, ended, "2026-12-20T11:00:00Z", false, ""},
		"the next one instead of one that never ended": {rule, last, "2027-01-01T09:00:00Z", false, "2027-01-01T09:00:00Z"},
		"never while it is off":                        {off, last, "2026-12-01T11:00:00Z", true, ""},
		"not the one that was set otherwise":           {anew, last, "2026-12-03T00:00:00Z", false, ""},
		"by hand":                                      {rule, ended, "2026-12-20T11:00:00Z", true, "2026-12-20T11:00:00Z"},
	} {
		t.Run(name, func(t *testing.T) {
			w, going := c.rule.Next(c.last, at(c.now), vienna, c.begin)
			if going != (c.want != "") || going && w.ID != c.want || w.Revision != 0 && w.Revision != c.last.Revision {
				t.Errorf("%t %+v", going, w)
			}
		})
	}
}

func TestWhoWasActiveIsAskedOnceByWhatIsNewestOfThem(t *testing.T) {
	c := newClinic(t)
	c.calls(t)
	c.writes(t, "A1", "alice", func(o *ticket.Opening) { o.Customer.Email = "old@example.com" })
	c.pass(48 * time.Hour)
	c.writes(t, "A2", "alice")
	c.writes(t, "W1", "wei", func(o *ticket.Opening) { o.Language = "zh" })
	c.writes(t, "N1", "nobody", func(o *ticket.Opening) { o.Customer.Assurance = ticket.Unverified })
	c.writes(t, "N2", "mute", func(o *ticket.Opening) { o.Customer.Reachable = false })
	c.writes(t, "N3", "machine", func(o *ticket.Opening) { o.Automatic = true })
	c.writes(t, "N4", "seller")
	if _, err := c.tickets.MarkSpam(t.Context(), "N4", ticket.Do{Actor: bo}); err != nil {
		t.Fatal(err)
	}
	someone := func(name string) ticket.Customer {
		return ticket.Customer{ID: name, Email: name + "@example.com", Language: "en", Assurance: ticket.Asserted, Reachable: true}
	}
	if err := c.SaveComplaint(t.Context(), complaint.Change{Complaint: complaint.Complaint{
		ID: "C1", Seq: 1, Customer: someone("cora"), ReceivedAt: c.now(), CreatedAt: c.now(), Language: "en", Status: complaint.Closed,
	}}); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"alice", "ada"} {
		if err := c.AddActive(t.Context(), activity.Day{Customer: someone(name), At: c.now()}); err != nil {
			t.Fatal(err)
		}
	}
	c.pass(time.Hour)
	if done := c.poll(t, true); done.Asked != 4 || !done.Done {
		t.Errorf("%+v", done)
	}
	mails := c.mails
	wantMails(t, c, "ada@example.com", "alice@example.com", "cora@example.com", "wei@example.com")
	for _, m := range mails {
		if chinese := strings.Contains(m.Subject, "推荐"); chinese != (m.To == "wei@example.com") || m.Auto != notice.Generated || !strings.Contains(m.Text, "/v1/public/surveys/") {
			t.Errorf("to %s: %s\n%s", m.To, m.Subject, m.Text)
		}
	}
	w, err := c.Wave(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	id := feedback.SurveyID(feedback.NPS, w.ID+"\x00alice")
	s, err := c.Survey(t.Context(), id)
	if err != nil || s.State != feedback.Sent || !s.Recorded || !s.WakeAt.IsZero() || s.TicketID != "" {
		t.Errorf("survey %+v, %v", s, err)
	}
	events, err := c.Timeline(t.Context(), event.Survey, id, 0, 0)
	if err != nil || len(events) != 1 || events[0].Type != event.SurveySent || !events[0].Time.Equal(s.AskedAt) {
		t.Fatalf("%+v %v", events, err)
	}
	if d, err := event.Decode[feedback.SentData](events[0]); err != nil || d.Kind != feedback.NPS || d.CustomerID != "alice" || d.Template != "nps" || d.Language != "de" {
		t.Errorf("%+v %v", d, err)
	}
	c.poll(t, false)
	c.invite(t, 0)
	c.pass(89 * 24 * time.Hour)
	for i, name := range []string{"alice", "ada", "wei"} {
		c.writes(t, fmt.Sprint("B", i), name)
	}
	c.poll(t, true)
	wantMails(t, c)
	c.pass(24 * time.Hour)
	c.poll(t, true)
	wantMails(t, c, "ada@example.com", "alice@example.com", "wei@example.com")
}

// Who signs in has another id than who writes by mail, and it is one person whose mailbox it is.
func TestAMailboxIsAskedOnceWhoeverItIsKnownAs(t *testing.T) {
	c := newClinic(t)
	c.calls(t)
	c.writes(t, "A1", "alice")
	c.writes(t, "A2", "alice-by-mail", func(o *ticket.Opening) { o.Customer.Email = "Alice@Example.com" })
	c.writes(t, "W1", "wei")
	if done := c.poll(t, true); done.Asked != 2 || len(c.inbox()) != 2 {
		t.Errorf("%+v", done)
	}
	c.pass(24 * time.Hour)
	c.writes(t, "A3", "alice-in-chat", func(o *ticket.Opening) { o.Customer.Email = "alice@example.com" })
	c.poll(t, true)
	wantMails(t, c)
	c.pass(90 * 24 * time.Hour)
	c.writes(t, "A4", "alice-in-chat", func(o *ticket.Opening) { o.Customer.Email = "alice@example.com" })
	c.poll(t, true)
	wantMails(t, c, "alice@example.com")
}

func TestTheRuleSaysWhomAWaveAsks(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(*feedback.NPSRule)
		want   []string
	}{
		"all":                       {func(*feedback.NPSRule) {}, []string{"alice@example.com", "wei@example.com"}},
		"a tier":                    {func(n *feedback.NPSRule) { n.Match.Tier = []string{"vip"} }, []string{"wei@example.com"}},
		"a language":                {func(n *feedback.NPSRule) { n.Match.Language = []string{"de"} }, []string{"alice@example.com"}},
		"nobody":                    {func(n *feedback.NPSRule) { n.Sampling = 0 }, nil},
		"the latest":                {func(n *feedback.NPSRule) { n.ActiveWithin = hours(24) }, []string{"wei@example.com"}},
		"it is off":                 {func(n *feedback.NPSRule) { n.On = false }, nil},
		"who was not asked of late": {func(n *feedback.NPSRule) { n.QuietPeriod = hours(24 * 7) }, []string{"wei@example.com"}},
	} {
		t.Run(name, func(t *testing.T) {
			c := newClinic(t)
			c.calls(t, tc.change)
			c.writes(t, "A", "alice")
			if _, err := c.tickets.Solve(t.Context(), "A", "", ticket.Do{Actor: bo}); err != nil {
				t.Fatal(err)
			}
			c.ask(t, "A", 1)
			c.inbox()
			c.pass(48 * time.Hour)
			c.writes(t, "B", "wei", func(o *ticket.Opening) { o.Customer.Tier, o.Language = "vip", "zh" })
			c.pass(time.Hour)
			c.poll(t, true)
			wantMails(t, c, tc.want...)
		})
	}
}

func TestARunEndsWhereMailCannotBeSent(t *testing.T) {
	c := newClinic(t)
	c.calls(t)
	for i := range 120 {
		c.writes(t, fmt.Sprintf("T%03d", i), fmt.Sprintf("c%03d", i)) // in the second of the wave
	}
	c.outcome = func() error {
		if len(c.mails) == 30 {
			return notice.ErrNotSent
		}
		return nil
	}
	for range 3 {
		if done, err := c.asker.Poll(ctx, time.UTC, len(c.mails) == 0); !errors.Is(err, notice.ErrNotSent) || done.Done {
			t.Fatalf("%+v %v", done, err)
		}
	}
	c.outcome = nil
	if done := c.poll(t, false); !done.Done {
		t.Errorf("%+v", done)
	}
	c.pass(time.Hour)
	if _, err := c.asker.Invite(ctx); err != nil {
		t.Fatal(err)
	}
	if got := c.inbox(); len(got) != 120 || len(slices.Compact(got)) != 120 {
		t.Errorf("%d mails", len(got))
	}
}

func TestAWaveWhoseWorkersDieAsksEachOnceAndNobodyTwice(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		c := newClinic(t)
		c.calls(r, func(n *feedback.NPSRule) { n.Day = noon.Day() - 1 }) // no other wave begins in between
		customers := rapid.IntRange(1, 8).Draw(r, "customers")
		tickets := rapid.IntRange(1, 12).Draw(r, "tickets")
		for i := range tickets {
			c.writes(r, fmt.Sprint("T", i), fmt.Sprint("c", i%customers))
			c.pass(time.Duration(rapid.IntRange(0, 30).Draw(r, "hours")) * time.Hour)
		}
		c.pass(time.Second)
		dies := rapid.SliceOfN(rapid.IntRange(0, 3), 0, 20).Draw(r, "deaths") // 1: before a write; 2: after it; 3: in the mail system
		few := len(slices.DeleteFunc(slices.Clone(dies), func(kind int) bool { return kind == 0 })) < 5
		draw := func() int {
			if len(dies) == 0 {
				return 0
			}
			kind := dies[0]
			dies = dies[1:]
			return kind
		}
		c.crash = func(change feedback.Change) error {
			switch draw() {
			case 1:
				return errCrash
			case 2:
				if err := c.Store.SaveSurvey(ctx, change); err != nil {
					return err
				}
				return errCrash
			}
			return nil
		}
		c.outcome = func() error {
			if draw() == 3 {
				return notice.ErrNotSent
			}
			return nil
		}
		_, _ = c.asker.Poll(ctx, time.UTC, true)
		for range 60 {
			_, _ = c.asker.Invite(ctx)
			_, _ = c.asker.Poll(ctx, time.UTC, false)
			c.pass(5 * time.Minute)
		}
		w, err := c.Wave(ctx)
		if err != nil || w.DoneAt.IsZero() {
			r.Fatalf("%+v %v", w, err)
		}
		if got := c.inbox(); len(slices.Compact(slices.Clone(got))) != len(got) {
			r.Fatalf("some were asked twice: %q", got)
		}
		for i := range customers {
			s, err := c.Survey(ctx, feedback.SurveyID(feedback.NPS, fmt.Sprint(w.ID, "\x00c", i)))
			if err != nil && (i >= tickets || !few) {
				continue // they wrote nothing, or could not be asked however often it was tried
			}
			if !s.Recorded || !s.WakeAt.IsZero() {
				r.Fatalf("left behind: %+v", s)
			}
		}
	})
}

func TestRunsOfAWaveAtTheSameTimeDoNotDisturbEachOther(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		c := newClinic(t)
		c.calls(r, func(n *feedback.NPSRule) { n.Day, n.ActiveWithin = noon.Day()-1, hours(48) })
		customers := rapid.SampledFrom([]int{1, 2, 3, 51, 101}).Draw(r, "customers") // a page has 50
		for i := range customers {
			c.writes(r, fmt.Sprintf("T%03d", i), fmt.Sprintf("c%03d", i))
		}
		if rapid.Bool().Draw(r, "one under way") {
			c.poll(r, true)
			c.inbox()
			c.pass(time.Second)
		}
		others := rapid.SliceOfN(rapid.SampledFrom([]string{"", "goes on", "begins"}), 0, 6).Draw(r, "others")
		c.races = func(feedback.Wave) {
			if len(others) == 0 {
				return
			}
			other := others[0]
			if others = others[1:]; other != "" {
				c.pass(time.Second) // a wave is known by its second
				c.poll(r, other == "begins")
			}
		}
		before, err := c.Wave(ctx)
		if err != nil {
			r.Fatal(err)
		}
		c.poll(r, true)
		c.races = nil
		for range 3 {
			c.poll(r, false)
		}
		w, err := c.Wave(ctx)
		if err != nil || w.ID == before.ID || w.DoneAt.IsZero() {
			r.Fatalf("%+v %v", w, err)
		}
		want := customers
		if before.Revision > 0 { // all were asked a second ago
			want = 0
		}
		if got := c.inbox(); len(got) != want || len(slices.Compact(got)) != want {
			r.Fatalf("%d mails to %d", len(got), want)
		}
	})
}

func TestTheTimeBetweenTwoQuestionsBeginsWhenTheMailLeft(t *testing.T) {
	c := newClinic(t)
	c.calls(t)
	c.writes(t, "T1", "alice")
	c.pass(time.Second)
	c.outcome = func() error { return notice.ErrNotSent }
	if _, err := c.asker.Poll(ctx, time.UTC, true); !errors.Is(err, notice.ErrNotSent) {
		t.Fatal(err)
	}
	c.outcome = nil
	c.pass(10 * 24 * time.Hour)
	if _, err := c.asker.Invite(ctx); err != nil {
		t.Fatal(err)
	}
	wantMails(t, c, "alice@example.com")
	for _, days := range []int{89, 1} { // since the mail
		c.pass(time.Duration(days) * 24 * time.Hour)
		c.writes(t, fmt.Sprint("L", days), "alice")
		c.pass(time.Second)
		c.poll(t, true)
		if days == 89 {
			wantMails(t, c)
		}
	}
	wantMails(t, c, "alice@example.com")
}

func TestWhoIsKnownByActivityAloneIsAskedAgainAfterAFailure(t *testing.T) {
	c := newClinic(t)
	c.calls(t)
	who := ticket.Customer{ID: "wei", Email: "wei@example.com", Assurance: ticket.Asserted, Reachable: true}
	if err := c.AddActive(ctx, activity.Day{Customer: who, At: c.now()}); err != nil {
		t.Fatal(err)
	}
	c.pass(time.Second)
	c.outcome = func() error { return notice.ErrNotSent }
	if _, err := c.asker.Poll(ctx, time.UTC, true); !errors.Is(err, notice.ErrNotSent) {
		t.Fatal(err)
	}
	c.outcome = nil
	c.pass(time.Hour)
	if _, err := c.asker.Invite(ctx); err != nil {
		t.Fatal(err)
	}
	wantMails(t, c, "wei@example.com")
}
