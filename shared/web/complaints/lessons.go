package complaints

import (
	"context"

	"aftercare/shared/complaint"
	"aftercare/shared/web"
)

func (a API) complete(ctx context.Context, in *struct {
	Action
	N    int `path:"n" minimum:"1" maximum:"1000" doc:"The number of the lesson, from 1."`
	Body struct {
		Note string `json:"note,omitempty" maxLength:"20000" doc:"What was done."`
	}
}) (*web.Resource[View], error) {
	return a.act(ctx, in.Action, func(id string, do complaint.Do) (complaint.Done, error) {
		return a.Complaints.Complete(ctx, id, complaint.Completion{Lesson: in.N, Note: in.Body.Note}, do)
	})
}
