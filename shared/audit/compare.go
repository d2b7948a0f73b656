// Package audit compares what is stored of a case with what its timeline tells. A case is a fold over its events, so
// the two are the same unless the program is wrong, or somebody changed the table by hand.
package audit

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Difference is a field in which the two differ. Stored and Told are JSON, empty where the field is missing; both are
// empty, and Hidden set, for a field that may hold what people wrote, or who they are.
type Difference struct {
	Field  string
	Stored string
	Told   string
	Hidden bool
}

// String says what differs in one line.
func (d Difference) String() string {
	if d.Hidden {
		return d.Field + ": differs (its values are not shown)"
	}
	value := func(raw string) string {
		if raw == "" {
			return "nothing"
		}
		return raw
	}
	return fmt.Sprintf("%s: stored %s, the timeline tells %s", d.Field, value(d.Stored), value(d.Told))
}

// shown are the fields of cases that hold ids, names of states and times alone. Every other one may be personal.
var shown = []string{
	"id", "seq", "version", "status", "priority", "promisedPriority", "channel", "category", "language", "team", "assignee",
	"followUpOf", "mergedInto", "complaintId", "ticketId", "escalation", "levelRole", "sla", "deadlines", "jurisdiction",
	"nextWake", "armRevision", "armedFor", "redacted", "automatic", "surveyed", "waitingSince", "lastCustomerMessageAt",
	"createdAt", "updatedAt", "receivedAt", "acknowledgedAt", "solvedAt", "closesAt", "closedAt", "lastAt",
	"cause", "round", "seen", "changed", "unchanged", "failed", "failedTickets", "supersededBy", "requestedAt", "startedAt", "finishedAt",
}

// Compare gives the fields in which two documents differ, in order of name. Both must encode as JSON objects.
func Compare(stored, told any) ([]Difference, error) {
	a, err := fields(stored)
	if err != nil {
		return nil, err
	}
	b, err := fields(told)
	if err != nil {
		return nil, err
	}
	var out []Difference
	names := slices.Collect(maps.Keys(a))
	for name := range b {
		if _, both := a[name]; !both {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		if a[name] == b[name] {
			continue
		}
		top, _, _ := strings.Cut(strings.ReplaceAll(name, "[", "."), ".")
		if slices.Contains(shown, top) {
			out = append(out, Difference{Field: name, Stored: a[name], Told: b[name]})
		} else {
			out = append(out, Difference{Field: name, Hidden: true})
		}
	}
	return out, nil
}

// fields gives the JSON of each leaf of a document by its path, such as sla.targets[0].dueAt. An empty object or list
// is a leaf.
func fields(doc any) (map[string]string, error) {
	raw, err := json.Marshal(doc)
	if err != nil {
		return nil, fmt.Errorf("a %T does not encode: %w", doc, err)
	}
	var value any
	if err := json.Unmarshal(raw, &value); err != nil {
		return nil, fmt.Errorf("a %T does not decode: %w", doc, err)
	}
	out := map[string]string{}
	leaves("", value, out)
	return out, nil
}

func leaves(at string, value any, out map[string]string) {
	switch v := value.(type) {
	case map[string]any:
		for name, inner := range v {
			leaves(strings.TrimPrefix(at+"."+name, "."), inner, out)
		}
		if len(v) > 0 {
			return
		}
	case []any:
		for i, inner := range v {
			leaves(fmt.Sprintf("%s[%d]", at, i), inner, out)
		}
		if len(v) > 0 {
			return
		}
	}
	raw, err := json.Marshal(value)
	if err != nil {
		raw = []byte("?") // what came from JSON encodes
	}
	out[at] = string(raw)
}
