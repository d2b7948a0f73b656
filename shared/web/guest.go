package web

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// Entered is what a token in a path lets in to: one thing, as somebody.
type Entered struct {
	ID string
	As Caller
}

// Enter gives what a token lets in to.
type Enter func(ctx context.Context, token string) (Entered, error)

// Behind puts an operation on one thing, which names that by {id}, behind a token in the place of the id: the path has
// {token}. The handler sees the id, and a caller without groups. The guard is asked as with the id itself.
func Behind(api huma.API, op huma.Operation, enter Enter, guard Guard) huma.Operation {
	op.Middlewares = append(op.Middlewares, func(ctx huma.Context, next func(huma.Context)) {
		entered, err := enter(ctx.Context(), ctx.Param("token"))
		if err != nil {
			_ = huma.WriteErr(api, ctx, http.StatusInternalServerError, "", err)
			return
		}
		next(behind{inner: ctx, id: entered.ID, ctx: as(ctx.Context(), entered)})
	})
	return Guarded(op, func(ctx context.Context, path func(string) string) error {
		entered, err := enter(ctx, path("token"))
		if err != nil || guard == nil {
			return err
		}
		return guard(as(ctx, entered), func(name string) string {
			if name == "id" {
				return entered.ID
			}
			return path(name)
		})
	})
}

// as gives the context of whoever holds a link. What is remembered of a request names the thing and not the link, so
// that a repetition through another link is one.
func as(ctx context.Context, e Entered) context.Context {
	s := sentFrom(ctx)
	if x := exchangeFrom(ctx); x != nil {
		x.caller = "guest"
	}
	rest := after(s.path)
	s.path = "guest " + e.ID + rest
	e.As.Link = strings.Repeat("../", strings.Count(rest, "/")) + e.As.Link
	return context.WithValue(withCaller(ctx, e.As), sentKey{}, s)
}

// after gives what follows the token in a path.
func after(path string) string {
	const before = 5 // "", v1, public, complaints, token
	for i, n := 0, 0; i < len(path); i++ {
		if path[i] == '/' {
			if n++; n == before {
				return path[i:]
			}
		}
	}
	return ""
}

// inner is a name to embed it under: its own is that of a method.
type inner = huma.Context

type behind struct {
	inner
	id  string
	ctx context.Context
}

func (b behind) Context() context.Context { return b.ctx }

func (b behind) Param(name string) string {
	if name == "id" {
		return b.id
	}
	return b.inner.Param(name)
}
