package feedback

import (
	"context"
	"errors"
	"fmt"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/notice"
	"aftercare/shared/seal"
	"aftercare/shared/ticket"
)

// Why a survey was dropped, as the timeline says it.
const (
	refused      = notice.Refused
	interrupted  = notice.Unknown
	unsubscribed = "unsubscribed" // the customer wants no questions by mail
)

// retry is how long a planned survey that surely was not sent waits for the next attempt.
const retry = 10 * time.Minute

var system = event.Actor{Kind: event.System}

// resume goes on with a survey that was found, and reports whether it is over with it for now. One that is planned or
// claimed is not: nothing was sent.
func (a *Asker) resume(ctx context.Context, s Survey) (over bool, err error) {
	switch {
	case s.State == Sent || s.State == Dropped:
		return true, a.record(ctx, s)
	case s.State == Sending && s.reached(): // so it did leave
		return true, a.sent(ctx, s)
	case a.now().Before(s.Lease):
		return true, ErrBusy
	case s.State == Sending:
		return true, a.drop(ctx, s, interrupted)
	}
	return false, nil
}

// claim takes a survey for this worker, and sends it. last is when the customer was last asked; nil where that is not
// to be remembered.
func (a *Asker) claim(ctx context.Context, s Survey, text notice.Template, c notice.Content, to string, last Past) error {
	now, token := a.now(), seal.NewToken()
	s.TokenHash, s.Mailbox = seal.HashToken(TokenPurpose, token), Mailbox(to)
	s.AskedAt, s.ExpiresAt = now, now.Add(Life)
	c.Link, c.Expires = a.links+Path(token), s.ExpiresAt
	c.Unsubscribe = a.links + UnsubscribePath(token)
	m, err := a.writer.Write(text, s.Language, c)
	if err != nil {
		return err
	}
	m.Notice, m.To, m.Auto, m.Unsubscribe = s.ID, to, notice.Generated, c.Unsubscribe
	s.State, s.Lease = Sending, now.Add(Lease)
	if !s.WakeAt.IsZero() {
		s.WakeAt = s.Lease
	}
	if s, err = a.save(ctx, Change{Survey: s, LastAsked: last.asked(s)}); err != nil {
		return err
	}
	return a.send(ctx, s, m)
}

func (a *Asker) send(ctx context.Context, s Survey, m notice.Mail) error {
	err := a.mailer.Send(ctx, m)
	switch {
	case err == nil:
		return a.sent(ctx, s)
	case errors.Is(err, notice.ErrRefused):
		return a.drop(ctx, s, refused)
	case errors.Is(err, notice.ErrNotSent):
		s.State, s.Lease = Claimed, time.Time{}
		if !s.WakeAt.IsZero() {
			s.WakeAt = a.now().Add(retry)
		}
		if _, saveErr := a.save(ctx, Change{Survey: s}); saveErr != nil {
			err = errors.Join(err, saveErr)
		}
		return fmt.Errorf("send survey %s: %w", s.ID, err)
	default:
		return fmt.Errorf("send survey %s, it may have left: %w", s.ID, err)
	}
}

// sent notes that the mail left, and records it with the same write. A customer may answer before this is written.
// Where it cannot be written together, that the mail left is kept at least: then nobody is asked twice, and only the
// record is left to do.
func (a *Asker) sent(ctx context.Context, s Survey) error {
	var failed error
	for range attempts {
		if s.Recorded {
			return nil
		}
		after := s
		after.State, after.Lease, after.WakeAt = Sent, time.Time{}, time.Time{}
		var change Change
		if change, failed = a.recorded(ctx, after, event.SurveySent); failed != nil {
			break
		}
		if _, failed = a.save(ctx, change); !fault.Is(failed, fault.Lost) {
			break
		}
		var err error
		if s, err = a.store.Survey(ctx, s.ID); err != nil {
			return fmt.Errorf("read survey: %w", err)
		}
	}
	if failed == nil {
		return nil
	}
	s, err := a.settle(ctx, s, func(s *Survey) bool {
		sending := s.State == Sending
		if sending {
			s.State, s.Lease = Sent, time.Time{}
		}
		return sending
	})
	if err != nil {
		return err
	}
	return a.record(ctx, s)
}

// recorded gives the change that says what became of a survey, on its ticket's timeline or its own.
func (a *Asker) recorded(ctx context.Context, s Survey, kind event.Type) (Change, error) {
	s.Recorded = true
	if !s.Own() {
		change, err := a.notes.Noted(ctx, s.TicketID, kind, a.delivery(s))
		return Change{Survey: s, Ticket: &change}, err
	}
	var data any = a.delivery(s)
	at := a.now()
	if kind == event.SurveySent {
		if s.Seq == 0 { // no answer came in between
			at = s.AskedAt
		}
		data = SentData{
			Delivery: a.delivery(s), Kind: s.Kind, CustomerID: s.CustomerID, Team: s.Team, Agent: s.Agent, ExpiresAt: s.ExpiresAt,
		}
	}
	s, e := Happened(s, kind, at, system, event.CorrelationFrom(ctx), data, nil)
	return Change{Survey: s, Events: []event.Event{e}}, nil
}

// texts are what each kind of survey is asked with.
var texts = map[Kind]notice.Template{CSAT: notice.Survey, NPS: notice.NPS, CES: notice.CES}

// delivery is what the timeline says of a survey.
func (a *Asker) delivery(s Survey) ticket.Delivery {
	d := ticket.Delivery{
		Notice: s.ID, Template: string(texts[s.Kind]), Language: a.writer.Language(s.Language), To: "customer", Reason: s.Reason,
	}
	if s.State != Dropped {
		d.AskedAt = s.AskedAt
	}
	return d
}

func (a *Asker) drop(ctx context.Context, s Survey, reason string) error {
	s.State, s.Reason, s.Lease = Dropped, reason, time.Time{}
	s, err := a.save(ctx, Change{Survey: s})
	if err != nil {
		return err
	}
	return a.record(ctx, s)
}

// record tells the timeline what became of the survey, unless it says so already.
func (a *Asker) record(ctx context.Context, s Survey) error {
	if s.Recorded {
		return nil
	}
	kind := event.SurveySent
	if s.State == Dropped {
		kind = event.NoticeFailed
	}
	if s.Own() {
		return a.recordOwn(ctx, s, kind)
	}
	err := a.notes.Note(ctx, s.TicketID, kind, a.delivery(s))
	if err != nil {
		return fmt.Errorf("record survey: %w", err)
	}
	_, err = a.settle(ctx, s, func(s *Survey) bool {
		news := !s.Recorded
		s.Recorded, s.WakeAt = true, time.Time{}
		return news
	})
	return err
}

// recordOwn is record for a survey with a timeline of its own.
func (a *Asker) recordOwn(ctx context.Context, s Survey, kind event.Type) error {
	for range attempts {
		if s.Recorded {
			return nil
		}
		s.WakeAt = time.Time{}
		change, err := a.recorded(ctx, s, kind)
		if err != nil {
			return err
		}
		if _, err = a.save(ctx, change); !fault.Is(err, fault.Lost) {
			return err
		}
		if s, err = a.store.Survey(ctx, s.ID); err != nil {
			return fmt.Errorf("read survey: %w", err)
		}
	}
	return changing()
}

// settle changes a survey, and again after an answer that came in between; change reports whether anything is left
// to change.
func (a *Asker) settle(ctx context.Context, s Survey, change func(*Survey) bool) (Survey, error) {
	for range attempts {
		if !change(&s) {
			return s, nil
		}
		saved, err := a.save(ctx, Change{Survey: s})
		if !fault.Is(err, fault.Lost) {
			return saved, err
		}
		if s, err = a.store.Survey(ctx, s.ID); err != nil {
			return s, fmt.Errorf("read survey: %w", err)
		}
	}
	return s, changing()
}

func changing() error { return fault.New(fault.Lost, "the survey changes too fast: try again") }

func (a *Asker) save(ctx context.Context, c Change) (Survey, error) {
	c.Survey.Revision++
	if err := a.store.SaveSurvey(ctx, c); err != nil {
		return c.Survey, fmt.Errorf("save survey: %w", err)
	}
	return c.Survey, nil
}
