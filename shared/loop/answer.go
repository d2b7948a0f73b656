package loop

import (
	"context"
	"fmt"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/redact"
	"aftercare/shared/text"
	"aftercare/shared/ticket"
)

// Reply is what the customer says: whether it is put right now, and what else there is to say.
type Reply struct {
	Satisfied bool
	Comment   string
	// Receipt is the outside key: a repetition gets the answer of the first time, and has no effect. Nil without one.
	Receipt *event.Receipt
}

// Answered is what became of a reply.
type Answered struct {
	Loop  Loop
	First bool // it is the first; otherwise it replaced one, or was the same again
}

// Settled reports whether a loop's answer can be changed no more.
func (s *Service) Settled(l Loop) bool { return l.Settled(s.now()) }

// Question gives a loop whose customer was asked. Missing when there is none, or nobody was asked yet; Gone, with the
// loop, when the time to answer is over, or there is nothing to be put right any more.
func (s *Service) Question(ctx context.Context, id string) (Loop, error) {
	l, err := s.store.Loop(ctx, id)
	if err == nil && l.AskedAt.IsZero() {
		err = fault.NotFound("question")
	}
	if err != nil {
		return Loop{}, err
	}
	if l.State == Ended || !s.now().Before(l.ExpiresAt()) {
		return l, fault.New(fault.Gone, "the time to answer is over")
	}
	return l, nil
}

// Answer records the customer's word. Satisfied closes the loop; otherwise a solved ticket is opened again as their
// contradiction, and of a closed one a follow-up is opened, in the same transaction. Within an hour of the first answer
// another replaces it, MaxChanges times; later another is a Conflict, and the same again changes nothing.
func (s *Service) Answer(ctx context.Context, id string, r Reply) (Answered, error) {
	var c text.Checker
	var secrets redact.Remover
	r.Comment = c.Optional("comment", secrets.Clean(r.Comment), text.MaxBody)
	for range attempts {
		l, err := s.Question(ctx, id)
		if err == nil {
			err = c.Err()
		}
		if err != nil {
			return Answered{Loop: l}, err
		}
		done, err := s.answer(ctx, l, r, secrets.Removed)
		if !fault.Is(err, fault.Lost) && !fault.Is(err, fault.Replayed) {
			return done, err
		}
	}
	return Answered{}, fault.New(fault.Lost, "the ticket changes too fast: try again")
}

// What a key remembers of an answer.
const (
	wasFirst  = "first"
	wasChange = "change"
)

func (s *Service) answer(ctx context.Context, l Loop, r Reply, removed []string) (Answered, error) {
	receipt, before, err := s.used(ctx, l, r)
	if before != "" || err != nil {
		return Answered{Loop: l, First: before == wasFirst}, err
	}
	now, had := s.now().UTC().Truncate(time.Second), l.Answer
	switch {
	case had != nil && had.Satisfied == r.Satisfied && had.Comment == r.Comment:
		return Answered{Loop: l}, nil
	case l.Settled(now):
		return Answered{Loop: l}, fault.InState(string(l.State), "this was answered already")
	case had != nil && had.Changes == MaxChanges:
		return Answered{Loop: l}, fault.InState(string(l.State), "this answer was changed %d times already", MaxChanges)
	}
	change := Change{Before: l.Seq, Receipt: receipt}
	actor := event.Actor{Kind: event.Customer, ID: l.CustomerID}
	answer := Answer{Satisfied: r.Satisfied, Comment: r.Comment, FirstAt: now, At: now}
	if had != nil {
		answer.FirstAt, answer.Changes = had.FirstAt, had.Changes+1
	}
	kind := event.FeedbackLoopClosed
	l.Answer, l.State = &answer, Closed
	if !r.Satisfied {
		kind, l.State = event.FeedbackLoopContradicted, Contradicted
		t, err := s.tickets.Contradicted(ctx, l.TicketID, ticket.Contradiction{SurveyID: l.ID, Round: l.Solution, Comment: r.Comment}, actor)
		if err != nil {
			return Answered{Loop: l}, err
		}
		if l.TicketID != t.Ticket.ID {
			l.TicketID, l.Solution = t.Ticket.ID, 0
		}
		change.Ticket = &t
	}
	l, e := happened(l, kind, now, actor, event.CorrelationFrom(ctx), AnsweredData{TicketID: l.TicketID, Changed: had != nil, Redacted: len(removed) > 0}, Words{Comment: r.Comment})
	change.Events = []event.Event{e}
	if len(removed) > 0 { // the customer hears of it by mail, and the exchange can freeze
		l, e = happened(l, event.SecretRedacted, now, system, e.Correlation, ticket.Redacted{MessageSeq: l.Seq, Kinds: removed}, nil)
		change.Events = append(change.Events, e)
		l, e = happened(l, event.CustomerAtRisk, now, system, e.Correlation, ticket.AtRisk{CustomerID: l.CustomerID, Cause: "secret"}, nil)
		change.Events = append(change.Events, e)
	}
	change.Loop = l
	if receipt != nil && had != nil {
		receipt.Result = wasChange
	}
	if err := s.store.SaveLoop(ctx, change); err != nil {
		return Answered{}, fmt.Errorf("save loop: %w", err)
	}
	return Answered{Loop: l, First: had == nil}, nil
}

// used finds out whether the reply's key was used before, and for what: empty for one that was not. Another reply under
// the same key is a misuse.
func (s *Service) used(ctx context.Context, l Loop, r Reply) (receipt *event.Receipt, before string, err error) {
	if r.Receipt == nil {
		return nil, "", nil
	}
	once := *r.Receipt // never by the token of a link, which is kept nowhere
	once.Scope, once.Result = "loop "+l.ID, wasFirst
	had, found, err := s.store.Receipt(ctx, once.Scope, once.Key)
	if err != nil || !found {
		return &once, "", err
	}
	if had.Hash != once.Hash {
		return nil, "", fault.InvalidField("Idempotency-Key", "was used before with another request")
	}
	return nil, had.Result, nil
}
