package sla

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"aftercare/shared/fault"
)

// Limits of a simulation.
const (
	MaxSimulated  = 1000                     // events
	maxTried      = 20                       // calendars
	maxSimulation = 2 * 366 * 24 * time.Hour // so that one of many windows and changes still ends within a call
	maxIntervals  = 25_000                   // of all targets: some megabytes of answer
)

// Scenario is a history to try policies on.
type Scenario struct {
	// Calendars are those to try, by the id that policies name them with; they
	// go before those of Known.
	Calendars map[string]CalendarSpec `json:"calendars,omitempty"`
	Policies  []Policy                `json:"policies"`
	// Events are in order of time; equal times keep their order.
	Events []Simulated `json:"events"`
	// AsOf is when to look.
	AsOf time.Time `json:"asOf"`
	// Known are the calendars that there are already.
	Known []*Calendar `json:"-"`
}

// SimulatedType says what happens in a simulation.
type SimulatedType string

// What can happen. The last five are of use beside what people do most.
const (
	SimulatedOpened          SimulatedType = "opened"
	SimulatedCustomerReplied SimulatedType = "customerReplied"
	SimulatedAgentReplied    SimulatedType = "agentReplied"
	SimulatedAutoReplied     SimulatedType = "autoReplied"
	SimulatedStatusChanged   SimulatedType = "statusChanged"
	SimulatedPriorityChanged SimulatedType = "priorityChanged"
	SimulatedDueSet          SimulatedType = "dueSet"
	SimulatedCategoryChanged SimulatedType = "categoryChanged"
	SimulatedLanguageChanged SimulatedType = "languageChanged"
	SimulatedReopened        SimulatedType = "reopened"
	SimulatedMerged          SimulatedType = "merged"
	SimulatedClosed          SimulatedType = "closed"
)

// Simulated is one event of a simulation. Which fields matter depends on its
// type.
type Simulated struct {
	At         time.Time     `json:"at"`
	Type       SimulatedType `json:"type"`
	Channel    string        `json:"channel,omitempty"`
	Priority   string        `json:"priority,omitempty"`
	Category   string        `json:"category,omitempty"`
	Tier       string        `json:"tier,omitempty"`
	Language   string        `json:"language,omitempty"`
	Visibility string        `json:"visibility,omitempty"` // public, if empty, or internal
	Status     string        `json:"status,omitempty"`
	Target     Name          `json:"target,omitempty"`
	DueAt      *time.Time    `json:"dueAt,omitempty"` // nil clears it
}

// Simulate tells what would become of a case. The error is a fault of kind
// Invalid that names every field at fault, such as "events[3].at".
func Simulate(s Scenario) (Explanation, error) {
	var bad problems
	calendars := s.compile(&bad)
	Policies{List: s.Policies}.validate(calendars, &bad)
	s.validate(&bad)
	if err := fault.InvalidFields(bad); err != nil {
		return Explanation{}, err
	}
	e := Explain(s.steps(calendars), s.AsOf)
	intervals := 0
	for _, t := range e.Targets {
		intervals += len(t.Intervals)
	}
	if intervals > maxIntervals {
		return Explanation{}, fault.InvalidField("asOf", "is so late that the answer would be too long")
	}
	return e, nil
}

func (s Scenario) compile(bad *problems) map[string]*Calendar {
	calendars := map[string]*Calendar{Always: AlwaysOpen()}
	for _, c := range s.Known {
		calendars[c.ID()] = c
	}
	if len(s.Calendars) > maxTried {
		bad.add("calendars", fmt.Sprintf("must be at most %d", maxTried))
		return calendars
	}
	for _, id := range slices.Sorted(maps.Keys(s.Calendars)) {
		spec := s.Calendars[id]
		switch {
		case !plain(id):
			bad.add("calendars", fmt.Sprintf("must have ids of 1 to %d characters and no others than visible ones", maxText))
			continue
		case id == Always:
			bad.add("calendars."+id, "cannot be another one than it is")
			continue
		}
		before := len(*bad)
		compiled := spec.read("calendars."+id+".", bad)
		if len(*bad) > before { // named, so that policies that name it are not at fault, too
			calendars[id] = AlwaysOpen()
			continue
		}
		compiled.from, compiled.to = beginning, end
		calendars[id] = &Calendar{id: id, version: 1, editions: []edition{compiled}}
	}
	return calendars
}

func (s Scenario) validate(bad *problems) {
	switch {
	case len(s.Events) == 0:
		bad.add("events", "must begin with the opening")
		return
	case len(s.Events) > MaxSimulated:
		bad.add("events", fmt.Sprintf("must be at most %d", MaxSimulated))
		return
	}
	first := s.Events[0].At
	switch {
	case s.AsOf.IsZero():
		bad.add("asOf", "is missing")
	case first.Year() < firstYear || first.Year() > lastYear:
		bad.add("events[0].at", fmt.Sprintf("must be of the years %d to %d", firstYear, lastYear))
	case s.AsOf.Sub(first) > maxSimulation:
		bad.add("asOf", "must be at most two years after the opening")
	}
	before := first
	for i, e := range s.Events {
		field := fmt.Sprintf("events[%d]", i)
		switch {
		case e.At.IsZero():
			bad.add(field+".at", "is missing")
		case e.At.Before(before):
			bad.add(field+".at", "is before the one of the event before")
		case !s.AsOf.IsZero() && e.At.After(s.AsOf):
			bad.add(field+".at", "is after asOf")
		default:
			before = e.At
		}
		if (i == 0) != (e.Type == SimulatedOpened) {
			bad.add(field+".type", "must be opened for the first event, and for no other")
			continue
		}
		e.validate(field, bad)
	}
}

func (e Simulated) validate(field string, bad *problems) {
	for _, text := range []struct{ name, value string }{
		{"channel", e.Channel}, {"priority", e.Priority}, {"category", e.Category}, {"tier", e.Tier}, {"language", e.Language},
	} {
		if text.value != "" && !plain(text.value) {
			bad.add(field+"."+text.name, fmt.Sprintf("must have 1 to %d characters and no others than visible ones", maxText))
		}
	}
	switch e.Type {
	case SimulatedOpened, SimulatedCustomerReplied, SimulatedAutoReplied, SimulatedReopened, SimulatedMerged, SimulatedClosed:
	case SimulatedAgentReplied:
		if e.Visibility != "" && e.Visibility != public && e.Visibility != internal {
			bad.add(field+".visibility", "must be public or internal")
		}
	case SimulatedStatusChanged:
		switch e.Status {
		case statusNew, statusOpen, statusPending, statusHold, statusSolved, statusClosed:
		default:
			bad.add(field+".status", "must be new, open, pending, hold, solved or closed")
		}
	case SimulatedPriorityChanged:
		required(e.Priority, field+".priority", bad)
	case SimulatedCategoryChanged:
		required(e.Category, field+".category", bad)
	case SimulatedLanguageChanged:
		required(e.Language, field+".language", bad)
	case SimulatedDueSet:
		validateUnknown(map[Name]Rule{e.Target: {}}, field+".target", bad)
		if e.DueAt != nil && e.DueAt.Before(e.At) {
			bad.add(field+".dueAt", "lies in the past")
		}
	default:
		bad.add(field+".type", "is not a type of event that is known")
	}
}

const (
	public   = "public"
	internal = "internal"
)

func required(value, field string, bad *problems) {
	if value == "" {
		bad.add(field, "is missing")
	}
}

// steps makes a life of what is simulated.
func (s Scenario) steps(calendars map[string]*Calendar) []Step {
	policies := Policies{List: s.Policies}
	var is Attributes
	promised := func() *Promise {
		p := Promise{Policy: policies.Match(is)}
		p.Calendar = calendars[p.Policy.Calendar]
		return &p
	}
	out := make([]Step, 0, len(s.Events))
	for _, e := range s.Events {
		step := Step{Fact: Fact{At: e.At}}
		switch e.Type {
		case SimulatedOpened:
			is = Attributes{Channel: e.Channel, Priority: e.Priority, Category: e.Category, Tier: e.Tier, Language: e.Language}
			step.Fact.Type, step.Promise = Opened, promised()
		case SimulatedCustomerReplied:
			step.Fact.Type = CustomerReplied
		case SimulatedAgentReplied:
			if e.Visibility == internal {
				continue
			}
			step.Fact.Type = AgentReplied
		case SimulatedStatusChanged:
			step.Fact.Type, step.Fact.Status = StatusChanged, e.Status
		case SimulatedDueSet:
			step.Fact.Type, step.Fact.Target, step.Fact.DueAt = DueSet, e.Target, e.DueAt
		case SimulatedReopened:
			step.Fact.Type = Reopened
		case SimulatedMerged:
			step.Fact.Type = Merged
		case SimulatedClosed:
			step.Fact.Type = Cancelled
		case SimulatedAutoReplied:
			continue
		default:
			is.change(e)
			step.Fact.Type, step.Promise = MatchChanged, promised()
		}
		out = append(out, step)
	}
	return out
}

func (a *Attributes) change(e Simulated) {
	switch e.Type {
	case SimulatedPriorityChanged:
		a.Priority = e.Priority
	case SimulatedCategoryChanged:
		a.Category = e.Category
	case SimulatedLanguageChanged:
		a.Language = e.Language
	}
}
