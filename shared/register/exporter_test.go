package register_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"aftercare/shared/complaint"
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/memory"
	"aftercare/shared/register"
	"aftercare/shared/ticket"
)

var (
	noon = time.Date(2026, 3, 20, 12, 0, 0, 0, time.UTC)
	cora = event.Actor{Kind: event.Staff, ID: "cora", Name: "Cora"}
)

// office is the register in memory, with files in memory.
type office struct {
	*testing.T
	store *memory.Store
	now   time.Time
	files map[string][]byte
	parts map[string]map[int][]byte
	fail  func(part int) error // how a part fails
}

func open(t *testing.T) *office {
	o := &office{T: t, now: noon, files: map[string][]byte{}, parts: map[string]map[int][]byte{}}
	o.store = memory.New(func() time.Time { return o.now })
	return o
}

func (o *office) Begin(_ context.Context, key, _ string) (string, error) {
	o.parts[key] = map[int][]byte{}
	return "upload", nil
}

func (o *office) Part(_ context.Context, key, _ string, n int, body []byte) (string, error) {
	if o.fail != nil {
		if err := o.fail(n); err != nil {
			return "", err
		}
	}
	o.parts[key][n] = bytes.Clone(body)
	return fmt.Sprint(n), nil
}

func (o *office) Finish(_ context.Context, key, _ string, tags []string) error {
	var whole []byte
	for n := range tags {
		whole = append(whole, o.parts[key][n+1]...)
	}
	o.files[key] = whole
	return nil
}

// file files a complaint that was received some hours ago.
func (o *office) file(id string, hours int, with ...func(*complaint.Complaint)) {
	o.Helper()
	c := complaint.Complaint{
		ID: id, Seq: 1, Version: 1, Status: complaint.Received, Channel: complaint.Letter, Language: "de", Jurisdiction: complaint.MiCA,
		Customer: ticket.Customer{ID: "alice", Name: "Alice", Email: "alice@example.com"}, Subject: "Fee, taken \"twice\"",
		Statement:  "First line\nsecond <line> & 漢字",
		Evidence:   []complaint.Evidence{{Name: "a & b", Text: "=1+1"}},
		ReceivedAt: o.now.Add(-time.Duration(hours) * time.Hour), CreatedAt: o.now, UpdatedAt: o.now, LastAt: o.now,
	}
	for _, w := range with {
		w(&c)
	}
	o.save(0, c)
}

func (o *office) save(before int64, c complaint.Complaint) {
	o.Helper()
	line := complaint.LineOf(c)
	e := event.New(event.ComplaintFiled, o.now, event.Actor{Kind: event.System}, event.Empty{}, nil)
	e.Seq, e.Aggregate = c.Seq, event.Aggregate{Kind: event.Complaint, ID: c.ID, Version: c.Version}
	if err := o.store.SaveComplaint(o.Context(), complaint.Change{Before: before, Complaint: c, Events: []event.Event{e}, Line: &line}); err != nil {
		o.Fatal(err)
	}
}

// ask asks for an export of everything.
func (o *office) ask(id string, format register.Format) register.Export {
	o.Helper()
	e, err := register.NewService(o.store, func() time.Time { return o.now }).Ask(o.Context(), register.Order{ID: id, Format: format, Actor: cora})
	if err != nil {
		o.Fatal(err)
	}
	return e
}

// work hands the export's events to the exporter until nothing new happens, each twice, as a queue may.
func (o *office) work(id string, partSize int) error {
	x := register.Exporter{Store: o.store, Files: o, Now: func() time.Time { return o.now }, PartSize: partSize}
	for after := int64(0); ; {
		events, err := o.store.Timeline(o.Context(), event.Export, id, after, 1)
		if err != nil || len(events) == 0 {
			return err
		}
		for range 2 {
			if events[0].Type == event.ExportRequested || events[0].Type == event.ExportContinued {
				if err := x.Handle(o.Context(), events[0].Publish()); err != nil {
					return err
				}
			}
		}
		after = events[0].Seq
	}
}

// exported asks, works and gives the file.
func (o *office) exported(id string, format register.Format, partSize int) (register.Export, string) {
	o.Helper()
	o.ask(id, format)
	if err := o.work(id, partSize); err != nil {
		o.Fatal(err)
	}
	e, err := o.store.Export(o.Context(), id)
	if err != nil {
		o.Fatal(err)
	}
	if e.State != register.Done {
		o.Fatalf("the export is %s", e.State)
	}
	return e, string(o.files[e.Key()])
}

func (o *office) verify(file string) register.Verified {
	o.Helper()
	v, err := register.Verify(strings.NewReader(file), nil)
	if err != nil {
		o.Fatalf("%v in\n%s", err, file)
	}
	return v
}

func TestExport_IsCompleteOrderedAndSound(t *testing.T) {
	for _, format := range []register.Format{register.CSV, register.JSON} {
		for _, partSize := range []int{1, 3000, 0} {
			t.Run(fmt.Sprintf("%s in parts of %d", format, partSize), func(t *testing.T) {
				o := open(t)
				var want []string
				for i := range 120 {
					id := fmt.Sprintf("C%03d", i)
					want = append(want, id)
					o.file(id, 500-i/3)
				}
				e, file := o.exported("E1", format, partSize)
				v := o.verify(file)
				if v.Head.Rows != 120 || e.Rows != 120 || v.Hash != e.Hash || v.Export != "E1" || e.Size != int64(len(file)) {
					t.Errorf("%+v of %+v", v, e)
				}
				got := idsOf(t, format, file)
				if !slices.Equal(got, append(want, "E1")) {
					t.Errorf("exported %v", got)
				}
				if multiple := len(e.Parts) > 1; multiple != (partSize > 0) {
					t.Errorf("%d parts of %d bytes", len(e.Parts), partSize)
				}
			})
		}
	}
}

func idsOf(t *testing.T, format register.Format, file string) []string {
	t.Helper()
	ids, _ := read(t, format, file)
	return ids
}

// read reads a file as a program would that knows nothing of chains: ids and hashes.
func read(t *testing.T, format register.Format, file string) (ids, hashes []string) {
	t.Helper()
	if format == register.JSON {
		var all []struct{ ID, Hash string }
		if err := json.Unmarshal([]byte(file), &all); err != nil {
			t.Fatal(err)
		}
		for _, o := range all {
			ids, hashes = append(ids, o.ID), append(hashes, o.Hash)
		}
		return ids, hashes
	}
	if strings.Count(file, "\n") != strings.Count(file, "\r\n") {
		t.Error("lines do not end as RFC 4180 has it")
	}
	all, err := csv.NewReader(strings.NewReader(file)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, cells := range all[1:] {
		ids, hashes = append(ids, cells[1]), append(hashes, cells[len(cells)-1])
	}
	return ids, hashes
}

func TestExport_OfBothFormatsHasTheSameChain(t *testing.T) {
	o := open(t)
	for i := range 5 {
		o.file(fmt.Sprintf("C%d", i), i)
	}
	_, sheet := o.exported("E1", register.CSV, 0)
	_, list := o.exported("E2", register.JSON, 0)
	_, a := read(t, register.CSV, sheet)
	_, b := read(t, register.JSON, list)
	if len(a) != 6 || !slices.Equal(a[:5], b[:5]) {
		t.Errorf("the chains differ:\n%v\n%v", a, b)
	}
}

func TestExport_OfNothingIsSoundToo(t *testing.T) {
	for _, format := range []register.Format{register.CSV, register.JSON} {
		o := open(t)
		_, file := o.exported("E1", format, 0)
		if v := o.verify(file); v.Head.Rows != 0 {
			t.Errorf("%+v", v)
		}
	}
}

func TestExport_NamesTheHeadOfTheOneBefore(t *testing.T) {
	o := open(t)
	o.file("C1", 1)
	first, _ := o.exported("E1", register.CSV, 0)
	_, file := o.exported("E2", register.JSON, 0)
	if p := o.verify(file).Head.Previous; p == nil || *p != (register.Link{Export: "E1", Head: first.Hash}) {
		t.Errorf("it names %+v, the first is %s", p, first.Hash)
	}
}

func TestExport_LeavesOutWhatWasEnteredAfterItWasAskedFor(t *testing.T) {
	o := open(t)
	o.file("C1", 5)
	o.ask("E1", register.CSV)
	o.now = o.now.Add(time.Minute)
	o.file("C2", 9) // a letter that lay on a desk
	if err := o.work("E1", 0); err != nil {
		t.Fatal(err)
	}
	if v := o.verify(string(o.files["register/E1.csv"])); v.Head.Rows != 1 || !v.Head.AsOf.Equal(noon) {
		t.Errorf("%+v", v)
	}
}

func TestExport_GoesOnWhereItFailed(t *testing.T) {
	o := open(t)
	for i := range 200 {
		o.file(fmt.Sprintf("C%03d", i), 1)
	}
	o.ask("E1", register.CSV)
	failures := 0
	o.fail = func(int) error {
		if failures++; failures%2 == 1 {
			return errors.New("slow down")
		}
		return nil
	}
	for tries := 0; ; tries++ {
		if tries > 100 {
			t.Fatal("it never ends")
		}
		if err := o.work("E1", 2000); err == nil {
			break
		}
	}
	if v := o.verify(string(o.files["register/E1.csv"])); v.Head.Rows != 200 || failures < 8 {
		t.Errorf("%+v after %d parts", v, failures)
	}
}

func TestExport_IsRefusedWithoutASpanOrAFormat(t *testing.T) {
	o := open(t)
	s := register.NewService(o.store, func() time.Time { return noon })
	for name, order := range map[string]register.Order{
		"no format":  {ID: "E1"},
		"xml":        {ID: "E1", Format: "xml"},
		"backwards":  {ID: "E1", Format: register.CSV, From: noon, To: noon.Add(-time.Hour)},
		"an instant": {ID: "E1", Format: register.CSV, From: noon, To: noon},
	} {
		if _, err := s.Ask(t.Context(), order); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := s.Export(t.Context(), "E1"); !fault.Is(err, fault.Missing) {
		t.Errorf("got %v", err)
	}
}

func TestExport_IsOrderedOncePerKey(t *testing.T) {
	o := open(t)
	s := register.NewService(o.store, func() time.Time { return o.now })
	order := register.Order{ID: "E1", Request: "hash", Format: register.CSV, Actor: cora}
	first, err := s.Ask(t.Context(), order)
	if err != nil {
		t.Fatal(err)
	}
	o.now = o.now.Add(time.Hour)
	again, err := s.Ask(t.Context(), order)
	if err != nil || again.ID != first.ID || !again.RequestedAt.Equal(first.RequestedAt) {
		t.Errorf("%+v, %v", again, err)
	}
	order.ID, order.Earlier = "E2", []string{"E1"} // after a rotation of the secret
	if again, err = s.Ask(t.Context(), order); err != nil || again.ID != "E1" {
		t.Errorf("%+v, %v", again, err)
	}
	order.Request = "another"
	if _, err = s.Ask(t.Context(), order); !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v", err)
	}
}

// A later export has the same rows for what was closed by then, but for what may still happen to it.
func TestExport_OfClosedComplaintsStaysTheSame(t *testing.T) {
	o := open(t)
	closed := func(c *complaint.Complaint) { c.Status, c.ClosedAt, c.Outcome = complaint.Closed, noon, "upheld" }
	o.file("C1", 5, closed)
	o.file("C2", 4)
	digests := func(id string) map[string]string {
		_, file := o.exported(id, register.CSV, 0)
		all := map[string]string{}
		if _, err := register.Verify(strings.NewReader(file), func(id string, closed bool, digest string) error {
			if closed {
				all[id] = digest
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		return all
	}
	before := digests("E1")
	c, err := o.store.Complaint(t.Context(), "C1")
	if err != nil {
		t.Fatal(err)
	}
	o.now = o.now.AddDate(1, 0, 0)
	c.Seq, c.Held, c.Lessons = 2, true, []complaint.Lesson{{N: 1, Action: "Check fees"}}
	o.save(1, c)
	o.file("C3", 4)
	after := digests("E2")
	if len(before) != 1 || before["C1"] != after["C1"] {
		t.Errorf("%v, later %v", before, after)
	}
	c.Seq, c.Outcome = 3, "rejected" // nothing of ours does that
	o.save(2, c)
	if tampered := digests("E3"); tampered["C1"] == before["C1"] {
		t.Error("another outcome is not seen")
	}
}
