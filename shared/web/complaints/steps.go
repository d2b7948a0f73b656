package complaints

import (
	"context"

	"aftercare/shared/complaint"
	"aftercare/shared/escalation"
	"aftercare/shared/jurisdiction"
	"aftercare/shared/web"
)

// Action is a request for a step with a complaint.
type Action struct {
	ByID
	web.Condition
	web.Idempotency
}

// act carries a step out and shows what became of the complaint.
func (a API) act(ctx context.Context, in Action, carryOut func(id string, do complaint.Do) (complaint.Done, error)) (*web.Resource[View], error) {
	id, err := parse(in.ID)
	if err != nil {
		return nil, err
	}
	c := web.CallerFrom(ctx)
	do := complaint.Do{Who: who(ctx), Receipt: in.Receipt(ctx, c.ID)}
	if do.Version, err = in.Expected(); err != nil {
		return nil, err
	}
	done, err := carryOut(id, do)
	if err != nil {
		return nil, err
	}
	if done.Complaint, err = a.confirmed(ctx, done.Complaint); err != nil {
		return nil, err
	}
	showGuest(ctx, done.Complaint)
	return web.NewResource(viewOf(done.Complaint, c), done.Complaint.Version), nil
}

type acknowledgeInput struct {
	Action
	Body struct {
		Admissible bool     `json:"admissible"`
		Reasons    string   `json:"reasons,omitempty" maxLength:"20000" doc:"Needed when it is not admissible; the customer reads them."`
		Service    string   `json:"service,omitempty" enum:"cryptoAsset,payment" doc:"Corrects the kind of service that it is about: the law's limits count anew from the receipt."`
		About      []string `json:"about,omitempty" maxItems:"20" doc:"The ids of the staff whom it is about: they neither investigate nor approve it."`
	}
}

func (a API) acknowledge(ctx context.Context, in *acknowledgeInput) (*web.Resource[View], error) {
	return a.act(ctx, in.Action, func(id string, do complaint.Do) (complaint.Done, error) {
		return a.Complaints.Acknowledge(ctx, id, complaint.Verdict{
			Admissible: in.Body.Admissible, Reasons: in.Body.Reasons, About: in.Body.About, Service: jurisdiction.Service(in.Body.Service),
		}, do)
	})
}

type reasonInput struct {
	Action
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"20000"`
	}
}

func (a API) escalate(ctx context.Context, in *reasonInput) (*web.Resource[View], error) {
	cause := escalation.ByCustomer
	if web.CallerFrom(ctx).IsStaff() {
		cause = escalation.ByStaff
	}
	return a.act(ctx, in.Action, func(id string, do complaint.Do) (complaint.Done, error) {
		return a.Complaints.Escalate(ctx, id, cause, in.Body.Reason, do)
	})
}

type bareInput struct{ Action }

func (a API) takeOver(ctx context.Context, in *bareInput) (*web.Resource[View], error) {
	return a.act(ctx, in.Action, func(id string, do complaint.Do) (complaint.Done, error) {
		return a.Complaints.TakeOver(ctx, id, do)
	})
}

func (a API) deescalate(ctx context.Context, in *reasonInput) (*web.Resource[View], error) {
	return a.act(ctx, in.Action, func(id string, do complaint.Do) (complaint.Done, error) {
		return a.Complaints.Deescalate(ctx, id, in.Body.Reason, do)
	})
}

func (a API) withdraw(ctx context.Context, in *bareInput) (*web.Resource[View], error) {
	return a.act(ctx, in.Action, func(id string, do complaint.Do) (complaint.Done, error) {
		return a.Complaints.Withdraw(ctx, id, do)
	})
}

type closeInput struct {
	Action
	Body struct {
		Outcome string `json:"outcome" pattern:"^[a-z][a-zA-Z0-9-]{0,39}$" doc:"A name to count by, such as inadmissible."`
		Reason  string `json:"reason" minLength:"1" maxLength:"20000" doc:"The customer reads it."`
	}
}

func (a API) close(ctx context.Context, in *closeInput) (*web.Resource[View], error) {
	return a.act(ctx, in.Action, func(id string, do complaint.Do) (complaint.Done, error) {
		return a.Complaints.Close(ctx, id, complaint.Closure{Outcome: in.Body.Outcome, Reason: in.Body.Reason}, do)
	})
}
