package register

import (
	"context"
	"time"

	"aftercare/shared/complaint"
)

// Statistics is what Article 8 of Delegated Regulation (EU) 2025/294 asks to be known at any time.
type Statistics struct {
	From     time.Time                         `json:"from"`
	To       time.Time                         `json:"to"`
	Received int                               `json:"received" doc:"Complaints received in the range."`
	Open     int                               `json:"open" doc:"Of these, not closed by now."`
	Late     int                               `json:"late" doc:"Of these, with one limit or more passed. A delay that was notified counts all the same."`
	Outcomes map[string]int                    `json:"outcomes" doc:"The closed ones by outcome."`
	Topics   map[string]int                    `json:"topics" doc:"All by category; unclassified until one is given."`
	Steps    map[complaint.Name]StepStatistics `json:"steps" doc:"By acknowledgement, investigation, decision, and what else has a limit."`
}

// StepStatistics is about one step.
type StepStatistics struct {
	MeanSeconds *float64 `json:"meanSeconds" doc:"From receipt to the step, on average over those for which it was done; null where it never was."`
	OverLimit   int      `json:"overLimit" doc:"How often its limit was passed: done late, or not done by now."`
}

type statisticsOutput struct {
	Body Statistics
}

func (a API) statistics(ctx context.Context, in *struct {
	From time.Time `query:"from" doc:"Received from this time on; 31 days before to when absent."`
	To   time.Time `query:"to" doc:"Received before this time, however long after from; now when absent."`
}) (*statisticsOutput, error) {
	t, from, to, err := a.Complaints.Statistics(ctx, who(ctx), in.From, in.To)
	if err != nil {
		return nil, err
	}
	out := Statistics{
		From: from, To: to, Received: t.Received, Open: t.Open, Late: t.Late, Outcomes: t.Outcomes, Topics: t.Topics,
		Steps: map[complaint.Name]StepStatistics{},
	}
	for name, step := range t.Steps {
		counted := StepStatistics{OverLimit: step.OverLimit}
		if mean, done := step.Mean(); done {
			seconds := mean.Seconds()
			counted.MeanSeconds = &seconds
		}
		out.Steps[name] = counted
	}
	return &statisticsOutput{Body: out}, nil
}
