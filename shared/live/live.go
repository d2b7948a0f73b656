// Package live says which figures an event adds to: what operators see within minutes, while the figures that reports are
// made of are computed from the timelines once a day.
package live

import (
	"errors"
	"slices"

	"aftercare/shared/call"
	"aftercare/shared/escalation"
	"aftercare/shared/event"
	"aftercare/shared/sla"
	"aftercare/shared/ticket"
)

// Metric names a figure.
type Metric string

// The figures. Each combination with a value of its dimension is charged for by itself where it is reported, so a
// dimension has few values, and never a person, a team or a text.
const (
	TicketsOpened     Metric = "TicketsOpened"     // by Channel
	TicketsSolved     Metric = "TicketsSolved"     // by Channel
	TicketsReopened   Metric = "TicketsReopened"   // by Channel
	FirstReplySeconds Metric = "FirstReplySeconds" // real seconds until the first reply of a person
	PromisesBroken    Metric = "PromisesBroken"    // by Target, of tickets
	Escalations       Metric = "Escalations"       // by Case
	ComplaintsFiled   Metric = "ComplaintsFiled"
	ComplaintsLate    Metric = "ComplaintsLate" // deadlines that complaints missed
	Answers           Metric = "Answers"        // to surveys, by Kind; an answer that replaces another is none
	LowScores         Metric = "LowScores"      // by Kind
	Calls             Metric = "Calls"          // by Outcome
)

// Figure is what an event adds to a metric.
type Figure struct {
	Metric    Metric
	Value     float64
	Unit      string // as CloudWatch names it
	Dimension string // empty for none
	Of        string // its value
}

// The units of figures.
const (
	Count   = "Count"
	Seconds = "Seconds"
)

// Dimensions gives the figure's dimension with its value; none where it has none.
func (f Figure) Dimensions() map[string]string {
	if f.Dimension == "" {
		return nil
	}
	return map[string]string{f.Dimension: f.Of}
}

// Counting hands each figure of an event out. It stops at none: what fails is told together.
func Counting(put func(Figure) error) func(event.Detail) error {
	return func(d event.Detail) error {
		var all []error
		for _, f := range Of(d) {
			all = append(all, put(f))
		}
		return errors.Join(all...)
	}
}

// Dimensions are the values that each metric's dimension can have; a metric without one has a single, empty value. What an
// event says beyond them counts as [Other].
func Dimensions() map[Metric][]string {
	channels := append(slices.Clone(ticket.Channels), Other)
	none := []string{""}
	return map[Metric][]string{
		TicketsOpened: channels, TicketsSolved: channels, TicketsReopened: channels, FirstReplySeconds: none,
		PromisesBroken: append(slices.Clone(targets), Other),
		Escalations:    {string(event.Ticket), string(event.Complaint)}, ComplaintsFiled: none, ComplaintsLate: none,
		Answers: append(slices.Clone(kinds), Other), LowScores: append(slices.Clone(kinds), Other),
		Calls: {answered, missed},
	}
}

// Other is the value of a dimension that an event gives none of the known ones for.
const Other = "other"

const answered, missed = "answered", "missed"

var (
	targets = []string{string(sla.FirstReply), string(sla.NextReply), string(sla.Update), string(sla.Resolution)}
	kinds   = []string{"csat", "nps", "ces"}
)

// Of gives what an event adds. An event whose data cannot be read adds nothing: whoever needs it will say so.
func Of(d event.Detail) []Figure {
	switch d.Type {
	case event.TicketOpened:
		return from(d, func(o ticket.Opened) []Figure { return byChannel(TicketsOpened, o.Channel) })
	case event.TicketSolved:
		return from(d, func(s ticket.SolvedData) []Figure { return byChannel(TicketsSolved, s.Channel) })
	case event.TicketReopened:
		return from(d, func(r ticket.Reopened) []Figure { return byChannel(TicketsReopened, r.Channel) })
	case event.SLAMet:
		return from(d, firstReply)
	case event.SLABreached:
		if d.Aggregate.Kind == event.Complaint {
			return one(ComplaintsLate, "", "")
		}
		return from(d, broken)
	case event.TicketEscalated, event.ComplaintEscalated:
		return from(d, func(c escalation.Call) []Figure { return raised(d.Type, c) })
	case event.ComplaintFiled:
		return one(ComplaintsFiled, "", "")
	case event.FeedbackReceived:
		return from(d, answer)
	case event.CallEnded:
		return from(d, func(e call.Ended) []Figure { return one(Calls, "Outcome", outcome(e)) })
	default:
		return nil
	}
}

func from[T any](d event.Detail, figures func(T) []Figure) []Figure {
	data, err := event.DecodeDetail[T](d)
	if err != nil {
		return nil
	}
	return figures(data)
}

func one(m Metric, dimension, of string) []Figure {
	return []Figure{{Metric: m, Value: 1, Unit: Count, Dimension: dimension, Of: of}}
}

// known gives a value that is one of those, else [Other].
func known(value string, values []string) string {
	if slices.Contains(values, value) {
		return value
	}
	return Other
}

func byChannel(m Metric, c ticket.Channel) []Figure {
	return one(m, "Channel", known(string(c), ticket.Channels))
}

// firstReply is how long a customer waited for the first reply. What was answered before it was asked took no time.
func firstReply(c ticket.Clock) []Figure {
	if c.Target != sla.FirstReply || c.StartedAt.IsZero() {
		return nil
	}
	return []Figure{{Metric: FirstReplySeconds, Value: max(0, c.At.Sub(c.StartedAt).Seconds()), Unit: Seconds}}
}

// broken counts what time broke; what measuring anew finds late was not late when it was done.
func broken(c ticket.Clock) []Figure {
	if c.Remeasured {
		return nil
	}
	return one(PromisesBroken, "Target", known(string(c.Target), targets))
}

// raised counts a case that went up; the top that is called again is no further level.
func raised(t event.Type, c escalation.Call) []Figure {
	switch {
	case c.Again:
		return nil
	case t == event.ComplaintEscalated:
		return one(Escalations, "Case", string(event.Complaint))
	default:
		return one(Escalations, "Case", string(event.Ticket))
	}
}

func answer(r ticket.Received) []Figure {
	if r.Changed {
		return nil
	}
	kind := known(r.Kind, kinds)
	figures := one(Answers, "Kind", kind)
	if r.Low {
		figures = append(figures, one(LowScores, "Kind", kind)...)
	}
	return figures
}

func outcome(e call.Ended) string {
	if e.Missed() {
		return missed
	}
	return answered
}
