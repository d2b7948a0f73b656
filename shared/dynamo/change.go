package dynamo

import (
	"aftercare/shared/dynamo/layout"
	"aftercare/shared/event"
)

// changed is the place of an aggregate among what was written today, which is where figures are rolled up from. The day
// is that of the write and not of what happened: what comes late has to be found, too.
func (x *transaction) changed(kind event.Kind, id string) entry {
	return entry{layout.ByChange, layout.ChangePK(x.table.now(), layout.Shard(id)), layout.ChangeSK(kind, id)}
}
