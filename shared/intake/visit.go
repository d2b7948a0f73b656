package intake

import (
	"context"
	"encoding/json"
	"time"

	"aftercare/shared/text"
	"aftercare/shared/visit"
)

// VisitEnd is the data of support.visit.ended.
type VisitEnd struct {
	VisitID   string        `json:"visitId"`
	Customer  Customer      `json:"customer"`
	Article   string        `json:"article,omitempty"`
	Outcome   visit.Outcome `json:"outcome,omitempty"` // missing: unknown
	StartedAt time.Time     `json:"startedAt,omitzero"`
	EndedAt   time.Time     `json:"endedAt"`
}

// Visitor records visits.
type Visitor interface {
	End(ctx context.Context, v visit.Visit, earlier []string) (visit.Visit, error)
}

// Visits turns support.visit.ended into visits.
type Visits struct {
	Visits Visitor
	IDs    IDs
}

// Handle takes one message. The same visit again changes nothing; another story about it is refused.
func (h Visits) Handle(ctx context.Context, m Message, _ time.Time) error {
	var d VisitEnd
	if err := json.Unmarshal(m.Data, &d); err != nil {
		return malformed("the data of the visit cannot be read", err)
	}
	var check text.Checker
	name := check.Name("data.visitId", check.Required("data.visitId", d.VisitID, maxName), maxName)
	customer, _, err := Identify(ctx, &check, d.Customer, m.Source, "visit "+name, h.IDs)
	if err != nil {
		return err
	}
	customer.Language = check.Language("data.customer.language", customer.Language)
	if err := check.Err(); err != nil {
		return err
	}
	ids, err := h.IDs(ctx, "visit "+m.Source, name)
	if err != nil {
		return err
	}
	_, err = h.Visits.End(ctx, visit.Visit{
		ID: ids[0], Customer: customer, Article: d.Article, Outcome: d.Outcome,
		StartedAt: d.StartedAt, EndedAt: d.EndedAt, Request: story(d),
	}, ids[1:])
	return err
}
