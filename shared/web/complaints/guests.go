package complaints

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"aftercare/shared/complaint"
	"aftercare/shared/document"
	"aftercare/shared/guest"
	"aftercare/shared/page"
	"aftercare/shared/seal"
	"aftercare/shared/ticket"
	"aftercare/shared/web"
)

// Guests serves those who do not sign in: filing, and the customer's steps behind the link that is mailed. Serve it
// through [GuestPages], which answers browsers with pages.
type Guests struct {
	API

	Guests *guest.Guests
	Zone   *time.Location // of the times on pages
}

const (
	guestRoot = web.PublicPrefix + "complaints"
	guestOne  = guestRoot + "/{token}"
)

// Forms of steps that a page sends.
type (
	bodyForm struct {
		Body string `json:"body"`
	}
	answerForm struct {
		Answer string `json:"answer"`
	}
	reasonForm struct {
		Reason string `json:"reason"`
	}
	followForm struct {
		Satisfied bool   `json:"satisfied"`
		Comment   string `json:"comment"`
	}
)

// Register adds the operations to an API.
func (g Guests) Register(api huma.API) {
	filing := web.AcceptForm[guestFiling](api, web.WithPages(huma.Operation{
		OperationID: "fileComplaintAsGuest", Method: http.MethodPost, Path: guestRoot, Tags: []string{tag}, DefaultStatus: http.StatusAccepted,
		Summary: "File a complaint without signing in",
		Description: "For oneself, or as a representative with an authorization. A receipt goes to the address, with a link by which " +
			"to follow the complaint and take the customer's steps. At most 3 an hour for an address and 20 for a network: 429. " +
			"The answer tells nothing of whether the address is known.",
	}))
	huma.Register(api, filing, g.file)

	op := func(id, method, path, summary string) huma.Operation {
		return huma.Operation{
			OperationID: id, Method: method, Path: guestOne + path, Summary: summary, Tags: []string{tag}, Errors: []int{http.StatusGone},
		}
	}
	read := func(id, path, summary string) huma.Operation {
		return web.Behind(api, op(id, http.MethodGet, path, summary), g.enter, nil)
	}
	step := func(id, path, summary string, s complaint.Step) huma.Operation {
		return web.WithPages(web.Behind(api, op(id, http.MethodPost, path, summary), g.enter, g.may(s)))
	}
	huma.Register(api, web.WithPages(read("readComplaintAsGuest", "", "Read one's complaint")), g.read)
	huma.Register(api, read("readComplaintTimelineAsGuest", "/timeline", "Read what happened, in order"), g.timeline)
	huma.Register(api, web.AcceptForm[bodyForm](api, step("writeInComplaintAsGuest", "/messages", "Write to who handles it", complaint.MessageStep)), g.write)
	huma.Register(api, step("giveEvidenceAsGuest", "/evidence", "Give evidence", complaint.EvidenceStep), g.give)
	huma.Register(api, web.AcceptForm[answerForm](api, step("answerInformationRequestAsGuest", "/information-requests/{n}/answer", "Answer an information request", complaint.AnswerStep)), g.reply)
	huma.Register(api, step("acceptSolutionAsGuest", "/acceptance", "Accept the solution", complaint.AcceptanceStep), g.accept)
	huma.Register(api, web.AcceptForm[reasonForm](api, step("rejectSolutionAsGuest", "/rejection", "Reject the solution: the complaint moves one level up", complaint.RejectionStep)), g.reject)
	huma.Register(api, web.AcceptForm[followForm](api, step("followUpComplaintAsGuest", "/follow-up", "Say whether the solution helped", complaint.FollowUpStep)), g.follow)
	huma.Register(api, web.AcceptForm[reasonForm](api, step("escalateComplaintAsGuest", "/escalation", "Ask for somebody with more power", complaint.EscalationStep)), g.escalate)
	huma.Register(api, step("askForPaperCopyAsGuest", "/paper-copies", "Ask for a letter on paper", complaint.PaperStep), g.paper)
	huma.Register(api, web.AcceptForm[reasonForm](api, step("revokeComplaintLinksAsGuest", "/link-revocations", "End every link that was mailed until now, this one too", complaint.RevocationStep)), g.revoke)
	huma.Register(api, step("withdrawComplaintAsGuest", "/withdrawal", "Take one's complaint back", complaint.WithdrawalStep), g.withdraw)
}

// enter opens a link, and speaks the complaint's language from then on.
func (g Guests) enter(ctx context.Context, token string) (web.Entered, error) {
	c, holder, err := g.Guests.Enter(ctx, token)
	if c.Language != "" {
		web.Speak(ctx, c.Language)
	}
	if err != nil {
		return web.Entered{}, err
	}
	return web.Entered{ID: c.ID, As: web.Caller{ID: holder.Actor.ID, Name: holder.Actor.Name, Link: token, Zone: g.Zone}}, nil
}

// guestFiling is what a guest or a representative files.
type guestFiling struct {
	Email            string              `json:"email" minLength:"3" maxLength:"254" doc:"Where the link goes."`
	Name             string              `json:"name,omitempty" maxLength:"200" doc:"Whose complaint it is."`
	Subject          string              `json:"subject" minLength:"1" maxLength:"200"`
	Statement        string              `json:"statement" minLength:"1" maxLength:"20000" doc:"What happened."`
	DesiredRemedy    string              `json:"desiredRemedy,omitempty" maxLength:"20000" doc:"What would put it right."`
	OccurredAt       time.Time           `json:"occurredAt,omitzero" doc:"When it happened."`
	ServiceReference string              `json:"serviceReference,omitempty" maxLength:"200" doc:"The service, order or transaction that it is about."`
	Service          string              `json:"service,omitempty" enum:"cryptoAsset,payment"`
	Loss             *moneyView          `json:"loss,omitempty" doc:"What it cost."`
	Language         string              `json:"language,omitempty" maxLength:"35" doc:"BCP 47, such as en, de or zh."`
	Evidence         []evidenceInput     `json:"evidence,omitempty" maxItems:"20"`
	Representative   *representativeView `json:"representative,omitempty" doc:"Who files for somebody else, on what ground; email is then the representative's."`
}

type guestInput struct {
	web.Idempotency
	Body guestFiling
}

type guestFiled struct {
	Reference string `json:"reference" doc:"For people. It lets nobody in."`
}

type guestOutput struct {
	Body guestFiled
}

func (g Guests) file(ctx context.Context, in *guestInput) (*guestOutput, error) {
	b := in.Body
	f, err := filing{
		Subject: b.Subject, Statement: b.Statement, DesiredRemedy: b.DesiredRemedy, OccurredAt: b.OccurredAt,
		ServiceReference: b.ServiceReference, Service: b.Service, Loss: b.Loss, Language: b.Language, Evidence: b.Evidence, Representative: b.Representative,
	}.command(web.Caller{})
	if err != nil {
		return nil, err
	}
	f.ID = seal.RandomID()
	if receipt := in.Receipt(ctx, guest.Normal(b.Email)); receipt != nil {
		keys, err := g.Keys.Get(ctx)
		if err != nil {
			return nil, err
		}
		ids := keys.IDs(receipt.Scope, receipt.Key)
		f.ID, f.Earlier, f.Request = ids[0], ids[1:], receipt.Hash
	}
	c, err := g.Guests.File(ctx, guest.Filing{FilingCommand: f, Email: b.Email, Name: b.Name, Network: web.SourceIP(ctx)})
	if err != nil {
		return nil, err
	}
	web.Speak(ctx, c.Language)
	web.Show(ctx, document.FiledPage(c.Language, seal.Reference(c.ID)).HTML())
	return &guestOutput{Body: guestFiled{Reference: seal.Reference(c.ID)}}, nil
}

// confirmed notes after a step of a guest that the address is theirs, for they have read the mail. Reading alone proves
// nothing: programs follow links in mails.
func (a API) confirmed(ctx context.Context, c complaint.Complaint) (complaint.Complaint, error) {
	if web.CallerFrom(ctx).Link == "" || c.Customer.Assurance != ticket.Unverified {
		return c, nil
	}
	done, err := a.Complaints.Confirm(ctx, c.ID, who(ctx))
	return done.Complaint, err
}

// showGuest shows the browser of a guest the complaint as it is now.
func showGuest(ctx context.Context, c complaint.Complaint) {
	caller := web.CallerFrom(ctx)
	if _, browser := web.Visited(ctx); !browser || caller.Link == "" {
		return
	}
	web.Show(ctx, document.Visit(c, caller.Link, caller.Zone).HTML())
}

// GuestPages answers browsers with pages where next answers with JSON.
func GuestPages(next http.Handler) http.Handler {
	return web.Pages{
		On:     func(path string) bool { return strings.HasPrefix(path, guestRoot) },
		Policy: page.Policy, Problem: web.ProblemPage,
	}.Serve(next)
}
