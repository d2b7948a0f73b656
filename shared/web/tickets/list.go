package tickets

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/ticket"
	"aftercare/shared/web"
)

type listInput struct {
	web.Paging
	View      string    `query:"view" enum:"queue,mine,unassigned,all" doc:"Staff only. queue (the default) and mine go by next due time, unassigned oldest first; all needs customer, hash, address, reference, or from and to."`
	Team      string    `query:"team" maxLength:"64" doc:"Staff only: queue and unassigned of this team; of every team when absent."`
	Status    string    `query:"status" enum:"new,open,pending,hold,solved,closed"`
	Customer  string    `query:"customer" maxLength:"128" doc:"Staff only."`
	Hash      string    `query:"hash" maxLength:"128" doc:"Staff only: about this transaction."`
	Address   string    `query:"address" maxLength:"128" doc:"Staff only: about this address."`
	Reference string    `query:"reference" maxLength:"64" doc:"Staff only: read tolerantly."`
	From      time.Time `query:"from" doc:"Staff only: opened from this time on."`
	To        time.Time `query:"to" doc:"Staff only: opened before this time, at most 31 days after from."`
}

func (a API) list(ctx context.Context, in *listInput) (*web.List[View], error) {
	c := web.CallerFrom(ctx)
	q, err := a.query(c, in)
	if err != nil {
		return nil, err
	}
	if c.IsStaff() && in.Reference != "" {
		return a.byReference(ctx, in.Reference, q.Status)
	}
	list, err := in.Read(ctx, a.Keys, root, string(q.View), q.Customer, q.Team, q.Assignee, q.Hash, q.Address,
		q.From.Format(time.RFC3339), q.To.Format(time.RFC3339), string(q.Status))
	if err != nil {
		return nil, err
	}
	q.After = list.After
	page, err := web.Fitting(q.Limit, func(limit int) (ticket.Page, error) {
		q.Limit = limit
		return a.Tickets.Store().Tickets(ctx, q)
	}, size)
	if err != nil {
		return nil, err
	}
	views := make([]View, 0, len(page.Tickets))
	for _, t := range page.Tickets {
		views = append(views, viewOf(t, c))
	}
	return web.NewList(views, list.Next(page.Next)), nil
}

// size gives the bytes of the only text of a ticket that may be long.
func size(p ticket.Page) int {
	n := 0
	for _, t := range p.Tickets {
		if t.Satisfaction != nil {
			n += len(t.Satisfaction.Comment)
		}
	}
	return n
}

// query gives the list that the request asks for. A list without an index is refused.
func (a API) query(c web.Caller, in *listInput) (ticket.Query, error) {
	q := ticket.Query{Status: ticket.Status(in.Status), Limit: in.Limit}
	if !c.IsStaff() {
		if in.View != "" || in.Team != "" || in.Customer != "" || in.Hash != "" || in.Address != "" || in.Reference != "" || !in.From.IsZero() || !in.To.IsZero() {
			return q, fault.New(fault.Forbidden, "customers list their own tickets, by status alone")
		}
		q.View, q.Customer = ticket.ByCustomer, c.ID
		return q, nil
	}
	narrowed := narrowedBy(in)
	if in.View == "" && narrowed > 0 {
		in.View = "all"
	}
	if in.View != "all" && narrowed > 0 {
		return q, fault.InvalidField("view", "must be all when customer, hash, address, reference, from or to is given")
	}
	if narrowed > 1 {
		return q, fault.InvalidField("view", "all goes by one of customer, hash, address, reference, or from and to, not by several")
	}
	if in.Team != "" && in.View != "" && in.View != "queue" && in.View != "unassigned" {
		return q, fault.InvalidField("team", "narrows queue and unassigned alone")
	}
	switch in.View {
	case "", "queue":
		q.View, q.Team = ticket.Queue, in.Team
		return q, nil
	case "unassigned":
		q.View, q.Team = ticket.Unassigned, in.Team
		return q, nil
	case "mine":
		q.View, q.Assignee = ticket.Mine, c.ID
		return q, nil
	}
	return all(q, in)
}

// narrowedBy counts the things that have an index of their own and that the request asks for.
func narrowedBy(in *listInput) int {
	n := 0
	for _, given := range []bool{in.Customer != "", in.Hash != "", in.Address != "", in.Reference != "", !in.From.IsZero() || !in.To.IsZero()} {
		if given {
			n++
		}
	}
	return n
}

// all gives the list over everything, which must be narrowed by one thing that has an index.
func all(q ticket.Query, in *listInput) (ticket.Query, error) {
	switch {
	case in.Customer != "":
		q.View, q.Customer = ticket.ByCustomer, in.Customer
	case in.Hash != "":
		q.View, q.Hash = ticket.ByHash, in.Hash
	case in.Address != "":
		q.View, q.Address = ticket.ByAddress, in.Address
	case in.Reference != "":
	case !in.From.IsZero() && !in.To.IsZero():
		q.View, q.From, q.To = ticket.ByDay, in.From.UTC(), in.To.UTC()
		if !q.From.Before(q.To) {
			return q, fault.InvalidField("to", "is not after from")
		}
		if q.To.Sub(q.From) > web.MaxSpan {
			return q, fault.InvalidField("to", "is more than 31 days after from")
		}
	default:
		return q, fault.InvalidField("view", "all needs customer, hash, address, reference, or both from and to")
	}
	return q, nil
}

func (a API) byReference(ctx context.Context, reference string, status ticket.Status) (*web.List[View], error) {
	t, err := a.own(ctx, reference)
	if fault.Is(err, fault.Missing) || err == nil && status != "" && t.Status != status {
		return web.NewList[View](nil, ""), nil
	}
	if err != nil {
		return nil, err
	}
	return web.NewList([]View{viewOf(t, web.CallerFrom(ctx))}, ""), nil
}

func (a API) read(ctx context.Context, in *ByID) (*web.Resource[View], error) {
	t, err := a.own(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return shown(ctx, t), nil
}

type timelineInput struct {
	ByID
	web.Paging
}

func (a API) timeline(ctx context.Context, in *timelineInput) (*web.List[Item], error) {
	t, err := a.own(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	c := web.CallerFrom(ctx)
	list, err := in.Read(ctx, a.Keys, root+"/"+t.ID+"/timeline")
	if err != nil {
		return nil, err
	}
	after := int64(0)
	if list.After != "" {
		if after, err = strconv.ParseInt(list.After, 10, 64); err != nil {
			return nil, fmt.Errorf("a sealed position is not a number: %w", err)
		}
	}
	items, last, err := a.items(ctx, t, c, after, in.Limit)
	if err != nil {
		return nil, err
	}
	next := ""
	if last > 0 {
		next = strconv.FormatInt(last, 10)
	}
	return web.NewList(items, list.Next(next)), nil
}

// items gives a page of what the caller sees of a timeline, and the number of its last item when more follows.
func (a API) items(ctx context.Context, t ticket.Ticket, c web.Caller, after int64, limit int) ([]Item, int64, error) {
	items, bytes := []Item{}, 0
	for {
		events, err := a.Tickets.Store().Timeline(ctx, event.Ticket, t.ID, after, limit)
		if err != nil {
			return nil, 0, err
		}
		for _, e := range events {
			item, seen, err := itemOf(e, c)
			if err != nil {
				return nil, 0, err
			}
			if bytes += len(e.Data) + len(e.Private); seen && len(items) > 0 && (len(items) == limit || bytes > web.MaxText) {
				return items, items[len(items)-1].Seq, nil
			}
			if seen {
				items = append(items, item)
			}
			after = e.Seq
		}
		if len(events) < limit || after >= t.Seq {
			return items, 0, nil
		}
	}
}

type itemInput struct {
	ByID
	Seq int64 `path:"seq" minimum:"1"`
}

func (a API) timelineItem(ctx context.Context, in *itemInput) (*web.Resource[Item], error) {
	t, err := a.own(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	item, err := a.item(ctx, t.ID, in.Seq)
	if err != nil {
		return nil, err
	}
	return web.NewResource(item, t.Version), nil
}

func (a API) item(ctx context.Context, id string, seq int64) (Item, error) {
	events, err := a.Tickets.Store().Timeline(ctx, event.Ticket, id, seq-1, 1)
	if err != nil {
		return Item{}, err
	}
	if len(events) == 0 || events[0].Seq != seq {
		return Item{}, fault.NotFound("item on the timeline")
	}
	item, seen, err := itemOf(events[0], web.CallerFrom(ctx))
	if err == nil && !seen {
		err = fault.NotFound("item on the timeline")
	}
	return item, err
}
