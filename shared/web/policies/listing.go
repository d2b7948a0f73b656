package policies

import (
	"context"

	"aftercare/shared/seal"
	"aftercare/shared/web"
)

// listing is a list that one caller reads page by page, from behind a position in the words of the storage.
type listing struct {
	keys  *seal.Keys
	use   seal.Use
	after string
}

// listing opens the cursor of a list; the beginning without one.
func (a API) listing(ctx context.Context, list, cursor string) (listing, error) {
	keys, err := a.Keys.Get(ctx)
	l := listing{keys: keys, use: seal.Use{Caller: web.CallerFrom(ctx).ID, List: list}}
	if err != nil || cursor == "" {
		return l, err
	}
	position, err := keys.Open(cursor, l.use)
	l.after = string(position)
	return l, err
}

// next is the cursor of the page that begins at a position; none at the end.
func (l listing) next(position string) string {
	if position == "" {
		return ""
	}
	return l.keys.Seal([]byte(position), l.use)
}
