package incident

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"aftercare/shared/ticket"
)

// Board shows the latest incidents, so that one read tells whether one of them touches a ticket.
type Board struct {
	Revision int64    `json:"revision"` // rises by one with every change; 0 was never saved
	Notices  []Notice `json:"notices"`  // the newest first, at most twenty
}

// Notice is an incident on the board.
type Notice struct {
	ID string `json:"id"`
	Facts
}

// onBoard is how many incidents the board shows: more at once is one large incident.
const onBoard = 20

// Boards reads the board.
type Boards interface {
	// Board gives the board; one of revision 0 before the first incident.
	Board(ctx context.Context) (Board, error)
}

// Fresh gives the newest incident that touches a ticket and was noticed less than quiet ago; false when there is none.
func (b Board) Fresh(t ticket.Ticket, now time.Time, quiet time.Duration) (Notice, bool) {
	for _, n := range b.Notices { // newest first
		if now.Before(n.NoticedAt.Add(quiet)) && n.Touches(t) {
			return n, true
		}
	}
	return Notice{}, false
}

// Touches reports whether a ticket may be about the incident: nothing that is known of the ticket says that it is about
// something else. A ticket that names no chain may be about any.
func (f Facts) Touches(t ticket.Ticket) bool {
	if len(f.Categories) > 0 && !slices.Contains(f.Categories, t.Category) {
		return false
	}
	if t.Transaction == nil {
		return true
	}
	return same(f.Chain, t.Transaction.Chain) && same(f.Asset, t.Transaction.Asset)
}

// same reports whether two names may mean the same; an empty one may mean anything.
func same(a, b string) bool { return a == "" || b == "" || strings.EqualFold(a, b) }

// With gives the board with an incident on it as it is now.
func (b Board) With(i Incident) Board {
	notices := slices.DeleteFunc(slices.Clone(b.Notices), func(n Notice) bool { return n.ID == i.ID })
	notices = append(notices, Notice{i.ID, i.Facts})
	slices.SortStableFunc(notices, func(a, b Notice) int {
		return cmp.Or(b.NoticedAt.Compare(a.NoticedAt), cmp.Compare(b.ID, a.ID))
	})
	return Board{b.Revision + 1, notices[:min(len(notices), onBoard)]}
}
