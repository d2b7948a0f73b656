package policies

import (
	"context"
	"time"

	"aftercare/shared/fault"
	"aftercare/shared/sla"
	"aftercare/shared/web"
)

// Simulation is a history to try promises on.
type Simulation struct {
	Calendars map[string]Calendar `json:"calendars,omitempty" doc:"By name, to try in the place of those that there are, or beside them."`
	Policies  []Policy            `json:"policies,omitempty" nullable:"true" doc:"To try; those in force when absent."`
	Events    []SimulatedEvent    `json:"events" minItems:"1" maxItems:"1000" doc:"In order of time, the opening first; events of one second keep their order."`
	AsOf      time.Time           `json:"asOf" example:"2026-04-07T12:00:00Z" doc:"When to look at the clocks: not before the last event, and at most two years after the first."`
}

// SimulatedEvent is one thing that happens to the case. Which fields matter depends on its type.
type SimulatedEvent struct {
	At         time.Time  `json:"at" example:"2026-04-02T13:00:00Z"`
	Type       string     `json:"type" enum:"opened,customerReplied,agentReplied,autoReplied,statusChanged,priorityChanged,dueSet,categoryChanged,languageChanged,reopened,merged,closed" example:"opened"`
	Channel    string     `json:"channel,omitempty" doc:"Of the opening, as priority, category, tier and language: what policies match."`
	Priority   string     `json:"priority,omitempty" doc:"Also the new one of priorityChanged."`
	Category   string     `json:"category,omitempty" doc:"Also the new one of categoryChanged."`
	Tier       string     `json:"tier,omitempty"`
	Language   string     `json:"language,omitempty" doc:"Also the new one of languageChanged."`
	Visibility string     `json:"visibility,omitempty" enum:"public,internal" doc:"Of agentReplied: public when absent. Nothing internal meets a promise."`
	Status     string     `json:"status,omitempty" enum:"new,open,pending,hold,solved,closed" doc:"The new one of statusChanged."`
	Target     sla.Name   `json:"target,omitempty" enum:"firstReply,nextReply,update,resolution" doc:"Of dueSet."`
	DueAt      *time.Time `json:"dueAt,omitempty" nullable:"true" doc:"Of dueSet; null, or absent, clears what a person set."`
}

type simulateInput struct {
	web.Idempotency
	Body Simulation
}

type simulateOutput struct{ Body web.Explanation }

func (a API) simulate(ctx context.Context, in *simulateInput) (*simulateOutput, error) {
	if err := mayWrite(ctx, nil); err != nil {
		return nil, err
	}
	scenario, err := a.scenario(ctx, in.Body)
	if err != nil {
		return nil, err
	}
	told, err := sla.Simulate(scenario)
	if err != nil {
		return nil, err
	}
	return &simulateOutput{Body: web.NewExplanation(told)}, nil
}

// scenario is what the body describes, completed with what is in force.
func (a API) scenario(ctx context.Context, from Simulation) (sla.Scenario, error) {
	s := sla.Scenario{AsOf: from.AsOf, Calendars: map[string]sla.CalendarSpec{}}
	for id, c := range from.Calendars {
		if !calendarName.MatchString(id) { // not repeated: it is a value like any other
			return s, fault.InvalidField("calendars", "must have names of up to 64 letters, digits, dots, dashes and underscores")
		}
		s.Calendars[id] = c.spec()
	}
	policies, err := commanded(from.Policies)
	if err == nil && from.Policies == nil {
		policies, err = a.Store.Policies(ctx)
	}
	if err != nil {
		return s, err
	}
	s.Policies = policies.List
	for _, e := range from.Events {
		s.Events = append(s.Events, sla.Simulated{
			At: e.At, Type: sla.SimulatedType(e.Type), Channel: e.Channel, Priority: e.Priority, Category: e.Category,
			Tier: e.Tier, Language: e.Language, Visibility: e.Visibility, Status: e.Status, Target: e.Target, DueAt: e.DueAt,
		})
	}
	s.Known, err = named(ctx, policies, a.Store.Calendar)
	return s, err
}
