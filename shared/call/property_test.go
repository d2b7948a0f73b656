package call_test

import (
	"fmt"
	"testing"
	"time"

	"aftercare/shared/call"
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/ticket"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// Whatever calls come, in whatever order and however often each is delivered: a call is one event, nobody waits on two
// tickets to be called back, who waits was called back by nobody, and every ticket is what its timeline tells.
func TestWhateverCallsComeNobodyWaitsTwice(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		c := newCentre(t)
		told := map[string]call.Report{}
		for n := range rapid.IntRange(1, 12).Draw(rt, "calls") {
			c.now = c.now.Add(time.Duration(rapid.IntRange(0, 1200).Draw(rt, "seconds later")) * time.Second)
			r := told[fmt.Sprintf("C%d", rapid.IntRange(0, n).Draw(rt, "delivered again"))]
			if r.ID == "" {
				r = drawn(rt, c, fmt.Sprintf("C%d", n))
				told[r.ID] = r
			}
			if _, err := c.calls.End(t.Context(), r); err != nil && !fault.Is(err, fault.Invalid) {
				rt.Fatalf("%+v: %v", r, err)
			}
			if rapid.IntRange(0, 9).Draw(rt, "somebody solves") == 0 && len(c.all()) > 0 {
				if _, err := c.tickets.Solve(t.Context(), c.all()[0].ID, "Done.", ticket.Do{Actor: bo}); err != nil && !fault.Is(err, fault.Conflict) {
					rt.Fatal(err)
				}
			}
		}
		waiting := 0
		for _, had := range c.all() {
			if had.Channel == ticket.Phone && had.Status == ticket.StatusNew {
				waiting++
			}
			events, err := c.store.Timeline(t.Context(), event.Ticket, had.ID, 0, 0)
			if err != nil {
				rt.Fatal(err)
			}
			rebuilt, err := ticket.Replay(events, c.tickets.Promises(t.Context()))
			if diff := cmp.Diff(had, rebuilt); err != nil || diff != "" {
				rt.Fatalf("%v, stored otherwise than told:\n%s", err, diff)
			}
		}
		if waiting > 1 {
			rt.Fatalf("alice waits on %d tickets to be called back", waiting)
		}
		for id := range told {
			if events := c.told(event.Call, id); len(events) > 1 {
				rt.Fatalf("%s is told by %d events", id, len(events))
			}
		}
	})
}

// drawn is a call of alice that ended now.
func drawn(rt *rapid.T, c *centre, id string) call.Report {
	r := missed(id)
	r.QueuedAt, r.EndedAt, r.Sent = c.now.Add(-time.Minute), c.now, c.now
	if rapid.Bool().Draw(rt, "answered") {
		r.AnsweredAt, r.Agent = c.now.Add(-30*time.Second), "bo"
		r.Note = rapid.SampledFrom([]string{"", "Told her how.", "Read me " + phrase}).Draw(rt, "note")
		if all := c.all(); len(all) > 0 && rapid.Bool().Draw(rt, "named") {
			r.TicketID = rapid.SampledFrom(all).Draw(rt, "about").ID
		}
		r.FollowUp = rapid.Bool().Draw(rt, "something is left to do")
	}
	return r
}
