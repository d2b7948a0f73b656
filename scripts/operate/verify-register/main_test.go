package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"aftercare/shared/complaint"
	"aftercare/shared/event"
	"aftercare/shared/memory"
	"aftercare/shared/register"
)

var noon = time.Date(2026, 3, 20, 12, 0, 0, 0, time.UTC)

// files keeps one file in memory.
type files struct{ bytes.Buffer }

func (f *files) Begin(context.Context, string, string) (string, error) { return "u", nil }

func (f *files) Part(_ context.Context, _, _ string, _ int, body []byte) (string, error) {
	f.Reset()
	_, err := f.Write(body)
	return "t", err
}

func (f *files) Finish(context.Context, string, string, []string) error { return nil }

// exported writes an export into a folder, and gives its path and head.
func exported(t *testing.T, store *memory.Store, id string) (path, head string) {
	t.Helper()
	clock := func() time.Time { return noon }
	e, err := register.NewService(store, clock).Ask(t.Context(), register.Order{ID: id, Format: register.CSV})
	if err != nil {
		t.Fatal(err)
	}
	events, err := store.Timeline(t.Context(), event.Export, e.ID, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	var f files
	if err := (register.Exporter{Store: store, Files: &f, Now: clock}).Handle(t.Context(), events[0].Publish()); err != nil {
		t.Fatal(err)
	}
	if e, err = store.Export(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(t.TempDir(), id+".csv")
	if err := os.WriteFile(path, f.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path, e.Hash
}

// keep saves a closed complaint with an outcome, as the change after before.
func keep(t *testing.T, store *memory.Store, id string, before int64, outcome string) {
	t.Helper()
	c := complaint.Complaint{
		ID: id, Seq: before + 1, Version: before + 1, Status: complaint.Closed, Outcome: outcome,
		ReceivedAt: noon.Add(-time.Hour), CreatedAt: noon.Add(-time.Hour), ClosedAt: noon,
	}
	line := complaint.LineOf(c)
	e := event.New(event.ComplaintClosed, noon, event.Actor{Kind: event.System}, event.Empty{}, nil)
	e.Seq, e.Aggregate = c.Seq, event.Aggregate{Kind: event.Complaint, ID: id, Version: c.Version}
	if err := store.SaveComplaint(t.Context(), complaint.Change{Before: before, Complaint: c, Events: []event.Event{e}, Line: &line}); err != nil {
		t.Fatal(err)
	}
}

func TestVerifyRegister_TellsASoundFileFromOthers(t *testing.T) {
	store := memory.New(func() time.Time { return noon })
	keep(t, store, "C1", 0, "satisfied")
	older, head := exported(t, store, "E1")
	keep(t, store, "C2", 0, "withdrawn")
	newer, _ := exported(t, store, "E2")
	keep(t, store, "C1", 1, "withdrawn") // nothing of ours changes what is closed
	rewritten, _ := exported(t, store, "E3")

	raw, err := os.ReadFile(older)
	if err != nil {
		t.Fatal(err)
	}
	changed := filepath.Join(t.TempDir(), "changed.csv")
	if err := os.WriteFile(changed, []byte(strings.Replace(string(raw), "satisfied", "withdrawn", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		args   []string
		status int
		says   string
	}{
		"sound":                   {[]string{older}, 0, "sound: 1 complaints"},
		"sound, with its head":    {[]string{"--head", head, older}, 0, "export E1, head " + head},
		"another head":            {[]string{"--head", strings.Repeat("0", 64), older}, 1, "written anew"},
		"changed":                 {[]string{changed}, 1, "record 1 (C1)"},
		"against the older":       {[]string{"--against", older, newer}, 0, "the one before: export E1, head " + head},
		"against the newer":       {[]string{"--against", newer, older}, 1, "complaint C2"},
		"the register is another": {[]string{"--against", newer, rewritten}, 1, "complaint C1"},
		"the older is changed":    {[]string{"--against", changed, newer}, 1, "record 1"},
		"no file":                 {nil, 2, "usage"},
		"an unknown flag":         {[]string{"--all", older}, 2, "usage"},
		"a file that is not":      {[]string{older + "x"}, 2, "no such file"},
		"help":                    {[]string{"--help"}, 0, "usage"},
	} {
		var out bytes.Buffer
		if status := run(c.args, &out, &out); status != c.status || !strings.Contains(out.String(), c.says) {
			t.Errorf("%s: ended with %d, want %d, and says\n%s", name, status, c.status, &out)
		}
	}
}
