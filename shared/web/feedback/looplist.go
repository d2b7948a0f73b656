package feedback

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"aftercare/shared/fault"
	"aftercare/shared/loop"
	"aftercare/shared/seal"
	"aftercare/shared/web"
)

// Loop is what became of a low answer. Customers see neither the team nor the agent.
type Loop struct {
	ID         string             `json:"id" doc:"Of the survey."`
	Kind       string             `json:"kind" enum:"csat,nps,ces"`
	Score      int                `json:"score" doc:"Of the answer that began it."`
	Highest    int                `json:"highest" doc:"Score that there was."`
	State      string             `json:"state" enum:"open,asked,closed,contradicted,ended" doc:"open until the ticket is solved, asked until the customer says whether it is put right; closed when it is, contradicted when not; ended without the customer's word."`
	Reason     string             `json:"reason,omitempty" enum:"spam,merged" doc:"Why it ended: the ticket is spam, or goes on in one in which something else is to be put right."`
	About      string             `json:"about,omitempty" doc:"The ticket that was asked about."`
	TicketID   string             `json:"ticketId" doc:"The ticket in which it is put right: that one, or a follow-up."`
	Reference  string             `json:"reference" doc:"Of that ticket."`
	CustomerID string             `json:"customerId"`
	Team       string             `json:"team,omitempty" doc:"As it stood when asked."`
	Agent      string             `json:"agent,omitempty" doc:"Who had the case, as it stood when asked."`
	OpenedAt   time.Time          `json:"openedAt"`
	AskedAt    time.Time          `json:"askedAt,omitzero" doc:"When the customer was asked last whether it is put right."`
	ExpiresAt  time.Time          `json:"expiresAt,omitzero" doc:"From then on no answer to that is accepted."`
	Answer     *GivenFollowUpWord `json:"answer,omitempty"`
}

func loopView(l loop.Loop, c web.Caller) Loop {
	v := Loop{
		ID: l.ID, Kind: l.Kind, Score: l.Score, Highest: l.Highest, State: string(l.State), Reason: string(l.Reason), About: l.About, TicketID: l.TicketID,
		Reference: seal.Reference(l.TicketID), CustomerID: l.CustomerID, OpenedAt: l.OpenedAt, AskedAt: l.AskedAt, ExpiresAt: l.ExpiresAt(), Answer: wordOf(l),
	}
	if c.IsStaff() {
		v.Team, v.Agent = l.Team, l.Agent
	}
	return v
}

// latestLoops is how many of their own a customer is shown.
const latestLoops = 100

func (a Loops) list(ctx context.Context, in *struct {
	web.Paging
	State string `query:"state" enum:"open,asked,closed,contradicted,ended" default:"open" doc:"For staff."`
}) (*web.List[Loop], error) {
	c := web.CallerFrom(ctx)
	if !c.IsStaff() {
		found, err := a.Loops.Store().CustomerLoops(ctx, c.ID, latestLoops)
		return web.NewList(loopViews(found, c), ""), err
	}
	list, err := in.Read(ctx, a.Keys, loops, in.State)
	if err != nil {
		return nil, err
	}
	found, next, err := a.Loops.Store().Loops(ctx, loop.State(in.State), list.After, in.Limit)
	if err != nil {
		return nil, fmt.Errorf("list loops: %w", err)
	}
	return web.NewList(loopViews(found, c), list.Next(next)), nil
}

func loopViews(found []loop.Loop, c web.Caller) []Loop {
	views := make([]Loop, len(found))
	for i, l := range found {
		views[i] = loopView(l, c)
	}
	return views
}

// find gives a loop of the caller's own, and to staff any.
func (a Loops) find(ctx context.Context, given string) (loop.Loop, error) {
	c := web.CallerFrom(ctx)
	id, ok := seal.ParseID(given) // surveys have ids of the same form as cases
	if !ok {
		return loop.Loop{}, fault.NotFound("loop")
	}
	l, err := a.Loops.Store().Loop(ctx, id)
	if err == nil && !c.IsStaff() && l.CustomerID != c.ID {
		err = fault.NotFound("loop")
	}
	return l, err
}

// own gives a loop of the caller's own: nobody answers for another.
func (a Loops) own(ctx context.Context, given string) (loop.Loop, error) {
	l, err := a.find(ctx, given)
	if err == nil && l.CustomerID != web.CallerFrom(ctx).ID {
		err = fault.NotFound("loop")
	}
	return l, err
}

type loopOutput struct {
	Status   int
	Location string `header:"Location" doc:"The loop; with 201 alone."`
	Body     Loop
}

func (a Loops) read(ctx context.Context, in *ByID) (*struct{ Body Loop }, error) {
	l, err := a.find(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return &struct{ Body Loop }{loopView(l, web.CallerFrom(ctx))}, nil
}

func (a Loops) answerOwn(ctx context.Context, in *struct {
	ByID
	web.Idempotency
	Body FollowUpAnswer
}) (*loopOutput, error) {
	l, err := a.own(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	c := web.CallerFrom(ctx)
	done, err := a.Loops.Answer(ctx, l.ID, loop.Reply{Satisfied: in.Body.Satisfied, Comment: in.Body.Comment, Receipt: in.Receipt(ctx, c.ID)})
	if err != nil {
		return nil, err
	}
	out := &loopOutput{Status: http.StatusOK, Body: loopView(done.Loop, c)}
	if done.First {
		out.Status, out.Location = http.StatusCreated, loops+"/"+done.Loop.ID
	}
	return out, nil
}
