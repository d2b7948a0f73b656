package feedback

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

// Reconsider is how long after the first answer another may replace it.
const Reconsider = time.Hour

// MaxChanges is how often an answer may be replaced: more than anybody changes their mind, and a bound to what whoever
// holds a link makes us write, and others hear.
const MaxChanges = 20

// attempts is how often an answer that lost a race against other changes of its ticket is tried.
const attempts = 16

// Rater prepares what an answer does to its ticket.
type Rater interface {
	// Rated gives the change of the ticket by the feedback, not saved yet.
	Rated(ctx context.Context, id string, f ticket.Feedback, actor event.Actor) (ticket.Change, error)
}

// Service shows surveys, takes their answers and sums them up.
type Service struct {
	store Store
	rater Rater
	now   func() time.Time
}

// NewService makes a service.
func NewService(store Store, rater Rater, now func() time.Time) *Service {
	return &Service{store: store, rater: rater, now: now}
}

// Question gives the survey of a link's token, and changes nothing. Missing for a token that is none; Gone, with
// the survey for its language, when the time to answer is over.
func (s *Service) Question(ctx context.Context, token string) (Survey, error) {
	v, err := s.linked(ctx, token)
	if err != nil {
		return v, err
	}
	return v, s.open(v)
}

// Settled reports whether a survey's answer can be changed no more.
func (s *Service) Settled(v Survey) bool { return v.Settled(s.now()) }

func (s *Service) open(v Survey) error {
	if v.Expired(s.now()) {
		return fault.New(fault.Gone, "the time to answer is over")
	}
	return nil
}

// Reply is what a customer answers.
type Reply struct {
	Score   int
	Comment string
	// Receipt is the outside key: a repetition gets the answer of the first time, and has no effect. Nil without one.
	Receipt *event.Receipt
}

// check brings a reply to a kind of survey into its one form, and gives the kinds of secrets that were removed from it.
func (r Reply) check(k Kind) (Reply, []string, error) {
	var c text.Checker
	if low, high := k.Scale(); r.Score < low || r.Score > high {
		c.Add("score", fmt.Sprintf("is not from %d to %d", low, high))
	}
	var secrets redact.Remover
	r.Comment = c.Optional("comment", secrets.Clean(r.Comment), text.MaxBody)
	return r, secrets.Removed, c.Err()
}

// Answered is what became of a reply.
type Answered struct {
	Survey Survey
	First  bool // it is the first; otherwise it replaced one, or was the same again
}

// Answer records the reply of whoever holds the token. The first counts; within an hour of it another replaces it,
// MaxChanges times; from then on another is a Conflict, and the same again changes nothing. A low score reopens a solved ticket in
// the same transaction. Missing, Gone and Conflict come with the survey, where one was found.
func (s *Service) Answer(ctx context.Context, token string, r Reply) (Answered, error) {
	return s.record(ctx, r, func() (Survey, error) { return s.Question(ctx, token) })
}

// AnswerSurvey is Answer for a system that is trusted to name the survey by its id.
func (s *Service) AnswerSurvey(ctx context.Context, id string, r Reply) (Answered, error) {
	return s.record(ctx, r, func() (Survey, error) {
		v, err := s.store.Survey(ctx, id)
		if err != nil {
			return v, err
		}
		return v, s.open(v)
	})
}

// AnswerAs is Answer for a customer who is known. Missing for a survey of another.
func (s *Service) AnswerAs(ctx context.Context, customer, id string, r Reply) (Answered, error) {
	return s.record(ctx, r, func() (Survey, error) {
		v, err := s.Survey(ctx, customer, id)
		if err != nil {
			return v, err
		}
		return v, s.open(v)
	})
}

// record records a reply to the survey that find gives, and again from there when another was faster.
func (s *Service) record(ctx context.Context, r Reply, find func() (Survey, error)) (Answered, error) {
	for range attempts {
		v, err := find()
		if err != nil {
			return Answered{Survey: v}, err
		}
		once := r
		if r.Receipt != nil { // never by the token itself, which is kept nowhere
			receipt := *r.Receipt
			receipt.Scope = "answer " + v.ID
			once.Receipt = &receipt
		}
		done, err := s.answer(ctx, v, once)
		if !again(err) {
			return done, err
		}
	}
	return Answered{}, fault.New(fault.Lost, "the ticket changes too fast: try again")
}

// again reports whether an answer is to be tried once more: a race was lost, or its key was used meanwhile.
func again(err error) bool { return fault.Is(err, fault.Lost) || fault.Is(err, fault.Replayed) }

// What a key remembers of an answer.
const (
	wasFirst  = "first"
	wasChange = "change"
)

// used finds out whether the reply's key was used before, and for what. Another reply under the same key is a misuse.
func (s *Service) used(ctx context.Context, r Reply) (event.Receipt, bool, error) {
	if r.Receipt == nil {
		return event.Receipt{}, false, nil
	}
	had, found, err := s.store.Receipt(ctx, r.Receipt.Scope, r.Receipt.Key)
	if err != nil || !found {
		return event.Receipt{}, false, err
	}
	if had.Hash != r.Receipt.Hash {
		return had, false, fault.InvalidField("Idempotency-Key", "was used before with another request")
	}
	return had, true, nil
}

func (s *Service) answer(ctx context.Context, v Survey, r Reply) (Answered, error) {
	r, removed, err := r.check(v.Kind)
	if err != nil {
		return Answered{Survey: v}, err
	}
	if before, used, err := s.used(ctx, r); used || err != nil {
		return Answered{Survey: v, First: used && before.Result == wasFirst}, err
	}
	now := s.now()
	had := v.Answer
	if had != nil && had.Score == r.Score && had.Comment == r.Comment {
		return Answered{Survey: v}, nil
	}
	if v.Settled(now) {
		_, high := v.Kind.Scale()
		return Answered{Survey: v}, fault.InState("answered", "this was answered already: %d of %d", had.Score, high)
	}
	answer := Answer{Score: r.Score, Comment: r.Comment, FirstAt: now, At: now}
	if had != nil {
		if had.Changes == MaxChanges {
			return Answered{Survey: v}, fault.InState("answered", "this answer was changed %d times already", MaxChanges)
		}
		answer.FirstAt, answer.Changes = had.FirstAt, had.Changes+1
	}
	var receipt *event.Receipt
	if r.Receipt != nil {
		once := *r.Receipt
		if once.Result = wasFirst; had != nil {
			once.Result = wasChange
		}
		receipt = &once
	}
	v.Answer = &answer
	v.Revision++
	change, err := s.told(ctx, v, had != nil, removed)
	if err != nil {
		return Answered{Survey: v}, err
	}
	change.Receipt = receipt
	if err := s.store.SaveSurvey(ctx, change); err != nil {
		return Answered{}, fmt.Errorf("save answer: %w", err)
	}
	return Answered{Survey: change.Survey, First: had == nil}, nil
}

// told is a survey with its new answer, and where that is told: on the survey's own timeline, or on its ticket's.
func (s *Service) told(ctx context.Context, v Survey, changed bool, removed []string) (Change, error) {
	customer := event.Actor{Kind: event.Customer, ID: v.CustomerID}
	if !v.Own() {
		t, err := s.rater.Rated(ctx, v.TicketID, ticket.Feedback{
			SurveyID: v.ID, Kind: string(v.Kind), Score: v.Answer.Score, Comment: v.Answer.Comment, Agent: v.Agent, Changed: changed, Removed: removed,
		}, customer)
		return Change{Survey: v, Ticket: &t}, err
	}
	received := ticket.Received{
		SurveyID: v.ID, Kind: string(v.Kind), Score: v.Answer.Score, Low: v.Kind.Low(v.Answer.Score, v.Answer.Comment), Changed: changed,
	}
	if v.Praised() {
		received.Praise, received.Agent, received.TicketID = true, v.Agent, v.TicketID
	}
	correlation := event.CorrelationFrom(ctx)
	c := Change{}
	v, e := Happened(v, event.FeedbackReceived, v.Answer.At, customer, correlation, received, ticket.Comment{Comment: v.Answer.Comment})
	c.Events = append(c.Events, e)
	if len(removed) > 0 { // the customer hears of it by mail, and the exchange can freeze
		v, e = Happened(v, event.SecretRedacted, v.Answer.At, system, correlation, ticket.Redacted{MessageSeq: v.Seq, Kinds: removed}, nil)
		c.Events = append(c.Events, e)
		v, e = Happened(v, event.CustomerAtRisk, v.Answer.At, system, correlation, ticket.AtRisk{CustomerID: v.CustomerID, Cause: "secret"}, nil)
		c.Events = append(c.Events, e)
	}
	c.Survey = v
	return c, nil
}
