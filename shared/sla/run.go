package sla

import (
	"slices"
	"time"
)

// run is one step of the clocks under way, on a copy that nobody else has.
type run struct {
	Clocks
	cal     *Calendar
	now     time.Time
	records []Record
	ahead   [4]ahead // by the place in names
}

// ahead remembers the next warning of a target while nothing changes that.
type ahead struct {
	known     bool
	target    Target // without what is a list
	had, told int    // lengths of the lists
	next      time.Time
}

// run begins a step at now, or at the last fact where that is later.
func (c Clocks) run(cal *Calendar, now time.Time) *run {
	return &run{Clocks: c.clone(), cal: cal, now: later(whole(now), c.At)}
}

func (r *run) done() (Clocks, []Record) { return r.Clocks, r.records }

// record notes what happened to t now.
func (r *run) record(kind RecordKind, t Target) {
	r.records = append(r.records, Record{Kind: kind, Target: t.Name, Cycle: t.Cycle, At: r.now, DueAt: t.due()})
}

// get returns the target to change in place; nil when there is none.
func (r *run) get(name Name) *Target {
	if i := r.index(name); i >= 0 {
		return &r.Targets[i]
	}
	return nil
}

// put sets the latest cycle of a promise, keeping the order of [Names].
func (r *run) put(t Target) *Target {
	if at := r.get(t.Name); at != nil {
		*at = t
		return at
	}
	i := 0
	for i < len(r.Targets) && slices.Index(names, r.Targets[i].Name) < slices.Index(names, t.Name) {
		i++
	}
	r.Targets = slices.Insert(r.Targets, i, t)
	return &r.Targets[i]
}

// start begins the next cycle of a promise now, where the policy makes it.
func (r *run) start(name Name) {
	rule, promised := r.Rules[name]
	if !promised {
		return
	}
	cycle := 1
	if before := r.get(name); before != nil {
		cycle = before.Cycle + 1
	}
	t := r.put(Target{Name: name, Cycle: cycle, StartedAt: r.now})
	r.resume(t, rule)
	r.record(StartedRecord, *t)
}

// resume lets t run on from now, or pause from now if the case stands in a
// status in which it does.
func (r *run) resume(t *Target, rule Rule) {
	t.Since = r.now
	t.Status = Running
	if slices.Contains(rule.PauseOn, r.CaseStatus) {
		t.Status = Paused
	}
	r.schedule(t, rule)
}

// schedule computes the due time from what has counted; a pause has none. What
// used up its time has a due time in the past, pausing or not.
func (r *run) schedule(t *Target, rule Rule) {
	switch {
	case t.Manual:
	case !t.SpentAt.IsZero():
		t.DueAt, t.SpentAt = t.SpentAt, time.Time{}
	case t.Status == Paused:
		t.DueAt = time.Time{}
	default:
		t.DueAt = due(r.cal, t.Since, rule.Within-t.Counted)
	}
}

// due is when what is left will have been counted; where less than nothing is
// left, it lies as far back.
func due(cal *Calendar, since time.Time, left Duration) time.Time {
	if left < 0 {
		return since.Add(time.Duration(left))
	}
	return cal.Add(since, left)
}

// count takes what has counted until now.
func (r *run) count(t *Target) {
	counted, within := t.counted(r.cal, r.now), r.Rules[t.Name].Within
	if t.Manual && t.Status == Running && t.Counted <= within && within <= counted {
		if spent := r.cal.Add(t.Since, within-t.Counted); spent.Before(r.now) {
			t.SpentAt = spent
		}
	}
	t.Counted = counted
}

// stop takes what has counted until now and ends the counting.
func (r *run) stop(t *Target) {
	r.count(t)
	t.Since = time.Time{}
}

// meet marks as done what still runs, and adds the time to what was breached.
func (r *run) meet(name Name) {
	t := r.get(name)
	switch {
	case t == nil || t.over():
		return
	case t.undone():
		t.MetAt = r.now
		r.record(MetRecord, *t)
		r.records[len(r.records)-1].Late = true
	default:
		if t.DueAt.IsZero() { // paused: it would have been due, had it run on now
			t.DueAt = due(r.cal, r.now, r.Rules[name].Within-t.Counted)
		}
		r.stop(t)
		t.Status, t.MetAt = Met, r.now
		r.record(MetRecord, *t)
	}
}

// cancel ends what still runs without a result.
func (r *run) cancel(name Name) {
	t := r.get(name)
	if t == nil || !t.live() {
		return
	}
	r.stop(t)
	t.Status = CancelledStatus
	r.record(CancelledRecord, *t)
}

// settle records what the step itself brought about: due times that now lie in
// the past are breaches, and so are recorded, now; so are warnings passed.
func (r *run) settle() {
	for i := range r.Targets {
		t := &r.Targets[i]
		if t.canBreach() && t.DueAt.Before(r.now) {
			r.breach(t, r.now)
			r.records[len(r.records)-1].Remeasured = true
		}
	}
	for i := range r.Targets {
		t := &r.Targets[i]
		if t.Status != Running || !r.warns(t, r.now) {
			continue
		}
		for _, w := range r.unwarned(t) {
			if at, comes := r.warnAt(r.cal, t, w); comes && at.Before(r.now) {
				r.warn(t, w, r.now)
			}
		}
	}
}

// warns tells whether a running target has a warning before a time that it
// has not had.
func (r *run) warns(t *Target, before time.Time) bool {
	key := ahead{known: true, target: *t, had: len(t.Warned), told: len(t.WarnedBefore)}
	key.target.Warned, key.target.WarnedBefore = nil, nil
	held := &r.ahead[slices.Index(names, t.Name)]
	key.next = held.next
	if !key.same(*held) {
		key.next = time.Time{}
		for _, w := range r.unwarned(t) {
			if at, comes := r.warnAt(r.cal, t, w); comes {
				key.next = earlier(key.next, at)
			}
		}
		*held = key
	}
	return !key.next.IsZero() && key.next.Before(before)
}

func (a ahead) same(b ahead) bool {
	x, y := a.target, b.target
	return b.known && a.had == b.had && a.told == b.told && x.Cycle == y.Cycle && x.Status == y.Status &&
		x.Counted == y.Counted && x.Since.Equal(y.Since) && x.DueAt.Equal(y.DueAt)
}

func (r *run) breach(t *Target, at time.Time) {
	t.Counted, t.Since = t.counted(r.cal, at), time.Time{}
	t.Status, t.BreachedAt = Breached, at
	r.record(BreachedRecord, *t)
	r.records[len(r.records)-1].At = at
}

func (r *run) warn(t *Target, w warning, at time.Time) {
	if w.before > 0 {
		t.WarnedBefore = append(t.WarnedBefore, w.before)
		slices.Sort(t.WarnedBefore)
	} else {
		t.Warned = append(t.Warned, w.thousandths)
		slices.Sort(t.Warned)
	}
	r.record(WarnedRecord, *t)
	last := &r.records[len(r.records)-1]
	last.At, last.Fraction, last.Before = at, float64(w.thousandths)/1000, w.before
}
