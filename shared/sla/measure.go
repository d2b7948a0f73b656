package sla

import (
	"slices"
	"time"
)

// Measure puts an open case under another promise at now: another policy, or
// another version of its policy or its calendar. Running and paused targets, and breached ones that were not
// done yet, are measured over the whole history as if the new rules had held
// from the start; all others stay. What the policy no longer promises is
// cancelled; what it newly promises starts when it would have. A due time that
// then lies in the past is a breach at now, marked as Remeasured.
//
// A newer version of a calendar has the same past as the older one, so what
// was counted stays counted.
//
// history is everything that happened until now, in order, beginning with the
// opening; earlier are the clocks that it led to, and cal is their calendar.
func Measure(history []Fact, p Promise, earlier Clocks, cal *Calendar, now time.Time) (Clocks, []Record) {
	r := earlier.run(cal, now)
	r.measureAll(p, pastOf(history, earlier), now)
	return r.done()
}

func (r *run) measureAll(p Promise, past *past, now time.Time) {
	now = later(whole(now), r.At)
	r.pass(now, now)
	if r.CaseStatus == statusClosed {
		return
	}
	before := r.Rules
	r.At, r.now = now, now
	r.adopt(p)
	if r.CaseStatus == statusSolved { // nothing runs; a reopening goes on under the new terms
		return
	}
	for _, name := range names {
		rule, promised := r.Rules[name]
		t := r.get(name)
		_, was := before[name]
		switch {
		case !promised:
			r.withdraw(name)
		case t != nil && (t.live() || t.undone()):
			r.measure(t, rule, past)
		case !was:
			r.add(name, rule, past)
		}
	}
	r.awaited(past)
	r.settle()
}

// withdraw cancels what is no longer promised. A breach that happened stays; one
// that only an earlier measuring found, and nobody felt, goes.
func (r *run) withdraw(name Name) {
	r.cancel(name)
	t := r.get(name)
	if t != nil && t.undone() && t.BreachedAt.After(t.DueAt) {
		t.Status, t.BreachedAt = CancelledStatus, time.Time{}
		r.record(CancelledRecord, *t)
	}
}

// measure computes a target anew from its own start.
func (r *run) measure(t *Target, rule Rule, past *past) {
	old := *t
	r.remeasured(t, rule, past)
	if old.Status == Breached {
		if !t.DueAt.IsZero() && !t.DueAt.After(r.now) {
			*t = old
			return
		}
		t.BreachedAt = time.Time{}
	}
	late := t.canBreach() && t.DueAt.Before(r.now) // settle says that it is a breach
	if !late && (old.Status == Breached || !t.DueAt.Equal(old.DueAt)) {
		r.record(RescheduledRecord, *t)
	}
}

// remeasured sets what counted, whether t runs or pauses, and its due time. One
// that used up its time before a pause has a due time, too, in the past.
func (r *run) remeasured(t *Target, rule Rule, past *past) {
	s := past.ledger(r.cal, rule.PauseOn).from(t.StartedAt, rule.Within)
	t.Counted, t.Since, t.Status, t.SpentAt = s.counted, s.since, Running, s.spent
	if s.kind != counting {
		t.Status = Paused
	}
	r.schedule(t, rule)
}

// add starts what the new policy promises and the old one did not, unless it
// was done meanwhile.
func (r *run) add(name Name, rule Rule, past *past) {
	var started time.Time
	cycle := 1
	switch name {
	case FirstReply:
		if past.answered {
			return
		}
		started = r.OpenedAt
	case Update:
		started, cycle = past.updated, past.updates
	case Resolution:
		if t := r.get(name); t != nil && t.Status == Breached { // and done late: a reopening does not undo it
			return
		}
		started = r.OpenedAt
	default: // nextReply starts with the message that waits for it
		return
	}
	r.startAt(name, rule, past, started, cycle)
}

// awaited starts nextReply for a message that already waits, where the change
// made that its turn.
func (r *run) awaited(past *past) {
	rule, promised := r.Rules[NextReply]
	if !promised || r.Unanswered.IsZero() || !r.firstBehind() {
		return
	}
	next := r.get(NextReply)
	if next != nil && !next.over() {
		return
	}
	cycle := 1
	if next != nil {
		cycle = next.Cycle + 1
	}
	r.startAt(NextReply, rule, past, r.Unanswered, cycle)
}

// startAt begins a target in the past. One that was cancelled and had begun at
// the same time goes on as the same cycle, so that it warns at nothing twice.
func (r *run) startAt(name Name, rule Rule, past *past, started time.Time, cycle int) {
	t := Target{Name: name, Cycle: cycle, StartedAt: started}
	if before := r.get(name); before != nil {
		if before.StartedAt.Equal(started) {
			t.Cycle, t.Manual, t.DueAt = before.Cycle, before.Manual, before.DueAt
			t.Warned, t.WarnedBefore = slices.Clone(before.Warned), slices.Clone(before.WarnedBefore)
		} else {
			t.Cycle = max(cycle, before.Cycle+1)
		}
	}
	at := r.put(t)
	r.remeasured(at, rule, past)
	r.record(StartedRecord, *at)
}
