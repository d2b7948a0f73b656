package memory

import (
	"cmp"
	"context"
	"slices"
	"time"

	"aftercare/shared/call"
	"aftercare/shared/complaint"
	"aftercare/shared/event"
	"aftercare/shared/incident"
	"aftercare/shared/ticket"
	"aftercare/shared/visit"
)

// Begun hands out the id of every case of a kind that began in [from, to), newest first.
func (s *Store) Begun(_ context.Context, kind event.Kind, from, to time.Time, give func(id string) error) error {
	began := map[string]time.Time{}
	switch kind {
	case event.Ticket:
		for _, t := range all[ticket.Ticket](s, kind) {
			began[t.ID] = t.CreatedAt
		}
	case event.Call:
		for _, c := range all[call.Call](s, kind) {
			began[c.ID] = c.EndedAt
		}
	case event.Visit:
		for _, v := range all[visit.Visit](s, kind) {
			began[v.ID] = v.EndedAt
		}
	case event.Incident:
		for _, i := range all[incident.Incident](s, kind) {
			began[i.ID] = i.NoticedAt
		}
	case event.Survey:
		for _, v := range s.surveys() {
			if v.Asked() {
				began[v.ID] = v.AskedAt
			}
		}
	default:
		for _, c := range all[complaint.Complaint](s, kind) {
			began[c.ID] = c.ReceivedAt
		}
	}
	var ids []string
	for id, at := range began {
		if within(at, from, to) {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, func(a, b string) int { return cmp.Or(began[b].Compare(began[a]), cmp.Compare(b, a)) })
	for _, id := range ids {
		if err := give(id); err != nil {
			return err
		}
	}
	return nil
}

// Misplaced names the lists in which a case stands elsewhere than its state says: none, for here they are made from the
// state. Missing when there is no such case.
func (s *Store) Misplaced(_ context.Context, kind event.Kind, id string) ([]string, error) {
	_, err := load[any](s, aggregate{kind, id})
	return nil, err
}
