package ticket

import (
	"context"
	"fmt"
	"strings"

	"aftercare/shared/escalation"
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/text"
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

// FollowUps opens the ticket in which a low score of a closed one is looked at.
type FollowUps struct {
	Service *Service
	// IDs derives the ids of what a key opens: the present one first, then those of before a change of secrets.
	IDs func(ctx context.Context, scope, key string) ([]string, error)
}

// FollowUp gives the rated ticket's own id while it is not closed, and otherwise that of its follow-up, which is
// opened once for each survey.
func (f FollowUps) FollowUp(ctx context.Context, ticketID, surveyID string) (string, error) {
	t, err := f.Service.store.Ticket(ctx, ticketID)
	if err != nil {
		return "", err
	}
	if t.Status != StatusClosed {
		return ticketID, nil
	}
	ids, err := f.IDs(ctx, "follow-up", surveyID)
	if err != nil {
		return "", err
	}
	request := "survey " + surveyID
	opened, err := f.Service.Opened(ctx, ids, request)
	if err != nil {
		return "", err
	}
	if opened != nil {
		return opened.ID, nil
	}
	done, err := f.Service.Open(ctx, Opening{
		ID: ids[0], Request: request, FollowUpOf: t.ID, Subject: followUpSubject(t), Body: followUpBody(t),
		Channel: t.Channel, Category: t.Category, Language: t.Language, Team: t.Team, Customer: t.Customer,
		Transaction: t.Transaction, Priority: t.Priority,
	}, system, nil)
	if err != nil {
		return "", fmt.Errorf("open the follow-up: %w", err)
	}
	return done.Ticket.ID, nil
}

func followUpSubject(t Ticket) string {
	prefix := "Follow-up: "
	if chinese(t.Language) {
		prefix = "跟进："
	}
	subject := []rune(prefix + t.Subject)
	return string(subject[:min(len(subject), text.MaxSubject)])
}

// followUpBody is the customer's own comment, or a sentence that says why the ticket exists.
func followUpBody(t Ticket) string {
	if t.Satisfaction != nil && t.Satisfaction.Comment != "" {
		return t.Satisfaction.Comment
	}
	if chinese(t.Language) {
		return "客户对已关闭工单的处理结果不满意，需要重新查看。"
	}
	return "The customer was not satisfied with how the closed ticket ended, and asks for another look."
}

func chinese(language string) bool { return language == "zh" || strings.HasPrefix(language, "zh-") }
