package web

import (
	"time"

	"aftercare/shared/sla"
)

// Explanation says of every clock of a case where it stands, and why: of a ticket, and of a history that is tried.
type Explanation struct {
	AsOf    time.Time         `json:"asOf" doc:"When it was looked at."`
	Targets []ExplainedTarget `json:"targets" doc:"The latest cycle of each promise."`
	History []Happening       `json:"history" doc:"Everything that became of the promises, in order."`
}

// ExplainedTarget is one promise with all of its time.
type ExplainedTarget struct {
	Name           sla.Name   `json:"name" enum:"firstReply,nextReply,update,resolution"`
	Cycle          int        `json:"cycle"`
	Status         sla.Status `json:"status" enum:"running,paused,met,breached,cancelled"`
	StartedAt      time.Time  `json:"startedAt"`
	DueAt          time.Time  `json:"dueAt,omitzero" doc:"Absent while it is paused."`
	MetAt          time.Time  `json:"metAt,omitzero"`
	BreachedAt     time.Time  `json:"breachedAt,omitzero"`
	CountedSeconds int64      `json:"countedSeconds" doc:"Until it was done, or until now."`
	PausedSeconds  int64      `json:"pausedSeconds" doc:"Of opening hours: when the calendar is closed, nothing is paused."`
	Warnings       []Warning  `json:"warnings" doc:"Those that were, and those to come. None are shown to customers."`
	Intervals      []Interval `json:"intervals" doc:"All of its time, in order and without a gap."`
}

// Warning is one that was, or is to come if nothing else happens.
type Warning struct {
	Fraction float64   `json:"fraction,omitempty" doc:"Of the time allowed."`
	Before   string    `json:"before,omitempty" doc:"So long before the due time."`
	At       time.Time `json:"at"`
	Ahead    bool      `json:"ahead,omitempty" doc:"It is still to come."`
}

// Interval is a time of one kind, without its last second.
type Interval struct {
	From     time.Time        `json:"from"`
	To       time.Time        `json:"to"`
	Kind     sla.IntervalKind `json:"kind" enum:"counted,closed,paused,solved"`
	Why      []Closure        `json:"why,omitempty" doc:"What closed it, in order."`
	PausedBy []string         `json:"pausedBy,omitempty" doc:"The statuses that paused it." enum:"pending,hold"`
}

// Closure is a reason for which no time counts.
type Closure struct {
	Reason sla.Reason `json:"reason" enum:"hours,holiday" doc:"Outside of the opening hours, or a holiday."`
	Name   string     `json:"name,omitempty" doc:"Of the holiday, where it has one."`
	Date   string     `json:"date,omitempty" format:"date" doc:"Of the holiday, or its first day."`
	Until  string     `json:"until,omitempty" format:"date" doc:"The last day of a holiday of several."`
}

// Happening is one thing that became of a promise.
type Happening struct {
	At         time.Time      `json:"at"`
	Type       sla.RecordKind `json:"type" enum:"started,warned,breached,met,rescheduled,cancelled"`
	Target     sla.Name       `json:"target" enum:"firstReply,nextReply,update,resolution"`
	Cycle      int            `json:"cycle"`
	Fraction   float64        `json:"fraction,omitempty"`
	Before     string         `json:"before,omitempty"`
	DueAt      *time.Time     `json:"dueAt,omitempty" doc:"The due time from then on; absent when there was none, as in a pause."`
	Remeasured bool           `json:"remeasured,omitempty" doc:"A change of what is promised brought the breach about, not the passing of time."`
	Late       bool           `json:"late,omitempty" doc:"Done after the breach."`
}

// NewExplanation shows an explanation to staff.
func NewExplanation(e sla.Explanation) Explanation {
	out := Explanation{AsOf: e.AsOf, Targets: []ExplainedTarget{}, History: []Happening{}}
	for _, t := range e.Targets {
		out.Targets = append(out.Targets, explained(t))
	}
	for _, h := range e.History {
		out.History = append(out.History, Happening{
			At: h.At, Type: h.Type, Target: h.Target, Cycle: h.Cycle, Fraction: h.Fraction, Before: before(h.Before),
			DueAt: h.DueAt, Remeasured: h.Remeasured, Late: h.Late,
		})
	}
	return out
}

func explained(t sla.Explained) ExplainedTarget {
	out := ExplainedTarget{
		Name: t.Name, Cycle: t.Cycle, Status: t.Status, StartedAt: t.StartedAt, DueAt: t.DueAt, MetAt: t.MetAt,
		BreachedAt: t.BreachedAt, CountedSeconds: t.CountedSeconds, PausedSeconds: t.PausedSeconds,
		Warnings: make([]Warning, 0, len(t.Warnings)), Intervals: make([]Interval, 0, len(t.Intervals)),
	}
	for _, w := range t.Warnings {
		out.Warnings = append(out.Warnings, Warning{Fraction: w.Fraction, Before: before(w.Before), At: w.At, Ahead: w.Ahead})
	}
	for _, i := range t.Intervals {
		interval := Interval{From: i.From, To: i.To, Kind: i.Kind, PausedBy: i.Paused}
		for _, why := range i.Why {
			interval.Why = append(interval.Why, Closure(why))
		}
		out.Intervals = append(out.Intervals, interval)
	}
	return out
}

func before(d sla.Duration) string {
	if d == 0 {
		return ""
	}
	return d.String()
}

// ForCustomer leaves out what is for those who work on the case: when they are warned, and by which change of the rules a
// date moved.
func (e Explanation) ForCustomer() Explanation {
	out := Explanation{AsOf: e.AsOf, Targets: []ExplainedTarget{}, History: []Happening{}}
	for _, t := range e.Targets {
		t.Warnings = []Warning{}
		out.Targets = append(out.Targets, t)
	}
	for _, h := range e.History {
		if h.Type != sla.WarnedRecord {
			h.Remeasured = false
			out.History = append(out.History, h)
		}
	}
	return out
}
