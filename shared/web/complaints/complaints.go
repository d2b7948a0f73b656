// Package complaints is the HTTP API of complaints: filing, the register, and the steps of the procedure.
package complaints

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"aftercare/shared/complaint"
	"aftercare/shared/fault"
	"aftercare/shared/seal"
	"aftercare/shared/web"
)

// Keys gives the keys for ids and cursors.
type Keys interface {
	Get(ctx context.Context) (*seal.Keys, error)
}

// API serves complaints.
type API struct {
	Complaints *complaint.Service
	Keys       Keys
}

const (
	tag  = "Complaints"
	root = "/v1/complaints"
	one  = root + "/{id}"
)

// Register adds the operations to an API. The steps are those of package complaint's procedure; a step without a row
// there has no path here.
func (a API) Register(api huma.API) {
	op := func(id, method, path, summary string) huma.Operation {
		return huma.Operation{OperationID: id, Method: method, Path: path, Summary: summary, Tags: []string{tag}}
	}
	step := func(id, path, summary string, s complaint.Step) huma.Operation {
		return web.Guarded(op(id, http.MethodPost, one+path, summary), a.may(s))
	}
	filing := web.Reserved(op("fileComplaint", http.MethodPost, root, "File a complaint"), "customerId", "channel", "receivedAt")
	filing.DefaultStatus = http.StatusCreated

	huma.Register(api, filing, a.file)
	huma.Register(api, op("listComplaints", http.MethodGet, root, "List complaints: customers their own, staff the register"), a.list)
	huma.Register(api, web.Guarded(op("readComplaint", http.MethodGet, one, "Read a complaint"), a.may("")), a.read)
	huma.Register(api, web.Guarded(op("readComplaintTimeline", http.MethodGet, one+"/timeline", "Read what happened, in order"), a.may("")), a.timeline)
	huma.Register(api, step("acknowledgeComplaint", "/acknowledgement", "Acknowledge a complaint as admissible or not", complaint.AcknowledgementStep), a.acknowledge)
	huma.Register(api, step("escalateComplaint", "/escalation", "Ask for somebody with more power", complaint.EscalationStep), a.escalate)
	huma.Register(api, step("takeOverComplaint", "/escalation/takeover", "Take an escalated complaint over", complaint.TakeoverStep), a.takeOver)
	huma.Register(api, step("deescalateComplaint", "/de-escalation", "Move a complaint one level down", complaint.DeescalationStep), a.deescalate)
	huma.Register(api, step("withdrawComplaint", "/withdrawal", "Take one's complaint back", complaint.WithdrawalStep), a.withdraw)
	huma.Register(api, step("closeComplaint", "/closure", "Close a complaint with its outcome and reason", complaint.ClosureStep), a.close)
}

// may guards an operation on one complaint: whoever may not see it gets 404, whoever may not take the step 403.
// Without a step sight is enough.
func (a API) may(step complaint.Step) web.Guard {
	return func(ctx context.Context, path func(string) string) error {
		id, err := parse(path("id"))
		if err != nil {
			return err
		}
		return a.Complaints.Permit(ctx, id, step, who(ctx))
	}
}

// who is the caller as the procedure knows them.
func who(ctx context.Context) complaint.Who {
	c := web.CallerFrom(ctx)
	w := complaint.Who{Actor: c.Actor()}
	for _, g := range c.Groups {
		w.Groups = append(w.Groups, string(g))
	}
	return w
}

// parse reads an id tolerantly. What is no id is absent, like every complaint that is not the caller's to see.
func parse(raw string) (string, error) {
	id, ok := seal.ParseID(raw)
	if !ok {
		return "", fault.NotFound("complaint")
	}
	return id, nil
}

// ByID is the part of a request that names a complaint. It is exported because huma leaves out what is embedded
// under a name of our own alone.
type ByID struct {
	ID string `path:"id" doc:"The id or reference, read tolerantly." maxLength:"64"`
}
