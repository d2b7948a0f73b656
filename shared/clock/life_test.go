package clock_test

import (
	"context"
	"testing"
	"time"

	"pgregory.net/rapid"

	"aftercare/shared/clock"
	"aftercare/shared/complaint"
	"aftercare/shared/escalation"
	"aftercare/shared/event"
	"aftercare/shared/rescheduling"
	"aftercare/shared/sla"
	"aftercare/shared/ticket"
)

const (
	ticketID    = "T1"
	complaintID = "C1"
)

var (
	alice = ticket.Do{Actor: event.Actor{Kind: event.Customer, ID: "alice"}}
	bo    = ticket.Do{Actor: event.Actor{Kind: event.Staff, ID: "bo"}}
	cora  = complaint.Do{Who: complaint.Who{Actor: event.Actor{Kind: event.Staff, ID: "cora"}, Groups: []string{"compliance"}}}
)

// Whatever people do at whatever times, and however long that takes to be saved and told: as long as nothing gets
// lost, every wake is kept to the second.
func TestLives_EveryWakeIsKept(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		live(r, newWorld(r), 0)
	})
}

// Where events do not arrive, executions break off and looks fail, a wake is kept by the next sweep that finds it
// overdue by more than its grace.
func TestLives_WhatGetsLostIsFoundBySweep(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		w := newWorld(r)
		w.lossy = true
		live(r, w, clock.Grace+sweeps)
	})
}

// The timer of the opening ends while the customer's next message is being saved, and sees nothing of it.
func TestLives_ATimerThatLooksBeforeACommandIsSavedIsNotCountedOn(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		w, ctx := newWorld(r), r.Context()
		w.must(w.PutPolicies(ctx, 0, sla.Policies{List: []sla.Policy{{
			ID: "short", Calendar: sla.Always, Targets: map[sla.Name]sla.Rule{
				sla.FirstReply: {Within: sla.Duration(5 * time.Minute)}, sla.NextReply: {Within: sla.Duration(time.Minute)},
			},
		}}}, rescheduling.Change{}))
		w.must(opens(ctx, w))
		w.publish(ctx)
		_, err := w.tickets.Write(ctx, ticketID, ticket.Reply{Body: "Soon."}, bo)
		w.must(err)
		w.until(ctx, now.Add(5*time.Minute+time.Second-time.Duration(rapid.IntRange(0, 31).Draw(r, "before the timer"))*time.Second))
		w.saving = time.Duration(rapid.IntRange(0, 29).Draw(r, "saved after")) * time.Second
		_, err = w.tickets.Write(ctx, ticketID, ticket.Reply{Body: "Well?"}, alice)
		w.must(err)
		w.publish(ctx)
		w.until(ctx, w.now.Add(65*time.Second))
		if t, err := w.Ticket(ctx, ticketID); err != nil || !t.NextWake.IsZero() {
			r.Fatalf("at %s it still waits for %s: %v", w.now, t.NextWake, err)
		}
	})
}

// live lets people work on the cases for a while. Nothing may ever be overdue for longer than late.
func live(r *rapid.T, w *world, late time.Duration) {
	ctx := r.Context()
	promise(ctx, r, w)
	w.act(ctx, func() error { return opens(ctx, w) })
	received := w.now.Add(-time.Duration(rapid.IntRange(0, 16*24*60).Draw(r, "received")) * time.Minute)
	w.act(ctx, func() error {
		_, err := w.complaints.File(ctx, complaint.FilingCommand{
			ID: complaintID, FilingText: complaint.FilingText{Subject: "Fees", Statement: "Too high."},
			Customer: ticket.Customer{ID: "alice"}, Channel: complaint.Letter, ReceivedAt: received,
		}, cora.Who)
		return err
	})
	w.until(ctx, w.now.Add(5*time.Second))
	for range rapid.IntRange(1, 20).Draw(r, "steps") {
		w.until(ctx, w.now.Add(pause(ctx, r, w)))
		check(ctx, r, w, late)
		w.act(ctx, step(ctx, r, w))
		w.until(ctx, w.now.Add(5*time.Second)) // what was saved late is told by then, and what is due at once done
	}
}

// opens opens the ticket.
func opens(ctx context.Context, w *world) error {
	_, err := w.tickets.Open(ctx, ticket.Opening{
		ID: ticketID, Subject: "Deposit", Body: "Where is it?", Channel: ticket.Web,
		Customer: ticket.Customer{ID: "alice", Assurance: ticket.Authenticated},
	}, alice.Actor, nil)
	return err
}

// promise sets promises: the defaults, or short ones with warnings.
func promise(ctx context.Context, r *rapid.T, w *world) {
	if rapid.Bool().Draw(r, "defaults") {
		return
	}
	minutes := func(name string) sla.Rule {
		return sla.Rule{Within: sla.Duration(time.Duration(rapid.IntRange(1, 90).Draw(r, name)) * time.Minute), PauseOn: []string{"pending"}}
	}
	w.must(w.PutPolicies(ctx, 0, sla.Policies{List: []sla.Policy{{
		ID: "short", Calendar: sla.Always, WarnAt: []float64{0.5, 0.8}, CloseAfter: sla.Duration(time.Hour),
		Targets: map[sla.Name]sla.Rule{
			sla.FirstReply: minutes("first"), sla.NextReply: minutes("next"), sla.Update: minutes("update"), sla.Resolution: minutes("resolution"),
		},
	}}}, rescheduling.Change{}))
}

// pause draws how long nobody does anything: often until about a wake, or a timer.
func pause(ctx context.Context, r *rapid.T, w *world) time.Duration {
	t, err := w.Ticket(ctx, ticketID)
	w.must(err)
	for _, at := range []time.Time{t.NextWake, t.ArmedFor} {
		if at.After(w.now) && rapid.Bool().Draw(r, "until then") {
			return max(0, at.Sub(w.now)+time.Duration(rapid.IntRange(-31, 1).Draw(r, "about"))*time.Second)
		}
	}
	return time.Duration(rapid.SampledFrom([]int{0, 1, 20, 200, 900, 1500, 7200, 50_000}).Draw(r, "pause")) * time.Second
}

// step draws what somebody does, whether it is allowed or not.
func step(ctx context.Context, r *rapid.T, w *world) func() error {
	acts := map[string]func() error{
		"ask":    func() error { _, err := w.tickets.Write(ctx, ticketID, ticket.Reply{Body: "Well?"}, alice); return err },
		"answer": func() error { _, err := w.tickets.Write(ctx, ticketID, ticket.Reply{Body: "Soon."}, bo); return err },
		"solve":  func() error { _, err := w.tickets.Solve(ctx, ticketID, "", bo); return err },
		"reopen": func() error { _, err := w.tickets.Reopen(ctx, ticketID, "No.", alice); return err },
		"raise":  func() error { _, err := w.tickets.Escalate(ctx, ticketID, escalation.Breach, "", bo); return err },
		"take":   func() error { _, err := w.tickets.TakeOver(ctx, ticketID, []string{"admin"}, bo); return err },
		"appeal": func() error {
			_, err := w.complaints.Escalate(ctx, complaintID, escalation.Breach, "", cora)
			return err
		},
		"handle": func() error { _, err := w.complaints.TakeOver(ctx, complaintID, cora); return err },
		"receive": func() error {
			_, err := w.complaints.Acknowledge(ctx, complaintID, complaint.Verdict{Admissible: true}, cora)
			return err
		},
		"nothing": func() error { return nil },
	}
	status := rapid.SampledFrom([]ticket.Status{ticket.StatusOpen, ticket.StatusPending, ticket.StatusHold}).Draw(r, "status")
	priority := rapid.SampledFrom([]ticket.Priority{ticket.Low, ticket.Urgent}).Draw(r, "priority")
	due := w.now.Add(time.Duration(rapid.SampledFrom([]int{0, 1, 10, 40, 300, 1190, 1210, 90_000}).Draw(r, "due")) * time.Second)
	acts["status"] = func() error { _, err := w.tickets.Edit(ctx, ticketID, ticket.Patch{Status: &status}, bo); return err }
	acts["priority"] = func() error {
		_, err := w.tickets.Edit(ctx, ticketID, ticket.Patch{Priority: &priority}, bo)
		return err
	}
	acts["due"] = func() error {
		set := ticket.DueSet{Target: sla.Resolution, At: &due}
		_, err := w.tickets.Edit(ctx, ticketID, ticket.Patch{Due: &set}, bo)
		return err
	}
	return acts[rapid.SampledFrom([]string{
		"ask", "ask", "answer", "answer", "solve", "reopen", "raise", "take", "appeal", "handle", "receive", "nothing", "status", "priority", "due", "due",
	}).Draw(r, "act")]
}

// check sees that nothing waits for what has passed.
func check(ctx context.Context, r *rapid.T, w *world, late time.Duration) {
	t, err := w.Ticket(ctx, ticketID)
	w.must(err)
	c, err := w.Complaint(ctx, complaintID)
	w.must(err)
	for what, wake := range map[string]time.Time{"ticket": t.NextWake, "complaint": c.NextWake} {
		if !wake.IsZero() && !wake.Add(late).After(w.now) {
			r.Fatalf("at %s the %s still waits for %s; timers: %v, armed for %s", w.now, what, wake, w.waiting, t.ArmedFor)
		}
	}
	if t.ArmedFor.IsZero() && t.ArmRevision > 0 {
		r.Fatal("a ticket has forgotten its timer")
	}
}
