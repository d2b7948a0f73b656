package topic_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"aftercare/shared/event"
	"aftercare/shared/memory"
	"aftercare/shared/ticket"
	"aftercare/shared/topic"
)

func TestSignsOf_ATicketsTimeline(t *testing.T) {
	at := midnight
	store := memory.New(func() time.Time { return at })
	service := ticket.NewService(store, store, func() time.Time { return at })
	alice, bo := ticket.Do{Actor: event.Actor{Kind: event.Customer, ID: "alice"}}, ticket.Do{Actor: event.Actor{Kind: event.Staff, ID: "bo"}}
	must := func(_ ticket.Done, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		at = at.Add(time.Minute)
	}
	signs := func() []topic.SignName {
		t.Helper()
		events, err := store.Timeline(t.Context(), event.Ticket, "T1", 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		shown, err := topic.SignsOf(events)
		if err != nil {
			t.Fatal(err)
		}
		var names []topic.SignName
		for _, name := range topic.Signs {
			if shown[name] {
				names = append(names, name)
			}
		}
		return names
	}
	must(service.Open(t.Context(), ticket.Opening{ID: "T1", Body: "How do I stake?", Channel: ticket.Web, Customer: ticket.Customer{ID: "alice", Assurance: ticket.Authenticated}}, alice.Actor, nil))
	if got := signs(); len(got) != 0 {
		t.Errorf("new: %v", got)
	}
	must(service.Solve(t.Context(), "T1", "So.", bo))
	if diff := cmp.Diff([]topic.SignName{topic.FirstReply}, signs()); diff != "" {
		t.Error(diff)
	}
	must(service.Reopen(t.Context(), "T1", "Not so.", alice))
	if diff := cmp.Diff([]topic.SignName{topic.Reopened}, signs()); diff != "" {
		t.Error(diff)
	}
}
