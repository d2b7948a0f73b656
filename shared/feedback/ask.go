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

// Lease is how long a worker has for asking. It is longer than a function may run.
const Lease = notice.Lease

// TokenPurpose is what the tokens in survey links are hashed for.
const TokenPurpose = "survey"

// Why a survey was dropped, as the timeline says it.
const (
	refused     = notice.Refused
	interrupted = notice.Unknown
)

// ErrBusy says that another worker is asking: come back when its lease is over.
var ErrBusy = errors.New("another worker is asking the customer")

// Asker asks customers, after their ticket was solved, how it went.
//
// A ticket is asked about once, for its survey's id follows from its own. The survey is claimed as sending, sent, and
// what became of it recorded together with the ticket's timeline, so that a crash leaves it in a state that says what
// may be done:
//
//   - claimed: nothing was sent. The token of the link is lost, for only its hash is kept; another worker replaces the
//     hash by that of a new token and asks.
//   - sending: the mail may have left. When the lease is over the survey is dropped and the timeline says so. If it
//     did leave, the customer's answer is taken all the same: the hash stays.
//   - sent or dropped, and not recorded: only the timeline is written.
//
// A mail that surely was not sent puts the survey to claimed, with its lease over.
type Asker struct {
	store   Store
	tickets Tickets
	notes   Timelines
	mailer  notice.Mailer
	writer  *notice.Writer
	links   string
	now     func() time.Time
}

// Tickets is what asking reads of tickets.
type Tickets interface {
	// Ticket gives a ticket as it is now. Missing when there is none.
	Ticket(ctx context.Context, id string) (ticket.Ticket, error)
}

// Timelines record what became of a survey on its ticket.
type Timelines interface {
	notice.Timelines
	// Noted gives the change of the ticket by a record, not saved yet.
	Noted(ctx context.Context, id string, kind event.Type, d ticket.Delivery) (ticket.Change, error)
}

// NewAsker makes an asker. links is the base of links in mails, without a slash at its end.
func NewAsker(store Store, tickets Tickets, notes Timelines, mailer notice.Mailer, writer *notice.Writer, links string, now func() time.Time) *Asker {
	return &Asker{store: store, tickets: tickets, notes: notes, mailer: mailer, writer: writer, links: links, now: now}
}

// Handle asks on ticket.solved. An event of another type is Malformed: the rule that brought it here is wrong.
func (a *Asker) Handle(ctx context.Context, e event.Detail) error {
	if e.Type != event.TicketSolved {
		return fault.New(fault.Malformed, "nobody is asked about an event of type %s", e.Type)
	}
	return a.Ask(ctx, e.Aggregate.ID)
}

// Ask asks about a ticket, unless the customer was asked already or is not to be asked. It may be called any number
// of times; it is nil once all is done and recorded, and any error means that it is to be called again.
func (a *Asker) Ask(ctx context.Context, ticketID string) error {
	s, err := a.store.Survey(ctx, SurveyID(CSAT, ticketID))
	found := err == nil
	if err != nil && !fault.Is(err, fault.Missing) {
		return fmt.Errorf("read survey: %w", err)
	}
	now := a.now()
	if found {
		switch {
		case s.State == Sent || s.State == Dropped:
			return a.record(ctx, s)
		case s.State == Sending && s.Answer != nil: // so it did leave
			return a.sent(ctx, s)
		case now.Before(s.Lease):
			return ErrBusy
		case s.State == Sending:
			return a.drop(ctx, s, interrupted)
		}
	}
	t, err := a.tickets.Ticket(ctx, ticketID)
	if err != nil {
		return err
	}
	if !askable(t) {
		return nil
	}
	if !found {
		s = Survey{ID: SurveyID(CSAT, t.ID), Kind: CSAT, TicketID: t.ID}
	}
	token := seal.NewToken()
	s.CustomerID, s.Team, s.Agent, s.Language = t.Customer.ID, t.Team, t.Assignee, t.Language
	s.TokenHash = seal.HashToken(TokenPurpose, token)
	s.AskedAt, s.ExpiresAt = now, now.Add(Life)
	m, err := a.writer.Write(notice.Survey, s.Language, notice.Content{
		Reference: seal.Reference(t.ID), Kind: event.Ticket, Link: a.links + Path(token), Expires: s.ExpiresAt,
	})
	if err != nil {
		return err
	}
	m.Notice, m.To, m.Auto = s.ID, t.Customer.Email, notice.Generated
	s.State, s.Lease = Sending, now.Add(Lease)
	if s, err = a.save(ctx, s, nil); err != nil {
		return err
	}
	return a.send(ctx, s, m)
}

// Path is where the survey of a token is found and answered.
func Path(token string) string { return "/v1/public/surveys/" + token }

// askable reports whether the customer of a ticket is to be asked: it is solved still, a person opened it, nobody
// asked yet, and the customer has an address that is theirs.
func askable(t ticket.Ticket) bool {
	return t.Status == ticket.StatusSolved && !t.Surveyed && !t.Automatic &&
		t.Customer.Assurance != ticket.Unverified && t.Customer.Reachable && t.Customer.Email != ""
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
		if _, saveErr := a.save(ctx, s, nil); saveErr != nil {
			err = errors.Join(err, saveErr)
		}
		return fmt.Errorf("send survey %s: %w", s.ID, err)
	default:
		return fmt.Errorf("send survey %s, it may have left: %w", s.ID, err)
	}
}

// sent notes that the mail left, and records it on the ticket with the same write. A customer may answer before this
// is written. Where it cannot be written together, that the mail left is kept at least: then nobody is asked twice,
// and only the record is left to do.
func (a *Asker) sent(ctx context.Context, s Survey) error {
	var failed error
	for range attempts {
		if s.Recorded {
			return nil
		}
		var change ticket.Change
		if change, failed = a.notes.Noted(ctx, s.TicketID, event.SurveySent, a.delivery(s)); failed != nil {
			break
		}
		after := s
		after.State, after.Lease, after.Recorded = Sent, time.Time{}, true
		if _, failed = a.save(ctx, after, &change); !fault.Is(failed, fault.Lost) {
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

// delivery is what the timeline says of a survey.
func (a *Asker) delivery(s Survey) ticket.Delivery {
	return ticket.Delivery{
		Notice: s.ID, Template: string(notice.Survey), Language: a.writer.Language(s.Language), To: "customer", Reason: s.Reason,
	}
}

func (a *Asker) drop(ctx context.Context, s Survey, reason string) error {
	s.State, s.Reason, s.Lease = Dropped, reason, time.Time{}
	s, err := a.save(ctx, s, nil)
	if err != nil {
		return err
	}
	return a.record(ctx, s)
}

// record tells the ticket's timeline what became of the survey, unless it says so already.
func (a *Asker) record(ctx context.Context, s Survey) error {
	if s.Recorded {
		return nil
	}
	kind := event.SurveySent
	if s.State == Dropped {
		kind = event.NoticeFailed
	}
	err := a.notes.Note(ctx, s.TicketID, kind, a.delivery(s))
	if err != nil {
		return fmt.Errorf("record survey: %w", err)
	}
	_, err = a.settle(ctx, s, func(s *Survey) bool {
		news := !s.Recorded
		s.Recorded = true
		return news
	})
	return err
}

// settle changes a survey, and again after an answer that came in between; change reports whether anything is left
// to change.
func (a *Asker) settle(ctx context.Context, s Survey, change func(*Survey) bool) (Survey, error) {
	for range attempts {
		if !change(&s) {
			return s, nil
		}
		saved, err := a.save(ctx, s, nil)
		if !fault.Is(err, fault.Lost) {
			return saved, err
		}
		if s, err = a.store.Survey(ctx, s.ID); err != nil {
			return s, fmt.Errorf("read survey: %w", err)
		}
	}
	return s, fault.New(fault.Lost, "the survey changes too fast: try again")
}

func (a *Asker) save(ctx context.Context, s Survey, t *ticket.Change) (Survey, error) {
	s.Revision++
	if err := a.store.SaveSurvey(ctx, Change{Survey: s, Ticket: t}); err != nil {
		return s, fmt.Errorf("save survey: %w", err)
	}
	return s, nil
}
