package storetest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/incident"

	"github.com/google/go-cmp/cmp"
)

// noticed is the change that records an incident on a board.
func noticed(id string, at time.Time, on incident.Board) incident.Change {
	i := incident.Incident{ID: id, Name: "n", Seq: 1, Request: "r", Facts: incident.Facts{
		Severity: incident.Major, StartedAt: at.Add(-time.Hour), NoticedAt: at, Chain: "ethereum", Categories: []string{"deposit"},
	}}
	return incident.Change{Incident: i, Events: []event.Event{happening(event.IncidentNoticed, event.Incident, id, 1)}, Board: on.With(i)}
}

var incidentTests = map[string]func(*testing.T, *bench){
	"before the first incident the board is empty": func(t *testing.T, b *bench) {
		if got, err := b.Board(t.Context()); err != nil || got.Revision != 0 || len(got.Notices) != 0 {
			t.Fatalf("%+v, %v", got, err)
		}
		_, err := b.Incident(t.Context(), "I1")
		refuses(t, err, fault.Missing)
	},
	"an incident and the board are written together, or neither": func(t *testing.T, b *bench) {
		c := noticed("I1", start, incident.Board{})
		must(t, b.SaveIncident(t.Context(), c))
		got, err := b.Incident(t.Context(), "I1")
		if diff := cmp.Diff(c.Incident, got); err != nil || diff != "" {
			t.Fatalf("%v %s", err, diff)
		}
		board, err := b.Board(t.Context())
		if diff := cmp.Diff(c.Board, board); err != nil || diff != "" {
			t.Fatalf("%v %s", err, diff)
		}
		refuses(t, b.SaveIncident(t.Context(), noticed("I2", start, incident.Board{})), fault.Lost) // of before the first
		_, err = b.Incident(t.Context(), "I2")
		refuses(t, err, fault.Missing)
		refuses(t, b.SaveIncident(t.Context(), noticed("I1", start, board)), fault.Lost) // is there

		over := incident.Change{Before: 1, Incident: c.Incident, Events: []event.Event{happening(event.IncidentEnded, event.Incident, "I1", 2)}}
		over.Incident.Seq, over.Incident.EndedAt = 2, start.Add(time.Hour)
		over.Board = board.With(over.Incident)
		must(t, b.SaveIncident(t.Context(), over))
		if board, err = b.Board(t.Context()); err != nil || len(board.Notices) != 1 || board.Notices[0].EndedAt.IsZero() {
			t.Fatalf("%+v, %v", board, err)
		}
		if events, err := b.Timeline(t.Context(), event.Incident, "I1", 0, 0); err != nil || len(events) != 2 {
			t.Fatalf("%d events, %v", len(events), err)
		}
	},
	"incidents are listed page by page, newest first": func(t *testing.T, b *bench) {
		var want []string
		var board incident.Board
		for i := range 7 {
			c := noticed(fmt.Sprintf("I%d", i), start.Add(-time.Duration(i)*20*time.Hour), board)
			must(t, b.SaveIncident(t.Context(), c))
			want, board = append(want, c.Incident.ID), c.Board
		}
		var got []string
		for after := ""; ; {
			found, next, err := b.Incidents(t.Context(), start.Add(-30*day), start.Add(time.Second), after, 3)
			must(t, err)
			for _, i := range found {
				got = append(got, i.ID)
			}
			if after = next; after == "" {
				break
			}
		}
		if !slices.Equal(got, want) || !slices.Equal(want, b.begun(t, event.Incident, start.Add(-30*day), start.Add(time.Second))) {
			t.Fatalf("got %v, want %v", got, want)
		}
		_, _, err := b.Incidents(t.Context(), start, start.Add(32*day), "", 3)
		refuses(t, err, fault.Invalid)
	},
}
