package sla

import (
	"cmp"
	"slices"
	"time"
)

// Step is one thing in the life of a case.
type Step struct {
	Fact Fact
	// Promise is what the case was measured anew under at that moment; nil
	// where it was not. The first step, the opening, has what it was opened under.
	Promise *Promise
	// Woken says that nothing happened but that a timer looked, at the time of
	// Fact: it finds the warnings of its own second, of which commands that come
	// later in that second would have been first.
	Woken bool
}

// Explanation says of every clock of a case where it stands, and why.
type Explanation struct {
	// AsOf is when the clocks were looked at: not before the last step.
	AsOf time.Time `json:"asOf"`
	// Targets are the latest cycles of the promises.
	Targets []Explained `json:"targets"`
	// History is everything that became of them, in order.
	History []Happening `json:"history"`
}

// Explained is the latest cycle of a promise with all of its time.
type Explained struct {
	Name       Name      `json:"name"`
	Cycle      int       `json:"cycle"`
	Status     Status    `json:"status"`
	StartedAt  time.Time `json:"startedAt"`
	DueAt      time.Time `json:"dueAt,omitzero"`
	MetAt      time.Time `json:"metAt,omitzero"`
	BreachedAt time.Time `json:"breachedAt,omitzero"`
	// CountedSeconds and PausedSeconds are open hours, from the start until it
	// was done or no longer asked for. A breach ends neither.
	CountedSeconds int64      `json:"countedSeconds"`
	PausedSeconds  int64      `json:"pausedSeconds"`
	Warnings       []Warning  `json:"warnings"`
	Intervals      []Interval `json:"intervals"`
}

// Warning is one that was, or is to come. It is for a fraction of the time, or
// for a time before the due time.
type Warning struct {
	Fraction float64  `json:"fraction,omitempty"`
	Before   Duration `json:"before,omitempty"`
	// At is when it came, or when it will if nothing else happens.
	At time.Time `json:"at"`
	// Ahead says that it is still to come.
	Ahead bool `json:"ahead,omitempty"`
}

// IntervalKind says what a time was to a target.
type IntervalKind string

// The kinds. Closed wins over paused; solved is the time between a solution and
// a reopening, open or closed.
const (
	CountedTime IntervalKind = "counted"
	ClosedTime  IntervalKind = "closed"
	PausedTime  IntervalKind = "paused"
	SolvedTime  IntervalKind = "solved"
)

// Interval is a time [From, To) of one kind.
type Interval struct {
	From time.Time    `json:"from"`
	To   time.Time    `json:"to"`
	Kind IntervalKind `json:"kind"`
	// Why says what closed it; Paused which statuses of the case paused it.
	Why    []Closure `json:"why,omitempty"`
	Paused []string  `json:"pausedBy,omitempty"`
}

// Happening is one line of the history.
type Happening struct {
	At       time.Time  `json:"at"`
	Type     RecordKind `json:"type"`
	Target   Name       `json:"target"`
	Cycle    int        `json:"cycle"`
	Fraction float64    `json:"fraction,omitempty"`
	Before   Duration   `json:"before,omitempty"`
	DueAt    *time.Time `json:"dueAt,omitempty"`
	// Remeasured is a breach that a change brought about; Late is done after a breach.
	Remeasured bool `json:"remeasured,omitempty"`
	Late       bool `json:"late,omitempty"`
}

// Explain tells the life of a case as its clocks saw it, until asOf. The first
// step opens it; without any there is nothing to tell.
func Explain(steps []Step, asOf time.Time) Explanation {
	if len(steps) == 0 || steps[0].Promise == nil {
		return Explanation{AsOf: whole(asOf), Targets: []Explained{}, History: []Happening{}}
	}
	e := begin(steps[0], len(steps))
	for _, s := range steps[1:] {
		e.step(s)
	}
	return e.told(whole(asOf))
}

// explaining is an explanation under way.
type explaining struct {
	*run
	past   *past
	traces [4]trace // by the place in names
	seen   int      // records already looked at
}

// trace is what a target's clock does not need to know of its past, and people do.
type trace struct {
	cycle    int
	warnings []Warning
	eras     []era
	ended    time.Time // when it was done or no longer asked for
}

// era is a time in which one way to count held for a target, from its beginning
// to the next era.
type era struct {
	from    time.Time
	cal     *Calendar
	pauseOn []string
}

func begin(first Step, steps int) *explaining {
	opened := first.Fact
	c, records := Start(*first.Promise, opened)
	e := &explaining{run: c.run(first.Promise.Calendar, c.At), past: newPast(c.OpenedAt)}
	e.records = append(make([]Record, 0, len(records)+2*steps), records...)
	e.past.add(opened)
	e.follow(false)
	return e
}

func (e *explaining) step(s Step) {
	if s.Woken {
		at := whole(s.Fact.At)
		e.pass(at.Add(time.Second), at)
		e.follow(false)
		return
	}
	e.past.add(s.Fact)
	e.apply(s.Fact)
	if s.Promise != nil {
		e.measureAll(*s.Promise, e.past, e.now)
	}
	e.follow(s.Promise != nil)
}

// follow takes down what the step did to the targets.
func (e *explaining) follow(measured bool) {
	for i := range e.Targets {
		t := &e.Targets[i]
		trace := &e.traces[slices.Index(names, t.Name)]
		open := !t.over() && e.CaseStatus != statusClosed
		now := era{e.now, e.cal, e.Rules[t.Name].PauseOn}
		switch {
		case trace.cycle != t.Cycle:
			*trace = trace.begun(t, now)
		case measured && (t.live() || t.undone() && t.BreachedAt.Equal(e.now)):
			trace.eras = append(trace.eras[:0], era{t.StartedAt, now.cal, now.pauseOn})
		case open && (measured || !trace.ended.IsZero()) && !trace.last().counts(now):
			trace.eras = append(trace.eras, now)
		}
		switch {
		case open:
			trace.ended = time.Time{}
		case !t.MetAt.IsZero():
			trace.ended = t.MetAt
		case trace.ended.IsZero():
			trace.ended = e.now
		}
	}
	for _, r := range e.records[e.seen:] {
		trace := &e.traces[slices.Index(names, r.Target)]
		if r.Kind == WarnedRecord && r.Cycle == trace.cycle {
			trace.warnings = append(trace.warnings, Warning{Fraction: r.Fraction, Before: r.Before, At: r.At})
		}
	}
	e.seen = len(e.records)
}

// begun is the trace of a new cycle, with its first era.
func (*trace) begun(t *Target, now era) trace {
	now.from = t.StartedAt
	return trace{cycle: t.Cycle, eras: []era{now}}
}

func (t *trace) last() era { return t.eras[len(t.eras)-1] }

func (a era) counts(b era) bool { return a.cal == b.cal && slices.Equal(a.pauseOn, b.pauseOn) }

// told is the explanation as of a time.
func (e *explaining) told(asOf time.Time) Explanation {
	asOf = later(asOf, e.At)
	e.pass(asOf.Add(time.Second), asOf)
	e.follow(false)
	out := Explanation{AsOf: asOf, Targets: make([]Explained, 0, len(e.Targets)), History: make([]Happening, 0, len(e.records))}
	for i := range e.Targets {
		out.Targets = append(out.Targets, e.target(&e.Targets[i], asOf))
	}
	for _, r := range e.records {
		out.History = append(out.History, Happening{
			At: r.At, Type: r.Kind, Target: r.Target, Cycle: r.Cycle, Fraction: r.Fraction, Before: r.Before,
			DueAt: r.DueAt, Remeasured: r.Remeasured, Late: r.Late,
		})
	}
	return out
}

func (e *explaining) target(t *Target, asOf time.Time) Explained {
	trace := &e.traces[slices.Index(names, t.Name)]
	out := Explained{
		Name: t.Name, Cycle: t.Cycle, Status: t.Status, StartedAt: t.StartedAt, DueAt: t.DueAt, MetAt: t.MetAt,
		BreachedAt: t.BreachedAt, Warnings: append([]Warning{}, trace.warnings...), Intervals: []Interval{},
	}
	if t.Status == Running {
		for _, w := range e.unwarned(t) {
			if at, comes := e.warnAt(e.cal, t, w); comes {
				out.Warnings = append(out.Warnings, Warning{Fraction: float64(w.thousandths) / 1000, Before: w.before, At: at, Ahead: true})
			}
		}
	}
	slices.SortStableFunc(out.Warnings, func(a, b Warning) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Fraction, b.Fraction)) })
	until := asOf
	if !trace.ended.IsZero() {
		until = trace.ended
	}
	for i, era := range trace.eras {
		to := until
		if i+1 < len(trace.eras) {
			to = trace.eras[i+1].from
		}
		out.Intervals = e.past.intervals(out.Intervals, era, to)
	}
	for _, interval := range out.Intervals {
		seconds := int64(interval.To.Sub(interval.From) / time.Second)
		switch interval.Kind {
		case CountedTime:
			out.CountedSeconds += seconds
		case PausedTime:
			out.PausedSeconds += seconds
		}
	}
	return out
}
