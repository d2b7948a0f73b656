package policies

import (
	"context"
	"time"

	"aftercare/shared/sla"
	"aftercare/shared/web"
)

// NamedCalendar is a calendar in a list.
type NamedCalendar struct {
	ID      string    `json:"id"`
	Version int       `json:"version" doc:"0 for always, which cannot be changed."`
	Since   time.Time `json:"since,omitzero" doc:"From when on time is counted by it; by its first version, what was before, too."`
	Calendar
}

const calendarsPath = "/v1/sla/calendars"

func (a API) listCalendars(ctx context.Context, in *web.Paging) (*web.List[NamedCalendar], error) {
	if err := mayRead(ctx, nil); err != nil {
		return nil, err
	}
	list, err := in.Read(ctx, a.Keys, calendarsPath)
	if err != nil {
		return nil, err
	}
	stored, err := a.Store.Calendars(ctx, list.After, in.Limit+1) // the one above tells whether there is a next page
	if err != nil {
		return nil, err
	}
	all := withAlways(stored, list.After)
	items := make([]NamedCalendar, 0, in.Limit)
	for _, e := range all[:min(len(all), in.Limit)] {
		items = append(items, NamedCalendar{ID: e.ID, Version: e.Version, Since: e.From, Calendar: calendarOf(e.Edition)})
	}
	next := ""
	if len(all) > in.Limit {
		next = list.Next(items[len(items)-1].ID)
	}
	return web.NewList(items, next), nil
}

// withAlways puts the calendar that is there without being stored in its place among those after a name.
func withAlways(stored []sla.NamedEdition, after string) []sla.NamedEdition {
	if after >= sla.Always {
		return stored
	}
	i := 0
	for i < len(stored) && stored[i].ID < sla.Always {
		i++
	}
	all := append([]sla.NamedEdition{}, stored[:i]...)
	all = append(all, sla.NamedEdition{ID: sla.Always, Edition: around})
	return append(all, stored[i:]...)
}
