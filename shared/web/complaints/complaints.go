// Package complaints is the HTTP API of complaints: filing, the register, and the steps of the procedure.
package complaints

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"aftercare/shared/complaint"
	"aftercare/shared/document"
	"aftercare/shared/fault"
	"aftercare/shared/seal"
	"aftercare/shared/web"
)

// API serves complaints.
type API struct {
	Complaints *complaint.Service
	Keys       web.Keys
	House      document.House // who writes letters
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
	huma.Register(api, web.Guarded(op("listComplaintDocuments", http.MethodGet, one+"/documents", "List the letters that were written"), a.may("")), a.letters)
	huma.Register(api, web.WithPages(web.Guarded(op("readComplaintDocument", http.MethodGet, one+"/documents/{seq}", "Read a letter, for Accept: text/html as a page to print"), a.may(""))), a.letter)
	huma.Register(api, step("acknowledgeComplaint", "/acknowledgement", "Acknowledge a complaint as admissible or not", complaint.AcknowledgementStep), a.acknowledge)
	huma.Register(api, step("investigateComplaint", "/investigation", "Begin the investigation: the problem restated, in points", complaint.InvestigationStep), a.investigate)
	huma.Register(api, step("askComplainant", "/information-requests", "Ask the customer for what is missing", complaint.RequestStep), a.ask)
	huma.Register(api, step("answerInformationRequest", "/information-requests/{n}/answer", "Answer an information request", complaint.AnswerStep), a.reply)
	huma.Register(api, step("giveEvidence", "/evidence", "Give evidence", complaint.EvidenceStep), a.give)
	huma.Register(api, step("writeInComplaint", "/messages", "Write to the other side", complaint.MessageStep), a.write)
	huma.Register(api, step("findComplaint", "/findings", "Say what the investigation came to", complaint.FindingsStep), a.find)
	huma.Register(api, op("listSimilarDecisions", http.MethodGet, one+"/similar", "Read the earlier decisions with the same category, cause and asset"), a.similar)
	huma.Register(api, step("proposeSolution", "/solution", "Decide: answer every point, with reasons and remedies", complaint.SolutionStep), a.propose)
	huma.Register(api, step("approveSolution", "/approval", "Approve or refuse somebody else's solution", complaint.ApprovalStep), a.approve)
	huma.Register(api, step("acceptSolution", "/acceptance", "Accept the solution", complaint.AcceptanceStep), a.accept)
	huma.Register(api, step("rejectSolution", "/rejection", "Reject the solution: the complaint moves one level up", complaint.RejectionStep), a.reject)
	huma.Register(api, step("fulfilSolution", "/fulfilment", "Say that the solution was carried out", complaint.FulfilmentStep), a.fulfil)
	huma.Register(api, step("followUpComplaint", "/follow-up", "Say whether the solution helped", complaint.FollowUpStep), a.follow)
	huma.Register(api, step("delayComplaint", "/delay", "Tell the customer that the decision comes late, why, and when it comes", complaint.DelayStep), a.postpone)
	huma.Register(api, step("learnFromComplaint", "/lesson", "Draw a lesson", complaint.LessonStep), a.learn)
	huma.Register(api, step("completeLesson", "/lessons/{n}/completion", "Say that a lesson was put into practice", complaint.LessonDoneStep), a.complete)
	huma.Register(api, step("holdComplaint", "/hold", "Keep the record beyond its time", complaint.HoldStep), a.hold)
	huma.Register(api, step("releaseComplaint", "/release", "End a hold", complaint.ReleaseStep), a.release)
	huma.Register(api, step("assignComplaintToCustomer", "/customer", "Say whose complaint it is that was filed without signing in", complaint.AssignmentStep), a.assign)
	huma.Register(api, step("revokeComplaintLinks", "/link-revocations", "End every link that was mailed until now", complaint.RevocationStep), a.revoke)
	huma.Register(api, step("askForPaperCopy", "/paper-copies", "Ask for a letter on paper", complaint.PaperStep), a.paper)
	huma.Register(api, step("sendPaperCopy", "/paper-copies/{n}/dispatch", "Say that a letter on paper was sent", complaint.DispatchStep), a.dispatch)
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
