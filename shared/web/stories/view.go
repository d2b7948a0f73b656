package stories

import (
	"context"
	"time"

	"aftercare/shared/redact"
	"aftercare/shared/story"
	"aftercare/shared/web"
)

// View is a story, and how far it is.
type View struct {
	ID              string    `json:"id"`
	Version         int64     `json:"version"`
	Status          string    `json:"status" enum:"asked,allowed,edited,submitted,approved,published,refused,withdrawn"`
	Words           string    `json:"words" doc:"What the customer wrote."`
	Language        string    `json:"language" doc:"The customer's (BCP 47)."`
	Text            string    `json:"text,omitempty" doc:"As edited. To the customer, only once it was submitted."`
	Edition         int       `json:"edition,omitempty" doc:"Of the text; rises with every edit."`
	ApprovedEdition int       `json:"approvedEdition,omitempty" doc:"That the customer approved last."`
	ApprovableUntil time.Time `json:"approvableUntil,omitzero" doc:"While it is submitted."`
	PublicUntil     time.Time `json:"publicUntil,omitzero" doc:"While it is approved or published."`
	PublishedAt     time.Time `json:"publishedAt,omitzero"`
	CreatedAt       time.Time `json:"createdAt"`
	UpdatedAt       time.Time `json:"updatedAt"`

	SurveyID   string    `json:"surveyId,omitempty" doc:"What it is made from."`
	FeedbackID string    `json:"feedbackId,omitempty" doc:"What it is made from."`
	TicketID   string    `json:"ticketId,omitempty" doc:"That this is about."`
	Customer   *Customer `json:"customer,omitempty" doc:"Staff only."`
}

// Customer is whose story it is, as staff see them.
type Customer struct {
	ID    string `json:"id"`
	Name  string `json:"name,omitempty"`
	Email string `json:"email,omitempty" doc:"Masked."`
}

func viewOf(s story.Story, c web.Caller) View {
	v := View{
		ID: s.ID, Version: s.Version, Status: string(s.Status), Words: s.Words, Language: s.Language, Text: s.Text, Edition: s.Edition,
		ApprovedEdition: s.Approved, PublishedAt: s.PublishedAt, CreatedAt: s.CreatedAt, UpdatedAt: s.UpdatedAt, TicketID: s.TicketID,
	}
	switch s.Status {
	case story.Submitted:
		v.ApprovableUntil = s.ApprovableUntil()
	case story.Approved, story.Published:
		v.PublicUntil = s.ApprovedAt.Add(story.PublicLife)
	default:
	}
	if s.Source.Kind == story.Survey {
		v.SurveyID = s.Source.ID
	} else {
		v.FeedbackID = s.Source.ID
	}
	if c.IsStaff() {
		v.Customer = &Customer{ID: s.Customer.ID, Name: s.Customer.Name, Email: redact.Mask(s.Customer.Email)}
	} else if s.IsDraft() {
		v.Text, v.Edition = "", 0
	}
	return v
}

func (a API) list(ctx context.Context, in *struct {
	web.Paging
	Status string `query:"status" enum:"asked,allowed,edited,submitted,approved,published,refused,withdrawn"`
}) (*web.List[View], error) {
	c := web.CallerFrom(ctx)
	q := story.Query{View: story.ByStatus, Status: story.Status(in.Status)}
	if !c.IsStaff() {
		q.View, q.Customer = story.ByCustomer, c.ID
	}
	list, err := in.Read(ctx, a.Keys, root, string(q.View), in.Status)
	if err != nil {
		return nil, err
	}
	q.After = list.After
	page, err := web.Fitting(in.Limit, func(limit int) (story.Page, error) {
		q.Limit = limit
		return a.Stories.Store().Stories(ctx, q)
	}, size)
	if err != nil {
		return nil, err
	}
	views := make([]View, 0, len(page.Stories))
	for _, s := range page.Stories {
		views = append(views, viewOf(s, c))
	}
	return web.NewList(views, list.Next(page.Next)), nil
}

func size(p story.Page) int {
	n := 0
	for _, s := range p.Stories {
		n += len(s.Words) + len(s.Text)
	}
	return n
}
