package transparency

import (
	"context"
	"encoding/json"
	"time"

	"aftercare/shared/fault"
	published "aftercare/shared/transparency"
	"aftercare/shared/web"
)

// Edition is one frozen report, and what became of it.
type Edition struct {
	Edition     int       `json:"edition"`
	Status      string    `json:"status" enum:"frozen,approved,refused,withdrawn"`
	Provisional bool      `json:"provisional" doc:"It was frozen before its cut-off."`
	CutOff      time.Time `json:"cutOff" doc:"What was recorded until then is in it."`
	FrozenAt    time.Time `json:"frozenAt"`
	FrozenBy    string    `json:"frozenBy,omitempty" doc:"Who asked for it; absent for the schedule."`
	Reason      string    `json:"reason,omitempty" doc:"Why it corrects the one before, or came early."`
	Hash        string    `json:"hash" doc:"SHA-256 of the JSON that is published."`
	Size        int       `json:"size" doc:"Bytes of it."`
	DecidedAt   time.Time `json:"decidedAt,omitzero"`
	DecidedBy   string    `json:"decidedBy,omitempty"`
	Decision    string    `json:"decision,omitempty" doc:"The reason of the decision."`
	WithdrawnAt time.Time `json:"withdrawnAt,omitzero"`
	WithdrawnBy string    `json:"withdrawnBy,omitempty"`
	Withdrawal  string    `json:"withdrawal,omitempty" doc:"The reason of the withdrawal."`
}

// Summary is the report of a month, and where it stands.
type Summary struct {
	Month     string    `json:"month" example:"2026-10"`
	Version   int64     `json:"version"`
	Status    string    `json:"status" enum:"frozen,approved,refused,withdrawn" doc:"Of the last edition."`
	Published int       `json:"published,omitempty" doc:"The edition that is published; absent when none is."`
	Editions  []Edition `json:"editions"`
}

// StaffReport is a Summary with the content of one edition.
type StaffReport struct {
	Summary
	Edition int             `json:"edition" doc:"That the content is of."`
	Content json.RawMessage `json:"content" doc:"What was frozen, as GET /v1/public/transparency/{month} gives it."`
}

func summary(f published.Filing) Summary {
	out := Summary{Month: string(f.Month), Version: f.Version, Editions: []Edition{}}
	for _, e := range f.Editions {
		out.Status = string(e.State)
		out.Editions = append(out.Editions, Edition{
			Edition: e.Number, Status: string(e.State), Provisional: e.Provisional, CutOff: e.CutOff, FrozenAt: e.FrozenAt, FrozenBy: e.FrozenBy,
			Reason: e.Reason, Hash: e.Hash, Size: e.Size, DecidedAt: e.DecidedAt, DecidedBy: e.DecidedBy, Decision: e.Decision,
			WithdrawnAt: e.WithdrawnAt, WithdrawnBy: e.WithdrawnBy, Withdrawal: e.Withdrawal,
		})
	}
	if e, is, _ := f.Public(); is {
		out.Published = e.Number
	}
	return out
}

func (a API) list(ctx context.Context, in *struct{ web.Paging }) (*web.List[Summary], error) {
	if err := mayRead(ctx, nil); err != nil {
		return nil, err
	}
	list, err := in.Read(ctx, a.Keys, reports)
	if err != nil {
		return nil, err
	}
	filings, next, err := a.Reports.Reports(ctx, list.After, in.Limit)
	if err != nil {
		return nil, err
	}
	items := make([]Summary, 0, len(filings))
	for _, f := range filings {
		items = append(items, summary(f))
	}
	return web.NewList(items, list.Next(next)), nil
}

func (a API) read(ctx context.Context, in *struct {
	Named
	web.Spoken
}) (*document, error) {
	if err := mayRead(ctx, nil); err != nil {
		return nil, err
	}
	f, err := a.Reports.Report(ctx, published.Month(in.Month))
	if err != nil {
		return nil, err
	}
	e, found := f.Edition(in.Edition)
	if !found {
		return nil, fault.NotFound("edition")
	}
	content, err := a.Reports.Content(ctx, f.Month, e)
	if err != nil {
		return nil, err
	}
	var out *document
	if in.Format == "csv" || in.Format == "html" {
		out, err = a.written(ctx, f, e, content, in.Format, in.Chosen())
	} else {
		out = &document{ContentType: jsonType}
		out.Body, err = json.Marshal(StaffReport{Summary: summary(f), Edition: e.Number, Content: content})
	}
	if err != nil {
		return nil, err
	}
	out.ETag = web.ETag(f.Version)
	return out, nil
}

// Action is the part of a request that does something with a report.
type Action struct {
	web.Idempotency
	web.Condition
	Month string `path:"month" pattern:"^20[0-9]{2}-(0[1-9]|1[0-2])$" patternDescription:"a month such as 2026-10" example:"2026-10"`
}

// act asks for permission, and does it.
func (a API) act(ctx context.Context, in Action, may web.Guard, do func(published.Month, published.Do) (published.Filing, error)) (*web.Resource[Summary], error) {
	if err := may(ctx, nil); err != nil {
		return nil, err
	}
	expected, err := in.Expected()
	if err != nil {
		return nil, err
	}
	caller := web.CallerFrom(ctx)
	f, err := do(published.Month(in.Month), published.Do{Actor: caller.Actor(), Version: expected, Receipt: in.Receipt(ctx, caller.ID)})
	if err != nil {
		return nil, err
	}
	return web.NewResource(summary(f), f.Version), nil
}

func (a API) freeze(ctx context.Context, in *struct {
	Action
	Body struct {
		Reason string `json:"reason,omitempty" maxLength:"20000" doc:"Needed for a correction, which tells it to its readers, and before the cut-off."`
	}
}) (*web.Resource[Summary], error) {
	return a.act(ctx, in.Action, mayFreeze, func(m published.Month, do published.Do) (published.Filing, error) {
		return a.Reports.Freeze(ctx, m, in.Body.Reason, do)
	})
}

func (a API) decide(ctx context.Context, in *struct {
	Action
	Body struct {
		Decision string `json:"decision" enum:"approved,refused"`
		Reason   string `json:"reason,omitempty" maxLength:"20000" doc:"Needed to refuse."`
		Edition  int    `json:"edition,omitempty" minimum:"0" maximum:"10000" doc:"That was read: 409 where another was frozen since. The last one when absent."`
	}
}) (*web.Resource[Summary], error) {
	return a.act(ctx, in.Action, mayDecide, func(m published.Month, do published.Do) (published.Filing, error) {
		do.Edition = in.Body.Edition
		return a.Reports.Decide(ctx, m, in.Body.Decision == string(published.Approved), in.Body.Reason, do)
	})
}

func (a API) withdraw(ctx context.Context, in *struct {
	Action
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"20000"`
	}
}) (*web.Resource[Summary], error) {
	return a.act(ctx, in.Action, mayDecide, func(m published.Month, do published.Do) (published.Filing, error) {
		return a.Reports.Withdraw(ctx, m, in.Body.Reason, do)
	})
}
