package complaints

import (
	"context"
	"time"

	"aftercare/shared/complaint"
	"aftercare/shared/seal"
	"aftercare/shared/web"
)

// precedentView is an earlier decision on the like.
type precedentView struct {
	ComplaintID string            `json:"complaintId"`
	Reference   string            `json:"reference"`
	Solution    int               `json:"solution" doc:"Which of the complaint's solutions, from 1."`
	Category    string            `json:"category"`
	Cause       string            `json:"cause"`
	Asset       string            `json:"asset,omitempty"`
	Upheld      complaint.Upheld  `json:"upheld" enum:"yes,partly,no"`
	Remedies    []complaint.Kind  `json:"remedies,omitempty" enum:"apology,correction,feeWaiver,credit"`
	Granted     *compensationView `json:"granted,omitempty"`
	At          time.Time         `json:"at"`
}

func (a API) similar(ctx context.Context, in *ByID) (*web.List[precedentView], error) {
	id, err := parse(in.ID)
	if err != nil {
		return nil, err
	}
	found, err := a.Complaints.Similar(ctx, id, who(ctx))
	if err != nil {
		return nil, err
	}
	views := make([]precedentView, 0, len(found))
	for _, p := range found {
		views = append(views, precedentView{
			ComplaintID: p.Complaint, Reference: seal.Reference(p.Complaint), Solution: p.Solution, Category: p.Category, Cause: p.Cause,
			Asset: p.Asset, Upheld: p.Upheld, Remedies: p.Remedies, Granted: (*compensationView)(p.Granted), At: p.At,
		})
	}
	return web.NewList(views, ""), nil
}
