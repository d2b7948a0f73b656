package storetest

import (
	"slices"
	"strings"
	"testing"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/transparency"

	"github.com/google/go-cmp/cmp"
)

// frozen is the change that freezes a further edition of a report.
func frozen(f transparency.Filing, content string) transparency.Change {
	n := len(f.Editions) + 1
	c := transparency.Change{Before: f.Seq, Filing: f, Content: &transparency.Content{Month: f.Month, Edition: n, Bytes: []byte(content)}}
	c.Filing.Seq++
	c.Filing.Version++
	c.Filing.Editions = append(slices.Clone(f.Editions), transparency.Edition{
		Number: n, State: transparency.Frozen, CutOff: start, FrozenAt: start, Hash: transparency.Hash([]byte(content)), Size: len(content),
	})
	c.Events = []event.Event{happening(event.ReportFrozen, event.Report, string(f.Month), c.Filing.Seq)}
	return c
}

var reportTests = map[string]func(*testing.T, *bench){
	"what was frozen comes back byte for byte, and is written once": func(t *testing.T, b *bench) {
		content := `{"month":"2026-02", "a":"<&>\u003c", "long":"` + strings.Repeat("0123456789", 4000) + "\"} \n"
		first := frozen(transparency.Filing{Month: "2026-02"}, content)
		must(t, b.SaveReport(t.Context(), first))
		refuses(t, b.SaveReport(t.Context(), first), fault.Lost)
		got, err := b.ReportContent(t.Context(), "2026-02", 1)
		if err != nil || string(got) != content {
			t.Fatalf("%d bytes, %v", len(got), err)
		}
		_, err = b.ReportContent(t.Context(), "2026-02", 2)
		refuses(t, err, fault.Missing)
		second := frozen(first.Filing, "{}")
		again := second
		again.Content = first.Content
		refuses(t, b.SaveReport(t.Context(), again), fault.Lost)
		must(t, b.SaveReport(t.Context(), second))
		f, err := b.Report(t.Context(), "2026-02")
		must(t, err)
		if diff := cmp.Diff(second.Filing, f); diff != "" {
			t.Fatal(diff)
		}
		if got, err = b.ReportContent(t.Context(), "2026-02", 1); err != nil || string(got) != content {
			t.Fatalf("a correction changed what it corrects: %v", err)
		}
		events, err := b.Timeline(t.Context(), event.Report, "2026-02", 0, 0)
		if err != nil || len(events) != 2 {
			t.Fatalf("%d events, %v", len(events), err)
		}
	},
	"reports come newest first": func(t *testing.T, b *bench) {
		for _, m := range []transparency.Month{"2025-12", "2026-02", "2026-01"} {
			must(t, b.SaveReport(t.Context(), frozen(transparency.Filing{Month: m}, "{}")))
		}
		var got []transparency.Month
		for after := ""; ; {
			page, next, err := b.Reports(t.Context(), after, 2)
			must(t, err)
			for _, f := range page {
				got = append(got, f.Month)
			}
			if after = next; after == "" {
				break
			}
		}
		if want := []transparency.Month{"2026-02", "2026-01", "2025-12"}; !slices.Equal(got, want) {
			t.Fatalf("%v", got)
		}
		_, err := b.Report(t.Context(), "2024-01")
		refuses(t, err, fault.Missing)
	},
	"a key for a report is used once": func(t *testing.T, b *bench) {
		c := frozen(transparency.Filing{Month: "2026-02"}, "{}")
		c.Receipt = &event.Receipt{Scope: "freeze ada", Key: "k", Hash: "h", Result: "1"}
		must(t, b.SaveReport(t.Context(), c))
		next := frozen(c.Filing, "{}")
		next.Receipt = c.Receipt
		refuses(t, b.SaveReport(t.Context(), next), fault.Replayed)
		if f, err := b.Report(t.Context(), "2026-02"); err != nil || len(f.Editions) != 1 {
			t.Fatalf("%+v, %v", f, err)
		}
	},
}
