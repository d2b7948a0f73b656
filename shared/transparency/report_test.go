package transparency_test

import (
	"encoding/csv"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"aftercare/shared/complaint"
	"aftercare/shared/incident"
	"aftercare/shared/insight"
	"aftercare/shared/texts"
	"aftercare/shared/transparency"
)

var update = flag.Bool("update", false, "write what reports look like anew")

const month = transparency.Month("2026-10")

// tally makes the facts of a month as a company of some size has them. Nothing is left to chance.
type tally struct {
	facts map[insight.Day][]insight.Fact
}

func (c *tally) see(day insight.Day, o insight.Observation, times int) {
	o.Day = day
	for range times {
		c.facts[day] = append(c.facts[day], insight.Fact{Kind: "ticket", ID: fmt.Sprint(day, len(c.facts[day])), Observations: []insight.Observation{o}})
	}
}

// synthetic is a month by the book: chat and web are busy, of phone there is little, and of social media next to nothing.
func synthetic() transparency.Figures {
	c := tally{facts: map[insight.Day][]insight.Fact{}}
	var f transparency.Figures
	before := insight.Sheet{}
	for day := insight.DayOf(month.Start()); day < insight.DayOf(month.End()); day = day.Next() {
		n := day.Start().Day()
		for i, channel := range []string{"web", "chat", "email"} {
			opened := 20 - 5*i + n%7
			for j, category := range []string{"deposit", "withdrawal"} {
				some := opened/2 + (opened%2)*j
				c.see(day, insight.Observation{Measure: insight.Opened, Channel: channel, Category: category, Value: 1}, some)
				c.see(day, insight.Observation{Measure: insight.Solved, Channel: channel, Category: category, Value: 1}, some-1)
				c.see(day, insight.Observation{Measure: insight.Backlog, Channel: channel, Category: category, Value: 1, Of: day.Start().Unix()}, 1)
				c.see(day, insight.Observation{Measure: insight.EscalationRate, Channel: channel, Category: category, Of: 1}, some-1)
				c.see(day, insight.Observation{Measure: insight.EscalationRate, Channel: channel, Category: category, Value: 1, Of: 1}, 1)
				for k := range some {
					took := int64(60 + 30*k + 7*n)
					c.see(day, insight.Observation{Measure: insight.FirstResponse, Channel: channel, Category: category, Value: took}, 1)
					c.see(day, insight.Observation{Measure: insight.FirstResponseBusiness, Channel: channel, Category: category, Value: took - 10}, 1)
					c.see(day, insight.Observation{Measure: insight.ResolutionTime, Channel: channel, Category: category, Value: 100 * took}, 1)
					late := int64(0)
					if took > 300 {
						late = 1
					}
					c.see(day, insight.Observation{Measure: insight.BreachRate, Channel: channel, Category: category, Target: "firstReply", Value: late, Of: 1}, 1)
					c.see(day, insight.Observation{Measure: insight.BreachRate, Channel: channel, Category: category, Target: "resolution", Of: 1}, 1)
				}
			}
		}
		if n == 3 {
			c.see(day, insight.Observation{Measure: insight.Opened, Channel: "social", Category: "other", Value: 1}, 2)
			c.see(day, insight.Observation{Measure: insight.BreachRate, Channel: "social", Target: "firstReply", Value: 1, Of: 1}, 2)
			c.see(day, insight.Observation{Measure: insight.Opened, Channel: "phone", Category: "other", Value: 1}, 30)
		}
		c.see(day, insight.Observation{Measure: insight.SurveysSent, Target: "csat", Value: 1}, 10)
		c.see(day, insight.Observation{Measure: insight.SurveysAnswered, Target: "csat", Value: 1}, 4)
		c.see(day, insight.Observation{Measure: insight.CSAT, Value: 1, Of: 1}, 3)
		c.see(day, insight.Observation{Measure: insight.CSAT, Of: 1}, 1)
		c.see(day, insight.Observation{Measure: insight.AnsweredCalls, Value: 1, Of: 1}, 19)
		c.see(day, insight.Observation{Measure: insight.AnsweredCalls, Of: 1}, 1)
		c.see(day, insight.Observation{Measure: insight.CallsWithin30s, Value: 1, Of: 1}, 20)
		c.see(day, insight.Observation{Measure: insight.CallWait, Value: int64(10 + n)}, 19)
		before = insight.Carry(before, insight.Sum(c.facts[day]))
		f.Days = append(f.Days, transparency.Day{Day: day, Sheet: before})
	}
	for i := range 12 {
		at := month.Start().AddDate(0, 0, 2*i-3) // the first two came in the month before
		l := complaint.Line{ID: fmt.Sprint("C", i), ReceivedAt: at, CreatedAt: at, Topic: "fees", Deadlines: []complaint.Deadline{
			{Name: complaint.Acknowledgement, DueAt: at.Add(24 * time.Hour), MetAt: at.Add(time.Duration(i*3) * time.Hour)},
			{Name: complaint.Decision, DueAt: at.AddDate(0, 0, 15)},
		}}
		if i < 8 {
			l.Deadlines[1].MetAt, l.ClosedAt, l.Outcome = at.AddDate(0, 0, 10), at.AddDate(0, 0, 12), "satisfied"
		}
		f.Complaints = append(f.Complaints, l)
	}
	f.Incidents = []incident.Facts{
		{Severity: incident.Major, StartedAt: month.Start().Add(-time.Hour), NoticedAt: month.Start().Add(-time.Hour), EndedAt: month.Start().Add(2 * time.Hour)},
		{Severity: incident.Minor, StartedAt: month.Start().AddDate(0, 0, 9), NoticedAt: month.Start().AddDate(0, 0, 9).Add(time.Minute), EndedAt: month.Start().AddDate(0, 0, 9).Add(90 * time.Minute)},
	}
	f.Promises = []transparency.Span{{From: month.Start(), To: month.End(), Promises: transparency.PromiseSet{Version: 0, List: []transparency.KeptPromise{
		{Channels: []string{"chat", "web"}, Targets: map[string]transparency.PromisedWithin{"firstReply": {Seconds: 300}, "resolution": {Seconds: 86400, Waits: []string{"pending"}}}},
		{OpenHours: true, Targets: map[string]transparency.PromisedWithin{"firstReply": {Seconds: 86400}}},
	}}}}
	f.Through = insight.DayOf(month.End()).Previous()
	return f
}

func head() transparency.Head {
	return transparency.Head{Month: month, Edition: 1, Company: "Example Exchange", AsOf: transparency.AsOf{time.Date(2026, 11, 5, 6, 0, 2, 0, time.UTC), time.Date(2026, 11, 5, 6, 0, 0, 0, time.UTC)}, Least: 5}
}

// golden compares with a file of testdata.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != string(got) {
		t.Errorf("%s is not what was frozen before: look at the difference, raise Format, and run with -update", name)
	}
}

func TestAFrozenMonthNeverReadsOtherwise(t *testing.T) {
	r := transparency.Build(head(), synthetic())
	content, hash, err := r.Canonical()
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "report.json", content)
	table, err := r.CSV()
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "report.csv", table)
	read, err := transparency.Read(content)
	if err != nil {
		t.Fatal(err)
	}
	again, same, err := read.Canonical()
	if err != nil || string(again) != string(content) || same != hash {
		t.Errorf("read and written again it differs: %v", err)
	}
	for _, lang := range texts.Languages() {
		golden(t, lang+".txt", []byte(r.Page(lang, transparency.Standing{Hash: hash, State: transparency.Approved, DecidedAt: now}, time.UTC).Text()))
	}
}

func TestTheFiguresAreThoseOfTheMonth(t *testing.T) {
	r := transparency.Build(head(), synthetic())
	for _, c := range []struct{ section, table, of, measure, want string }{
		{"volumes", "channel", "web", "opened", "710"}, // 20 a day, and 0 to 6 more by the day of the month
		{"volumes", "channel", "total", "opened", "1697"},
		{"volumes", "channel", "chat", "backlog", "62"}, // two a day are left over
		{"volumes", "channel", "social", "opened", ""},  // 2
		{"volumes", "channel", "phone", "opened", ""},   // 30: else social media could be computed
		{"volumes", "category", "other", "opened", "32"},
		{"promises", "keptByChannel", "social", "promised", ""},
		{"promises", "keptByTarget", "resolution", "kept", "1"},
		{"satisfaction", "satisfaction", "csat", "score", "75"},
		{"satisfaction", "satisfaction", "csat", "responseRate", "0.4"},
		{"calls", "calls", "all", "answeredCalls", "0.95"},
		{"complaints", "complaints", "all", "received", "10"},
		{"complaints", "complaints", "all", "closed", "8"},
		{"complaints", "complaints", "all", "openAtEnd", ""}, // 4
		{"complaints", "steps", "acknowledgement", "kept", "0.7"},
		{"complaints", "steps", "decision", "mean", "864000"},
		{"incidents", "incidents", "major", "noticed", "0"},
		{"incidents", "incidents", "major", "lasted", "7200"},
		{"incidents", "incidents", "total", "lasted", "12600"},
	} {
		if got := figure(t, r, c.section, c.table, c.of, c.measure); got != c.want {
			t.Errorf("%s of %s in %s is %q, want %q", c.measure, c.of, c.table, got, c.want)
		}
	}
}

// figure finds a figure; empty for one that is hidden.
func figure(t *testing.T, r transparency.Report, section, table, of, measure string) string {
	t.Helper()
	for _, s := range r.Sections {
		for _, tab := range s.Tables {
			for _, row := range tab.Rows {
				name := row.Of
				if row.Total {
					name = "total"
				}
				for i, column := range tab.Columns {
					if s.ID == section && tab.ID == table && name == of && column.Measure == measure {
						if row.Cells[i].Hidden {
							return ""
						}
						if row.Cells[i].Value == nil {
							return "none"
						}
						return row.Cells[i].Value.String()
					}
				}
			}
		}
	}
	t.Fatalf("no %s of %s in %s", measure, of, table)
	return ""
}

func TestAMonthOfNothingIsAReportToo(t *testing.T) {
	r := transparency.Build(head(), transparency.Figures{})
	for _, lang := range texts.Languages() {
		if shown := string(r.Page(lang, transparency.Standing{}, time.UTC).HTML()); strings.Contains(shown, "%!") || !strings.Contains(shown, "<h1>") {
			t.Errorf("%s", shown)
		}
	}
}

func TestEveryFigureHasItsWords(t *testing.T) {
	r := transparency.Build(head(), synthetic())
	for _, lang := range texts.Languages() {
		shown := string(r.Page(lang, transparency.Standing{Hash: "abc", State: transparency.Frozen, Reason: "<i>"}, time.UTC).HTML())
		for _, raw := range []string{"<th scope=\"col\"></th><", "<script", " style=", "%!", "casesCounted", "<i>", "></h2>", "></h3>"} {
			if strings.Contains(shown, raw) {
				i := strings.Index(shown, raw)
				t.Errorf("%s shows %s: %s", lang, raw, shown[max(0, i-200):min(len(shown), i+200)])
			}
		}
		if n := strings.Count(shown, `role="img"`); n < 7 {
			t.Errorf("%s has %d drawings", lang, n)
		}
		if len(shown) > 300<<10 {
			t.Errorf("%s has %d bytes", lang, len(shown))
		}
	}
}

func TestNoCellOfTheTableIsAFormula(t *testing.T) {
	f := synthetic()
	f.Days[0].Sheet[insight.Key{By: insight.ByChannel, Value: "=1+1"}] = map[insight.Name]insight.Cell{insight.Opened: {Value: 100}}
	raw, err := transparency.Build(head(), f).CSV()
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(string(raw))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	seen := false
	for _, row := range rows {
		for i, cell := range row {
			if cell != "" && strings.ContainsAny(cell[:1], "=+@\t\r") || i != 7 && strings.HasPrefix(cell, "-") {
				t.Errorf("%q", row)
			}
			seen = seen || cell == "'=1+1"
		}
	}
	if !seen {
		t.Error("the channel is not there at all")
	}
}
