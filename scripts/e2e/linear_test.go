package e2e

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"
)

// patch is what one of the writers did: it read, or it wrote on condition of the version that it had read.
type patch struct {
	write    bool
	expected int    // the version in If-Match
	subject  string // to be set
}

// seen is what came back: the version and the subject, or that the condition did not hold.
type seen struct {
	stale   bool
	version int
	subject string
}

// one is a ticket as far as these writers know it.
type one struct {
	version int
	subject string
}

// register says what a ticket must look like to everybody at once: a read gives what the last write left, and a
// write happens on exactly the version that it names or not at all.
func register(initial one) porcupine.Model {
	return porcupine.Model{
		Init: func() any { return initial },
		Step: func(state, input, output any) (bool, any) {
			now, did, got := state.(one), input.(patch), output.(seen)
			switch {
			case !did.write:
				return got.version == now.version && got.subject == now.subject, now
			case got.stale:
				return did.expected != now.version, now
			default:
				return did.expected == now.version && got.version == now.version+1 && got.subject == did.subject,
					one{got.version, got.subject}
			}
		},
		DescribeOperation: func(input, output any) string { return fmt.Sprintf("%+v -> %+v", input, output) },
	}
}

// Invariant: sixteen people at one ticket see it change one step at a time, and nobody's change is lost.
func TestSixteenWritersOfOneTicketAreLinearizable(t *testing.T) {
	t.Parallel()
	deployed(t)
	bo := agent(t)
	opened := customer(t).opens(t, opening("Everybody at once"))
	path := "/v1/tickets/" + opened.ID

	begun := time.Now() // times since then know of no clock that is set
	var mu sync.Mutex
	var history []porcupine.Operation
	record := func(client int, called time.Time, in patch, out seen) {
		mu.Lock()
		defer mu.Unlock()
		history = append(history, porcupine.Operation{ClientId: client, Input: in, Output: out, Call: called.Sub(begun).Nanoseconds(), Return: time.Since(begun).Nanoseconds()})
	}
	read := func(client int) seen {
		called := time.Now()
		now := into[ticket](bo.get(t, path).want(http.StatusOK))
		out := seen{version: now.Version, subject: now.Subject}
		record(client, called, patch{}, out)
		return out
	}
	const writers, rounds = 16, 6
	var wg sync.WaitGroup
	for client := range writers {
		wg.Go(func() {
			for round := range rounds {
				known := read(client)
				in := patch{write: true, expected: known.version, subject: fmt.Sprintf("writer %d, round %d", client, round)}
				called := time.Now()
				a := bo.call(t, http.MethodPatch, path, map[string]any{"subject": in.subject}, "If-Match", fmt.Sprintf(`"%d"`, in.expected))
				switch a.Status {
				case http.StatusOK:
					now := into[ticket](a)
					record(client, called, in, seen{version: now.Version, subject: now.Subject})
				case http.StatusPreconditionFailed:
					record(client, called, in, seen{stale: true})
				default:
					t.Errorf("a write got %d %s", a.Status, a.Body)
					return
				}
			}
		})
	}
	wg.Wait()

	writes := 0
	for _, op := range history {
		if op.Input.(patch).write && !op.Output.(seen).stale {
			writes++
		}
	}
	if result := porcupine.CheckOperationsTimeout(register(one{opened.Version, opened.Subject}), history, time.Minute); result != porcupine.Ok {
		t.Errorf("the history of %d operations is not linearizable: %v", len(history), result)
	}
	changed := 0
	for _, i := range bo.timeline(t, "tickets/"+opened.ID) {
		if i.Type == "ticket.changed" && strings.Contains(fmt.Sprint(i.Data["subject"]), "writer") {
			changed++
		}
	}
	if writes == 0 || changed != writes {
		t.Errorf("%d writes were answered with success, the timeline has %d", writes, changed)
	}
}
