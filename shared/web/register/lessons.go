package register

import (
	"context"
	"time"

	"aftercare/shared/seal"
	"aftercare/shared/web"
)

// Lesson is something that a complaint taught and that is still to be put into practice.
type Lesson struct {
	ComplaintID string    `json:"complaintId"`
	Reference   string    `json:"reference" doc:"Of the complaint."`
	N           int       `json:"n" doc:"Its number there, as in the path of its completion."`
	Cause       string    `json:"cause"`
	Action      string    `json:"action"`
	Owner       string    `json:"owner"`
	DueBy       time.Time `json:"dueBy"`
	Overdue     bool      `json:"overdue"`
}

func (a API) lessons(ctx context.Context, in *struct{ web.Paging }) (*web.List[Lesson], error) {
	if err := mayRead(ctx, nil); err != nil {
		return nil, err
	}
	list, err := in.Read(ctx, a.Keys, root+"/lessons")
	if err != nil {
		return nil, err
	}
	page, err := a.Complaints.Lessons(ctx, who(ctx), in.Limit, list.After)
	if err != nil {
		return nil, err
	}
	var open []Lesson
	for _, c := range page.Complaints {
		for _, l := range c.Lessons {
			if l.Open() {
				open = append(open, Lesson{
					ComplaintID: c.ID, Reference: seal.Reference(c.ID), N: l.N, Cause: l.Cause, Action: l.Action, Owner: l.Owner,
					DueBy: l.DueBy, Overdue: a.Now().After(l.DueBy),
				})
			}
		}
	}
	return web.NewList(open, list.Next(page.Next)), nil
}
