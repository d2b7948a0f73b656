package storetest

import (
	"testing"
	"time"

	"aftercare/shared/document"
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/limit"
	"aftercare/shared/link"

	"github.com/google/go-cmp/cmp"
)

var linkTests = map[string]func(*testing.T, *bench){
	"a link is found by its hash alone, and never becomes another": func(t *testing.T, b *bench) {
		want := link.Link{
			Purpose: link.Letter, Kind: event.Complaint, ID: "C1", Seq: 7, Language: "de",
			House: document.House{Company: "Example & Söhne", Zone: "Europe/Vienna"}, IssuedAt: start, ExpiresAt: start.Add(link.Life),
		}
		must(t, b.SaveLink(t.Context(), "h1", want))
		got, err := b.Link(t.Context(), "h1")
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Fatalf("%v %s", err, diff)
		}
		_, err = b.Link(t.Context(), "h2")
		refuses(t, err, fault.Missing)
		refuses(t, b.SaveLink(t.Context(), "h1", link.Link{Purpose: link.Guest, ID: "C2", ExpiresAt: start}), fault.Lost)
		if got, err = b.Link(t.Context(), "h1"); err != nil || got.ID != "C1" {
			t.Fatalf("the link leads to %s: %v", got.ID, err)
		}
	},
	"a limit changes only from the revision that was read": func(t *testing.T, b *bench) {
		w, err := b.Limit(t.Context(), "n1")
		if err != nil || w.Revision != 0 || w.ID != "n1" {
			t.Fatalf("%+v, %v", w, err)
		}
		w, _ = w.Take(limit.Rule{Most: 2, Within: time.Hour}, start)
		must(t, b.SaveLimit(t.Context(), w))
		refuses(t, b.SaveLimit(t.Context(), w), fault.Lost)
		got, err := b.Limit(t.Context(), "n1")
		if diff := cmp.Diff(w, got); err != nil || diff != "" {
			t.Fatalf("%v %s", err, diff)
		}
	},
}
