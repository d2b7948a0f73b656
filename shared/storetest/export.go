package storetest

import (
	"testing"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/register"

	"github.com/google/go-cmp/cmp"
)

func anExport(id string) register.Change {
	return register.Change{
		Export: register.Export{
			ID: id, Seq: 1, State: register.Requested, Format: register.CSV, From: start.AddDate(-5, 0, 0), To: start,
			RequestedAt: start, RequestedBy: "cora", Hash: register.Genesis,
		},
		Events: []event.Event{happening(event.ExportRequested, event.Export, id, 1)},
	}
}

// sealed is the change that seals an export as the n-th of the chain.
func sealed(c register.Change, n int) register.Change {
	c.Before, c.Export.Seq, c.Export.State = 1, 2, register.Sealed
	c.Export.Upload, c.Export.Parts, c.Export.Previous = "u", []string{"a", "b"}, &register.Link{Export: "E0", Head: "00"}
	c.Events = []event.Event{happening(event.ExportSealed, event.Export, c.Export.ID, 2)}
	c.Seal = &register.Seal{Number: n, Link: register.Link{Export: c.Export.ID, Head: "ff"}}
	return c
}

var exportTests = map[string]func(*testing.T, *bench){
	"an export comes back as it was saved, with its timeline": func(t *testing.T, b *bench) {
		asked := anExport("E1")
		must(t, b.SaveExport(t.Context(), asked))
		refuses(t, b.SaveExport(t.Context(), asked), fault.Lost)
		last := sealed(asked, 1)
		must(t, b.SaveExport(t.Context(), last))
		refuses(t, b.SaveExport(t.Context(), last), fault.Lost)
		got, err := b.Export(t.Context(), "E1")
		must(t, err)
		if diff := cmp.Diff(last.Export, got); diff != "" {
			t.Fatal(diff)
		}
		events, err := b.Timeline(t.Context(), event.Export, "E1", 0, 0)
		must(t, err)
		if len(events) != 2 || events[1].Type != event.ExportSealed {
			t.Fatalf("%d events", len(events))
		}
		_, err = b.Export(t.Context(), "E2")
		refuses(t, err, fault.Missing)
	},
	"a place in the chain of exports is taken once": func(t *testing.T, b *bench) {
		first, second := anExport("E1"), anExport("E2")
		must(t, b.SaveExport(t.Context(), first))
		must(t, b.SaveExport(t.Context(), second))
		none, err := b.LastSeal(t.Context())
		if err != nil || none.Number != 0 {
			t.Fatalf("%+v, %v", none, err)
		}
		must(t, b.SaveExport(t.Context(), sealed(first, 1)))
		refuses(t, b.SaveExport(t.Context(), sealed(second, 1)), fault.Lost)
		refuses(t, b.SaveExport(t.Context(), sealed(second, 3)), fault.Lost)
		if e, err := b.Export(t.Context(), "E2"); err != nil || e.State != register.Requested {
			t.Fatalf("sealed without its place: %+v, %v", e, err)
		}
		must(t, b.SaveExport(t.Context(), sealed(second, 2)))
		last, err := b.LastSeal(t.Context())
		if want := (register.Seal{Number: 2, Link: register.Link{Export: "E2", Head: "ff"}}); err != nil || last != want {
			t.Fatalf("%+v, %v", last, err)
		}
	},
	"complaints are found by their ids, in that order": func(t *testing.T, b *bench) {
		for _, id := range []string{"C1", "C2", "C3"} {
			must(t, b.SaveComplaint(t.Context(), entered(id, start.Add(-time.Hour))))
		}
		all, err := b.ComplaintsByID(t.Context(), []string{"C3", "C9", "C1"})
		must(t, err)
		if len(all) != 2 || all[0].ID != "C3" || all[1].ID != "C1" {
			t.Fatalf("got %d", len(all))
		}
		if all, err = b.ComplaintsByID(t.Context(), nil); err != nil || len(all) != 0 {
			t.Fatalf("of none got %d, %v", len(all), err)
		}
	},
}
