package tickets

import (
	"context"

	"aftercare/shared/web"
)

type explanation struct{ Body web.Explanation }

// explain says of every clock of a ticket where it stands, and why.
func (a API) explain(ctx context.Context, in *ByID) (*explanation, error) {
	t, err := a.own(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	told, err := a.Tickets.Explain(ctx, t.ID)
	if err != nil {
		return nil, err
	}
	body := web.NewExplanation(told)
	if !web.CallerFrom(ctx).IsStaff() {
		body = body.ForCustomer()
	}
	return &explanation{Body: body}, nil
}
