package storetest

import (
	"testing"

	"aftercare/shared/fault"
	"aftercare/shared/ticket"
)

var threadTests = map[string]func(*testing.T, *bench){
	"a conversation has no ticket until it is given one": func(t *testing.T, b *bench) {
		thread := ticket.Thread{Source: "chat", ID: "7"}
		points(t, b, thread, "")
		c := opening(aTicket("T1"))
		c.Thread = &ticket.ThreadChange{Thread: thread}
		b.save(t, c)
		points(t, b, thread, "T1")
		points(t, b, ticket.Thread{Source: "chat", ID: "8"}, "")
		points(t, b, ticket.Thread{Source: "social", ID: "7"}, "")
	},
	"of two openings of one conversation one is lost": func(t *testing.T, b *bench) {
		thread := ticket.Thread{Source: "chat", ID: "7"}
		for _, id := range []string{"T1", "T2"} {
			c := opening(aTicket(id))
			c.Thread = &ticket.ThreadChange{Thread: thread}
			err := b.SaveTicket(t.Context(), c)
			if id == "T1" {
				must(t, err)
				continue
			}
			refuses(t, err, fault.Lost)
		}
		points(t, b, thread, "T1")
		_, err := b.Ticket(t.Context(), "T2")
		refuses(t, err, fault.Missing)
	},
	"a conversation moves on only from where it was seen": func(t *testing.T, b *bench) {
		thread := ticket.Thread{Source: "chat", ID: "7"}
		for _, step := range []struct {
			id, was string
			moves   bool
		}{{"T1", "", true}, {"T2", "T1", true}, {"T3", "T1", false}, {"T4", "", false}, {"T5", "T2", true}} {
			c := opening(aTicket(step.id))
			c.Thread = &ticket.ThreadChange{Thread: thread, Was: step.was}
			err := b.SaveTicket(t.Context(), c)
			if step.moves {
				must(t, err)
				points(t, b, thread, step.id)
				continue
			}
			refuses(t, err, fault.Lost)
		}
		points(t, b, thread, "T5")
	},
}

func points(t *testing.T, b *bench, thread ticket.Thread, want string) {
	t.Helper()
	got, err := b.ThreadTicket(t.Context(), thread)
	if err != nil || got != want {
		t.Fatalf("the conversation points at %q, want %q: %v", got, want, err)
	}
}
