package voices

import (
	"context"

	"aftercare/shared/fault"
	"aftercare/shared/seal"
	"aftercare/shared/ticket"
	"aftercare/shared/voice"
	"aftercare/shared/web"
)

type giveInput struct {
	web.Idempotency
	Body struct {
		Kind     string `json:"kind" enum:"suggestion,praise,problem"`
		Body     string `json:"body" minLength:"1" maxLength:"20000"`
		TicketID string `json:"ticketId,omitempty" maxLength:"64" doc:"One of the caller's own tickets that it is about: its id or reference."`
		Language string `json:"language,omitempty" maxLength:"35" doc:"BCP 47, such as en or zh; the customer's when absent."`
	}
}

func (a API) give(ctx context.Context, in *giveInput) (*web.Created[View], error) {
	if err := customers(ctx, nil); err != nil {
		return nil, err
	}
	c := web.CallerFrom(ctx)
	g := voice.Giving{
		ID: seal.RandomID(), Kind: voice.Kind(in.Body.Kind), Body: in.Body.Body, Language: in.Body.Language,
		Customer: ticket.Customer{
			ID: c.ID, Name: c.Name, Email: c.Email, Language: c.Locale, Tier: c.Tier,
			Assurance: ticket.Authenticated, Reachable: c.EmailVerified && c.Email != "", // only a verified address is written to
		},
	}
	if in.Body.TicketID != "" {
		id, ok := seal.ParseID(in.Body.TicketID)
		if !ok {
			return nil, fault.InvalidField("ticketId", "is no ticket of this customer")
		}
		g.TicketID = id
	}
	if receipt := in.Receipt(ctx, c.ID); receipt != nil {
		keys, err := a.Keys.Get(ctx)
		if err != nil {
			return nil, err
		}
		ids := keys.IDs(receipt.Scope, receipt.Key)
		g.ID, g.Earlier, g.Request = ids[0], ids[1:], receipt.Hash
	}
	v, err := a.Voices.Give(ctx, g, c.Actor())
	if err != nil {
		return nil, err
	}
	return web.NewCreated(root+"/"+v.ID, viewOf(v, c), v.Version), nil
}
