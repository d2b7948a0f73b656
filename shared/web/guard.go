package web

import (
	"cmp"
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
)

// Guard says whether the caller in ctx may use an operation on what a request names: nil, Forbidden or Missing.
// param gives a parameter of the path by name, or else of the query.
type Guard func(ctx context.Context, param func(name string) string) error

const guardKey = "guard"

// Guarded sets who may use an operation. Permission comes before everything else that may be wrong with a request:
// what is refused for its content is told so only to those whom the guard lets pass, and the others get 403 or 404.
// The guard runs for refused requests alone, so the handler must still ask for permission itself, as its service
// does.
func Guarded(op huma.Operation, guard Guard) huma.Operation {
	return with(op, guardKey, guard)
}

// permit runs the operation's guard where a problem is about the content of the request, and gives what to answer.
func permit(ctx huma.Context, p *Problem) *Problem {
	switch p.Status {
	case http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType,
		http.StatusUnprocessableEntity, http.StatusPreconditionRequired:
	default:
		return p
	}
	guard, _ := ctx.Operation().Metadata[guardKey].(Guard)
	if guard == nil {
		return p
	}
	if err := guard(ctx.Context(), func(name string) string { return cmp.Or(ctx.Param(name), ctx.Query(name)) }); err != nil {
		note(ctx.Context(), err)
		return problemOf(err)
	}
	return p
}
