package ticket

import (
	"context"
	"fmt"

	"aftercare/shared/escalation"
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/text"
	"aftercare/shared/texts"
)

// Raise moves a ticket one level up for a cause that the system found. A ticket that is solved or closed by now is
// left as it is: whoever is still not satisfied says so. It gives where the ticket then stands.
func (s *Service) Raise(ctx context.Context, id string, cause escalation.Cause, receipt event.Receipt) (escalation.State, error) {
	done, err := s.Escalate(ctx, id, cause, "", Do{Actor: system, Receipt: &receipt})
	if fault.Is(err, fault.Conflict) {
		return escalation.State{}, nil
	}
	return done.Ticket.Escalation, err
}

// Raised reports whether the receipt's cause has moved a ticket up already.
func (s *Service) Raised(ctx context.Context, receipt event.Receipt) (bool, error) {
	_, found, err := s.store.Receipt(ctx, receipt.Scope, receipt.Key)
	return found, err
}

// FollowUps opens the tickets in which low answers are looked at.
type FollowUps struct {
	Service *Service
	// IDs derives the ids of what a key opens: the present one first, then those of before a change of secrets.
	IDs func(ctx context.Context, scope, key string) ([]string, error)
}

// FollowUp is a low answer that is to be looked at.
type FollowUp struct {
	SurveyID string
	Kind     string   // csat, nps or ces
	Rated    string   // the ticket that was asked about; empty for a question that was about none
	Comment  string   // what the customer wrote
	Customer Customer // who wrote it, where Rated does not know
	Team     string
	Language string
}

// FollowUp gives the rated ticket's own id while it is not closed, and otherwise that of the follow-up, which is opened
// once for each survey. It gives none for a ticket that turned out to be spam: nobody is answered there.
func (f FollowUps) FollowUp(ctx context.Context, u FollowUp) (string, error) {
	words := followUpWords(u.Language)
	o := Opening{
		Subject: words.Subjects[u.Kind], Body: u.Comment, Channel: Web, Language: u.Language, Team: u.Team, Customer: u.Customer,
	}
	if u.Rated != "" {
		t, err := f.Service.store.Ticket(ctx, u.Rated)
		if err != nil {
			return "", err
		}
		if t.Spam {
			return "", nil
		}
		if t.Status != StatusClosed {
			return u.Rated, nil
		}
		o = continuing(t, u.Comment)
		words = followUpWords(t.Language)
	}
	if o.Body == "" {
		o.Body = words.Body
	}
	ids, err := f.IDs(ctx, "follow-up", u.SurveyID)
	if err != nil {
		return "", err
	}
	o.ID, o.Request, o.FollowsSurvey = ids[0], "survey "+u.SurveyID, u.SurveyID
	opened, err := f.Service.Opened(ctx, ids, o.Request)
	if err != nil {
		return "", err
	}
	if opened != nil {
		return opened.ID, nil
	}
	done, err := f.Service.Open(ctx, o, system, nil)
	if err != nil {
		return "", fmt.Errorf("open the follow-up: %w", err)
	}
	return done.Ticket.ID, nil
}

// continuing is the opening of a ticket that goes on where a closed one ended.
func continuing(t Ticket, body string) Opening {
	subject := []rune(followUpWords(t.Language).Continues + t.Subject)
	return Opening{
		FollowUpOf: t.ID, Subject: string(subject[:min(len(subject), text.MaxSubject)]), Body: body, Channel: t.Channel,
		Category: t.Category, Language: t.Language, Team: t.Team, Customer: t.Customer, Transaction: t.Transaction, Priority: t.Priority,
	}
}

// followUp is what a ticket says that is opened for a low answer: the file followUp.json of a language.
type followUp struct {
	Continues    string            `json:"continues"`    // before the subject of the closed ticket
	Subjects     map[string]string `json:"subjects"`     // by kind of survey, of one that continues none
	Body         string            `json:"body"`         // where the customer wrote nothing
	Contradicted string            `json:"contradicted"` // the same, of who said that nothing was put right
}

var followUpTexts = texts.Must(texts.All[followUp]("followUp.json"))

func followUpWords(language string) followUp { return followUpTexts[texts.For(language)] }
