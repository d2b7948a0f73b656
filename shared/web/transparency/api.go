// Package transparency is the HTTP API of what the company publishes of itself: what it promises, and reports of what it
// achieved.
package transparency

import (
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"aftercare/shared/page"
	published "aftercare/shared/transparency"
	"aftercare/shared/web"
)

// kept is how long anybody may keep what is published: long enough for a rush, and short enough that a change, or a
// withdrawal, is soon seen.
const kept = 5 * time.Minute

const tag = "Transparency"

// API serves promises and reports. Serve it through [Pages], which answers browsers with pages.
type API struct {
	Promises published.PromiseStore
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
}

// Pages answers browsers with pages where next answers with JSON, and lets anybody keep both for a while.
func Pages(next http.Handler) http.Handler {
	on := func(path string) bool { return path == published.PromisesPath }
	return web.Cached{On: on, For: kept}.Serve(web.Pages{On: on, Policy: page.Policy, Problem: web.ProblemPage}.Serve(next))
}
