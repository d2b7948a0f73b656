package feedback_test

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/feedback"
	"aftercare/shared/memory"
	"aftercare/shared/notice"
	"aftercare/shared/ticket"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// ctx is for properties, which have no context of a test.
var ctx = context.Background()

var errCrash = errors.New("the worker died")

// clinic is asking and answering, with everything around it in memory.
type clinic struct {
	*memory.Store
	tickets *ticket.Service
	asker   *feedback.Asker
	service *feedback.Service

	mu      sync.Mutex
	time    time.Time
	mails   []notice.Mail
	outcome func() error                // what becomes of the next mail
	crash   func(feedback.Change) error // instead of saving
	races   func(feedback.Wave)         // before a wave is saved
}

func newClinic(t interface{ Fatal(...any) }) *clinic {
	c := &clinic{time: noon}
	c.Store = memory.New(c.now)
	c.tickets = ticket.NewService(c.Store, c.Store, c.now)
	writer, err := notice.NewWriter(notice.House{Company: "Example Exchange", Zone: time.UTC})
	if err != nil {
		t.Fatal(err)
	}
	c.asker = feedback.NewAsker(c, c.Store, c.tickets, c, writer, "https://help.example.com", c.now)
	c.service = feedback.NewService(c, c.tickets, c.now)
	return c
}

func (c *clinic) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.time
}

func (c *clinic) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.time = c.time.Add(d)
}

// Send is the mail system.
func (c *clinic) Send(_ context.Context, m notice.Mail) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	var err error
	if c.outcome != nil {
		err = c.outcome()
	}
	if err == nil {
		c.mails = append(c.mails, m)
	}
	return err
}

// SaveSurvey saves, unless the worker dies.
func (c *clinic) SaveSurvey(ctx context.Context, change feedback.Change) error {
	if c.crash != nil {
		if err := c.crash(change); err != nil {
			return err
		}
	}
	return c.Store.SaveSurvey(ctx, change)
}

// SaveWave saves how far a wave has come, unless another run was faster.
func (c *clinic) SaveWave(ctx context.Context, w feedback.Wave) error {
	if c.races != nil {
		c.races(w)
	}
	return c.Store.SaveWave(ctx, w)
}

var (
	bo    = event.Actor{Kind: event.Staff, ID: "bo", Name: "Bo"}
	alice = ticket.Customer{
		ID: "alice", Name: "Alice", Email: "alice@example.com", Assurance: ticket.Authenticated, Reachable: true,
	}
)

// solved opens and solves a ticket of a customer.
func (c *clinic) solved(t *testing.T, id string, change ...func(*ticket.Opening)) {
	t.Helper()
	o := ticket.Opening{ID: id, Subject: "Where is it?", Body: "Nothing arrived.", Channel: ticket.Web, Language: "en", Team: "desk", Customer: alice}
	for _, f := range change {
		f(&o)
	}
	_, err := c.tickets.Open(t.Context(), o, event.Actor{Kind: event.Customer, ID: o.Customer.ID}, nil)
	if err == nil {
		_, err = c.tickets.Solve(t.Context(), id, "It has arrived.", ticket.Do{Actor: bo})
	}
	if err != nil {
		t.Fatal(err)
	}
}

const first = "ABCDEFGHJKMN"

// asked is a clinic where a customer was asked, and the token in their mail.
func asked(t *testing.T) (*clinic, string) {
	t.Helper()
	c := newClinic(t)
	c.solved(t, first)
	if err := c.asker.Ask(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	return c, c.token(t)
}

var link = regexp.MustCompile(`(?m)^https://help\.example\.com/v1/public/surveys/(\S+)$`)

func (c *clinic) token(t *testing.T) string {
	t.Helper()
	if len(c.mails) == 0 {
		t.Fatal("no mail was sent")
	}
	found := link.FindStringSubmatch(c.mails[len(c.mails)-1].Text)
	if found == nil {
		t.Fatalf("no link stands in:\n%s", c.mails[len(c.mails)-1].Text)
	}
	return found[1]
}

// timeline gives what the ticket's timeline says of surveys and answers.
func (c *clinic) timeline(t *testing.T, id string) []string {
	t.Helper()
	events, err := c.Timeline(t.Context(), event.Ticket, id, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, e := range events {
		switch e.Type {
		case event.SurveySent, event.NoticeFailed:
			d, err := event.Decode[ticket.Delivery](e)
			if err != nil {
				t.Fatal(err)
			}
			said = append(said, strings.TrimSpace(fmt.Sprint(e.Type, " ", d.Reason)))
		case event.FeedbackReceived:
			d, err := event.Decode[ticket.Received](e)
			if err != nil {
				t.Fatal(err)
			}
			said = append(said, fmt.Sprint(e.Type, " ", d.Score))
		case event.TicketReopened:
			said = append(said, string(e.Type))
		}
	}
	return said
}

func (c *clinic) wantTimeline(t *testing.T, id string, want ...string) {
	t.Helper()
	if got := c.timeline(t, id); !slices.Equal(got, want) {
		t.Errorf("the timeline says %q, want %q", got, want)
	}
}

func TestASolvedTicketIsAskedAboutOnce(t *testing.T) {
	c, token := asked(t)
	for range 3 {
		if err := c.asker.Ask(t.Context(), first); err != nil {
			t.Fatal(err)
		}
	}
	if len(c.mails) != 1 || c.mails[0].To != "alice@example.com" || c.mails[0].Auto != notice.Generated {
		t.Errorf("sent %+v", c.mails)
	}
	s, err := c.Survey(t.Context(), feedback.SurveyID(feedback.CSAT, first))
	if err != nil {
		t.Fatal(err)
	}
	if s.State != feedback.Sent || s.Agent != "bo" || s.Team != "desk" || s.CustomerID != "alice" || !s.ExpiresAt.Equal(noon.Add(14*24*time.Hour)) {
		t.Errorf("survey %+v", s)
	}
	if strings.Contains(s.TokenHash, token) {
		t.Error("the token itself is kept")
	}
	c.wantTimeline(t, first, "survey.sent")
	if _, err := c.tickets.Reopen(t.Context(), first, "again", ticket.Do{Actor: bo}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.tickets.Solve(t.Context(), first, "", ticket.Do{Actor: bo}); err != nil {
		t.Fatal(err)
	}
	if err := c.asker.Ask(t.Context(), first); err != nil || len(c.mails) != 1 {
		t.Errorf("solved again: %v, %d mails", err, len(c.mails))
	}
}

func TestWhoIsNotAsked(t *testing.T) {
	for name, change := range map[string]func(*ticket.Opening){
		"a machine":                  func(o *ticket.Opening) { o.Automatic = true },
		"an unverified customer":     func(o *ticket.Opening) { o.Customer.Assurance = ticket.Unverified },
		"one without an address":     func(o *ticket.Opening) { o.Customer.Email = "" },
		"one who must not be mailed": func(o *ticket.Opening) { o.Customer.Reachable = false },
	} {
		t.Run(name, func(t *testing.T) {
			c := newClinic(t)
			c.solved(t, first, change)
			if err := c.asker.Ask(t.Context(), first); err != nil || len(c.mails) != 0 {
				t.Errorf("%v, %d mails", err, len(c.mails))
			}
		})
	}
	t.Run("one whose ticket is open again", func(t *testing.T) {
		c := newClinic(t)
		c.solved(t, first)
		if _, err := c.tickets.Reopen(t.Context(), first, "no", ticket.Do{Actor: bo}); err != nil {
			t.Fatal(err)
		}
		if err := c.asker.Ask(t.Context(), first); err != nil || len(c.mails) != 0 {
			t.Errorf("%v, %d mails", err, len(c.mails))
		}
	})
}

func TestACrashBeforeSendingLosesNoSurvey(t *testing.T) {
	c := newClinic(t)
	c.solved(t, first)
	var lostHash string
	c.crash = func(change feedback.Change) error {
		if change.Survey.State == feedback.Sending {
			lostHash = change.Survey.TokenHash
			return errCrash
		}
		return nil
	}
	if err := c.asker.Ask(t.Context(), first); !errors.Is(err, errCrash) {
		t.Fatal(err)
	}
	c.crash = nil
	if err := c.asker.Ask(t.Context(), first); err != nil || len(c.mails) != 1 {
		t.Fatalf("%v, %d mails", err, len(c.mails))
	}
	if _, err := c.SurveyByToken(t.Context(), lostHash); !fault.Is(err, fault.Missing) {
		t.Errorf("the lost token's hash still opens the survey: %v", err)
	}
	if _, err := c.service.Question(t.Context(), c.token(t)); err != nil {
		t.Error(err)
	}
	c.wantTimeline(t, first, "survey.sent")
}

func TestACrashAfterSendingDropsTheSurveyAndSaysSo(t *testing.T) {
	c := newClinic(t)
	c.solved(t, first)
	c.crash = func(change feedback.Change) error {
		if change.Survey.State == feedback.Sent {
			return errCrash
		}
		return nil
	}
	if err := c.asker.Ask(t.Context(), first); !errors.Is(err, errCrash) {
		t.Fatal(err)
	}
	c.crash = nil
	for range 3 {
		c.pass(feedback.Lease)
		if err := c.asker.Ask(t.Context(), first); err != nil {
			t.Fatal(err)
		}
	}
	if len(c.mails) != 1 {
		t.Errorf("%d mails left", len(c.mails))
	}
	c.wantTimeline(t, first, "notice.failed interrupted")
	if _, err := c.service.Answer(t.Context(), c.token(t), feedback.Reply{Score: 5}); err != nil {
		t.Errorf("the mail did leave, but its answer got %v", err)
	}
}

func TestACrashBeforeRecordingOnlyRecords(t *testing.T) {
	c := newClinic(t)
	c.solved(t, first)
	c.crash = func(change feedback.Change) error {
		if change.Survey.Recorded {
			return errCrash
		}
		return nil
	}
	if err := c.asker.Ask(t.Context(), first); !errors.Is(err, errCrash) {
		t.Fatal(err)
	}
	c.crash = nil
	if err := c.asker.Ask(t.Context(), first); err != nil || len(c.mails) != 1 {
		t.Errorf("%v, %d mails", err, len(c.mails))
	}
}

func TestWhatTheMailSystemSaysDecides(t *testing.T) {
	for _, tc := range []struct {
		name  string
		err   error
		after int
		said  []string
	}{
		{"refused: dropped", notice.ErrRefused, 0, []string{"notice.failed refused"}},
		{"surely not sent: asked again at once", notice.ErrNotSent, 1, []string{"survey.sent"}},
		{"not known: dropped", errors.New("the connection was torn"), 0, []string{"notice.failed interrupted"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := newClinic(t)
			c.solved(t, first)
			c.outcome = func() error { return tc.err }
			if err := c.asker.Ask(t.Context(), first); (err == nil) != errors.Is(tc.err, notice.ErrRefused) {
				t.Fatal(err)
			}
			c.outcome = nil
			if !errors.Is(tc.err, notice.ErrNotSent) {
				c.pass(feedback.Lease)
			}
			if err := c.asker.Ask(t.Context(), first); err != nil || len(c.mails) != tc.after {
				t.Errorf("%v, %d mails", err, len(c.mails))
			}
			c.wantTimeline(t, first, tc.said...)
		})
	}
}

func TestManyWorkersAskOnce(t *testing.T) {
	c := newClinic(t)
	c.solved(t, first)
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() { _ = c.asker.Ask(t.Context(), first) })
	}
	wg.Wait()
	if len(c.mails) != 1 {
		t.Errorf("%d mails left", len(c.mails))
	}
}

func TestACustomerMayAnswerBeforeTheSendingIsNoted(t *testing.T) {
	c := newClinic(t)
	c.solved(t, first)
	c.crash = func(change feedback.Change) error {
		if change.Survey.State == feedback.Sent {
			c.crash = nil
			_, err := c.service.Answer(t.Context(), c.token(t), feedback.Reply{Score: 4})
			return err
		}
		return nil
	}
	if err := c.asker.Ask(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	s, err := c.Survey(t.Context(), feedback.SurveyID(feedback.CSAT, first))
	if err != nil || s.State != feedback.Sent || s.Answer == nil || !s.Recorded {
		t.Errorf("survey %+v, %v", s, err)
	}
}
