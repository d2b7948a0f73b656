package transparency

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// Differing names the tables in which two reports of one month differ, and what else does.
func Differing(a, b Report) []string {
	var out []string
	if !same(a.Promises, b.Promises) {
		out = append(out, "promises")
	}
	for i := range max(len(a.Sections), len(b.Sections)) {
		if i >= len(a.Sections) || i >= len(b.Sections) || len(a.Sections[i].Tables) != len(b.Sections[i].Tables) {
			out = append(out, "sections")
			break
		}
		for j, t := range a.Sections[i].Tables {
			if !same(t, b.Sections[i].Tables[j]) {
				out = append(out, fmt.Sprintf("%s: %s", a.Sections[i].ID, t.ID))
			}
		}
	}
	return out
}

// same compares what is frozen of two parts.
func same(a, b any) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}
