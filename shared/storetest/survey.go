package storetest

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/feedback"
	"aftercare/shared/ticket"

	"github.com/google/go-cmp/cmp"
)

func aSurvey(id string, with ...func(*feedback.Survey)) feedback.Survey {
	s := feedback.Survey{
		ID: id, Revision: 1, Kind: feedback.CSAT, TicketID: "T1", CustomerID: "alice", Language: "en", TokenHash: "hash-" + id,
		AskedAt: start, ExpiresAt: start.Add(feedback.Life), State: feedback.Claimed, Lease: start.Add(time.Minute),
	}
	for _, w := range with {
		w(&s)
	}
	return s
}

var surveyTests = map[string]func(*testing.T, *bench){
	"a survey comes back as it was saved, by id and by token": func(t *testing.T, b *bench) {
		want := aSurvey("S1")
		must(t, b.SaveSurvey(t.Context(), feedback.Change{Survey: want}))
		for name, read := range map[string]func() (feedback.Survey, error){
			"id":    func() (feedback.Survey, error) { return b.Survey(t.Context(), "S1") },
			"token": func() (feedback.Survey, error) { return b.SurveyByToken(t.Context(), "hash-S1") },
		} {
			got, err := read()
			if diff := cmp.Diff(want, got); err != nil || diff != "" {
				t.Fatalf("by %s: %v %s", name, err, diff)
			}
		}
		_, err := b.Survey(t.Context(), "S2")
		refuses(t, err, fault.Missing)
		for _, hash := range []string{"", "S1", "hash-S2"} {
			_, err = b.SurveyByToken(t.Context(), hash)
			refuses(t, err, fault.Missing)
		}
	},
	"a token that was replaced opens nothing": func(t *testing.T, b *bench) {
		s := aSurvey("S1")
		must(t, b.SaveSurvey(t.Context(), feedback.Change{Survey: s}))
		s.Revision, s.TokenHash = 2, "fresh"
		must(t, b.SaveSurvey(t.Context(), feedback.Change{Survey: s}))
		_, err := b.SurveyByToken(t.Context(), "hash-S1")
		refuses(t, err, fault.Missing)
		got, err := b.SurveyByToken(t.Context(), "fresh")
		if err != nil || got.Revision != 2 {
			t.Fatalf("revision %d: %v", got.Revision, err)
		}
	},
	"a survey changes only from the revision that was read": func(t *testing.T, b *bench) {
		must(t, b.SaveSurvey(t.Context(), feedback.Change{Survey: aSurvey("S1")}))
		revised := func(n int64) feedback.Change {
			return feedback.Change{Survey: aSurvey("S1", func(s *feedback.Survey) { s.Revision = n })}
		}
		refuses(t, b.SaveSurvey(t.Context(), revised(1)), fault.Lost)
		refuses(t, b.SaveSurvey(t.Context(), revised(3)), fault.Lost)
		must(t, b.SaveSurvey(t.Context(), revised(2)))
		refuses(t, b.SaveSurvey(t.Context(), revised(2)), fault.Lost)
	},
	"an answer and what it does to the ticket are written together or not at all": func(t *testing.T, b *bench) {
		at := b.save(t, opening(aTicket("T1")))
		must(t, b.SaveSurvey(t.Context(), feedback.Change{Survey: aSurvey("S1")}))
		answer := feedback.Change{Survey: aSurvey("S1", func(s *feedback.Survey) {
			s.Revision, s.State, s.Answer = 2, feedback.Sent, &feedback.Answer{Score: 1, FirstAt: start, At: start}
		})}
		change := later(at, 1, func(t *ticket.Ticket) { t.Satisfaction = &ticket.Satisfaction{Score: 1, At: start} })
		answer.Ticket = &change

		stale := later(at, 1)
		stale.Before, stale.Ticket.Seq = 7, 8
		wrong := answer
		wrong.Ticket = &stale
		refuses(t, b.SaveSurvey(t.Context(), wrong), fault.Lost)
		if s, err := b.Survey(t.Context(), "S1"); err != nil || s.Answer != nil {
			t.Fatalf("the answer was written without its ticket: %v", err)
		}
		wrong = answer
		wrong.Survey.Revision = 5
		refuses(t, b.SaveSurvey(t.Context(), wrong), fault.Lost)
		if events, err := b.Timeline(t.Context(), event.Ticket, "T1", 0, 0); err != nil || len(events) != 1 {
			t.Fatalf("the ticket was written without its answer: %d events, %v", len(events), err)
		}
		must(t, b.SaveSurvey(t.Context(), answer))
		s, err := b.Survey(t.Context(), "S1")
		must(t, err)
		rated, err := b.Ticket(t.Context(), "T1")
		must(t, err)
		if s.Answer == nil || rated.Satisfaction == nil || rated.Seq != 2 {
			t.Fatalf("survey %+v, ticket of seq %d", s.Answer, rated.Seq)
		}
	},
	"a customer's own surveys are found, and an answer under a key is written once": func(t *testing.T, b *bench) {
		for i, s := range []feedback.Survey{
			aSurvey("S1", func(s *feedback.Survey) { s.Kind = feedback.NPS }),
			aSurvey("S2", func(s *feedback.Survey) { s.Kind, s.AskedAt = feedback.CES, start.Add(time.Hour) }),
			aSurvey("S3", func(s *feedback.Survey) { s.Kind, s.CustomerID = feedback.NPS, "wei" }),
			aSurvey("S4"), // which its ticket leads to
		} {
			must(t, b.SaveSurvey(t.Context(), feedback.Change{Survey: s}))
			if i == 0 {
				s.Revision = 2
				once := &event.Receipt{Scope: "answer S1", Key: "k", Hash: "h", Result: "first"}
				must(t, b.SaveSurvey(t.Context(), feedback.Change{Survey: s, Receipt: once}))
				s.Revision = 3
				refuses(t, b.SaveSurvey(t.Context(), feedback.Change{Survey: s, Receipt: once}), fault.Replayed)
			}
		}
		for limit, want := range map[int][]string{10: {"S2", "S1"}, 1: {"S2"}} {
			found, err := b.CustomerSurveys(t.Context(), "alice", limit)
			must(t, err)
			var ids []string
			for _, s := range found {
				ids = append(ids, s.ID)
			}
			if diff := cmp.Diff(want, ids); diff != "" {
				t.Fatal(diff)
			}
		}
	},
	"praise is found by who it is of, and not once it was taken back": func(t *testing.T, b *bench) {
		praise := func(id string, hours int, with ...func(*feedback.Survey)) feedback.Survey {
			return aSurvey(id, append([]func(*feedback.Survey){func(s *feedback.Survey) {
				s.Agent, s.State, s.AskedAt = "bo", feedback.Sent, start.Add(time.Duration(hours)*time.Hour)
				s.Answer = &feedback.Answer{Score: 5, Comment: "Kind.", FirstAt: start, At: start}
			}}, with...)...)
		}
		for _, s := range []feedback.Survey{
			praise("S1", 1), praise("S2", 2), praise("S3", 3, func(s *feedback.Survey) { s.Agent = "cora" }),
			praise("S4", 4, func(s *feedback.Survey) { s.Answer.Comment = "" }), praise("S5", 5, func(s *feedback.Survey) { s.Answer.Score = 4 }),
			praise("S6", 6), praise("S6", 6, func(s *feedback.Survey) { s.Revision, s.Answer.Score = 2, 1 }),
		} {
			must(t, b.SaveSurvey(t.Context(), feedback.Change{Survey: s}))
		}
		var ids []string
		for after, first := "", true; first || after != ""; first = false {
			page, next, err := b.PraisedSurveys(t.Context(), "bo", after, 1)
			must(t, err)
			for _, s := range page {
				ids = append(ids, s.ID)
			}
			after = next
		}
		if diff := cmp.Diff([]string{"S2", "S1"}, ids); diff != "" {
			t.Fatal(diff)
		}
	},
	"what was asked in a time is counted, each once": func(t *testing.T, b *bench) {
		for i := range 20 {
			s := aSurvey(fmt.Sprintf("S%02d", i), func(s *feedback.Survey) {
				s.AskedAt = start.Add(time.Duration(i) * 10 * time.Hour)
				s.State = []feedback.State{feedback.Sent, feedback.Claimed, feedback.Sent, feedback.Dropped}[i%4]
			})
			must(t, b.SaveSurvey(t.Context(), feedback.Change{Survey: s}))
		}
		// Of those asked at 20, 40, ... 180 hours: the ends are the first that counts, and the first that does not.
		seen := map[string]int{}
		from, to := start.Add(20*time.Hour), start.Add(180*time.Hour)
		must(t, b.EachSurvey(t.Context(), from, to, func(s feedback.Survey) error {
			seen[s.ID]++
			return nil
		}))
		want := map[string]int{"S02": 1, "S04": 1, "S06": 1, "S08": 1, "S10": 1, "S12": 1, "S14": 1, "S16": 1}
		if diff := cmp.Diff(want, seen); diff != "" {
			t.Fatal(diff)
		}
		enough, calls := errors.New("enough"), 0
		err := b.EachSurvey(t.Context(), from, to, func(feedback.Survey) error { calls++; return enough })
		if !errors.Is(err, enough) || calls != 1 {
			t.Fatalf("%d calls, %v", calls, err)
		}
	},
	"what happens to a survey of its own is written with it, in order, or not at all": func(t *testing.T, b *bench) {
		s := aSurvey("N1", func(s *feedback.Survey) { s.Kind, s.TicketID, s.Seq = feedback.NPS, "", 1 })
		told := func(seq int64, kind event.Type) event.Event {
			e := event.New(kind, start, event.Actor{Kind: event.Customer, ID: "alice"}, event.Empty{}, ticket.Comment{Comment: "fine"})
			e.Seq, e.Aggregate = seq, event.Aggregate{Kind: event.Survey, ID: "N1", Version: seq}
			return e
		}
		first := told(1, event.SurveySent)
		must(t, b.SaveSurvey(t.Context(), feedback.Change{Survey: s, Events: []event.Event{first}}))
		s.Revision, s.Seq = 2, 1
		refuses(t, b.SaveSurvey(t.Context(), feedback.Change{Survey: s, Events: []event.Event{first}}), fault.Lost)
		stale := s
		stale.Revision, stale.Seq = 7, 2
		second := told(2, event.FeedbackReceived)
		refuses(t, b.SaveSurvey(t.Context(), feedback.Change{Survey: stale, Events: []event.Event{second}}), fault.Lost)
		s.Seq = 2
		must(t, b.SaveSurvey(t.Context(), feedback.Change{Survey: s, Events: []event.Event{second}}))
		got, err := b.Timeline(t.Context(), event.Survey, "N1", 0, 0)
		must(t, err)
		if diff := cmp.Diff([]event.Event{first, second}, got); diff != "" {
			t.Fatal(diff)
		}
		if v, err := b.Survey(t.Context(), "N1"); err != nil || v.Revision != 2 || v.Seq != 2 {
			t.Fatalf("revision %d, seq %d: %v", v.Revision, v.Seq, err)
		}
	},
	"what is planned is found once its time has come, earliest first, and no longer once it was asked": func(t *testing.T, b *bench) {
		for i := range 9 {
			must(t, b.SaveSurvey(t.Context(), feedback.Change{Survey: aSurvey(fmt.Sprintf("P%d", i), func(s *feedback.Survey) {
				s.State, s.AskedAt, s.TokenHash = feedback.Planned, time.Time{}, ""
				if i > 0 { // the first waits for its ticket
					s.WakeAt = start.Add(time.Duration(10-i) * time.Minute)
				}
			})}))
		}
		planned := func(before time.Time, limit int) []string {
			ids, err := b.PlannedSurveys(t.Context(), before, limit)
			must(t, err)
			return ids
		}
		if diff := cmp.Diff([]string{"P8", "P7", "P6"}, planned(start.Add(5*time.Minute), 10)); diff != "" {
			t.Fatal(diff)
		}
		if diff := cmp.Diff([]string{"P8", "P7"}, planned(start.Add(time.Hour), 2)); diff != "" {
			t.Fatal(diff)
		}
		must(t, b.SaveSurvey(t.Context(), feedback.Change{Survey: aSurvey("P8", func(s *feedback.Survey) { s.Revision = 2 })}))
		if diff := cmp.Diff([]string{"P7", "P6"}, planned(start.Add(5*time.Minute), 10)); diff != "" {
			t.Fatal(diff)
		}
		if wakes, err := b.Wakes(t.Context(), start.Add(-time.Hour), start.Add(time.Hour), 0); err != nil || len(wakes) != 0 {
			t.Fatalf("the clocks would fire %d of them: %v", len(wakes), err)
		}
	},
	"when a customer was last asked is written with the survey or not at all": func(t *testing.T, b *bench) {
		last := func() feedback.LastAsked {
			l, err := b.LastAsked(t.Context(), "alice")
			must(t, err)
			return l
		}
		if diff := cmp.Diff(feedback.LastAsked{CustomerID: "alice"}, last()); diff != "" {
			t.Fatal(diff)
		}
		want := feedback.LastAsked{CustomerID: "alice", Revision: 1, At: start, SurveyID: "S1", NPSAt: start, NPSID: "S1"}
		must(t, b.SaveSurvey(t.Context(), feedback.Change{Survey: aSurvey("S1"), LastAsked: feedback.Past{want}}))
		if diff := cmp.Diff(want, last()); diff != "" {
			t.Fatal(diff)
		}
		refuses(t, b.SaveSurvey(t.Context(), feedback.Change{Survey: aSurvey("S2"), LastAsked: feedback.Past{want}}), fault.Lost)
		_, err := b.Survey(t.Context(), "S2")
		refuses(t, err, fault.Missing)
		next := want
		next.Revision, next.SurveyID = 2, "S1"
		refuses(t, b.SaveSurvey(t.Context(), feedback.Change{Survey: aSurvey("S1"), LastAsked: feedback.Past{next}}), fault.Lost)
		if diff := cmp.Diff(want, last()); diff != "" {
			t.Fatal(diff)
		}
		next.SurveyID = "S2"
		must(t, b.SaveSurvey(t.Context(), feedback.Change{Survey: aSurvey("S2"), LastAsked: feedback.Past{next}}))
		if l, err := b.LastAsked(t.Context(), "wei"); err != nil || l.Revision != 0 {
			t.Fatalf("%+v %v", l, err)
		}
	},
	"what a customer said about being asked by mail is kept, with the survey or alone": func(t *testing.T, b *bench) {
		said := func(customer string) feedback.Preferences {
			p, err := b.Preferences(t.Context(), customer)
			must(t, err)
			return p
		}
		if diff := cmp.Diff(feedback.Preferences{CustomerID: "alice"}, said("alice")); diff != "" {
			t.Fatal(diff)
		}
		want := feedback.Preferences{CustomerID: "alice", Revision: 1, Refused: true, At: start}
		must(t, b.SavePreferences(t.Context(), want))
		refuses(t, b.SavePreferences(t.Context(), want), fault.Lost)
		refuses(t, b.SaveSurvey(t.Context(), feedback.Change{Survey: aSurvey("S1"), Preferences: feedback.Wishes{want}}), fault.Lost)
		_, err := b.Survey(t.Context(), "S1")
		refuses(t, err, fault.Missing)
		if diff := cmp.Diff(want, said("alice")); diff != "" {
			t.Fatal(diff)
		}
		want.Revision, want.Refused = 2, false
		must(t, b.SaveSurvey(t.Context(), feedback.Change{Survey: aSurvey("S1", func(s *feedback.Survey) { s.Unsubscribed = true }), Preferences: feedback.Wishes{want}}))
		if diff := cmp.Diff(want, said("alice")); diff != "" {
			t.Fatal(diff)
		}
		if s, err := b.Survey(t.Context(), "S1"); err != nil || !s.Unsubscribed {
			t.Fatalf("%+v %v", s, err)
		}
		if diff := cmp.Diff(feedback.Preferences{CustomerID: "wei"}, said("wei")); diff != "" {
			t.Fatal(diff)
		}
	},
	"a wave goes on from where it was saved alone": func(t *testing.T, b *bench) {
		if w, err := b.Wave(t.Context()); err != nil || w != (feedback.Wave{}) {
			t.Fatalf("%+v %v", w, err)
		}
		want := feedback.Wave{
			Revision: 1, ID: "W", DueAt: start, From: start.Add(-time.Hour), To: start,
			Place: feedback.Place{Source: feedback.FromTickets, Day: start, After: "a"},
		}
		must(t, b.SaveWave(t.Context(), want))
		refuses(t, b.SaveWave(t.Context(), want), fault.Lost)
		want.Revision, want.Asked = 2, 3
		must(t, b.SaveWave(t.Context(), want))
		if got, err := b.Wave(t.Context()); err != nil || !cmp.Equal(got, want) {
			t.Fatalf("%+v %v", got, err)
		}
	},
}
