package storetest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/story"
	"aftercare/shared/ticket"

	"github.com/google/go-cmp/cmp"
)

func aStory(id string, at time.Time, with ...func(*story.Story)) story.Change {
	s := story.Story{
		ID: id, Seq: 1, Version: 1, Status: story.Allowed, Source: story.Source{Kind: story.Survey, ID: "S1"}, TicketID: "T1",
		Words: "Quick & kind. 很快", Language: "en", Customer: ticket.Customer{ID: "alice", Email: "alice@example.com", Assurance: ticket.Authenticated},
		CreatedAt: at, UpdatedAt: at, LastAt: at,
	}
	for _, w := range with {
		w(&s)
	}
	return story.Change{Story: s, Events: []event.Event{happening(event.StoryAllowed, event.Story, id, 1)}}
}

// storiesOf gives the ids of a whole list, read by pages of two.
func (b *bench) storiesOf(t *testing.T, q story.Query) []string {
	t.Helper()
	var ids []string
	for q.Limit = 2; ; {
		page, err := b.Stories(t.Context(), q)
		must(t, err)
		for _, s := range page.Stories {
			ids = append(ids, s.ID)
		}
		if q.After = page.Next; q.After == "" {
			return ids
		}
	}
}

var storyTests = map[string]func(*testing.T, *bench){
	"a story comes back whole, with its event, and is made once": func(t *testing.T, b *bench) {
		c := aStory("Q1", start)
		must(t, b.SaveStory(t.Context(), c))
		refuses(t, b.SaveStory(t.Context(), c), fault.Lost)
		got, err := b.Story(t.Context(), "Q1")
		if diff := cmp.Diff(c.Story, got); err != nil || diff != "" {
			t.Fatalf("%v %s", err, diff)
		}
		if events, err := b.Timeline(t.Context(), event.Story, "Q1", 0, 0); err != nil || len(events) != 1 {
			t.Fatalf("%d events, %v", len(events), err)
		}
		_, err = b.Story(t.Context(), "Q2")
		refuses(t, err, fault.Missing)
	},
	"a story changes only from the state that was read, and once for a key": func(t *testing.T, b *bench) {
		c := aStory("Q1", start)
		must(t, b.SaveStory(t.Context(), c))
		c.Before, c.Story.Seq, c.Story.Status = 1, 2, story.Edited
		c.Events = []event.Event{happening(event.StoryEdited, event.Story, "Q1", 2)}
		c.Receipt = &event.Receipt{Scope: "s", Key: "k", Hash: "h", Result: "Q1"}
		must(t, b.SaveStory(t.Context(), c))
		refuses(t, b.SaveStory(t.Context(), c), fault.Replayed)
		c.Receipt = nil
		refuses(t, b.SaveStory(t.Context(), c), fault.Lost)
	},
	"stories are listed by customer and by state, newest first": func(t *testing.T, b *bench) {
		for i := range 5 {
			must(t, b.SaveStory(t.Context(), aStory(fmt.Sprintf("Q%d", i), start.Add(time.Duration(i)*time.Hour), func(s *story.Story) {
				if i%2 == 1 {
					s.Status, s.Customer.ID = story.Published, "wei"
				}
			})))
		}
		for name, c := range map[string]struct {
			q    story.Query
			want []string
		}{
			"by customer":           {story.Query{View: story.ByCustomer, Customer: "alice"}, []string{"Q4", "Q2", "Q0"}},
			"by customer and state": {story.Query{View: story.ByCustomer, Customer: "alice", Status: story.Published}, nil},
			"published":             {story.Query{View: story.ByStatus, Status: story.Published}, []string{"Q3", "Q1"}},
			"of every state":        {story.Query{View: story.ByStatus}, []string{"Q4", "Q3", "Q2", "Q1", "Q0"}},
		} {
			if got := b.storiesOf(t, c.q); !slices.Equal(got, c.want) {
				t.Errorf("%s: got %v, want %v", name, got, c.want)
			}
		}
		for _, q := range []story.Query{{}, {View: story.ByCustomer}} {
			_, err := b.Stories(t.Context(), q)
			refuses(t, err, fault.Invalid)
		}
	},
}
