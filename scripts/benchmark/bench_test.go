package main

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const root = "../.."

// endpoint names the variable that holds the address of a DynamoDB to count against.
const endpoint = "AFTERCARE_DYNAMODB_ENDPOINT"

func TestOperationsKeepToTheirBudgets(t *testing.T) {
	address := os.Getenv(endpoint)
	if address == "" {
		t.Skipf("%s is not set: give the address of a DynamoDB to count against", endpoint)
	}
	w := playing(t, address)
	results, err := countAll(w)
	if err != nil {
		t.Fatal(err)
	}
	verdicts, err := judge(results)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range verdicts {
		if v.exceeded() {
			t.Errorf("%s takes %s %s: the budget is %s", v.Operation, units(v.Counted), v.Measure, units(v.Budget))
		}
	}
	for _, r := range results {
		t.Logf("%s: %s write units, %d calls to DynamoDB, %d transitions", r.What, units(r.Tally.writeUnits()), r.Tally.calls("DynamoDB"), r.Tally.Transitions)
	}
}

// playing is a world on the DynamoDB at an address, with the functions as they are now.
func playing(t *testing.T, address string) *world {
	t.Helper()
	folder, err := filepath.Abs(filepath.Join(root, ".local/bench/functions"))
	if err != nil {
		t.Fatal(err)
	}
	// Into a folder that stays: what has not changed is not linked again.
	build := exec.CommandContext(t.Context(), "go", "build", "-tags", "lambda.norpc", "-ldflags", "-s -w", "-o", folder+"/", "./functions/...")
	build.Dir = root
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if err := os.MkdirAll(folder, 0o750); err != nil {
		t.Fatal(err)
	}
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build the functions: %v\n%s", err, out)
	}
	name, err := createTable(t.Context(), connect(address))
	if err != nil {
		t.Fatal(err)
	}
	w, err := newWorld(t.Context(), root, folder, address, name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.close)
	return w
}

// The functions and the limits that AWS documents.
func TestSizeOfAnItem(t *testing.T) {
	for want, raw := range map[int]string{
		5:  `{"pk":{"S":"abc"}}`,
		4:  `{"seq":{"N":"0"}}`,
		6:  `{"seq":{"N":"1234"}}`,
		7:  `{"seq":{"N":"-123.45"}}`,
		13: `{"doc":{"B":"AAECAwQFBgcICQ=="}}`,
		9:  `{"teams":{"SS":["ab","cd"]}}`,
		3:  `{"ok":{"BOOL":true}}`,
	} {
		var i item
		if err := json.Unmarshal([]byte(raw), &i); err != nil {
			t.Fatal(err)
		}
		if got, err := i.size(); err != nil || got != want {
			t.Errorf("%s is %d bytes, %v; want %d", raw, got, err, want)
		}
	}
}

func TestUnitsOfAWrite(t *testing.T) {
	text := func(s string) value {
		raw, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		return value{"S": raw}
	}
	small := item{"pk": text("A"), "sk": text("B")}
	large := item{"pk": text("A"), "sk": text("B"), "doc": text(strings.Repeat("x", 1016))} // 1 KB and a byte
	queued := item{"pk": text("A"), "sk": text("B"), "queuePk": text("Q"), "queueSk": text("1")}
	later := item{"pk": text("A"), "sk": text("B"), "queuePk": text("Q"), "queueSk": text("2")}
	for name, c := range map[string]struct {
		old, new    item
		transaction bool
		want        map[string]float64
	}{
		"a small item alone":             {nil, small, false, map[string]float64{"table": 1}},
		"in a transaction":               {nil, small, true, map[string]float64{"table": 2}},
		"a byte more than a kilobyte":    {nil, large, true, map[string]float64{"table": 4}},
		"a large one that becomes small": {large, small, true, map[string]float64{"table": 4}},
		"one that joins a list":          {small, queued, true, map[string]float64{"table": 2, "byQueue": 1}},
		"one that moves in it":           {queued, later, true, map[string]float64{"table": 2, "byQueue": 2}},
		"one that stays where it is":     {queued, queued, true, map[string]float64{"table": 2}},
		"one that leaves it":             {queued, small, true, map[string]float64{"table": 2, "byQueue": 1}},
	} {
		got, _, err := writeUnits(c.old, c.new, c.transaction)
		if diff := cmp.Diff(c.want, got); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", name, err, diff)
		}
	}
}

func TestConsumersAreThoseOfTheStack(t *testing.T) {
	on, err := consumers(root)
	if err != nil {
		t.Fatal(err)
	}
	for event, want := range map[string][]string{
		"ticket.solved": {"surveys"}, "sla.armed": {"timers"}, "ticket.opened": {"notices"}, "feedback.received": {"escalations", "notices"},
	} {
		got := on[event]
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s goes to %v, want %v", event, got, want)
		}
	}
}

func TestTheOpeningHasTheSizeThatBudgetsAreFor(t *testing.T) {
	if len(body) != 500 || strings.ContainsFunc(body, func(r rune) bool { return r > '~' || r < ' ' }) {
		t.Errorf("%d bytes of other than ASCII", len(body))
	}
}

func TestEveryPriceSaysWhereItIsFrom(t *testing.T) {
	list, costs, err := priceOf(newTally())
	if err != nil || len(costs) == 0 {
		t.Fatal(err)
	}
	for name, p := range list.Items {
		if p.Price <= 0 || p.Per <= 0 || !strings.HasPrefix(p.Source, "https://aws.amazon.com/") {
			t.Errorf("%s: %+v", name, p)
		}
	}
}

func TestTheChartIsXML(t *testing.T) {
	total := newTally()
	total.Writes["table"] = 80
	svg := chart(report{
		Counts:   []result{{"life", "a life & more", total}},
		Verdicts: []verdict{{"life", "writeUnits", 90, 80}},
		Speeds:   []speed{{What: "read", Environments: 1, Tickets: 1000, P50: 1.5}},
	})
	d := xml.NewDecoder(strings.NewReader(svg))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("%v in\n%s", err, svg)
		}
	}
}
