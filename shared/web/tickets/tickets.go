// Package tickets is the HTTP API of tickets: open, read, answer and work a ticket.
package tickets

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"aftercare/shared/fault"
	"aftercare/shared/seal"
	"aftercare/shared/ticket"
	"aftercare/shared/web"
)

// API serves tickets.
type API struct {
	Tickets *ticket.Service
	Keys    web.Keys
}

const (
	tag  = "Tickets"
	root = "/v1/tickets"
)

// Register adds the operations to an API.
func (a API) Register(api huma.API) {
	op := func(id, method, path, summary string, guard web.Guard) huma.Operation {
		o := huma.Operation{OperationID: id, Method: method, Path: path, Summary: summary, Tags: []string{tag}}
		if guard != nil {
			o = web.Guarded(o, guard)
		}
		return o
	}
	created := func(o huma.Operation) huma.Operation { o.DefaultStatus = http.StatusCreated; return o }

	opening := web.Reserved(op("openTicket", http.MethodPost, root, "Open a ticket", nil), "priority", "customerId", "team", "tags")
	opening = web.ReservedValues(opening, "channel", "email", "phone", "social", "api")

	huma.Register(api, created(opening), a.open)
	huma.Register(api, op("listTickets", http.MethodGet, root, "List tickets", nil), a.list)
	huma.Register(api, op("readTicket", http.MethodGet, root+"/{id}", "Read a ticket", a.mayRead), a.read)
	huma.Register(api, op("changeTicket", http.MethodPatch, root+"/{id}", "Change fields of a ticket", a.mayWork), a.patch)
	huma.Register(api, op("readTimeline", http.MethodGet, root+"/{id}/timeline", "Read what happened, in order", a.mayRead), a.timeline)
	huma.Register(api, op("readTimelineItem", http.MethodGet, root+"/{id}/timeline/{seq}", "Read one item of the timeline", a.mayRead), a.timelineItem)
	explaining := op("explainTicket", http.MethodGet, root+"/{id}/sla", "Explain every clock of a ticket", a.mayRead)
	explaining.Description = "Every interval with its kind, and why it did not count; the due times that were; the warnings past and to come. Customers see all but the warnings."
	huma.Register(api, explaining, a.explain)
	huma.Register(api, created(op("writeMessage", http.MethodPost, root+"/{id}/messages", "Reply, or note something for staff alone", a.mayRead)), a.write)
	huma.Register(api, op("solveTicket", http.MethodPost, root+"/{id}/solution", "Solve a ticket", a.mayWork), a.solve)
	huma.Register(api, op("reopenTicket", http.MethodPost, root+"/{id}/reopening", "Reopen a solved ticket", a.mayRead), a.reopen)
	merging := op("mergeTicket", http.MethodPost, root+"/{id}/merge", "Merge a ticket into another of its customer", a.mayWork)
	merging.Description = "Closes the ticket and ends its clocks; those of the other one go on. Unanswered messages ask for its next reply from now on."
	huma.Register(api, merging, a.merge)
	spam := op("markTicketAsSpam", http.MethodPost, root+"/{id}/spam", "Close a ticket as spam", a.mayWork)
	spam.Description = "Nobody is answered automatically or asked about it; its clocks and the time to take it over end. Whoever was taken for spam and writes again gets a new ticket."
	huma.Register(api, spam, a.spam)
	huma.Register(api, op("escalateTicket", http.MethodPost, root+"/{id}/escalation", "Ask for somebody with more power", a.mayRead), a.escalate)
	huma.Register(api, op("takeOverTicket", http.MethodPost, root+"/{id}/escalation/takeover", "Take an escalated ticket over", a.mayWork), a.takeOver)
	huma.Register(api, op("deescalateTicket", http.MethodPost, root+"/{id}/de-escalation", "Move a ticket one level down", a.mayLead), a.deescalate)
}

// own finds a ticket that the caller may see: staff all, a customer their own. Every other one is absent to them.
func (a API) own(ctx context.Context, rawID string) (ticket.Ticket, error) {
	id, ok := seal.ParseID(rawID)
	if !ok {
		return ticket.Ticket{}, fault.NotFound("ticket")
	}
	t, err := a.Tickets.Store().Ticket(ctx, id)
	if fault.Is(err, fault.Missing) {
		return ticket.Ticket{}, fault.NotFound("ticket")
	}
	if err != nil {
		return ticket.Ticket{}, err
	}
	if c := web.CallerFrom(ctx); !c.IsStaff() && t.Customer.ID != c.ID {
		return ticket.Ticket{}, fault.NotFound("ticket")
	}
	return t, nil
}

// worked is own for what staff alone may do.
func (a API) worked(ctx context.Context, rawID string) (ticket.Ticket, error) {
	t, err := a.own(ctx, rawID)
	if err == nil && !web.CallerFrom(ctx).IsStaff() {
		return t, fault.New(fault.Forbidden, "only staff may do this")
	}
	return t, err
}

// led is own for what leads, compliance and administrators may do, and whoever took the case over.
func (a API) led(ctx context.Context, rawID string) (ticket.Ticket, error) {
	t, err := a.worked(ctx, rawID)
	c := web.CallerFrom(ctx)
	if err == nil && !c.Has(web.Lead, web.Compliance, web.Admin) && t.Escalation.By != c.ID {
		return t, fault.New(fault.Forbidden, "only a lead, compliance, an administrator or whoever took the case over may do this")
	}
	return t, err
}

func (a API) mayRead(ctx context.Context, path func(string) string) error {
	_, err := a.own(ctx, path("id"))
	return err
}

func (a API) mayWork(ctx context.Context, path func(string) string) error {
	_, err := a.worked(ctx, path("id"))
	return err
}

func (a API) mayLead(ctx context.Context, path func(string) string) error {
	_, err := a.led(ctx, path("id"))
	return err
}

// ByID is the part of a request that names a ticket.
type ByID struct {
	ID string `path:"id" doc:"The id or reference, read tolerantly." maxLength:"64"`
}

// Action is a request that does something to a ticket.
type Action struct {
	ByID
	web.Condition
	web.Idempotency
}

// do says for whom an action is carried out, under which conditions, and under which key.
func (in Action) do(ctx context.Context) (ticket.Do, error) {
	c := web.CallerFrom(ctx)
	version, err := in.Expected()
	return ticket.Do{Actor: c.Actor(), Version: version, Receipt: in.Receipt(ctx, c.ID)}, err
}

func shown(ctx context.Context, t ticket.Ticket) *web.Resource[View] {
	return web.NewResource(viewOf(t, web.CallerFrom(ctx)), t.Version)
}
