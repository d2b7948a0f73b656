// Package insight says how well customers are served: it defines every measure once, observes them in the timeline of
// one case, and sums what was observed.
//
// It goes in four steps, each a pure function:
//
//   - Observe reads the timeline of one case and gives what it shows, for all of its days.
//   - Sum adds up the observations of one day, for each dimension by itself. Carry takes the backlog over from the day before.
//   - Merge adds sums: of several shards, and of several days.
//   - Cell.Figure computes what is shown.
//
// Everything that is summed is a whole number, so that the order of cases does not matter and a rebuild gives the same
// figures bit for bit, on every machine.
package insight

import (
	"cmp"
	"slices"
	"time"

	"aftercare/shared/event"
)

// Dimension is something that figures are told apart by. Every measure is told apart by day, too.
type Dimension string

// The dimensions. All is the sum of everything.
const (
	All        Dimension = "all"
	ByTeam     Dimension = "team"
	ByChannel  Dimension = "channel"
	ByCategory Dimension = "category"
	ByAgent    Dimension = "agent"
	ByTarget   Dimension = "target" // the clock that was promised; for the response rate, the question that was asked
)

// Dimensions lists those that a sum can be asked for by, All apart.
var Dimensions = []Dimension{ByTeam, ByChannel, ByCategory, ByAgent, ByTarget}

// Observation is one thing that a case shows about one measure on one day, with the case as it stood at that moment. Its
// dimensions are those that the measure has; empty means none, such as a case without a team.
type Observation struct {
	Day      Day    `json:"day"`
	Measure  Name   `json:"measure"`
	Team     string `json:"team,omitempty"`
	Channel  string `json:"channel,omitempty"`
	Category string `json:"category,omitempty"`
	Agent    string `json:"agent,omitempty"`
	Target   string `json:"target,omitempty"`
	// Value is what Sums of the measure adds: seconds for a quantile, how many for a count, the part of a ratio, a score,
	// or what came to the backlog (less what left it).
	Value int64 `json:"value,omitempty"`
	// Of is the whole of a ratio, the answers to a mean or a score; for the backlog the sum of the times (Unix seconds)
	// at which what Value counts was opened, with its sign.
	Of int64 `json:"of,omitempty"`
}

// In gives the observation's value of a dimension.
func (o Observation) In(d Dimension) string {
	switch d {
	case ByTeam:
		return o.Team
	case ByChannel:
		return o.Channel
	case ByCategory:
		return o.Category
	case ByAgent:
		return o.Agent
	case ByTarget:
		return o.Target
	default:
		return ""
	}
}

// compare orders observations.
func compare(a, b Observation) int {
	return cmp.Or(
		cmp.Compare(a.Day, b.Day), cmp.Compare(a.Measure, b.Measure), cmp.Compare(a.Team, b.Team), cmp.Compare(a.Channel, b.Channel),
		cmp.Compare(a.Category, b.Category), cmp.Compare(a.Agent, b.Agent), cmp.Compare(a.Target, b.Target),
		cmp.Compare(a.Value, b.Value), cmp.Compare(a.Of, b.Of),
	)
}

// History is what is known of one case.
type History struct {
	// Events are its timeline, in order, from the first on.
	Events []event.Event
	// Until is the cut-off: what was recorded after it is ignored. Zero for none.
	Until time.Time
	// Answers are to the Questions that fell due. What is not answered is not observed.
	Answers []Answer
}

// cut gives the events up to the cut-off.
func (h History) cut() []event.Event {
	if h.Until.IsZero() {
		return h.Events
	}
	for i, e := range h.Events {
		if e.Time.After(h.Until) {
			return h.Events[:i]
		}
	}
	return h.Events
}

// tidy brings observations into their one form: in order, what can be added up in one line, and nothing that is nothing.
func tidy(all []Observation) []Observation {
	slices.SortFunc(all, compare)
	out := make([]Observation, 0, len(all))
	for _, o := range all {
		if n := len(out); n > 0 && measures[o.Measure].Sums != Quantile {
			last := out[n-1]
			last.Value, last.Of = o.Value, o.Of
			if last == o {
				out[n-1].Value += o.Value
				out[n-1].Of += o.Of
				continue
			}
		}
		out = append(out, o)
	}
	return slices.DeleteFunc(out, func(o Observation) bool { return o.Value == 0 && o.Of == 0 && measures[o.Measure].Sums != Quantile })
}
