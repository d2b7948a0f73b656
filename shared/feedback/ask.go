package feedback

import (
	"context"
	"errors"
	"fmt"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/incident"
	"aftercare/shared/notice"
	"aftercare/shared/seal"
	"aftercare/shared/ticket"
)

// Lease is how long a worker has for asking. It is longer than a function may run.
const Lease = notice.Lease

// TokenPurpose is what the tokens in survey links are hashed for.
const TokenPurpose = "survey"

// ErrBusy says that another worker is asking: come back when its lease is over.
var ErrBusy = errors.New("another worker is asking the customer")

// Asker asks customers: after their ticket was solved, how it went; by calendar, what they think of the company.
//
// A ticket is asked about once, for its survey's id follows from its own. The survey is claimed as sending, sent, and
// what became of it recorded together with the ticket's timeline, so that a crash leaves it in a state that says what
// may be done:
//
//   - planned: nothing was sent, and nothing is to be before WakeAt; without one, before the ticket is solved again.
//     All is judged anew then, with the rules of that time.
//   - claimed: nothing was sent. The token of the link is lost, for only its hash is kept; another worker replaces the
//     hash by that of a new token and asks.
//   - sending: the mail may have left. When the lease is over the survey is dropped and the timeline says so. If it
//     did leave, the customer's answer is taken all the same: the hash stays.
//   - sent or dropped, and not recorded: only the timeline is written.
//
// A mail that surely was not sent puts the survey to claimed, with its lease over.
//
// What brings an event again until it is done brings a question back by itself. A survey that was planned has nobody
// who does: it keeps a WakeAt, which moves ahead of every step, until all is recorded.
type Asker struct {
	store  Store
	facts  Facts
	notes  Timelines
	mailer notice.Mailer
	writer *notice.Writer
	links  string
	now    func() time.Time
}

// Facts is what asking reads besides surveys.
type Facts interface {
	RuleFinder
	incident.Boards
	People
	Visits
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
func NewAsker(store Store, facts Facts, notes Timelines, mailer notice.Mailer, writer *notice.Writer, links string, now func() time.Time) *Asker {
	return &Asker{store: store, facts: facts, notes: notes, mailer: mailer, writer: writer, links: links, now: now}
}

// Handle asks on ticket.solved and visit.ended. An event of another type is Malformed: the rule that brought it here is
// wrong.
func (a *Asker) Handle(ctx context.Context, e event.Detail) error {
	switch e.Type {
	case event.TicketSolved:
		return a.Ask(ctx, e.Aggregate.ID)
	case event.VisitEnded:
		return a.Visited(ctx, e)
	default:
		return fault.New(fault.Malformed, "nobody is asked about an event of type %s", e.Type)
	}
}

// Ask asks about a ticket now, or plans to, unless the customer was asked already or is not to be asked. It may be
// called any number of times; it is nil once all is done and recorded, and any error means that it is to be called again.
func (a *Asker) Ask(ctx context.Context, ticketID string) error {
	var err error
	for range attempts {
		if err = a.ask(ctx, ticketID); !fault.Is(err, fault.Lost) {
			return err
		}
	}
	return err
}

func (a *Asker) ask(ctx context.Context, ticketID string) error {
	s, err := a.store.Survey(ctx, SurveyID(CSAT, ticketID))
	found := err == nil
	if err != nil && !fault.Is(err, fault.Missing) {
		return fmt.Errorf("read survey: %w", err)
	}
	if found {
		if over, err := a.resume(ctx, s); over || err != nil {
			return err
		}
	}
	t, err := a.facts.Ticket(ctx, ticketID)
	if err != nil {
		return err
	}
	if !found {
		s = Survey{ID: SurveyID(CSAT, t.ID), Kind: CSAT, TicketID: t.ID}
	}
	s.CustomerID, s.Team, s.Agent, s.Language = t.Customer.ID, t.Team, t.Assignee, t.Language
	v, last, err := a.judge(ctx, t)
	if err != nil {
		return err
	}
	if !v.Ask {
		return a.plan(ctx, s, v.At)
	}
	return a.claim(ctx, s, notice.Survey, notice.Content{Reference: seal.Reference(t.ID), Kind: event.Ticket}, t.Customer.Email, last)
}

// judge reads what a question depends on, and gives what is to be done. When the customer was last asked is nil where
// that is not to be remembered.
func (a *Asker) judge(ctx context.Context, t ticket.Ticket) (Verdict, Past, error) {
	if !askable(t) {
		return Verdict{}, nil, nil
	}
	rules, err := a.facts.FeedbackRules(ctx)
	if err != nil {
		return Verdict{}, nil, fmt.Errorf("read the rules of asking: %w", err)
	}
	c := Circumstances{Now: a.now()}
	if c.Refused, err = a.unwanted(ctx, t.Customer.ID, t.Customer.Email); err != nil {
		return Verdict{}, nil, err
	}
	if rules.ruleFor(t).IncidentQuiet > 0 {
		if c.Board, err = a.facts.Board(ctx); err != nil {
			return Verdict{}, nil, fmt.Errorf("read the latest incidents: %w", err)
		}
	}
	if !rules.remembers() {
		return rules.Judge(t, c), nil, nil
	}
	if c.Last, err = a.past(ctx, t.Customer.ID, t.Customer.Email); err != nil {
		return Verdict{}, nil, err
	}
	return rules.Judge(t, c), c.Last, nil
}

// plan puts a question off until a time; without one until the ticket is solved again, which nothing needs to be
// written for where nothing was planned.
func (a *Asker) plan(ctx context.Context, s Survey, at time.Time) error {
	if at.IsZero() && s.WakeAt.IsZero() || s.State == Planned && s.WakeAt.Equal(at) {
		return nil
	}
	s.State, s.WakeAt, s.Lease = Planned, at, time.Time{}
	_, err := a.save(ctx, Change{Survey: s})
	return err
}

// Path is where the survey of a token is found and answered.
func Path(token string) string { return "/v1/public/surveys/" + token }

// UnsubscribePath is where further questions by mail are refused with the token of one.
func UnsubscribePath(token string) string { return Path(token) + "/unsubscription" }

// unwanted reports whether questions by mail were refused: by a customer, or at their address.
func (a *Asker) unwanted(ctx context.Context, customer, address string) (bool, error) {
	all, err := wishes(ctx, a.store, customer, Mailbox(address))
	return err == nil && all.preferences().Refused, err
}
