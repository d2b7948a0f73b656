package main

import (
	"maps"
	"strings"
)

// tally is what was used from an operation's request until everything that follows from it was done.
type tally struct {
	Writes      map[string]float64 `json:"writeUnits"` // by "table" or name of the index
	Reads       map[string]float64 `json:"readUnits"`
	Calls       map[string]int     `json:"calls"` // by "Service.Action"
	Invocations map[string]int     `json:"invocations"`
	Transitions int                `json:"transitions"`
	Executions  int                `json:"executions"`
	Requests    int                `json:"httpRequests"`
	Published   int                `json:"eventsPublished"`
	Messages    int                `json:"queueMessages"`
	Logged      int                `json:"logBytes"` // by the functions themselves
	// Before counts the calls that a function made before it answered over HTTP.
	Before map[string]int `json:"callsBeforeAnswer,omitempty"`
	// BeforeUnits are the write units until then.
	BeforeUnits float64 `json:"writeUnitsBeforeAnswer,omitempty"`
	// Said is what the database itself says of the writes, to compare with Writes.
	Said float64 `json:"writeUnitsByTheDatabase"`
	// Items says for each item written what it cost, in order.
	Items []written `json:"items,omitempty"`
}

// written is one item as it was written.
type written struct {
	Key   string  `json:"key"` // without the ids in it
	Bytes int     `json:"bytes"`
	Units float64 `json:"units"` // of the table; indexes apart
	Index float64 `json:"indexUnits"`
}

func newTally() *tally {
	return &tally{
		Writes: map[string]float64{}, Reads: map[string]float64{}, Calls: map[string]int{}, Invocations: map[string]int{},
	}
}

// add adds what another operation used, as a life adds up its steps.
func (t *tally) add(o *tally) {
	for _, sums := range []struct{ to, from map[string]float64 }{{t.Writes, o.Writes}, {t.Reads, o.Reads}} {
		for name, units := range sums.from {
			sums.to[name] += units
		}
	}
	for _, sums := range []struct{ to, from map[string]int }{{t.Calls, o.Calls}, {t.Invocations, o.Invocations}} {
		for name, n := range sums.from {
			sums.to[name] += n
		}
	}
	t.Transitions += o.Transitions
	t.Executions += o.Executions
	t.Requests += o.Requests
	t.Published += o.Published
	t.Messages += o.Messages
	t.Logged += o.Logged
	t.Said += o.Said
	t.Items = append(t.Items, o.Items...)
}

func (t *tally) writeUnits() float64 { return sum(t.Writes) }
func (t *tally) readUnits() float64  { return sum(t.Reads) }

// calls counts calls of a service, or with an action those alone: "DynamoDB", "DynamoDB.Query".
func (t *tally) calls(of string) int {
	n := 0
	for name, count := range t.Calls {
		if name == of || strings.HasPrefix(name, of+".") {
			n += count
		}
	}
	return n
}

// readCalls counts the requests that read from the table.
func (t *tally) readCalls() int {
	return t.calls("DynamoDB.GetItem") + t.calls("DynamoDB.BatchGetItem") + t.calls("DynamoDB.Query") + t.calls("DynamoDB.Scan")
}

func (t *tally) invocations() int {
	n := 0
	for _, count := range t.Invocations {
		n += count
	}
	return n
}

func sum(m map[string]float64) float64 {
	total := 0.0
	for n := range maps.Values(m) {
		total += n
	}
	return total
}
