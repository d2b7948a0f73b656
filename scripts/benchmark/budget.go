package main

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// budgets.json says by operation and measure how much there may be at most.
//
//go:embed budgets.json
var budgetFile []byte

// measures are what a budget can bound.
var measures = map[string]func(*tally) float64{
	"writeUnits":             func(t *tally) float64 { return t.writeUnits() },
	"writeUnitsBeforeAnswer": func(t *tally) float64 { return t.BeforeUnits },
	"callsBeforeAnswer": func(t *tally) float64 {
		n := 0
		for _, count := range t.Before {
			n += count
		}
		return float64(n)
	},
	"queries":     func(t *tally) float64 { return float64(t.calls("DynamoDB.Query")) },
	"scans":       func(t *tally) float64 { return float64(t.calls("DynamoDB.Scan")) },
	"readCalls":   func(t *tally) float64 { return float64(t.readCalls()) },
	"transitions": func(t *tally) float64 { return float64(t.Transitions) },
}

// verdict compares one measure of an operation with its budget.
type verdict struct {
	Operation string  `json:"operation"`
	Measure   string  `json:"measure"`
	Budget    float64 `json:"budget"`
	Counted   float64 `json:"counted"`
}

func (v verdict) exceeded() bool { return v.Counted > v.Budget }

// judge compares what was counted with the budgets. Every budget must be of an operation that was counted.
func judge(results []result) ([]verdict, error) {
	var budgets map[string]map[string]float64
	if err := json.Unmarshal(budgetFile, &budgets); err != nil {
		return nil, fmt.Errorf("budgets.json: %w", err)
	}
	var all []verdict
	for _, r := range results {
		budget := budgets[r.Name]
		delete(budgets, r.Name)
		for _, name := range slices.Sorted(maps.Keys(budget)) {
			measure, known := measures[name]
			if !known {
				return nil, fmt.Errorf("budgets.json bounds %q of %s, which nobody measures", name, r.Name)
			}
			all = append(all, verdict{r.Name, name, budget[name], measure(r.Tally)})
		}
	}
	for name := range budgets {
		return nil, fmt.Errorf("budgets.json names %q, which is no operation", name)
	}
	return all, nil
}
