package insights

import (
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"aftercare/shared/fault"
	"aftercare/shared/insight"
	"aftercare/shared/rollup"
	"aftercare/shared/text"
	"aftercare/shared/web"
)

const csvType = "text/csv"

func typeOf[T any]() reflect.Type { return reflect.TypeFor[T]() }

// measureName is the name of a measure in a query.
type measureName string

// Schema lists them in the document.
func (measureName) Schema(huma.Registry) *huma.Schema {
	s := &huma.Schema{Type: huma.TypeString}
	for _, m := range insight.Definitions() {
		s.Enum = append(s.Enum, string(m.Name))
	}
	s.PrecomputeMessages()
	return s
}

// Insights are the figures of one measure.
type Insights struct {
	Measure string     `json:"measure"`
	Title   string     `json:"title"`
	Unit    string     `json:"unit" enum:"seconds,share,number,points" doc:"Of value and p90."`
	Formula string     `json:"formula" doc:"How it is computed, in words."`
	Day     string     `json:"day" doc:"Which day something counts on."`
	By      string     `json:"by"`
	From    string     `json:"from" format:"date"`
	To      string     `json:"to" format:"date" doc:"Included."`
	Through *time.Time `json:"through" doc:"Everything recorded before this time is in the figures; null before the first roll-up."`
	Rows    []Row      `json:"rows" doc:"By day up to the last one that has figures, or by value."`
}

// Row is a figure.
type Row struct {
	Key         string   `json:"key" doc:"The day, or the value of what the figures are told apart by; empty for what has none, such as tickets without a team."`
	Value       *float64 `json:"value" doc:"The median of times; null where there is nothing to tell."`
	P90         *float64 `json:"p90,omitempty" doc:"The ninth decile of times."`
	Count       int64    `json:"count" doc:"How many things the figure rests on."`
	Numerator   *int64   `json:"numerator,omitempty" doc:"Of a share; of a score, those in favour less those against."`
	Denominator *int64   `json:"denominator,omitempty"`
}

type figuresInput struct {
	Measure  measureName `query:"measure" required:"true"`
	By       string      `query:"by" enum:"day,team,channel,category,agent,target" default:"day" doc:"What figures are told apart by; a measure has those that GET /v1/insights/measures names."`
	From     string      `query:"from" format:"date" doc:"29 days before to when absent."`
	To       string      `query:"to" format:"date" doc:"Included, at most 91 days after from; yesterday, in UTC, when absent."`
	Team     string      `query:"team" maxLength:"100" doc:"With by=day: of this team alone. Of these filters, one at a time."`
	Channel  string      `query:"channel" maxLength:"100" doc:"With by=day."`
	Category string      `query:"category" maxLength:"100" doc:"With by=day."`
	Agent    string      `query:"agent" maxLength:"200" doc:"With by=day."`
	Target   string      `query:"target" maxLength:"100" doc:"With by=day."`
	Format   string      `query:"format" enum:"json,csv" doc:"As Accept says when absent."`
	Accept   string      `header:"Accept" hidden:"true"`
}

type figuresOutput struct {
	ContentType string `header:"Content-Type" hidden:"true"`
	Disposition string `header:"Content-Disposition" hidden:"true"`
	Vary        string `header:"Vary" hidden:"true"`
	Body        []byte
}

func (a API) figures(ctx context.Context, in *figuresInput) (*figuresOutput, error) {
	if err := staff(ctx, nil); err != nil {
		return nil, err
	}
	if err := mayAsk(ctx, insight.Key{By: insight.ByAgent, Value: in.Agent}); in.Agent != "" && err != nil {
		return nil, err
	}
	ask, err := in.ask(a.Now())
	if err != nil {
		return nil, err
	}
	answer, err := a.Figures.Figures(ctx, ask)
	if err != nil {
		return nil, err
	}
	body := view(ask, answer)
	if ask.By == insight.ByAgent && !seesAll(ctx) {
		body.own(web.CallerFrom(ctx).ID)
	}
	out := &figuresOutput{ContentType: "application/json", Vary: "Accept"}
	if in.Format == "csv" || in.Format == "" && web.Prefers(in.Accept, csvType) {
		out.ContentType = csvType + "; charset=utf-8; header=present"
		out.Disposition = fmt.Sprintf(`attachment; filename="%s-%s-%s-%s.csv"`, body.Measure, body.By, body.From, body.To)
		out.Body, err = body.csv()
		return out, err
	}
	out.Body, err = json.Marshal(body)
	return out, err
}

// ask reads what is asked for.
func (in *figuresInput) ask(now time.Time) (rollup.Ask, error) {
	to := insight.Day(cmp.Or(in.To, string(insight.DayOf(now).Previous())))
	from := insight.Day(in.From)
	if from == "" {
		from = insight.DayOf(to.Start().AddDate(0, 0, -29))
	}
	ask := rollup.Ask{Measure: insight.Name(in.Measure), By: insight.Dimension(in.By), From: from, To: to}
	for _, with := range []insight.Key{
		{By: insight.ByTeam, Value: in.Team}, {By: insight.ByChannel, Value: in.Channel}, {By: insight.ByCategory, Value: in.Category},
		{By: insight.ByAgent, Value: in.Agent}, {By: insight.ByTarget, Value: in.Target},
	} {
		switch {
		case with.Value == "":
		case ask.With.By != "":
			return ask, fault.InvalidField(string(with.By), "does not go with another filter")
		default:
			ask.With = with
		}
	}
	return ask, nil
}

func view(ask rollup.Ask, answer rollup.Answer) Insights {
	m := answer.Measure
	v := Insights{
		Measure: string(m.Name), Title: m.Title, Unit: string(m.Unit), Formula: m.Formula, Day: m.Day,
		By: string(ask.By), From: string(ask.From), To: string(ask.To), Rows: []Row{},
	}
	if !answer.Through.IsZero() {
		v.Through = &answer.Through
	}
	for _, r := range answer.Rows {
		row := Row{Key: r.Value, Value: r.Figure.Value, P90: r.P90, Count: r.Count}
		if r.Part != nil {
			row.Numerator, row.Denominator = r.Part, &r.Count
		}
		v.Rows = append(v.Rows, row)
	}
	return v
}

// own leaves an agent's own row.
func (v *Insights) own(agent string) {
	var rows []Row
	for _, r := range v.Rows {
		if r.Key == agent {
			rows = append(rows, r)
		}
	}
	v.Rows = append([]Row{}, rows...)
}

// csv writes the figures as RFC 4180 has it. No cell is one that a spreadsheet would compute.
func (v Insights) csv() ([]byte, error) {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	w.UseCRLF = true
	through := ""
	if v.Through != nil {
		through = v.Through.Format(time.RFC3339)
	}
	lines := [][]string{{v.By, "value", "p90", "count", "numerator", "denominator", "measure", "unit", "through"}}
	for _, r := range v.Rows {
		lines = append(lines, []string{
			text.Cell(r.Key), decimal(r.Value), decimal(r.P90), strconv.FormatInt(r.Count, 10), whole(r.Numerator), whole(r.Denominator),
			v.Measure, v.Unit, through,
		})
	}
	err := w.WriteAll(lines)
	return out.Bytes(), err
}

func decimal(v *float64) string {
	if v == nil {
		return ""
	}
	return strconv.FormatFloat(*v, 'f', -1, 64)
}

func whole(n *int64) string {
	if n == nil {
		return ""
	}
	return strconv.FormatInt(*n, 10)
}
