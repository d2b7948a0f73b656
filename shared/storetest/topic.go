package storetest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/topic"
)

// aTopic is the change that tells of a topic.
func aTopic(id string, at time.Time, with ...func(*topic.Topic)) topic.Change {
	t := topic.Topic{
		ID: id, Seq: 1, Version: 1, Status: topic.Offered, Language: topic.Chinese, Terms: []topic.Term{{Key: "zh:提现", Text: "提现", Cases: 7}},
		Week: "2026-W12", Weeks: []topic.Week{{From: start.Add(-7 * day), To: start, Count: 7}}, People: 5, Documents: 7,
		Cases:      []topic.Case{{Kind: event.Survey, ID: "S1", TicketID: "T1", At: at}},
		Suggestion: topic.Suggestion{Decision: topic.Article, Signs: []topic.Sign{{Name: topic.AsksHow, Cases: 1, Of: 1}}},
		FirstAt:    at, FoundAt: at, Found: 1,
	}
	for _, w := range with {
		w(&t)
	}
	return topic.Change{Topic: t, Events: []event.Event{happening(event.TopicFound, event.Topic, id, 1)}}
}

var topicTests = map[string]func(*testing.T, *bench){
	"a topic is kept with its events, and changed by one at a time": func(t *testing.T, b *bench) {
		c := aTopic("T1", start)
		must(t, b.SaveTopic(t.Context(), c))
		refuses(t, b.SaveTopic(t.Context(), c), fault.Lost)
		got, err := b.Topic(t.Context(), "T1")
		if diff := cmp.Diff(c.Topic, got); err != nil || diff != "" {
			t.Fatalf("%v %s", err, diff)
		}
		next := topic.Change{Before: 1, Topic: got, Events: []event.Event{happening(event.TopicDecided, event.Topic, "T1", 2)}, Receipt: &event.Receipt{Scope: "s", Key: "k", Hash: "h", Result: "T1"}}
		next.Topic.Seq, next.Topic.Version, next.Topic.Status = 2, 2, topic.Article
		next.Topic.Decision = &topic.Decision{Decision: topic.Article, Note: "Write.", By: event.Actor{Kind: event.Staff, ID: "lin"}, At: start, Count: 7}
		must(t, b.SaveTopic(t.Context(), next))
		refuses(t, b.SaveTopic(t.Context(), next), fault.Replayed)
		if r, found, err := b.Receipt(t.Context(), "s", "k"); err != nil || !found || r.Result != "T1" {
			t.Fatalf("%+v %t %v", r, found, err)
		}
		got, err = b.Topic(t.Context(), "T1")
		if diff := cmp.Diff(next.Topic, got); err != nil || diff != "" {
			t.Fatalf("%v %s", err, diff)
		}
		if events, err := b.Timeline(t.Context(), event.Topic, "T1", 0, 0); err != nil || len(events) != 2 {
			t.Fatalf("%d events, %v", len(events), err)
		}
		_, err = b.Topic(t.Context(), "T2")
		refuses(t, err, fault.Missing)
	},
	"topics are listed by when they were found last, narrowed, page by page": func(t *testing.T, b *bench) {
		var want []string
		for i := range 9 {
			c := aTopic(fmt.Sprintf("T%d", i), start.Add(-time.Duration(i)*20*time.Hour), func(found *topic.Topic) {
				if i%3 == 0 {
					found.Language = topic.English
				}
				if i == 1 {
					found.Status = topic.Dismissed
				}
			})
			must(t, b.SaveTopic(t.Context(), c))
			if i%3 != 0 && i != 1 {
				want = append(want, c.Topic.ID)
			}
		}
		again := aTopic("T8", start.Add(time.Second))
		again.Before, again.Topic.Seq, again.Events = 1, 2, []event.Event{happening(event.TopicFound, event.Topic, "T8", 2)}
		must(t, b.SaveTopic(t.Context(), again))
		want = append([]string{"T8"}, want[:len(want)-1]...)
		var got []string
		q := topic.Query{From: start.Add(-30 * day), To: start.Add(time.Minute), Language: topic.Chinese, Status: topic.Offered, Limit: 2}
		for {
			found, next, err := b.Topics(t.Context(), q)
			must(t, err)
			for _, f := range found {
				got = append(got, f.ID)
			}
			if q.After = next; next == "" {
				break
			}
		}
		if !slices.Equal(got, want) {
			t.Fatalf("got %v, want %v", got, want)
		}
		_, _, err := b.Topics(t.Context(), topic.Query{From: start, To: start.Add(32 * day), Limit: 2})
		refuses(t, err, fault.Invalid)
	},
	"counts of terms are kept by day and part, one revision after the other": func(t *testing.T, b *bench) {
		midnight := start.Truncate(day)
		var want []topic.Day
		for i := range 30 {
			for part := range topic.Parts {
				d := topic.Day{Day: midnight.AddDate(0, 0, i), Part: part, Revision: 1, Texts: i, Counts: topic.Counts{topic.HashOf(fmt.Sprint(i)): i + 1, topic.HashOf("x"): 300}}
				must(t, b.SaveTermDay(t.Context(), d))
				if i > 0 && i < 29 {
					want = append(want, d)
				}
			}
		}
		got, err := b.TermDays(t.Context(), midnight.AddDate(0, 0, 1), midnight.AddDate(0, 0, 29))
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Fatalf("%v %s", err, diff)
		}
		refuses(t, b.SaveTermDay(t.Context(), want[0]), fault.Lost)
		newer := want[0]
		newer.Revision, newer.Texts, newer.Counts = 2, 99, topic.Counts{}
		must(t, b.SaveTermDay(t.Context(), newer))
		got, err = b.TermDays(t.Context(), midnight.AddDate(0, 0, 1), midnight.AddDate(0, 0, 2))
		if err != nil || len(got) != topic.Parts || got[0].Texts != 99 || len(got[0].Counts) != 0 {
			t.Fatalf("%+v, %v", got, err)
		}
		if got, err = b.TermDays(t.Context(), midnight.AddDate(0, 0, 40), midnight.AddDate(0, 0, 44)); err != nil || len(got) != 0 {
			t.Fatalf("%+v, %v", got, err)
		}
	},
}
