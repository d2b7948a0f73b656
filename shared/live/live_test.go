package live_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/live"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// detail is an event with this data.
func detail(t event.Type, of event.Kind, data string) event.Detail {
	return event.Detail{
		ID: "x-1-1", Type: t, Time: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC), Data: json.RawMessage(data),
		Aggregate: event.Aggregate{Kind: of, ID: "1", Version: 1},
	}
}

func TestWhatEventsAddTo(t *testing.T) {
	for name, tt := range map[string]struct {
		of   event.Detail
		want []string
	}{
		"opened":                     {detail(event.TicketOpened, event.Ticket, `{"channel":"chat"}`), []string{"TicketsOpened Channel=chat 1"}},
		"opened by a new channel":    {detail(event.TicketOpened, event.Ticket, `{"channel":"pigeon"}`), []string{"TicketsOpened Channel=other 1"}},
		"solved":                     {detail(event.TicketSolved, event.Ticket, `{"channel":"phone"}`), []string{"TicketsSolved Channel=phone 1"}},
		"solved before this was so":  {detail(event.TicketSolved, event.Ticket, `{}`), []string{"TicketsSolved Channel=other 1"}},
		"reopened":                   {detail(event.TicketReopened, event.Ticket, `{"channel":"web"}`), []string{"TicketsReopened Channel=web 1"}},
		"first reply":                {detail(event.SLAMet, event.Ticket, `{"target":"firstReply","at":"2026-11-22T10:01:30Z","startedAt":"2026-11-22T10:00:00Z"}`), []string{"FirstReplySeconds = 90 s"}},
		"next reply":                 {detail(event.SLAMet, event.Ticket, `{"target":"nextReply","at":"2026-11-22T10:01:30Z"}`), nil},
		"first reply of before":      {detail(event.SLAMet, event.Ticket, `{"target":"firstReply","at":"2026-11-22T10:01:30Z"}`), nil},
		"a step of a complaint":      {detail(event.SLAMet, event.Complaint, `{"target":"decision","at":"2026-11-22T10:01:30Z"}`), nil},
		"broken":                     {detail(event.SLABreached, event.Ticket, `{"target":"resolution"}`), []string{"PromisesBroken Target=resolution 1"}},
		"broken by measuring anew":   {detail(event.SLABreached, event.Ticket, `{"target":"resolution","remeasured":true}`), nil},
		"a complaint is late":        {detail(event.SLABreached, event.Complaint, `{"target":"decision"}`), []string{"ComplaintsLate = 1"}},
		"a complaint is filed":       {detail(event.ComplaintFiled, event.Complaint, `{}`), []string{"ComplaintsFiled = 1"}},
		"a ticket goes up":           {detail(event.TicketEscalated, event.Ticket, `{"level":1,"cause":"breach"}`), []string{"Escalations Case=ticket 1"}},
		"a complaint goes up":        {detail(event.ComplaintEscalated, event.Complaint, `{"level":1}`), []string{"Escalations Case=complaint 1"}},
		"the top is called again":    {detail(event.TicketEscalated, event.Ticket, `{"level":3,"again":true}`), nil},
		"a good answer":              {detail(event.FeedbackReceived, event.Ticket, `{"kind":"csat","score":5}`), []string{"Answers Kind=csat 1"}},
		"a low answer":               {detail(event.FeedbackReceived, event.Survey, `{"kind":"nps","score":2,"low":true}`), []string{"Answers Kind=nps 1", "LowScores Kind=nps 1"}},
		"an answer that was changed": {detail(event.FeedbackReceived, event.Ticket, `{"kind":"csat","score":1,"low":true,"changed":true}`), nil},
		"a missed call":              {detail(event.CallEnded, event.Call, `{"queuedAt":"2026-11-22T10:00:00Z"}`), []string{"Calls Outcome=missed 1"}},
		"an answered call":           {detail(event.CallEnded, event.Call, `{"answeredAt":"2026-11-22T10:00:00Z"}`), []string{"Calls Outcome=answered 1"}},
		"a note":                     {detail(event.TicketNoted, event.Ticket, `{}`), nil},
		"what cannot be read":        {detail(event.TicketOpened, event.Ticket, `{"channel":7}`), nil},
	} {
		if diff := cmp.Diff(tt.want, said(live.Of(tt.of))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// said is what figures say, a line each.
func said(figures []live.Figure) []string {
	var out []string
	for _, f := range figures {
		line := string(f.Metric) + " " + f.Dimension + "=" + f.Of
		if f.Dimension == "" {
			line = string(f.Metric) + " ="
		}
		raw, _ := json.Marshal(f.Value) // a number encodes
		line += " " + string(raw)
		if f.Unit == live.Seconds {
			line += " s"
		}
		out = append(out, line)
	}
	return out
}

// Each combination of a metric and a value of its dimension is charged for: there are as many as the documents say, whatever
// an event holds.
func TestWhateverAnEventSaysItsFiguresAreOfAFewAndTellNothingOfAnybody(t *testing.T) {
	all := live.Dimensions()
	combinations := 0
	for _, values := range all {
		combinations += len(values)
	}
	if combinations != 41 {
		t.Errorf("%d combinations, README.md of infra says 41", combinations)
	}
	types := append(published(t), "customer.sneezed")
	text := rapid.SampledFrom([]string{"alice@example.com", "B2Y019T0APX6", "firstReply", "csat", "web", "phone", "2026-11-22T10:00:00Z", "1e308", ""})
	value := rapid.Custom(func(t *rapid.T) any {
		switch rapid.IntRange(0, 3).Draw(t, "kind of value") {
		case 0:
			return rapid.Bool().Draw(t, "bool")
		case 1:
			return rapid.Int64().Draw(t, "number")
		default:
			return text.Draw(t, "text")
		}
	})
	names := rapid.SampledFrom([]string{"channel", "target", "kind", "low", "changed", "score", "at", "startedAt", "answeredAt", "customerId", "again", "remeasured", "cause"})
	rapid.Check(t, func(t *rapid.T) {
		data, err := json.Marshal(rapid.MapOf(names, value).Draw(t, "data"))
		if err != nil {
			t.Fatal(err)
		}
		of := rapid.SampledFrom([]event.Kind{event.Ticket, event.Complaint, event.Survey, event.Call}).Draw(t, "aggregate")
		for _, f := range live.Of(detail(rapid.SampledFrom(types).Draw(t, "type"), of, string(data))) {
			if len(f.Dimensions()) > 1 || !slices.Contains(all[f.Metric], f.Of) || (f.Dimension == "") != (f.Of == "") || f.Value < 0 {
				t.Fatalf("%+v of %s", f, data)
			}
		}
	})
}

// published gives every type of event that there is a sample of.
func published(t *testing.T) []event.Type {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "..", "events", "bus", "*.json"))
	if err != nil || len(files) < 50 {
		t.Fatalf("%d samples, %v", len(files), err)
	}
	var types []event.Type
	for _, file := range files {
		name, _, _ := strings.Cut(strings.TrimSuffix(filepath.Base(file), ".json"), "-")
		types = append(types, event.Type(name))
	}
	return types
}

// The samples stand for what is really published: every metric has one.
func TestEveryFigureHasAnEventThatAddsToIt(t *testing.T) {
	seen := map[live.Metric]bool{}
	files, _ := filepath.Glob(filepath.Join("..", "..", "events", "bus", "*.json"))
	for _, file := range files {
		raw, err := os.ReadFile(file) //nolint:gosec // a sample of ours
		if err != nil {
			t.Fatal(err)
		}
		var e struct{ Detail event.Detail }
		if err := json.Unmarshal(raw, &e); err != nil {
			t.Fatal(err)
		}
		for _, f := range live.Of(e.Detail) {
			seen[f.Metric] = true
		}
	}
	for metric := range live.Dimensions() {
		if !seen[metric] {
			t.Errorf("no sample adds to %s", metric)
		}
	}
}

func TestWhatCannotBeCountedStopsNothing(t *testing.T) {
	var put []string
	err := live.Counting(func(f live.Figure) error {
		put = append(put, string(f.Metric))
		return errors.New("full")
	})(detail(event.FeedbackReceived, event.Ticket, `{"kind":"csat","score":1,"low":true}`))
	if err == nil || !slices.Equal(put, []string{"Answers", "LowScores"}) {
		t.Errorf("put %v, %v", put, err)
	}
}
