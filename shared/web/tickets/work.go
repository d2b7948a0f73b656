package tickets

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"aftercare/shared/escalation"
	"aftercare/shared/fault"
	"aftercare/shared/seal"
	"aftercare/shared/sla"
	"aftercare/shared/ticket"
	"aftercare/shared/web"
)

// patch is a JSON merge patch (RFC 7396): what is absent stays, null clears.
type patch struct {
	Status      web.Optional[string]               `json:"status,omitzero" nullable:"false" enum:"open,pending,hold"`
	Priority    web.Optional[string]               `json:"priority,omitzero" nullable:"false" enum:"low,normal,high,urgent"`
	Category    web.Optional[string]               `json:"category,omitzero" nullable:"false" enum:"account,security,deposit,withdrawal,trade,fees,verification,wallet,other"`
	Team        web.Optional[string]               `json:"team,omitzero" maxLength:"64" doc:"null takes the ticket from its team."`
	Assignee    web.Optional[string]               `json:"assignee,omitzero" maxLength:"128" doc:"A member of staff by id; null unassigns."`
	Tags        web.Optional[[]string]             `json:"tags,omitzero" maxItems:"20" doc:"Each of at most 64 characters."`
	Subject     web.Optional[string]               `json:"subject,omitzero" nullable:"false" minLength:"1" maxLength:"200"`
	Language    web.Optional[string]               `json:"language,omitzero" nullable:"false" maxLength:"35"`
	Transaction web.Optional[transaction]          `json:"transaction,omitzero" doc:"Members that are absent stay; null takes the transaction from the ticket."`
	DueAt       map[string]web.Optional[time.Time] `json:"dueAt,omitempty" doc:"A due time by the name of its target, such as resolution; null clears it. One at a time."`
}

// transaction is the patch of a ticket's transaction, merged member by member.
type transaction struct {
	Chain   web.Optional[string] `json:"chain,omitzero"`
	Hash    web.Optional[string] `json:"hash,omitzero"`
	Address web.Optional[string] `json:"address,omitzero"`
	Asset   web.Optional[string] `json:"asset,omitzero"`
	Amount  web.Optional[string] `json:"amount,omitzero"`
}

// onto gives a transaction as the patch leaves it.
func (p transaction) onto(before *ticket.Transaction) *ticket.Transaction {
	var tx ticket.Transaction
	if before != nil {
		tx = *before
	}
	for _, member := range []struct {
		patch web.Optional[string]
		value *string
	}{{p.Chain, &tx.Chain}, {p.Hash, &tx.Hash}, {p.Address, &tx.Address}, {p.Asset, &tx.Asset}, {p.Amount, &tx.Amount}} {
		if member.patch.Set {
			*member.value = member.patch.Value
		}
	}
	return &tx
}

type patchInput struct {
	ByID
	web.Condition
	Body patch
}

func (a API) patch(ctx context.Context, in *patchInput) (*web.Resource[View], error) {
	t, err := a.worked(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	version, err := in.Required()
	if err != nil {
		return nil, err
	}
	do := ticket.Do{Actor: web.CallerFrom(ctx).Actor(), Version: version}
	p, err := in.Body.command(t)
	if err != nil {
		return nil, err
	}
	done, err := a.Tickets.Edit(ctx, t.ID, p, do)
	if err != nil {
		return nil, err
	}
	return shown(ctx, done.Ticket), nil
}

// command gives the patch of a ticket that was read as t, which If-Match holds to.
func (b patch) command(t ticket.Ticket) (ticket.Patch, error) {
	p := ticket.Patch{
		Status: pointer[ticket.Status](b.Status), Priority: pointer[ticket.Priority](b.Priority), Category: pointer[string](b.Category),
		Team: pointer[string](b.Team), Assignee: pointer[string](b.Assignee), Subject: pointer[string](b.Subject), Language: pointer[string](b.Language),
	}
	if b.Tags.Set {
		p.Tags = &b.Tags.Value
	}
	if b.Transaction.Set {
		var tx *ticket.Transaction
		if v, there := b.Transaction.Get(); there {
			tx = v.onto(t.Transaction)
		}
		p.Transaction = &tx
	}
	if len(b.DueAt) > 1 {
		return p, fault.InvalidField("dueAt", "names more than one target")
	}
	for name, at := range b.DueAt {
		p.Due = &ticket.DueSet{Target: sla.Name(name)}
		if v, there := at.Get(); there {
			p.Due.At = &v
		}
	}
	return p, nil
}

// pointer gives what a member sets: nil leaves it, null is the empty value.
func pointer[T ~string](o web.Optional[string]) *T {
	if !o.Set {
		return nil
	}
	v := T(o.Value)
	return &v
}

type writeInput struct {
	Action
	Body struct {
		Body       string `json:"body" minLength:"1" maxLength:"20000"`
		Visibility string `json:"visibility,omitempty" enum:"public,internal" doc:"internal is a note for staff alone; customers write in public."`
	}
}

func (a API) write(ctx context.Context, in *writeInput) (*web.Created[Item], error) {
	t, err := a.own(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	c := web.CallerFrom(ctx)
	internal := in.Body.Visibility == "internal"
	if internal && !c.IsStaff() {
		return nil, fault.New(fault.Forbidden, "only staff write notes")
	}
	do, err := in.do(ctx)
	if err != nil {
		return nil, err
	}
	if !c.IsStaff() && t.Status == ticket.StatusClosed {
		return a.followUp(ctx, t, in, do)
	}
	done, err := a.Tickets.Write(ctx, t.ID, ticket.Reply{Body: in.Body.Body, Internal: internal}, do)
	if fault.Is(err, fault.Conflict) && !c.IsStaff() && !internal { // it closed in between
		return a.followUp(ctx, t, in, do)
	}
	if err != nil {
		return nil, err
	}
	seq, err := written(done)
	if err != nil {
		return nil, err
	}
	item, err := a.item(ctx, t.ID, seq)
	if err != nil {
		return nil, err
	}
	return web.NewCreated(fmt.Sprintf("%s/%s/timeline/%d", root, t.ID, seq), item, done.Ticket.Version), nil
}

// written gives the number of the message that a command wrote, now or when its key was used first.
func written(done ticket.Done) (int64, error) {
	if done.Receipt.Result != "" {
		seq, err := strconv.ParseInt(done.Receipt.Result, 10, 64)
		if err != nil {
			return 0, fmt.Errorf("a receipt's result is not a number: %w", err)
		}
		return seq, nil
	}
	i := slices.IndexFunc(done.Events, message)
	if i < 0 {
		return 0, fmt.Errorf("a message to ticket %s left no event", done.Ticket.ID)
	}
	return done.Events[i].Seq, nil
}

// followUp opens a new ticket for a customer's message on a closed one. A key that was used while it was open
// still names the message it wrote then.
func (a API) followUp(ctx context.Context, t ticket.Ticket, in *writeInput, do ticket.Do) (*web.Created[Item], error) {
	if do.Receipt != nil {
		done, used, err := a.Tickets.Replay(ctx, t.ID, *do.Receipt)
		if err != nil {
			return nil, err
		}
		if used {
			return a.replayed(ctx, t, done)
		}
	}
	o := ticket.Opening{
		ID: seal.RandomID(), FollowUpOf: t.ID, Subject: t.Subject, Body: in.Body.Body, Channel: ticket.Web,
		Category: t.Category, Language: t.Language, Team: t.Team, Customer: Customer(web.CallerFrom(ctx)), Transaction: t.Transaction,
	}
	if do.Receipt != nil {
		keys, err := a.Keys.Get(ctx)
		if err != nil {
			return nil, err
		}
		ids := keys.IDs(do.Receipt.Scope, do.Receipt.Key)
		o.ID, o.Request = ids[0], do.Receipt.Hash
		before, err := a.Tickets.Opened(ctx, ids, o.Request)
		if err != nil {
			return nil, err
		}
		if before != nil {
			return a.opened(ctx, *before)
		}
	}
	if do.Version != nil && *do.Version != t.Version {
		return nil, fault.New(fault.Stale, "the ticket has changed: read it again")
	}
	done, err := a.Tickets.Open(ctx, o, do.Actor, nil)
	if err != nil {
		return nil, err
	}
	return a.opened(ctx, done.Ticket)
}

func (a API) replayed(ctx context.Context, t ticket.Ticket, done ticket.Done) (*web.Created[Item], error) {
	seq, err := written(done)
	if err != nil {
		return nil, err
	}
	item, err := a.item(ctx, t.ID, seq)
	if err != nil {
		return nil, err
	}
	return web.NewCreated(fmt.Sprintf("%s/%s/timeline/%d", root, t.ID, seq), item, done.Ticket.Version), nil
}

func (a API) opened(ctx context.Context, t ticket.Ticket) (*web.Created[Item], error) {
	item, err := a.item(ctx, t.ID, 1)
	if err != nil {
		return nil, err
	}
	item.TicketID = t.ID
	return web.NewCreated(root+"/"+t.ID, item, t.Version), nil
}

type solveInput struct {
	Action
	Body *struct {
		Body string `json:"body,omitempty" maxLength:"20000" doc:"A last public reply."`
	}
}

func (a API) solve(ctx context.Context, in *solveInput) (*web.Resource[View], error) {
	body := ""
	if in.Body != nil {
		body = in.Body.Body
	}
	return a.act(ctx, in.Action, a.worked, func(id string, do ticket.Do) (ticket.Done, error) {
		return a.Tickets.Solve(ctx, id, body, do)
	})
}

type mergeInput struct {
	Action
	Body struct {
		Into string `json:"into" minLength:"1" maxLength:"64" doc:"The id or reference of the ticket that goes on; of the same customer, and neither solved nor closed."`
	}
}

func (a API) merge(ctx context.Context, in *mergeInput) (*web.Resource[View], error) {
	return a.act(ctx, in.Action, a.worked, func(id string, do ticket.Do) (ticket.Done, error) {
		into, ok := seal.ParseID(in.Body.Into)
		if !ok {
			return ticket.Done{}, fault.InvalidField("into", "is no ticket that there is")
		}
		return a.Tickets.Merge(ctx, id, into, do)
	})
}

type spamInput struct{ Action }

func (a API) spam(ctx context.Context, in *spamInput) (*web.Resource[View], error) {
	return a.act(ctx, in.Action, a.worked, func(id string, do ticket.Do) (ticket.Done, error) {
		return a.Tickets.MarkSpam(ctx, id, do)
	})
}

type reasonInput struct {
	Action
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"20000"`
	}
}

func (a API) reopen(ctx context.Context, in *reasonInput) (*web.Resource[View], error) {
	return a.act(ctx, in.Action, a.own, func(id string, do ticket.Do) (ticket.Done, error) {
		return a.Tickets.Reopen(ctx, id, in.Body.Reason, do)
	})
}

func (a API) escalate(ctx context.Context, in *reasonInput) (*web.Resource[View], error) {
	cause := escalation.ByCustomer
	if web.CallerFrom(ctx).IsStaff() {
		cause = escalation.ByStaff
	}
	return a.act(ctx, in.Action, a.own, func(id string, do ticket.Do) (ticket.Done, error) {
		return a.Tickets.Escalate(ctx, id, cause, in.Body.Reason, do)
	})
}

type takeOverInput struct{ Action }

func (a API) takeOver(ctx context.Context, in *takeOverInput) (*web.Resource[View], error) {
	groups := []string{}
	for _, g := range web.CallerFrom(ctx).Groups {
		groups = append(groups, string(g))
	}
	return a.act(ctx, in.Action, a.worked, func(id string, do ticket.Do) (ticket.Done, error) {
		return a.Tickets.TakeOver(ctx, id, groups, do)
	})
}

func (a API) deescalate(ctx context.Context, in *reasonInput) (*web.Resource[View], error) {
	return a.act(ctx, in.Action, a.led, func(id string, do ticket.Do) (ticket.Done, error) {
		return a.Tickets.Deescalate(ctx, id, in.Body.Reason, do)
	})
}

// act finds the ticket for the caller, carries the command out, and shows what became of it.
func (a API) act(ctx context.Context, in Action, find func(context.Context, string) (ticket.Ticket, error),
	carryOut func(id string, do ticket.Do) (ticket.Done, error)) (*web.Resource[View], error) {
	t, err := find(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	do, err := in.do(ctx)
	if err != nil {
		return nil, err
	}
	done, err := carryOut(t.ID, do)
	if err != nil {
		return nil, err
	}
	return shown(ctx, done.Ticket), nil
}
