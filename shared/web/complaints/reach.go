package complaints

import (
	"context"

	"aftercare/shared/complaint"
	"aftercare/shared/web"
)

// How whoever complains is reached: whose complaint it is, links, and letters on paper.

type assignInput struct {
	Action
	Body struct {
		CustomerID string `json:"customerId" minLength:"1" maxLength:"128"`
	}
}

func (a API) assign(ctx context.Context, in *assignInput) (*web.Resource[View], error) {
	return a.act(ctx, in.Action, func(id string, do complaint.Do) (complaint.Done, error) {
		return a.Complaints.Assign(ctx, id, in.Body.CustomerID, do)
	})
}

func (a API) revoke(ctx context.Context, in *reasonInput) (*web.Resource[View], error) {
	return a.act(ctx, in.Action, func(id string, do complaint.Do) (complaint.Done, error) {
		return a.Complaints.Revoke(ctx, id, in.Body.Reason, do)
	})
}

type paperInput struct {
	Action
	Body struct {
		Document string `json:"document" enum:"receipt,acknowledgement,investigation,request,holding,decision,followUp,closing" doc:"The letter; the last of its kind. One that was not written yet is refused."`
		Address  string `json:"address,omitempty" maxLength:"500" doc:"Where to send it, if not to the address that is known. Staff see it in the timeline."`
	}
}

func (a API) paper(ctx context.Context, in *paperInput) (*web.Resource[View], error) {
	return a.act(ctx, in.Action, func(id string, do complaint.Do) (complaint.Done, error) {
		return a.Complaints.Paper(ctx, id, in.Body.Document, in.Body.Address, do)
	})
}

type dispatchInput struct {
	Action
	N int `path:"n" minimum:"1" maximum:"1000" doc:"The number of the paper copy, from 1."`
}

func (a API) dispatch(ctx context.Context, in *dispatchInput) (*web.Resource[View], error) {
	return a.act(ctx, in.Action, func(id string, do complaint.Do) (complaint.Done, error) {
		return a.Complaints.Dispatch(ctx, id, in.N, do)
	})
}
