package insight

import (
	"fmt"
	"slices"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/ticket"
)

// Observe gives what a case shows, for all of its days, in one form: the same history gives the same observations. A kind of case that
// nothing is measured of shows nothing.
//
// What happened is told by what was recorded: an observation changes only where its measure says that something later takes
// it back or adds to it (a solution by a reopening, a question by its answer, a ticket by a merge).
func Observe(h History, promises ticket.Promises) ([]Observation, error) {
	s, err := Look(h, promises)
	if err != nil {
		return nil, err
	}
	return s.Observations(h.Answers), nil
}

// Look reads a history once, for its questions and, with their answers, its observations.
func Look(h History, promises ticket.Promises) (*Sight, error) {
	events := h.cut()
	s := &Sight{}
	if len(events) == 0 {
		return s, nil
	}
	for i, e := range events {
		if e.Seq != int64(i+1) {
			return nil, fmt.Errorf("the timeline of %s lacks event %d", e.Aggregate.Name(), i+1)
		}
	}
	kind := events[0].Aggregate.Kind
	if begin, one := beginnings[kind]; one && events[0].Type != begin {
		return nil, fmt.Errorf("the timeline of %s begins with %s", events[0].Aggregate.Name(), events[0].Type)
	}
	var err error
	switch kind {
	case event.Ticket:
		err = s.ticket(events, promises)
	case event.Complaint:
		err = s.complaint(events)
	case event.Survey:
		err = s.survey(events)
	case event.Call:
		err = s.call(events)
	case event.Visit:
		err = s.visit(events)
	}
	if err != nil {
		return nil, fmt.Errorf("observe %s: %w", events[0].Aggregate.Name(), err)
	}
	s.out = tidy(s.out)
	return s, nil
}

// beginnings are what the timelines of cases begin with.
var beginnings = map[event.Kind]event.Type{event.Ticket: event.TicketOpened, event.Complaint: event.ComplaintFiled}

// Sight is what was seen of a case.
type Sight struct {
	out   []Observation
	waits []wait
}

// Questions gives what the case leaves open that only the customer's other activity can tell.
func (s *Sight) Questions() []Question {
	out := make([]Question, len(s.waits))
	for i, w := range s.waits {
		out[i] = w.Question
	}
	return out
}

// Observations gives what the case shows, with answers to its questions. What is not answered is not observed.
func (s *Sight) Observations(answers []Answer) []Observation {
	decided := Sight{out: slices.Clone(s.out)}
	for _, w := range s.waits {
		for _, a := range answers {
			if a.same(w.Question) { // both measures count customers who did not do what was asked
				decided.share(w.measure, w.To, w.place, !a.Yes && !w.did)
				break
			}
		}
	}
	return tidy(decided.out)
}

// wait is an observation that is decided later, by what the customer did until then.
type wait struct {
	Question
	measure Name
	place   place
	did     bool // the case itself tells that they did, or were not helped
}

// place is where a case stands among the dimensions.
type place struct{ team, channel, category, agent, target string }

// see notes an observation, with those dimensions that its measure has.
func (s *Sight) see(name Name, at time.Time, p place, value, of int64) {
	o := Observation{Day: DayOf(at), Measure: name, Value: value, Of: of}
	for _, d := range measures[name].Dimensions {
		switch d {
		case ByTeam:
			o.Team = p.team
		case ByChannel:
			o.Channel = p.channel
		case ByCategory:
			o.Category = p.category
		case ByAgent:
			o.Agent = p.agent
		case ByTarget:
			o.Target = p.target
		}
	}
	s.out = append(s.out, o)
}

// count notes that something happened once.
func (s *Sight) count(name Name, at time.Time, p place) { s.see(name, at, p, 1, 0) }

// share notes one of a whole, and whether it is of the part.
func (s *Sight) share(name Name, at time.Time, p place, part bool) { s.see(name, at, p, one(part), 1) }

func one(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}
