package register

import (
	"context"
	"fmt"

	"aftercare/shared/seal"
	"aftercare/shared/web"
)

// list seals and opens the positions of one caller's list.
type list struct {
	keys *seal.Keys
	use  seal.Use
}

// list is the list at a path, narrowed by filters.
func (a API) list(ctx context.Context, path string, filters ...string) (list, error) {
	keys, err := a.Keys.Get(ctx)
	return list{keys: keys, use: seal.Use{Caller: web.CallerFrom(ctx).ID, List: root + path, Filters: fmt.Sprintf("%q", filters)}}, err
}

// open gives the position that a cursor holds; empty for no cursor.
func (l list) open(cursor string) (string, error) {
	if cursor == "" {
		return "", nil
	}
	position, err := l.keys.Open(cursor, l.use)
	return string(position), err
}

// seal gives the cursor of a position; empty for none.
func (l list) seal(position string) string {
	if position == "" {
		return ""
	}
	return l.keys.Seal([]byte(position), l.use)
}
