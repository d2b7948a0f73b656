package complaints

import (
	"context"

	"aftercare/shared/complaint"
	"aftercare/shared/web"
)

// The steps of the customer alone.

func (a API) accept(ctx context.Context, in *bareInput) (*web.Resource[View], error) {
	return a.act(ctx, in.Action, func(id string, do complaint.Do) (complaint.Done, error) {
		return a.Complaints.Accept(ctx, id, do)
	})
}

func (a API) reject(ctx context.Context, in *reasonInput) (*web.Resource[View], error) {
	return a.act(ctx, in.Action, func(id string, do complaint.Do) (complaint.Done, error) {
		return a.Complaints.Reject(ctx, id, in.Body.Reason, do)
	})
}

type followInput struct {
	Action
	Body struct {
		Satisfied bool   `json:"satisfied"`
		Comment   string `json:"comment,omitempty" maxLength:"20000"`
	}
}

func (a API) follow(ctx context.Context, in *followInput) (*web.Resource[View], error) {
	return a.act(ctx, in.Action, func(id string, do complaint.Do) (complaint.Done, error) {
		return a.Complaints.Follow(ctx, id, complaint.FollowUp{Satisfied: in.Body.Satisfied, Comment: in.Body.Comment}, do)
	})
}
