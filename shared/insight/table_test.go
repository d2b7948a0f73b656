package insight_test

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"aftercare/shared/insight"
)

var update = flag.Bool("update", false, "write README.md anew")

// TestTheREADMETellsTheTable holds the table in README.md to the definitions.
// `go test ./shared/insight -run README -update` writes it anew.
func TestTheREADMETellsTheTable(t *testing.T) {
	const begin, end = "<!-- made from table.go -->\n", "<!-- end -->"
	raw, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(raw), begin)
	_, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		t.Fatal("README.md does not say where the table goes")
	}
	want := before + begin + "\n" + told() + "\n" + end + after
	if want == string(raw) {
		return
	}
	if !*update {
		t.Fatal("README.md differs from the table: run the test with -update")
	}
	if err := os.WriteFile("README.md", []byte(want), 0o600); err != nil {
		t.Fatal(err)
	}
}

// told is the definitions as a table.
func told() string {
	var b strings.Builder
	b.WriteString("| measure | unit | sums | what it is | day | revised by | by |\n|---|---|---|---|---|---|---|\n")
	for _, m := range insight.Definitions() {
		by := []string{}
		for _, d := range m.Dimensions {
			by = append(by, string(d))
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s | %s | %s |\n", m.Name, m.Unit, m.Sums, m.Formula, m.Day, m.Revised, strings.Join(by, ", "))
	}
	return b.String()
}

func TestEveryMeasureIsDefinedWhole(t *testing.T) {
	names, camel := map[insight.Name]bool{}, regexp.MustCompile(`^[a-z]+([A-Z][a-z]*|[0-9]+s?)*$`)
	for _, m := range insight.Definitions() {
		if names[m.Name] || !camel.MatchString(string(m.Name)) {
			t.Errorf("the name %q is taken or not in camelCase", m.Name)
		}
		names[m.Name] = true
		if m.Title == "" || m.Unit == "" || m.Sums == "" || m.Formula == "" || m.Day == "" || m.Dimensions == nil || m.From == "" {
			t.Errorf("%s is not defined whole: %+v", m.Name, m)
		}
		if _, there := insight.Lookup(m.From); !there {
			t.Errorf("%s is computed from %s, which there is not", m.Name, m.From)
		}
		for _, d := range m.Dimensions {
			if !m.Has(d) {
				t.Errorf("%s lacks its own dimension %s", m.Name, d)
			}
		}
	}
	if _, there := insight.Lookup("luck"); there {
		t.Error("luck is measured")
	}
}
