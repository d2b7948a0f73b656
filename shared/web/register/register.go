// Package register is the HTTP API of what is made from the register of complaints as a whole.
package register

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"aftercare/shared/cause"
	"aftercare/shared/complaint"
	"aftercare/shared/fault"
	"aftercare/shared/register"
	"aftercare/shared/web"
)

// API serves what is made from the register.
type API struct {
	Complaints *complaint.Service
	Causes     cause.Store
	Exports    *register.Service
	Links      Links
	Findings   Findings
	Keys       web.Keys
	Now        func() time.Time
}

const (
	tag  = "Register of complaints"
	root = "/v1/complaints"
)

// Register adds the operations to an API.
func (a API) Register(api huma.API) {
	op := func(id, method, path, summary string, guard web.Guard) huma.Operation {
		return web.Guarded(huma.Operation{OperationID: id, Method: method, Path: root + path, Summary: summary, Tags: []string{tag}}, guard)
	}
	huma.Register(api, op("readComplaintStatistics", http.MethodGet, "/statistics", "Count complaints, their times, limits, topics and outcomes", mayRead), a.statistics)
	huma.Register(api, exporting(op("exportRegister", http.MethodPost, "/exports", "Ask for a file of the register", maySet)), a.export)
	huma.Register(api, op("readRegisterExport", http.MethodGet, "/exports/{id}", "See how far an export is, and get a link to it", maySet), a.readExport)
	huma.Register(api, op("listOpenLessons", http.MethodGet, "/lessons", "List the lessons that are still to be put into practice", mayRead), a.lessons)
	huma.Register(api, op("listRecurringCauses", http.MethodGet, "/recurring", "List the causes, assets and categories that rose", staff), a.recurring)
	huma.Register(api, op("readCauses", http.MethodGet, "/causes", "Read the tree of causes", staff), a.readCauses)
	huma.Register(api, op("setCauses", http.MethodPut, "/causes", "Set the tree of causes", maySet), a.setCauses)
}

// mayRead lets those pass who handle complaints.
func mayRead(ctx context.Context, _ func(string) string) error {
	return only(ctx, "this is for compliance, leads and administrators", web.Lead, web.Compliance, web.Admin)
}

// staff lets everybody pass who works here.
func staff(ctx context.Context, _ func(string) string) error {
	return only(ctx, "this is for staff", web.Agent, web.Lead, web.Compliance, web.Admin)
}

// maySet lets those pass who answer for the register.
func maySet(ctx context.Context, _ func(string) string) error {
	return only(ctx, "this is for compliance and administrators", web.Compliance, web.Admin)
}

func only(ctx context.Context, words string, groups ...web.Group) error {
	if !web.CallerFrom(ctx).Has(groups...) {
		return fault.New(fault.Forbidden, "%s", words)
	}
	return nil
}

// who is the caller as the procedure knows them.
func who(ctx context.Context) complaint.Who {
	c := web.CallerFrom(ctx)
	w := complaint.Who{Actor: c.Actor()}
	for _, g := range c.Groups {
		w.Groups = append(w.Groups, string(g))
	}
	return w
}
