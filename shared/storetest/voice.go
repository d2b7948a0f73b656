package storetest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/ticket"
	"aftercare/shared/voice"

	"github.com/google/go-cmp/cmp"
)

// aVoice is something that alice wrote unasked, with its change.
func aVoice(id string, at time.Time, with ...func(*voice.Voice)) voice.Change {
	v := voice.Voice{
		ID: id, Seq: 1, Version: 1, Kind: voice.Suggestion, Status: voice.Received, Body: "A dark mode, please. 夜间模式", Language: "en",
		Customer: ticket.Customer{ID: "alice", Email: "alice@example.com", Assurance: ticket.Authenticated},
		Terms:    voice.TermsOf("A dark mode, please.", "en", ""), CreatedAt: at, UpdatedAt: at, LastAt: at,
	}
	for _, w := range with {
		w(&v)
	}
	return voice.Change{Voice: v, Events: []event.Event{happening(event.FeedbackGiven, event.Feedback, id, 1)}}
}

// voicesOf gives the ids of a whole list, read by pages of two.
func (b *bench) voicesOf(t *testing.T, q voice.Query) []string {
	t.Helper()
	var ids []string
	for q.Limit = 2; ; {
		page, err := b.Voices(t.Context(), q)
		must(t, err)
		for _, v := range page.Voices {
			ids = append(ids, v.ID)
		}
		if q.After = page.Next; q.After == "" {
			return ids
		}
	}
}

var voiceTests = map[string]func(*testing.T, *bench){
	"a voice comes back whole, with its event, and is made once": func(t *testing.T, b *bench) {
		c := aVoice("V1", start)
		must(t, b.SaveVoice(t.Context(), c))
		refuses(t, b.SaveVoice(t.Context(), c), fault.Lost)
		got, err := b.Voice(t.Context(), "V1")
		if diff := cmp.Diff(c.Voice, got); err != nil || diff != "" {
			t.Fatalf("%v %s", err, diff)
		}
		if events, err := b.Timeline(t.Context(), event.Feedback, "V1", 0, 0); err != nil || len(events) != 1 {
			t.Fatalf("%d events, %v", len(events), err)
		}
		_, err = b.Voice(t.Context(), "V2")
		refuses(t, err, fault.Missing)
	},
	"a voice changes only from the state that was read": func(t *testing.T, b *bench) {
		c := aVoice("V1", start)
		must(t, b.SaveVoice(t.Context(), c))
		c.Before, c.Voice.Seq, c.Voice.Status = 1, 2, voice.Planned
		c.Events = []event.Event{happening(event.FeedbackHandled, event.Feedback, "V1", 2)}
		must(t, b.SaveVoice(t.Context(), c))
		refuses(t, b.SaveVoice(t.Context(), c), fault.Lost)
	},
	"a problem and its ticket are written together or not at all": func(t *testing.T, b *bench) {
		b.save(t, opening(aTicket("T1")))
		c := aVoice("V1", start)
		again := opening(aTicket("T1"))
		c.Ticket = &again
		refuses(t, b.SaveVoice(t.Context(), c), fault.Lost)
		_, err := b.Voice(t.Context(), "V1")
		refuses(t, err, fault.Missing)
		made := opening(aTicket("T2"))
		c.Ticket = &made
		must(t, b.SaveVoice(t.Context(), c))
		_, err = b.Ticket(t.Context(), "T2")
		must(t, err)
	},
	"voices are listed by customer, agent, day, and as waiting": func(t *testing.T, b *bench) {
		for i := range 7 {
			must(t, b.SaveVoice(t.Context(), aVoice(fmt.Sprintf("V%d", i), start.Add(time.Duration(i)*10*time.Hour), func(v *voice.Voice) {
				if i%2 == 1 {
					v.Kind, v.Agent, v.Customer.ID, v.Terms = voice.Praise, "bo", "wei", voice.TermsOf("Quick and kind agent.", "en", "")
				}
				if i > 4 {
					v.Status = voice.Done
				}
			})))
		}
		to := start.Add(70 * time.Hour)
		for name, c := range map[string]struct {
			q    voice.Query
			want []string
		}{
			"by customer":         {voice.Query{View: voice.ByCustomer, Customer: "alice"}, []string{"V6", "V4", "V2", "V0"}},
			"by agent":            {voice.Query{View: voice.ByAgent, Agent: "bo"}, []string{"V5", "V3", "V1"}},
			"by agent and status": {voice.Query{View: voice.ByAgent, Agent: "bo", Status: voice.Done}, []string{"V5"}},
			"waiting":             {voice.Query{View: voice.Waiting}, []string{"V0", "V1", "V2", "V3", "V4"}},
			"waiting praise":      {voice.Query{View: voice.Waiting, Kind: voice.Praise}, []string{"V1", "V3"}},
			"by day":              {voice.Query{View: voice.ByDay, From: start, To: to}, []string{"V6", "V5", "V4", "V3", "V2", "V1", "V0"}},
			"by day, from and to": {voice.Query{View: voice.ByDay, From: start.Add(10 * time.Hour), To: start.Add(30 * time.Hour)}, []string{"V2", "V1"}},
			"alike": {
				voice.Query{View: voice.ByDay, From: start, To: to, Like: voice.TermsOf("dark mode", "en", "")}, []string{"V6", "V4", "V2", "V0"},
			},
		} {
			if got := b.voicesOf(t, c.q); !slices.Equal(got, c.want) {
				t.Errorf("%s: got %v, want %v", name, got, c.want)
			}
		}
		for _, q := range []voice.Query{{}, {View: voice.ByCustomer}, {View: voice.ByAgent}, {View: voice.ByDay, From: start, To: start.Add(32 * day)}} {
			_, err := b.Voices(t.Context(), q)
			refuses(t, err, fault.Invalid)
		}
		var each []string
		must(t, b.EachVoice(t.Context(), start.Add(10*time.Hour), to, func(v voice.Voice) error {
			each = append(each, v.ID)
			return nil
		}))
		if want := []string{"V6", "V5", "V4", "V3", "V2", "V1"}; !slices.Equal(each, want) {
			t.Errorf("each gave %v, want %v", each, want)
		}
	},
}
