package transparency

import (
	"aftercare/shared/insight"
	"aftercare/shared/sla"
	"aftercare/shared/ticket"
)

// kept gives the cells of promises: how many times were promised that are over, and which share was kept.
func (s sums) kept(by insight.Dimension, value string) []Cell {
	c := s.cell(insight.BreachRate, by, value)
	return []Cell{whole(c.Of), share(c.Of-c.Value, c.Of)}
}

var keptColumns = []Column{number("promised"), resting("kept", Portion, "promised")}

func (s sums) keptByTarget() Table {
	t := Table{ID: "keptByTarget", By: "target", Columns: keptColumns}
	var known []string
	for _, name := range sla.Names() {
		known = append(known, string(name))
	}
	return s.by(t, insight.ByTarget, known, s.kept)
}

func (s sums) keptByChannel() Table {
	return s.by(Table{ID: "keptByChannel", By: "channel", Columns: keptColumns}, insight.ByChannel, ticket.Channels, s.kept)
}

// by fills a table with a row for each value of a dimension, and one for all.
func (s sums) by(t Table, by insight.Dimension, known []string, cells func(insight.Dimension, string) []Cell) Table {
	for i, value := range s.values(by, known) {
		row := Row{Of: value, Cells: cells(by, value)}
		if i < len(known) || !row.empty() {
			t.Rows = append(t.Rows, row)
		}
	}
	t.Rows = append(t.Rows, Row{Total: true, Cells: cells(insight.All, "")})
	return t
}

// times tells how long it took: by the clock on the wall, or as the promise counts.
func (s sums) times(id string, first, next, solution insight.Name) Table {
	t := Table{ID: id, By: "what", Columns: timeColumns}
	for _, what := range []struct {
		of   sla.Name
		name insight.Name
	}{{sla.FirstReply, first}, {sla.NextReply, next}, {sla.Resolution, solution}} {
		t.Rows = append(t.Rows, Row{Of: string(what.of), Cells: s.quantiles(what.name)(insight.All, "")})
	}
	return t
}

var timeColumns = []Column{number("cases"), resting("median", Seconds, "cases"), resting("p90", Seconds, "cases")}

// timesBy tells how long something took by channel.
func (s sums) timesBy(id string, name insight.Name) Table {
	t := Table{ID: id, By: "channel", Columns: timeColumns}
	return s.by(t, insight.ByChannel, ticket.Channels, s.quantiles(name))
}

func (s sums) quantiles(name insight.Name) func(insight.Dimension, string) []Cell {
	return func(by insight.Dimension, value string) []Cell {
		c := s.cell(name, by, value)
		return []Cell{whole(int64(c.Digest.Count())), quantile(c, 50), quantile(c, 90)} //nolint:gosec // of cases, far fewer
	}
}

func (s sums) volumes(by insight.Dimension) Table {
	known := ticket.Channels
	if by == insight.ByCategory {
		known = ticket.Categories
	}
	t := Table{ID: string(by), By: string(by), Columns: []Column{number("opened"), number("solved"), number("backlog")}}
	return s.by(t, by, known, func(by insight.Dimension, value string) []Cell {
		return []Cell{
			whole(s.cell(insight.Opened, by, value).Value), whole(s.cell(insight.Solved, by, value).Value), whole(s.cell(insight.Backlog, by, value).Value),
		}
	})
}

func (s sums) daily() Table {
	t := Table{ID: "day", By: "day", Columns: []Column{number("opened"), number("solved")}}
	cells := func(s sums) []Cell {
		return []Cell{whole(s.cell(insight.Opened, insight.All, "").Value), whole(s.cell(insight.Solved, insight.All, "").Value)}
	}
	for _, d := range s.days {
		t.Rows = append(t.Rows, Row{Of: string(d.Day), Cells: cells(sums{[]Day{d}})})
	}
	t.Rows = append(t.Rows, Row{Total: true, Cells: cells(s)})
	return t
}

func (s sums) satisfaction() Table {
	t := Table{ID: "satisfaction", By: "survey", Columns: []Column{
		number("asked"), number("answered"), resting("responseRate", Portion, "asked", "answered"), resting("score", Points, "answered"),
	}}
	for _, kind := range []struct {
		of    string
		name  insight.Name
		scale int64
	}{{"csat", insight.CSAT, 100}, {"nps", insight.NPS, 100}, {"ces", insight.Effort, 1}} {
		asked, answered := s.cell(insight.SurveysSent, insight.ByTarget, kind.of).Value, s.cell(insight.SurveysAnswered, insight.ByTarget, kind.of).Value
		score := s.cell(kind.name, insight.All, "")
		t.Rows = append(t.Rows, Row{Of: kind.of, Cells: []Cell{
			whole(asked), whole(answered), share(answered, asked), {Value: Share(score.Value, score.Of, kind.scale)},
		}})
	}
	return t
}

func (s sums) escalations() Table {
	t := Table{ID: "escalations", By: "channel", Columns: []Column{number("cases"), resting("escalated", Portion, "cases")}}
	return s.by(t, insight.ByChannel, ticket.Channels, func(by insight.Dimension, value string) []Cell {
		c := s.cell(insight.EscalationRate, by, value)
		return []Cell{whole(c.Of), share(c.Value, c.Of)}
	})
}

func (s sums) calls() Table {
	answered, soon, wait := s.cell(insight.AnsweredCalls, insight.All, ""), s.cell(insight.CallsWithin30s, insight.All, ""), s.cell(insight.CallWait, insight.All, "")
	return Table{
		ID: "calls", By: "all",
		Columns: []Column{
			number("calls"), resting("answeredCalls", Portion, "calls", "answered"), resting("within30s", Portion, "calls", "answered"),
			number("answered"), resting("median", Seconds, "answered"), resting("p90", Seconds, "answered"),
		},
		Rows: []Row{{Of: "all", Cells: []Cell{
			whole(answered.Of), share(answered.Value, answered.Of), share(soon.Value, soon.Of),
			whole(answered.Value), quantile(wait, 50), quantile(wait, 90),
		}}},
	}
}
