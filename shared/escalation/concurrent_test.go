package escalation_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"aftercare/shared/complaint"
	"aftercare/shared/escalation"
	"aftercare/shared/event"
	"aftercare/shared/memory"
	"aftercare/shared/ticket"
)

// house is both kinds of cases on one storage in memory, with one case of each kind.
type house struct {
	store      *memory.Store
	tickets    *ticket.Service
	complaints *complaint.Service
	consumer   escalation.Consumer
	mu         sync.Mutex
	time       time.Time
}

const caseID = "ABCDEFGHJKMN"

func (h *house) clock() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.time
}

func (h *house) pass(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.time = h.time.Add(d)
}

func newHouse(t interface{ Fatal(...any) }) *house {
	ctx := context.Background()
	h := &house{time: now}
	h.store = memory.New(h.clock)
	h.tickets = ticket.NewService(h.store, h.store, h.clock)
	regime, err := complaint.NewRegime(complaint.NoRule, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	h.complaints = complaint.NewService(h.store, h.store, h.store, regime, h.clock)
	h.consumer = escalation.Consumer{
		Cases:   map[event.Kind]escalation.Cases{event.Ticket: h.tickets, event.Complaint: h.complaints},
		Unheard: func(event.Kind) error { return nil },
	}
	alice := ticket.Customer{ID: "alice", Assurance: ticket.Authenticated}
	actor := event.Actor{Kind: event.Customer, ID: "alice"}
	if _, err := h.tickets.Open(ctx, ticket.Opening{ID: caseID, Subject: "Late", Body: "It is late.", Channel: ticket.Web, Customer: alice}, actor, nil); err != nil {
		t.Fatal(err)
	}
	filing := complaint.FilingCommand{ID: caseID, FilingText: complaint.FilingText{Subject: "Late", Statement: "It is late."}, Channel: ticket.Web, Customer: alice}
	if _, err := h.complaints.File(ctx, filing, complaint.Who{Actor: actor}); err != nil {
		t.Fatal(err)
	}
	return h
}

// takeOver and wake do the same to a case of each kind.
func (h *house) takeOver(kind event.Kind) {
	actor := event.Actor{Kind: event.Staff, ID: "ada"}
	if kind == event.Ticket {
		_, _ = h.tickets.TakeOver(context.Background(), caseID, []string{"admin"}, ticket.Do{Actor: actor})
		return
	}
	_, _ = h.complaints.TakeOver(context.Background(), caseID, complaint.Do{Who: complaint.Who{Actor: actor, Groups: []string{"admin"}}})
}

func (h *house) wake(kind event.Kind) error {
	if kind == event.Ticket {
		_, err := h.tickets.Wake(context.Background(), caseID)
		return err
	}
	_, err := h.complaints.Wake(context.Background(), caseID)
	return err
}

func (h *house) ask(kind event.Kind) error {
	actor := event.Actor{Kind: event.Customer, ID: "alice"}
	if kind == event.Ticket {
		_, err := h.tickets.Escalate(context.Background(), caseID, escalation.ByCustomer, "Too slow.", ticket.Do{Actor: actor})
		return err
	}
	_, err := h.complaints.Escalate(context.Background(), caseID, escalation.ByCustomer, "Too slow.", complaint.Do{Who: complaint.Who{Actor: actor}})
	return err
}

// Whatever comes at once, however often: a cause moves a case once, a waiting level is not passed over, and at most one
// of all that came together called the next level.
func TestACaseIsNotEscalatedTwiceForTheSameCauseAtOnce(t *testing.T) {
	for _, kind := range []event.Kind{event.Ticket, event.Complaint} {
		t.Run(string(kind), func(t *testing.T) {
			rapid.Check(t, func(r *rapid.T) {
				h := newHouse(r)
				cycle := 0
				for range rapid.IntRange(1, 6).Draw(r, "rounds") {
					switch rapid.IntRange(0, 2).Draw(r, "before") {
					case 0:
						h.takeOver(kind)
					case 1:
						h.pass(time.Duration(rapid.IntRange(1, 45).Draw(r, "minutes")) * time.Minute)
						if err := h.wake(kind); err != nil {
							r.Fatal(err)
						}
					}
					before := h.calls(r, kind)
					var all sync.WaitGroup
					failed := make(chan error, 100)
					for i := range rapid.IntRange(1, 4).Draw(r, "causes") {
						cycle++
						what := rapid.IntRange(0, 2).Draw(r, "cause")
						if what == 2 && i > 0 {
							what = 0 // one customer at a time
						}
						for range rapid.IntRange(1, 3).Draw(r, "deliveries") {
							d := h.caused(kind, what, cycle)
							all.Go(func() {
								if what == 2 {
									failed <- h.ask(kind)
								} else {
									failed <- h.consumer.Handle(context.Background(), d)
								}
							})
						}
					}
					all.Wait()
					close(failed)
					for err := range failed {
						if err != nil {
							r.Fatal(err)
						}
					}
					if more := h.calls(r, kind) - before; more > 1 {
						r.Fatalf("%d levels were called at once", more)
					}
				}
			})
		})
	}
}

// caused is an event that raises a case: a breach, or the expiry of a time to take over.
func (h *house) caused(kind event.Kind, what, cycle int) event.Detail {
	d := detail(kind, event.SLABreached, fmt.Sprintf(`{"target":"decision","cycle":%d}`, cycle))
	if what == 1 {
		d = detail(kind, map[event.Kind]event.Type{event.Ticket: event.TicketTakeoverExpired, event.Complaint: event.ComplaintTakeoverExpired}[kind], `{}`)
	}
	d.ID, d.Aggregate.ID = fmt.Sprint("e", cycle), caseID
	return d
}

// calls counts the calls of a level, and checks the timeline on the way: no level is skipped or passed over while it
// waits, and nothing is noted or called twice for one event.
func (h *house) calls(r *rapid.T, kind event.Kind) int {
	events, err := h.store.Timeline(context.Background(), kind, caseID, 0, 0)
	if err != nil {
		r.Fatal(err)
	}
	var state escalation.State
	n := 0
	for _, e := range events {
		switch e.Type {
		case event.TicketEscalated, event.ComplaintEscalated:
			call, err := event.Decode[escalation.Call](e)
			if err != nil {
				r.Fatal(err)
			}
			if state.Waiting() || call.Again != (call.Level == state.Level) || !call.Again && call.Level != state.Level+1 {
				r.Fatalf("from %+v it was called %+v", state, call)
			}
			state, n = state.Called(call, e.Time), n+1
		case event.TicketTakenOver, event.ComplaintTakenOver:
			state = state.TakeOver("ada", e.Time)
		case event.TicketTakeoverExpired, event.ComplaintTakeoverExpired:
			state, _ = state.Expire(e.Time)
		}
	}
	return n
}
