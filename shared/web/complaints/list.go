package complaints

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"aftercare/shared/complaint"
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/web"
)

func (a API) read(ctx context.Context, in *ByID) (*web.Resource[View], error) {
	id, err := parse(in.ID)
	if err != nil {
		return nil, err
	}
	c, err := a.Complaints.Complaint(ctx, id, who(ctx))
	if err != nil {
		return nil, err
	}
	showGuest(ctx, c)
	return web.NewResource(viewOf(c, web.CallerFrom(ctx)), c.Version), nil
}

type listInput struct {
	web.Paging
	Status string    `query:"status" enum:"received,acknowledged,inadmissible,investigating,found,awaitingApproval,proposed,accepted,fulfilled,escalated,closed"`
	From   time.Time `query:"from" doc:"Staff only: received from this time on. Without from and to, the last 31 days."`
	To     time.Time `query:"to" doc:"Staff only: received before this time, at most 31 days after from."`
}

func (a API) list(ctx context.Context, in *listInput) (*web.List[View], error) {
	c := web.CallerFrom(ctx)
	if !c.IsStaff() && (!in.From.IsZero() || !in.To.IsZero()) {
		return nil, fault.New(fault.Forbidden, "customers list their own complaints, by status alone")
	}
	filter := complaint.Filter{Status: complaint.Status(in.Status), From: in.From, To: in.To}
	list, err := in.Read(ctx, a.Keys, root, in.Status, in.From.UTC().Format(time.RFC3339), in.To.UTC().Format(time.RFC3339))
	if err != nil {
		return nil, err
	}
	page, err := web.Fitting(in.Limit, func(limit int) (complaint.Page, error) {
		return a.Complaints.List(ctx, who(ctx), filter, limit, list.After)
	}, size)
	if err != nil {
		return nil, err
	}
	views := make([]View, 0, len(page.Complaints))
	for _, item := range page.Complaints {
		views = append(views, viewOf(item, c))
	}
	return web.NewList(views, list.Next(page.Next)), nil
}

// size gives the bytes of the texts of complaints.
func size(p complaint.Page) int {
	n := 0
	for _, c := range p.Complaints {
		n += len(c.Statement) + len(c.DesiredRemedy) + len(c.Reasons) + len(c.ClosureReason) + len(c.Understanding)
		for _, s := range []*complaint.Solution{c.Solution, c.Draft} {
			if s != nil {
				n += len(s.Statement) + len(s.Reasoning) + len(s.Appeal) + len(s.Differs)
				for _, a := range s.Answers {
					n += len(a.Text)
				}
			}
		}
		for _, p := range c.Points {
			n += len(p.Text)
		}
		for _, r := range c.Requests {
			n += len(r.Question)
		}
		if c.Representative != nil {
			n += len(c.Representative.Authorization)
		}
		for _, e := range c.Evidence {
			n += len(e.URL) + len(e.Text)
		}
	}
	return n
}

type timelineInput struct {
	ByID
	web.Paging
}

func (a API) timeline(ctx context.Context, in *timelineInput) (*web.List[Item], error) {
	id, err := parse(in.ID)
	if err != nil {
		return nil, err
	}
	c, err := a.Complaints.Complaint(ctx, id, who(ctx))
	if err != nil {
		return nil, err
	}
	list, err := in.Read(ctx, a.Keys, root+"/"+id+"/timeline")
	if err != nil {
		return nil, err
	}
	after := int64(0)
	if list.After != "" {
		if after, err = strconv.ParseInt(list.After, 10, 64); err != nil {
			return nil, fmt.Errorf("a sealed position is not a number: %w", err)
		}
	}
	items, more, err := a.items(ctx, c, after, in.Limit)
	if err != nil {
		return nil, err
	}
	next := ""
	if more {
		next = strconv.FormatInt(items[len(items)-1].Seq, 10)
	}
	return web.NewList(items, list.Next(next)), nil
}

// items gives a page of what the caller sees of a timeline, and whether more follows.
func (a API) items(ctx context.Context, c complaint.Complaint, after int64, limit int) (items []Item, more bool, err error) {
	bytes := 0
	for after < c.Seq {
		events, err := a.Complaints.Store().Timeline(ctx, event.Complaint, c.ID, after, limit)
		if err != nil {
			return nil, false, err
		}
		for _, e := range events {
			item, seen, err := itemOf(e, web.CallerFrom(ctx))
			if err != nil {
				return nil, false, err
			}
			if bytes += len(e.Data) + len(e.Private); seen && len(items) > 0 && (len(items) == limit || bytes > web.MaxText) {
				return items, true, nil
			}
			if seen {
				items = append(items, item)
			}
			after = e.Seq
		}
		if len(events) == 0 {
			break
		}
	}
	return items, false, nil
}
