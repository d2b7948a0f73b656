package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// describe adds to the document what follows from the shape of an operation: who may use it, and each problem that
// it may answer with. An operation names in its Errors only what does not follow.
func describe(document *huma.OpenAPI, op *huma.Operation) {
	if !public(op.Path) {
		op.Security = []map[string][]string{{"bearer": {}}}
	}
	for _, p := range op.Parameters {
		if p.Name == "id" && p.In == "path" && strings.Contains(op.Path, "{token}") { // see Behind
			p.Name, p.Description = "token", "From the link in the mail."
		}
		p.AllowEmptyValue = p.In == "query" && !p.Required // as a form sends a control that was left empty
	}
	delete(op.Responses, "default")
	for _, a := range answers {
		if a.may(op) || slices.Contains(op.Errors, a.status) {
			op.Responses[strconv.Itoa(a.status)] = &huma.Response{Ref: a.component(document, op.Metadata[pagesKey] != nil)}
		}
	}
	if op.Metadata[pagesKey] != nil {
		for _, r := range op.Responses {
			if r.Ref == "" {
				r.Content[pageType] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString}}
			}
		}
	}
}

// answer is a problem, and which operations may answer with it.
type answer struct {
	status  int
	says    string
	gateway bool   // the gateway may answer in the place of a function, with a body of its own
	header  string // what comes with it
	may     func(*huma.Operation) bool
}

// answers are all problems that the document knows.
var answers = []answer{
	{400, "What was sent cannot be read: the JSON, the cursor, or If-Match.", false, "",
		func(op *huma.Operation) bool { return readsBody(op) || takes(op, "cursor") || takes(op, "If-Match") }},
	{401, "No token, or none that holds.", true, "WWW-Authenticate", secured},
	{403, "Not allowed to this caller.", true, "", secured},
	{404, "Absent, or not the caller's to see.", true, "", ofOne},
	{409, "Not in the present status, which currentStatus tells.", false, "",
		func(op *huma.Operation) bool {
			return ofOne(op) && (op.Method == http.MethodPost || op.Method == http.MethodPatch)
		}},
	{410, "It was there, and is not any more.", false, "", onlyIfStated},
	{412, "Another version is present than If-Match says.", false, "",
		func(op *huma.Operation) bool { return takes(op, "If-Match") }},
	{413, "The body is larger than 256 KiB.", true, "", readsBody},
	{415, "The body is of a type that is not served.", false, "", readsBody},
	{422, "A value is not valid, or the Idempotency-Key came with another body before.", false, "",
		func(op *huma.Operation) bool { return readsBody(op) || len(op.Parameters) > 0 }},
	{428, "If-Match is missing.", false, "",
		func(op *huma.Operation) bool {
			return takes(op, "If-Match") && (op.Method == http.MethodPatch || op.Method == http.MethodPut)
		}},
	{429, "Too many requests.", true, "Retry-After", always},
	{500, "The fault is ours.", true, "", always},
	{503, "Busy: try again.", true, "Retry-After", always},
}

func always(*huma.Operation) bool { return true }

// onlyIfStated is for what follows from no shape: the Errors of an operation name it.
func onlyIfStated(*huma.Operation) bool { return false }

func secured(op *huma.Operation) bool { return !public(op.Path) }

// ofOne reports whether the path names one thing, which may be absent.
func ofOne(op *huma.Operation) bool {
	return strings.Contains(op.Path, "{id}") || strings.Contains(op.Path, "{token}")
}

func readsBody(op *huma.Operation) bool { return op.RequestBody != nil }

func takes(op *huma.Operation, parameter string) bool {
	return slices.ContainsFunc(op.Parameters, func(p *huma.Param) bool { return p.Name == parameter })
}

const (
	pagesKey    = "pages"
	pageType    = "text/html"
	problemType = "application/problem+json"
)

// WithPages says that browsers are answered with pages in the place of JSON.
func WithPages(op huma.Operation) huma.Operation { return with(op, pagesKey, true) }

// with gives an operation that carries a note.
func with(op huma.Operation, key string, value any) huma.Operation {
	metadata := map[string]any{key: value}
	for k, v := range op.Metadata {
		metadata[k] = v
	}
	op.Metadata = metadata
	return op
}

// component puts the answer into the document, once, and gives the reference to it.
func (a answer) component(document *huma.OpenAPI, pages bool) string {
	name := strings.ReplaceAll(http.StatusText(a.status), " ", "")
	if pages {
		name += "OrPage"
	}
	ref := "#/components/responses/" + name
	if document.Components.Responses[name] != nil {
		return ref
	}
	registry := document.Components.Schemas
	content := map[string]*huma.MediaType{problemType: {Schema: registry.Schema(typeOf(Problem{}), true, "")}}
	if a.gateway {
		content[jsonType] = &huma.MediaType{Schema: registry.Schema(typeOf(GatewayProblem{}), true, "")}
	}
	if pages {
		content[pageType] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString}}
	}
	r := &huma.Response{Description: a.says, Content: content}
	if a.header != "" {
		r.Headers = map[string]*huma.Param{a.header: {Schema: &huma.Schema{Type: huma.TypeString}}}
	}
	if document.Components.Responses == nil {
		document.Components.Responses = map[string]*huma.Response{}
	}
	document.Components.Responses[name] = r
	return ref
}

// GatewayProblem is the body of what the gateway answers by itself, before any function is asked.
type GatewayProblem struct {
	Message string `json:"message"`
}
