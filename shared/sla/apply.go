package sla

import (
	"maps"
	"slices"
	"time"
)

// Promise is what a case runs under: a policy, the version of the list that it
// stood in, and its calendar as that was then.
type Promise struct {
	Policy   Policy
	Version  int
	Calendar *Calendar
}

// Start begins the clocks of a case under a promise, at the time of its
// opening. A later time than that must be passed to [Clocks.Advance] by itself.
func Start(p Promise, opened Fact) (Clocks, []Record) {
	at := whole(opened.At)
	c := Clocks{CaseStatus: statusAfter("", opened), OpenedAt: at, At: at, Targets: []Target{}}
	r := c.run(p.Calendar, at)
	r.adopt(p)
	for _, name := range []Name{FirstReply, Update, Resolution} {
		r.start(name)
	}
	return r.done()
}

// adopt puts the clocks under a promise.
func (r *run) adopt(promise Promise) {
	p := promise.Policy.clone()
	r.Policy, r.Version = p.ID, promise.Version
	r.Calendar, r.CalendarVersion, r.cal = p.Calendar, promise.Calendar.Version(), promise.Calendar
	r.Rules, r.CloseAfter = p.Targets, p.closeAfter()
	r.WarnAt, r.WarnBefore, r.WarnTo = p.WarnAt, p.WarnBefore, p.WarnTo
	r.ahead = [4]ahead{}
}

// Under tells whether the clocks run under that promise already, to the word,
// whatever the number of its list.
func (c Clocks) Under(p Promise) bool {
	same := func(a, b Rule) bool { return a.Within == b.Within && slices.Equal(a.PauseOn, b.PauseOn) }
	return c.Policy == p.Policy.ID && c.Calendar == p.Policy.Calendar && c.CalendarVersion == p.Calendar.Version() &&
		c.CloseAfter == p.Policy.closeAfter() && maps.EqualFunc(c.Rules, p.Policy.Targets, same) &&
		slices.Equal(c.WarnAt, p.Policy.WarnAt) && slices.Equal(c.WarnBefore, p.Policy.WarnBefore) &&
		(c.WarnTo == nil) == (p.Policy.WarnTo == nil) && slices.Equal(c.WarnTo, p.Policy.WarnTo)
}

// Apply lets one fact act on the clocks, after everything strictly before its
// second. A fact earlier than the last one counts as of the same second as
// that. After the end of a case nothing acts any more.
func (c Clocks) Apply(f Fact, cal *Calendar) (Clocks, []Record) {
	r := c.run(cal, f.At)
	r.apply(f)
	return r.done()
}

func (r *run) apply(f Fact) {
	at := later(whole(f.At), r.At)
	r.pass(at, at)
	r.At, r.now = at, at
	if r.CaseStatus != statusClosed {
		r.act(f)
		r.settle()
	}
}

func (r *run) act(f Fact) {
	status := statusAfter(r.CaseStatus, f)
	switch f.Type {
	case CustomerReplied:
		r.enter(status)
		r.message()
	case AgentReplied:
		r.reply()
		r.enter(status)
	case Reopened:
		r.enter(status)
		r.message()
	case Merged:
		r.message()
	case DueSet:
		r.setDue(f.Target, f.DueAt)
	default:
		r.enter(status)
	}
}

// statusAfter is the status of a case after a fact.
func statusAfter(before string, f Fact) string {
	switch {
	case before == statusClosed:
		return statusClosed
	case f.Type == Solved:
		return statusSolved
	case f.Type == Cancelled:
		return statusClosed
	case f.Type == Reopened && before != statusSolved:
		return before
	case f.Status != "" && f.Type != DueSet && f.Type != MatchChanged && f.Type != Merged:
		return f.Status
	case f.Type == Opened:
		return statusNew
	case f.Type == Reopened:
		return statusOpen
	case f.Type == CustomerReplied && (before == statusPending || before == statusHold || before == statusSolved):
		return statusOpen
	case f.Type == AgentReplied && before == statusNew:
		return statusOpen
	}
	return before
}

// enter changes the status of the case, with all that this means to clocks.
func (r *run) enter(status string) {
	before := r.CaseStatus
	r.CaseStatus = status
	switch {
	case status == before:
	case status == statusClosed:
		r.Unanswered = time.Time{}
		for _, name := range names {
			r.cancel(name)
		}
	case status == statusSolved:
		r.solve()
	case before == statusSolved:
		r.reopen()
	default:
		r.pauses()
	}
}

// pauses lets targets pause and run on as the status of the case asks.
func (r *run) pauses() {
	for i := range r.Targets {
		t := &r.Targets[i]
		rule := r.Rules[t.Name]
		pause := slices.Contains(rule.PauseOn, r.CaseStatus)
		switch {
		case t.Status == Running && pause:
			r.count(t)
			r.resume(t, rule)
		case t.Status == Paused && !pause:
			unpaused := due(r.cal, t.Since, rule.Within-t.Counted)
			r.resume(t, rule)
			if !t.Manual && !t.DueAt.Equal(unpaused) {
				r.record(RescheduledRecord, *t)
			}
		}
	}
}

// message notes something that a person has to answer. The first such message
// starts nextReply once firstReply is behind.
func (r *run) message() {
	if r.CaseStatus == statusSolved || r.CaseStatus == statusClosed || !r.Unanswered.IsZero() {
		return
	}
	r.Unanswered = r.now
	if r.firstBehind() {
		r.start(NextReply)
	}
}

// firstBehind tells whether firstReply was met or cancelled, or is not promised.
func (r *run) firstBehind() bool {
	_, promised := r.Rules[FirstReply]
	first := r.get(FirstReply)
	return !promised || first == nil || first.over()
}

// reply is a public reply of a person: it answers everything so far, and from
// it the time to the next update counts.
func (r *run) reply() {
	r.Unanswered = time.Time{}
	r.meet(FirstReply)
	r.meet(NextReply)
	r.meet(Update)
	if r.CaseStatus != statusSolved {
		r.start(Update)
	}
}

// solve meets the resolution and cancels what else still runs. The messages
// that nobody answered are settled with it.
func (r *run) solve() {
	r.Unanswered = time.Time{}
	r.meet(Resolution)
	for _, name := range []Name{FirstReply, NextReply, Update} {
		r.cancel(name)
	}
}

// reopen continues the resolution, unless it was breached, with the time since
// solving counted to nothing, and begins a new cycle of updates.
func (r *run) reopen() {
	r.start(Update)
	rule, promised := r.Rules[Resolution]
	t := r.get(Resolution)
	switch {
	case !promised:
	case t == nil:
		r.start(Resolution)
	case t.Status == Met:
		t.MetAt = time.Time{}
		r.resume(t, rule)
		r.record(RescheduledRecord, *t)
	}
}

// setDue fixes the due time of a target, or with nil lets the policy compute
// it again.
func (r *run) setDue(name Name, at *time.Time) {
	t := r.get(name)
	if t == nil || !t.live() || (at == nil && !t.Manual) {
		return
	}
	before := t.DueAt
	t.Manual = at != nil
	if at != nil {
		t.DueAt = whole(*at)
	} else {
		r.schedule(t, r.Rules[name])
	}
	if !t.DueAt.Equal(before) {
		r.record(RescheduledRecord, *t)
	}
}
