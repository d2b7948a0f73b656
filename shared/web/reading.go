package web

import (
	"context"
	"fmt"

	"aftercare/shared/seal"
)

// Keys gives the keys with which ids are made and cursors sealed.
type Keys interface {
	Get(ctx context.Context) (*seal.Keys, error)
}

// Reading is a list that one caller reads page by page.
type Reading struct {
	After string // where the page begins, in the words of the storage; empty at the start of the list
	keys  *seal.Keys
	use   seal.Use
}

// Read opens the list at a path, narrowed by filters, where the cursor says. A cursor of another caller, list or filters is
// refused.
func (p Paging) Read(ctx context.Context, keys Keys, path string, filters ...string) (Reading, error) {
	r := Reading{use: seal.Use{Caller: CallerFrom(ctx).ID, List: path}}
	if len(filters) > 0 {
		r.use.Filters = fmt.Sprintf("%q", filters)
	}
	var err error
	if r.keys, err = keys.Get(ctx); err != nil || p.Cursor == "" {
		return r, err
	}
	after, err := r.keys.Open(p.Cursor, r.use)
	r.After = string(after)
	return r, err
}

// Next gives the cursor of the page that begins at a position; empty at the end of the list.
func (r Reading) Next(position string) string {
	if position == "" {
		return ""
	}
	return r.keys.Seal([]byte(position), r.use)
}
