package register

import (
	"cmp"
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"aftercare/shared/fault"
	"aftercare/shared/register"
	"aftercare/shared/seal"
	"aftercare/shared/web"
)

// Links makes links to files.
type Links interface {
	// Link gives an address from which whoever has it can download a file under a name, for a time and no longer.
	Link(ctx context.Context, key, name string, life time.Duration) (string, error)
}

// linkLife is how long a link to an export works: as long as it takes to click it. Whoever needs it later asks again.
const linkLife = 5 * time.Minute

// Export is one file of the register, and how far it is.
type Export struct {
	ID          string     `json:"id"`
	Status      string     `json:"status" enum:"requested,running,done"`
	Format      string     `json:"format" enum:"csv,json"`
	From        time.Time  `json:"from,omitzero" doc:"Received from this time on; absent from the first complaint on."`
	To          time.Time  `json:"to" doc:"Received before this time."`
	RequestedAt time.Time  `json:"requestedAt" doc:"What was entered later is not in it."`
	RequestedBy string     `json:"requestedBy"`
	Rows        int        `json:"rows" doc:"Complaints written so far."`
	Size        int64      `json:"size,omitempty" doc:"Bytes, once it is done."`
	Head        string     `json:"head,omitempty" doc:"The hash of the last row, for scripts/verify-register; once it is done."`
	Previous    *chainLink `json:"previous,omitempty" doc:"The export before, whose head it names."`
	DoneAt      time.Time  `json:"doneAt,omitzero"`
	Link        *linkView  `json:"link,omitempty" doc:"Where to download it, once it is done. Files are kept for a week."`
}

type chainLink struct {
	Export string `json:"export"`
	Head   string `json:"head"`
}

type linkView struct {
	URL       string    `json:"url" doc:"It works for whoever has it: treat it as the register itself."`
	ExpiresAt time.Time `json:"expiresAt"`
}

type acceptedExport struct {
	Location string `header:"Location" doc:"Where to ask how far it is."`
	Body     Export
}

func exportView(e register.Export) Export {
	v := Export{
		ID: e.ID, Status: string(e.State), Format: string(e.Format), From: e.From, To: e.To,
		RequestedAt: e.RequestedAt, RequestedBy: e.RequestedBy, Rows: e.Rows,
	}
	switch e.State {
	case register.Sealed:
		v.Status = string(register.Running)
	case register.Done:
		v.Size, v.Head, v.DoneAt, v.Previous = e.Size, e.Hash, e.DoneAt, (*chainLink)(e.Previous)
	}
	return v
}

func (a API) export(ctx context.Context, in *struct {
	web.Idempotency
	Body struct {
		From   time.Time `json:"from,omitzero" doc:"Received from this time on; from the first complaint on when absent."`
		To     time.Time `json:"to,omitzero" doc:"Received before this time; now when absent."`
		Format string    `json:"format,omitempty" enum:"csv,json" doc:"csv when absent."`
	}
}) (*acceptedExport, error) {
	if err := maySet(ctx, nil); err != nil {
		return nil, err
	}
	caller := web.CallerFrom(ctx)
	order := register.Order{
		ID: seal.RandomID(), From: in.Body.From, To: in.Body.To,
		Format: register.Format(cmp.Or(in.Body.Format, string(register.CSV))), Actor: caller.Actor(),
	}
	if receipt := in.Receipt(ctx, caller.ID); receipt != nil {
		keys, err := a.Keys.Get(ctx)
		if err != nil {
			return nil, err
		}
		ids := keys.IDs(receipt.Scope, receipt.Key)
		order.ID, order.Earlier, order.Request = ids[0], ids[1:], receipt.Hash
	}
	e, err := a.Exports.Ask(ctx, order)
	if err != nil {
		return nil, err
	}
	return &acceptedExport{Location: root + "/exports/" + e.ID, Body: exportView(e)}, nil
}

type exportOutput struct {
	CacheControl string `header:"Cache-Control"`
	Body         Export
}

func (a API) readExport(ctx context.Context, in *struct {
	ID string `path:"id" maxLength:"64"`
}) (*exportOutput, error) {
	if err := maySet(ctx, nil); err != nil {
		return nil, err
	}
	id, ok := seal.ParseID(in.ID)
	if !ok {
		return nil, fault.NotFound("export")
	}
	e, err := a.Exports.Export(ctx, id)
	if err != nil {
		return nil, err
	}
	out := &exportOutput{CacheControl: "no-store", Body: exportView(e)}
	if e.State == register.Done {
		url, err := a.Links.Link(ctx, e.Key(), "register-"+e.ID+"."+string(e.Format), linkLife)
		if err != nil {
			return nil, err
		}
		out.Body.Link = &linkView{URL: url, ExpiresAt: a.Now().Add(linkLife)}
	}
	return out, nil
}

func exporting(op huma.Operation) huma.Operation {
	op.DefaultStatus = http.StatusAccepted
	return op
}
