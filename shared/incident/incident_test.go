package incident_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/incident"
	"aftercare/shared/memory"
	"aftercare/shared/ticket"

	"pgregory.net/rapid"
)

var start = time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)

func noticed(id string, with ...func(*incident.Incident)) incident.Incident {
	i := incident.Incident{ID: id, Name: "incident-" + id, Request: "told " + id, Facts: incident.Facts{
		Severity: incident.Major, StartedAt: start.Add(-10 * time.Minute), NoticedAt: start,
		Chain: "ethereum", Categories: []string{"withdrawal", "deposit", "deposit"},
	}}
	for _, w := range with {
		w(&i)
	}
	return i
}

// office is where incidents are told.
type office struct {
	*testing.T
	*incident.Service
	store *memory.Store
	now   time.Time
}

func newOffice(t *testing.T) *office {
	o := &office{T: t, now: start}
	o.store = memory.New(func() time.Time { return o.now })
	o.Service = incident.NewService(o.store, func() time.Time { return o.now })
	return o
}

func (o *office) notice(i incident.Incident) {
	o.Helper()
	if _, err := o.Notice(o.Context(), i, nil); err != nil {
		o.Fatal(err)
	}
}

func (o *office) board() incident.Board {
	o.Helper()
	b, err := o.store.Board(o.Context())
	if err != nil {
		o.Fatal(err)
	}
	return b
}

func about(category, chain, asset string) ticket.Ticket {
	t := ticket.Ticket{Category: category}
	if chain != "" {
		t.Transaction = &ticket.Transaction{Chain: chain, Asset: asset}
	}
	return t
}

func TestAnIncidentTouchesWhatNothingSaysIsAboutSomethingElse(t *testing.T) {
	deposits := incident.Facts{Chain: "ethereum", Asset: "USDT", Categories: []string{"deposit", "withdrawal"}}
	for name, tt := range map[string]struct {
		facts incident.Facts
		of    ticket.Ticket
		want  bool
	}{
		"the same in all":               {deposits, about("deposit", "Ethereum", "usdt"), true},
		"another category":              {deposits, about("fees", "ethereum", "USDT"), false},
		"another chain":                 {deposits, about("deposit", "bitcoin", "USDT"), false},
		"another asset":                 {deposits, about("deposit", "ethereum", "ETH"), false},
		"no asset named":                {deposits, about("deposit", "ethereum", ""), true},
		"no transaction named":          {deposits, about("deposit", "", ""), true},
		"everything is broken":          {incident.Facts{}, about("fees", "bitcoin", "BTC"), true},
		"one asset, on whichever chain": {incident.Facts{Asset: "USDT"}, about("trade", "tron", "USDT"), true},
	} {
		if got := tt.facts.Touches(tt.of); got != tt.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

func TestANoticeIsFreshForAsLongAsTheRulesSay(t *testing.T) {
	o := newOffice(t)
	o.notice(noticed("I1"))
	o.notice(noticed("I2", func(i *incident.Incident) { i.NoticedAt, i.Categories = start.Add(-time.Minute), nil }))
	for _, tt := range []struct {
		after, quiet time.Duration
		category     string
		want         string
	}{
		{0, time.Hour, "deposit", "I1"},
		{0, time.Hour, "fees", "I2"},
		{59 * time.Minute, time.Hour, "deposit", "I1"},
		{time.Hour, time.Hour, "deposit", ""},
		{0, 0, "deposit", ""},
	} {
		got, found := o.board().Fresh(about(tt.category, "", ""), start.Add(tt.after), tt.quiet)
		if got.ID != tt.want || found != (tt.want != "") {
			t.Errorf("%s after %s: %q, want %q", tt.category, tt.after, got.ID, tt.want)
		}
	}
}

func TestTheBoardHoldsTheNewestInWhateverOrderTheyAreTold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ages := rapid.SliceOfN(rapid.IntRange(0, 40), 1, 60).Draw(t, "ages")
		var board incident.Board
		var all []int
		for n, age := range ages {
			board = board.With(noticed(strings.Repeat("I", n+1), func(i *incident.Incident) { i.NoticedAt = start.Add(-time.Duration(age) * time.Minute) }))
			all = append(all, age)
			if board.Revision != int64(n+1) {
				t.Fatalf("revision %d after %d", board.Revision, n+1)
			}
		}
		slices.Sort(all)
		if want := min(len(all), 20); len(board.Notices) != want {
			t.Fatalf("%d notices, want %d", len(board.Notices), want)
		}
		for n, notice := range board.Notices {
			if want := start.Add(-time.Duration(all[n]) * time.Minute); !notice.NoticedAt.Equal(want) {
				t.Fatalf("notice %d is of %s, want %s", n, notice.NoticedAt, want)
			}
		}
		again := board.With(noticed("again", func(i *incident.Incident) { i.ID, i.Facts = board.Notices[0].ID, board.Notices[0].Facts }))
		if len(again.Notices) != len(board.Notices) {
			t.Fatal("an incident stands there twice")
		}
	})
}

func TestAnIncidentIsNoticedAndEndsOnce(t *testing.T) {
	o := newOffice(t)
	o.notice(noticed("I1"))
	o.notice(noticed("I1"))
	o.now = start.Add(time.Hour)
	for range 2 {
		if _, err := o.End(t.Context(), []string{"I0", "I1"}, start.Add(30*time.Minute), o.now); err != nil {
			t.Fatal(err)
		}
	}
	got, err := o.store.Incident(t.Context(), "I1")
	if err != nil || !got.EndedAt.Equal(start.Add(30*time.Minute)) || got.Seq != 2 || !slices.Equal(got.Categories, []string{"deposit", "withdrawal"}) {
		t.Errorf("%+v, %v", got, err)
	}
	if b := o.board(); len(b.Notices) != 1 || b.Notices[0].EndedAt.IsZero() || b.Revision != 2 {
		t.Errorf("%+v", b)
	}
	events, err := o.store.Timeline(t.Context(), event.Incident, "I1", 0, 0)
	if err != nil || len(events) != 2 || events[0].Type != event.IncidentNoticed || events[1].Type != event.IncidentEnded || events[1].Aggregate.Version != 2 {
		t.Errorf("%+v, %v", events, err)
	}
	if strings.Contains(string(events[0].Data), "incident-I1") {
		t.Errorf("published %s", events[0].Data)
	}
}

func TestAnotherStoryAboutAnIncidentIsRefusedAndTheFirstStays(t *testing.T) {
	o := newOffice(t)
	o.notice(noticed("I1"))
	if _, err := o.Notice(t.Context(), noticed("I1", func(i *incident.Incident) { i.Severity, i.Request = incident.Critical, "otherwise" }), nil); !fault.Is(err, fault.Conflict) {
		t.Errorf("another notice: %v", err)
	}
	o.now = start.Add(time.Hour)
	if _, err := o.End(t.Context(), []string{"I1"}, start.Add(time.Minute), o.now); err != nil {
		t.Fatal(err)
	}
	if _, err := o.End(t.Context(), []string{"I1"}, start.Add(2*time.Minute), o.now); !fault.Is(err, fault.Conflict) {
		t.Errorf("another end: %v", err)
	}
}

func TestAnEndThatComesBeforeItsNoticeWaitsForIt(t *testing.T) {
	o := newOffice(t)
	end := func() error {
		_, err := o.End(t.Context(), []string{"I1"}, start, start)
		return err
	}
	if err := end(); err == nil || fault.KindOf(err) != fault.Internal { // the queue brings it again
		t.Errorf("at once: %v", err)
	}
	o.now = start.Add(3 * time.Minute)
	if err := end(); !fault.Is(err, fault.Missing) {
		t.Errorf("after three minutes: %v", err)
	}
	o.notice(noticed("I1"))
	if err := end(); err != nil {
		t.Errorf("after the notice: %v", err)
	}
}

func TestWhatCannotBeIsRefusedByField(t *testing.T) {
	for name, tt := range map[string]struct {
		field string
		with  func(*incident.Incident)
	}{
		"no name":              {"data.incidentId", func(i *incident.Incident) { i.Name = "" }},
		"no start":             {"data.startedAt", func(i *incident.Incident) { i.StartedAt = time.Time{} }},
		"not noticed":          {"data.noticedAt", func(i *incident.Incident) { i.NoticedAt = time.Time{} }},
		"noticed before":       {"data.noticedAt", func(i *incident.Incident) { i.NoticedAt = i.StartedAt.Add(-time.Second) }},
		"tomorrow":             {"data.noticedAt", func(i *incident.Incident) { i.NoticedAt = start.Add(6 * time.Minute) }},
		"two years ago":        {"data.startedAt", func(i *incident.Incident) { i.StartedAt = start.AddDate(-2, 0, 0) }},
		"another severity":     {"data.severity", func(i *incident.Incident) { i.Severity = "bad" }},
		"another category":     {"data.categories", func(i *incident.Incident) { i.Categories = []string{"weather"} }},
		"too many categories":  {"data.categories", func(i *incident.Incident) { i.Categories = slices.Repeat([]string{"other"}, 10) }},
		"a chain of two rows":  {"data.chain", func(i *incident.Incident) { i.Chain = "a\nb" }},
		"an asset without end": {"data.asset", func(i *incident.Incident) { i.Asset = strings.Repeat("A", 33) }},
	} {
		o := newOffice(t)
		if _, err := o.Notice(t.Context(), noticed("I1", tt.with), nil); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), tt.field) {
			t.Errorf("%s: %v", name, err)
		}
	}
	o := newOffice(t)
	o.notice(noticed("I1"))
	for name, at := range map[string]time.Time{"no end": {}, "before the start": start.Add(-time.Hour), "tomorrow": start.Add(time.Hour)} {
		if _, err := o.End(t.Context(), []string{"I1"}, at, start); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
