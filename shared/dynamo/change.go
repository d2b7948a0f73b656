package dynamo

import (
	"time"

	"aftercare/shared/dynamo/layout"
	"aftercare/shared/event"
)

// changed is the place of an aggregate among what was written today, which is where figures are rolled up from. The day
// is that of the write and not of what happened: what comes late has to be found, too. An aggregate that byDay lists
// under today, since it began, is found there, and needs no second place.
func (x *transaction) changed(kind event.Kind, id string, began time.Time) []entry {
	today := layout.Day(x.table.now())
	if layout.Day(began) == today {
		return nil
	}
	return []entry{{layout.ByChange, layout.ChangePK(today, layout.Shard(id)), layout.ChangeSK(kind, id)}}
}

// dated is where something that happened at a time, and was told perhaps later, is listed: under its day, and among what
// was written today.
func (x *transaction) dated(kind event.Kind, id string, at time.Time) []entry {
	day := entry{layout.ByDay, layout.DayPK(kind, at, layout.Shard(id)), layout.CreatedSK(at, id)}
	return append([]entry{day}, x.changed(kind, id, at)...)
}
