package complaint

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write README.md anew")

// TestTheREADMEDrawsTheProcedure holds the drawing and the table in README.md to the procedure.
// `go test ./shared/complaint -run README -update` writes them anew.
func TestTheREADMEDrawsTheProcedure(t *testing.T) {
	const begin, end = "<!-- made from procedure.go -->\n", "<!-- end -->"
	raw, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(raw), begin)
	_, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		t.Fatal("README.md does not say where the drawing goes")
	}
	want := before + begin + "\n" + drawing() + "\n" + stepTable() + "\n" + stateTable() + "\n" + end + after
	if want == string(raw) {
		return
	}
	if !*update {
		t.Fatal("README.md differs from the procedure: run the test with -update")
	}
	if err := os.WriteFile("README.md", []byte(want), 0o600); err != nil {
		t.Fatal(err)
	}
}

// drawing is the states as a Mermaid diagram. Steps that leave the state, and those that every state has, are in the
// table alone.
func drawing() string {
	var b strings.Builder
	b.WriteString("```mermaid\nstateDiagram-v2\n")
	var arrows []string // in order, those of the same two states on one line
	labels := map[string][]string{}
	for _, row := range procedure {
		if row.To == stays || len(row.From) == len(unclosed) {
			continue
		}
		for _, from := range row.From {
			arrow := fmt.Sprintf("%s --> %s", state(from), state(row.To))
			if labels[arrow] == nil {
				arrows = append(arrows, arrow)
			}
			if label := strings.ReplaceAll(string(row.Step), "-", " "); !slices.Contains(labels[arrow], label) {
				labels[arrow] = append(labels[arrow], label)
			}
		}
	}
	for _, arrow := range arrows {
		fmt.Fprintf(&b, "  %s: %s\n", arrow, strings.Join(labels[arrow], ", "))
	}
	b.WriteString("  closed --> [*]\n```\n")
	return b.String()
}

func state(s Status) string {
	if s == absent {
		return "[*]"
	}
	return string(s)
}

func stepTable() string {
	var b strings.Builder
	b.WriteString("| step | from | to | who | needs | ends clocks | begins clocks | event | letter |\n|---|---|---|---|---|---|---|---|---|\n")
	for _, row := range procedure {
		name := string(row.Step)
		if row.Verdict != "" {
			name += ": " + row.Verdict
		}
		to := string(row.To)
		if row.To == stays {
			to = "stays"
		}
		who := words1(row.Who)
		if row.Impartial {
			who += "; not who worked the case or is meant"
		}
		meets := words1(row.Meets)
		if row.Ends {
			meets = strings.TrimPrefix(meets+"; all that are open", "; ")
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | %s | `%s` | %s |\n", name, froms(row.From), to, who, strings.Join(row.Needs, ", "),
			meets, words1(row.Starts), row.Event, row.Sends)
	}
	return b.String()
}

func froms(all []Status) string {
	switch {
	case slices.Equal(all, Statuses):
		return "every state"
	case slices.Equal(all, unclosed):
		return "every state but closed"
	case slices.Equal(all, []Status{absent}):
		return ""
	}
	return words1(all)
}

func words1[T ~string](all []T) string {
	out := make([]string, len(all))
	for i, w := range all {
		out[i] = string(w)
	}
	return strings.Join(out, ", ")
}

func stateTable() string {
	var b strings.Builder
	b.WriteString("| state | next step | by | until |\n|---|---|---|---|\n")
	for _, s := range unclosed {
		n := next[s]
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", s, n.what, n.by, strings.Join(strings.Fields(strings.ReplaceAll(words1(n.due), ",", " ")), ", "))
	}
	return b.String()
}
