package clock_test

import (
	"context"
	"slices"
	"time"

	"pgregory.net/rapid"

	"aftercare/shared/clock"
	"aftercare/shared/complaint"
	"aftercare/shared/event"
	"aftercare/shared/memory"
	"aftercare/shared/ticket"
)

// sweeps is how often sweep runs, as the stack schedules it.
const sweeps = 5 * time.Minute

// world is a ticket, a complaint and everything that keeps their appointments, at a time that moves from one thing
// that happens to the next: executions that wait, events on their way to timers, and sweeps.
type world struct {
	*memory.Store
	r          *rapid.T
	now        time.Time
	tickets    *ticket.Service
	complaints *complaint.Service
	keeper     clock.Keeper

	names   map[string]bool // of every timer that was ever started
	waiting []clock.Timer
	post    []parcel
	sweepAt time.Time
	told    map[event.Aggregate]int64 // the last event that went out
	saving  time.Duration             // how long the command at work takes to be saved
	lossy   bool                      // events and executions get lost, and looks fail to the end
	calls   int                       // of Step Functions
}

// parcel is an event on its way.
type parcel struct {
	at     time.Time
	detail event.Detail
}

func newWorld(r *rapid.T) *world {
	w := &world{
		r: r, now: now, sweepAt: now.Add(time.Duration(rapid.IntRange(0, 299).Draw(r, "sweep")) * time.Second),
		names: map[string]bool{}, told: map[event.Aggregate]int64{},
	}
	clockNow := func() time.Time { return w.now }
	w.Store = memory.New(clockNow)
	w.tickets = ticket.NewService(w, w, clockNow)
	regime, err := complaint.NewRegime(complaint.MiCA, time.UTC)
	if err != nil {
		r.Fatal(err)
	}
	w.complaints = complaint.NewService(w, w, w.tickets, regime, clockNow)
	w.keeper = clock.Keeper{Cases: clock.Wakers{event.Ticket: w.tickets, event.Complaint: w.complaints}, Timers: w}
	return w
}

// SaveTicket and SaveComplaint let the world go on while a command is about to be saved.
func (w *world) SaveTicket(ctx context.Context, c ticket.Change) error {
	w.goOn(ctx)
	return w.Store.SaveTicket(ctx, c)
}

func (w *world) SaveComplaint(ctx context.Context, c complaint.Change) error {
	w.goOn(ctx)
	return w.Store.SaveComplaint(ctx, c)
}

func (w *world) goOn(ctx context.Context) {
	saving := w.saving
	w.saving = 0
	if saving > 0 {
		w.until(ctx, w.now.Add(saving))
	}
}

// Start starts an execution, unless one of its name was started before.
func (w *world) Start(_ context.Context, t clock.Timer) error {
	w.calls++
	if t.WakeAt.After(w.now.Add(clock.Reach)) {
		w.r.Fatalf("a timer of %s at %s is out of reach", t.WakeAt, w.now)
	}
	if w.names[t.Name()] {
		return nil
	}
	w.names[t.Name()] = true
	if !w.lost("execution") {
		w.waiting = append(w.waiting, t)
	}
	return nil
}

// lost draws whether something gets lost: one in four, where things get lost at all.
func (w *world) lost(what string) bool {
	return w.lossy && rapid.IntRange(0, 3).Draw(w.r, what+" lost") == 0
}

// act lets somebody do something, which takes a while to be saved; what is refused did nothing.
func (w *world) act(ctx context.Context, do func() error) {
	w.saving = time.Duration(rapid.SampledFrom([]int{0, 0, 1, 5, 29}).Draw(w.r, "saved after")) * time.Second
	_ = do()
	w.saving = 0
	w.publish(ctx)
}

// until lets everything happen up to a time.
func (w *world) until(ctx context.Context, at time.Time) {
	for {
		next, do := w.next()
		if next.After(at) {
			w.now = at
			return
		}
		if next.After(w.now) {
			w.now = next
		}
		do(ctx)
		w.publish(ctx)
	}
}

// next gives what happens next, and when.
func (w *world) next() (time.Time, func(context.Context)) {
	at, do := w.sweepAt, w.sweep
	for i, p := range w.post {
		if p.at.Before(at) {
			at, do = p.at, func(ctx context.Context) {
				w.post = slices.Delete(w.post, i, i+1)
				w.must(clock.Arm(ctx, w, p.detail, w.now))
			}
		}
	}
	for i, t := range w.waiting {
		if t.WakeAt.Before(at) {
			at, do = t.WakeAt, func(ctx context.Context) {
				w.waiting = slices.Delete(w.waiting, i, i+1)
				if w.lost("look") {
					return
				}
				_, err := w.keeper.Fire(ctx, t, w.now)
				w.must(err)
			}
		}
	}
	return at, do
}

func (w *world) sweep(ctx context.Context) {
	w.sweepAt = w.now.Add(sweeps)
	_, err := clock.Sweeper{Cases: w.keeper.Cases, Index: w, Timers: w}.Sweep(ctx, w.now)
	w.must(err)
}

// publish puts what happened on its way to timers, some seconds long.
func (w *world) publish(ctx context.Context) {
	for _, c := range []event.Aggregate{{Kind: event.Ticket, ID: ticketID}, {Kind: event.Complaint, ID: complaintID}} {
		events, err := w.Timeline(ctx, c.Kind, c.ID, w.told[c], 0)
		w.must(err)
		for _, e := range events {
			w.told[c] = e.Seq
			if e.Type == event.SLAArmed && !w.lost("event") {
				w.post = append(w.post, parcel{w.now.Add(time.Duration(rapid.IntRange(0, 3).Draw(w.r, "underway")) * time.Second), e.Publish()})
			}
		}
	}
}

func (w *world) must(err error) {
	if err != nil {
		w.r.Fatal(err)
	}
}
