// Package transparency is the HTTP API of what the company publishes of itself: what it promises, and reports of what it
// achieved.
package transparency

import (
	"context"
	"net/http"
	"reflect"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"aftercare/shared/fault"
	"aftercare/shared/page"
	published "aftercare/shared/transparency"
	"aftercare/shared/web"
)

// kept is how long anybody may keep what is published: long enough for a rush, and short enough that a change, or a
// withdrawal, is soon seen.
const kept = 5 * time.Minute

const (
	tag     = "Transparency"
	reports = "/v1/reports"
	month   = "/{month}"
)

// API serves promises and reports. Serve it through [Pages], which answers browsers with pages.
type API struct {
	Promises published.PromiseStore
	Reports  *published.Service
	Keys     web.Keys
	Company  string         // as it calls itself
	Zone     *time.Location // of dates
	Now      func() time.Time
}

// Register adds the operations to an API.
func (a API) Register(api huma.API) {
	huma.Register(api, web.WithPages(huma.Operation{
		OperationID: "readPromises", Method: http.MethodGet, Path: published.PromisesPath, Tags: []string{tag},
		Summary: "Read what everybody is promised",
		Description: "The times of the policies in force, in the order in which they are looked at, and the opening hours that they count by. " +
			"What is agreed with single customers, and the names that operators gave, are left out. As a page for Accept: text/html.",
	}), a.promises)
	huma.Register(api, web.WithPages(huma.Operation{
		OperationID: "listPublishedReports", Method: http.MethodGet, Path: published.ReportsPath, Tags: []string{tag},
		Summary: "List the transparency reports that are published", Description: "The newest month first. As a page for Accept: text/html.",
	}), a.listPublished)
	huma.Register(api, web.WithPages(huma.Operation{
		OperationID: "readPublishedReport", Method: http.MethodGet, Path: published.ReportsPath + month, Tags: []string{tag},
		Summary: "Read a transparency report",
		Description: "JSON, CSV or a page, by format or Accept. The JSON is what was frozen, byte for byte: its SHA-256 is the hash that the " +
			"list names. Earlier editions stay readable. 404 before the report is approved, 410 after it was withdrawn.",
		Errors:    []int{http.StatusNotFound, http.StatusGone},
		Responses: formats(api, published.Report{}),
	}), a.readPublished)
	a.registerStaff(api)
}

func (a API) registerStaff(api huma.API) {
	op := func(id, method, path, summary, says string, guard web.Guard) huma.Operation {
		return web.Guarded(huma.Operation{OperationID: id, Method: method, Path: reports + path, Tags: []string{tag}, Summary: summary, Description: says}, guard)
	}
	huma.Register(api, op("listReports", http.MethodGet, "", "List the transparency reports", "In every state, the newest month first.", mayRead), a.list)
	reading := op("readReport", http.MethodGet, month, "Read a transparency report in any state",
		"All that became of it, and the content of one edition; with format, that alone as CSV or as the page that is published.", mayRead)
	reading.Errors, reading.Responses = []int{http.StatusNotFound}, formats(api, StaffReport{})
	huma.Register(api, reading, a.read)
	acting := func(id, path, summary, says string, guard web.Guard) huma.Operation {
		o := op(id, http.MethodPost, month+path, summary, says, guard)
		o.Errors, o.DefaultStatus = []int{http.StatusNotFound, http.StatusConflict}, http.StatusOK
		return o
	}
	huma.Register(api, acting("freezeReport", "/freeze", "Freeze a report",
		"Makes a further edition of what is rolled up by now. The schedule does so by itself after the cut-off; before it the edition is "+
			"provisional. A correction, and a provisional edition, need a reason.", mayFreeze), a.freeze)
	huma.Register(api, acting("decideReport", "/approval", "Approve or refuse a report",
		"Of its last edition. What is approved is published. Nobody approves what they asked for.", mayDecide), a.decide)
	huma.Register(api, acting("withdrawReport", "/withdrawal", "Withdraw a published report",
		"In all its editions. A further edition can be frozen, and published in its place.", mayDecide), a.withdraw)
}

// formats describes an answer that comes as JSON of a type, as a table or as a page.
func formats(api huma.API, of any) map[string]*huma.Response {
	written := &huma.Schema{Type: huma.TypeString}
	api.OpenAPI().Components.Schemas.RegisterTypeAlias(reflect.TypeFor[published.Decimal](), reflect.TypeFor[float64]())
	return map[string]*huma.Response{"200": {Description: "OK", Content: map[string]*huma.MediaType{
		jsonType: {Schema: api.OpenAPI().Components.Schemas.Schema(reflect.TypeOf(of), true, "")},
		csvType:  {Schema: written}, htmlType: {Schema: written},
	}}}
}

func mayRead(ctx context.Context, _ func(string) string) error {
	if !web.CallerFrom(ctx).IsStaff() {
		return fault.New(fault.Forbidden, "only staff may read what is not published")
	}
	return nil
}

func mayFreeze(ctx context.Context, _ func(string) string) error {
	if !web.CallerFrom(ctx).Has(web.Admin) {
		return fault.New(fault.Forbidden, "only an administrator may do this")
	}
	return nil
}

func mayDecide(ctx context.Context, _ func(string) string) error {
	if !web.CallerFrom(ctx).Has(web.Compliance, web.Admin) {
		return fault.New(fault.Forbidden, "only compliance and administrators may do this")
	}
	return nil
}

// Pages answers browsers with pages where next answers with JSON, and lets anybody keep both for a while.
func Pages(next http.Handler) http.Handler {
	on := func(path string) bool {
		return path == published.PromisesPath || path == published.ReportsPath || strings.HasPrefix(path, published.ReportsPath+"/")
	}
	pages := web.Pages{On: on, Policy: page.Policy, Problem: web.ProblemPage}.Serve(next)
	return web.Cached{On: on, For: kept}.Serve(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if accept := accepts[r.URL.Query().Get("format")]; accept != "" && on(r.URL.Path) { // what is asked for by name outranks what is liked
			r = r.Clone(r.Context())
			r.Header.Set("Accept", accept)
		}
		pages.ServeHTTP(w, r)
	}))
}

// The media types of reports.
const (
	jsonType = "application/json"
	csvType  = "text/csv"
	htmlType = "text/html"
)

var accepts = map[string]string{"json": jsonType, "csv": csvType, "html": htmlType}
