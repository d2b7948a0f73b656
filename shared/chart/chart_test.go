package chart_test

import (
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
	"testing"

	"aftercare/shared/chart"

	"pgregory.net/rapid"
)

var about = chart.About{ID: "opened", Title: "Cases <opened>", Desc: "Chat 3 & web 5"}

// elements reads what was drawn as XML, and checks what every drawing must have.
func elements(t interface {
	Helper()
	Fatalf(string, ...any)
}, c chart.Chart) map[string]int {
	t.Helper()
	drawn := string(c.SVG())
	found := map[string]int{}
	for in := xml.NewDecoder(strings.NewReader(drawn)); ; {
		token, err := in.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%v in %s", err, drawn)
		}
		if e, is := token.(xml.StartElement); is {
			found[e.Name.Local]++
			for _, a := range e.Attr {
				if a.Name.Local == "style" || strings.HasPrefix(a.Name.Local, "on") || a.Name.Local == "href" {
					t.Fatalf("%s has %s", e.Name.Local, a.Name.Local)
				}
				switch a.Name.Local {
				case "x", "x1", "x2", "cx", "width":
					v, err := strconv.ParseFloat(a.Value, 64)
					if err != nil || v < -3 || v > 400 {
						t.Fatalf("%s is at %s", e.Name.Local, a.Value)
					}
				}
			}
		}
	}
	for _, want := range []string{`role="img"`, `aria-labelledby="opened-title opened-desc"`, `id="opened-title"`, `id="opened-desc"`, "Cases &lt;opened&gt;", "Chat 3 &amp; web 5"} {
		if !strings.Contains(drawn, want) {
			t.Fatalf("%s is missing: %s", want, drawn)
		}
	}
	if found["script"]+found["image"]+found["style"]+found["foreignObject"] > 0 {
		t.Fatalf("more than a drawing: %v", found)
	}
	return found
}

func TestBarsSayWhatIsNotKnownAndDoNotDrawIt(t *testing.T) {
	b := chart.Bars{About: about, Series: []string{"opened", "solved"}, Rows: []chart.Bar{
		{Label: "Chat", Values: []chart.Value{{Known: true, Of: 10, Text: "10"}, {Text: "fewer than 5"}}},
		{Label: "<Web>", Values: []chart.Value{{Known: true, Of: 5, Text: "5"}, {Known: true, Of: 0, Text: "0"}}},
	}}
	found := elements(t, b)
	if found["rect"] != 2+3 { // legend, and what is known
		t.Errorf("%v", found)
	}
	drawn := string(b.SVG())
	for _, want := range []string{"fewer than 5", "&lt;Web&gt;", `width="260"`, `width="130"`, `class="second"`} {
		if !strings.Contains(drawn, want) {
			t.Errorf("%s is missing: %s", want, drawn)
		}
	}
}

func TestALineHasAGapWhereNothingIsKnown(t *testing.T) {
	l := chart.Lines{About: about, Along: []string{"1", "", "", "4"}, Series: []chart.Line{{Name: "opened", Values: []chart.Value{
		{Known: true, Of: 1}, {Known: true, Of: 2}, {}, {Known: true, Of: 40},
	}}}}
	drawn := string(l.SVG())
	if found := elements(t, l); found["circle"] != 3+1 {
		t.Errorf("%v", found)
	}
	if strings.Count(drawn[strings.Index(drawn, `class="line first"`):], "M") < 2 || !strings.Contains(drawn, ">50<") {
		t.Error(drawn)
	}
}

func TestWhateverIsDrawnStaysInItsFrame(t *testing.T) {
	value := rapid.Custom(func(t *rapid.T) chart.Value {
		return chart.Value{Known: rapid.Bool().Draw(t, "known"), Of: rapid.Float64Range(0, 1e12).Draw(t, "of"), Text: rapid.String().Draw(t, "text")}
	})
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(value, 0, 40).Draw(t, "values")
		rows := make([]chart.Bar, len(values))
		for i, v := range values {
			v.Text = strconv.Itoa(i)
			rows[i] = chart.Bar{Label: "row", Values: []chart.Value{v, v}}
		}
		elements(t, chart.Bars{About: about, Series: []string{"a", "b"}, Rows: rows})
		elements(t, chart.Lines{About: about, Series: []chart.Line{{Name: "a", Values: values}, {Name: "b", Values: values}}})
	})
}
