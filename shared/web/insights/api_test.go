package insights_test

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"aftercare/shared/dynamo/layout"
	"aftercare/shared/event"
	"aftercare/shared/insight"
	"aftercare/shared/memory"
	"aftercare/shared/rollup"
	"aftercare/shared/seal"
	"aftercare/shared/web"
	"aftercare/shared/web/insights"
	"aftercare/shared/web/webtest"
)

var (
	alice = &web.Caller{ID: "alice"}
	bo    = &web.Caller{ID: "bo", Groups: []web.Group{web.Agent}}
	lin   = &web.Caller{ID: "lin", Groups: []web.Group{web.Lead}}
)

type keys struct{ *seal.Keys }

func (k keys) Get(context.Context) (*seal.Keys, error) { return k.Keys, nil }

type desk struct {
	*testing.T
	server *web.Server
	store  *memory.Store
}

// open gives the API over figures of two days, which hold what the facts say.
func open(t *testing.T, facts ...rollup.Fact) desk {
	t.Helper()
	now := time.Date(2026, 3, 22, 10, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	d := desk{T: t, store: memory.New(clock), server: web.New("Aftercare", slog.New(slog.DiscardHandler))}
	sealed, err := seal.New([]byte(`{"current":"0123456789abcdef0123456789abcdef"}`))
	if err != nil {
		t.Fatal(err)
	}
	insights.API{Figures: rollup.Reader{Store: d.store, Shards: layout.Shards}, Keys: keys{sealed}, Now: clock}.Register(d.server.API)
	for _, f := range facts {
		known := rollup.Known{Case: f.Case, Home: f.Day, Revision: 1, Days: map[insight.Day]string{f.Day: "x"}}
		if err := d.store.SaveFacts(t.Context(), rollup.Change{Known: known, Facts: []rollup.Fact{f}}); err != nil {
			t.Fatal(err)
		}
	}
	for shard := range layout.Shards {
		for _, day := range []insight.Day{"2026-03-20", "2026-03-21"} {
			var mine []insight.Fact
			for _, f := range facts {
				if f.Day == day && layout.Shard(f.Case.ID) == shard {
					mine = append(mine, insight.Fact{Kind: f.Case.Kind, ID: f.Case.ID, Observations: f.Observations})
				}
			}
			sums, err := rollup.Sums(insight.Sum(mine))
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range sums {
				if err := d.store.SaveSum(t.Context(), day, shard, 1, s); err != nil {
					t.Fatal(err)
				}
			}
		}
		if err := d.store.SaveMark(t.Context(), rollup.Mark{Shard: shard, Revision: 1, Through: "2026-03-21", At: now}); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

func shown(kind event.Kind, id string, day insight.Day, all ...insight.Observation) rollup.Fact {
	for i := range all {
		all[i].Day = day
	}
	return rollup.Fact{Case: rollup.Case{Kind: kind, ID: id}, Day: day, Observations: all}
}

func response(agent, team string, seconds int64) insight.Observation {
	return insight.Observation{Measure: insight.FirstResponse, Agent: agent, Team: team, Channel: "web", Value: seconds}
}

func (d desk) get(as *web.Caller, path string, header map[string]string, status int) *httptest.ResponseRecorder {
	d.Helper()
	w := webtest.Do(d, d.server, webtest.Request{Method: http.MethodGet, Path: path, As: as, Header: header})
	if w.Code != status {
		d.Fatalf("%s: %d, want %d: %s", path, w.Code, status, w.Body)
	}
	return w
}

func (d desk) figures(as *web.Caller, query string) insights.Insights {
	d.Helper()
	var v insights.Insights
	if err := json.Unmarshal(d.get(as, "/v1/insights?"+query, nil, http.StatusOK).Body.Bytes(), &v); err != nil {
		d.Fatal(err)
	}
	return v
}

func two(t *testing.T) desk {
	return open(t,
		shown(event.Ticket, "T1", "2026-03-20", response("bo", "chain", 60)),
		shown(event.Ticket, "T2", "2026-03-20", response("lin", "=cmd()", 120), response("lin", "chain", 240)),
		shown(event.Ticket, "T3", "2026-03-21", response("bo", "chain", 600)),
		shown(event.Complaint, "C1", "2026-03-21", response("bo", "chain", 700)),
	)
}

func TestFiguresByDay(t *testing.T) {
	d := two(t)
	v := d.figures(bo, "measure=firstResponse&from=2026-03-19&to=2026-03-31")
	if len(v.Rows) != 3 || v.Rows[0].Value != nil || *v.Rows[1].Value != 120 || *v.Rows[1].P90 != 240 || v.Rows[1].Count != 3 || v.Rows[2].Key != "2026-03-21" {
		t.Fatalf("%+v", v)
	}
	if v.Unit != "seconds" || v.Formula == "" || v.Through == nil || !v.Through.Equal(time.Date(2026, 3, 22, 0, 0, 0, 0, time.UTC)) {
		t.Fatalf("%+v", v)
	}
	if v = d.figures(bo, "measure=firstResponse&team=chain"); v.From != "2026-02-20" || v.To != "2026-03-21" || v.Rows[28].Count != 2 || v.Rows[29].Count != 2 {
		t.Fatalf("of a team: %+v", v)
	}
}

func TestFiguresByTeamAreSummedOverDays(t *testing.T) {
	v := two(t).figures(bo, "measure=firstResponse&by=team")
	if len(v.Rows) != 2 || v.Rows[1].Key != "chain" || v.Rows[1].Count != 4 || *v.Rows[1].Value != 240 {
		t.Fatalf("%+v", v)
	}
}

func TestAnAgentSeesOwnFiguresByAgentAlone(t *testing.T) {
	d := two(t)
	if v := d.figures(lin, "measure=firstResponse&by=agent"); len(v.Rows) != 2 {
		t.Fatalf("a lead sees %+v", v.Rows)
	}
	if v := d.figures(bo, "measure=firstResponse&by=agent"); len(v.Rows) != 1 || v.Rows[0].Key != "bo" || v.Rows[0].Count != 3 {
		t.Fatalf("an agent sees %+v", v.Rows)
	}
	d.get(bo, "/v1/insights?measure=firstResponse&agent=lin", nil, http.StatusForbidden)
	d.get(bo, "/v1/insights/cases?measure=firstResponse&day=2026-03-20&by=agent&value=lin", nil, http.StatusForbidden)
	d.get(bo, "/v1/insights?measure=firstResponse&agent=bo", nil, http.StatusOK)
	for _, query := range []string{"?measure=firstResponse&agent=lin&team=chain", "?measure=speed&agent=lin", "/cases?measure=firstResponse&day=today&by=agent&value=lin"} {
		d.get(bo, "/v1/insights"+query, nil, http.StatusForbidden) // before what else is wrong
	}
	d.get(bo, "/v1/insights?measure=firstResponse&agent=bo&team=chain", nil, http.StatusUnprocessableEntity)
	for _, path := range []string{"/v1/insights?measure=csat", "/v1/insights/measures", "/v1/insights/cases?measure=csat&day=2026-03-20", "/v1/insights?measure=x"} {
		d.get(alice, path, nil, http.StatusForbidden)
	}
}

func TestFiguresAsCSVComputeNothing(t *testing.T) {
	d := two(t)
	for _, w := range []*httptest.ResponseRecorder{
		d.get(lin, "/v1/insights?measure=firstResponse&by=team", map[string]string{"Accept": "text/csv"}, http.StatusOK),
		d.get(lin, "/v1/insights?measure=firstResponse&by=team&format=csv", map[string]string{"Accept": "application/json"}, http.StatusOK),
	} {
		if got := w.Header().Get("Content-Type"); got != "text/csv; charset=utf-8; header=present" {
			t.Errorf("type %s", got)
		}
		rows, err := csv.NewReader(w.Body).ReadAll()
		if err != nil || len(rows) != 3 || rows[1][0] != "'=cmd()" || !slices.Equal(rows[2][:6], []string{"chain", "240", "700", "4", "", ""}) {
			t.Errorf("%v, %v", rows, err)
		}
	}
	if got := d.get(lin, "/v1/insights?measure=csat", map[string]string{"Accept": "*/*"}, http.StatusOK).Header().Get("Content-Type"); got != "application/json" {
		t.Errorf("anybody else gets %s", got)
	}
}

func TestWhatCannotBeTold(t *testing.T) {
	d := two(t)
	for query, field := range map[string]string{
		"":                                 "measure",
		"measure=speed":                    "measure",
		"measure=firstResponse&by=weather": "by",
		"measure=deflection&by=team":       "by",
		"measure=firstResponse&from=2026-03-22&to=2026-03-21":                   "to",
		"measure=firstResponse&from=2026-01-01&to=2026-04-03":                   "to",
		"measure=firstResponse&from=yesterday":                                  "from",
		"measure=firstResponse&by=team&channel=web":                             "channel",
		"measure=firstResponse&team=chain&channel=web":                          "channel",
		"measure=deflection&team=chain":                                         "team",
		"measure=firstResponse&format=xml":                                      "format",
		"measure=firstResponse&from=2026-01-01&to=2026-04-02&target=resolution": "target",
	} {
		w := d.get(lin, "/v1/insights?"+query, nil, http.StatusUnprocessableEntity)
		if !strings.Contains(w.Body.String(), field) {
			t.Errorf("%s: %s does not name %s", query, w.Body, field)
		}
	}
	d.figures(lin, "measure=firstResponse&from=2026-01-01&to=2026-04-02")
}

func TestTheCasesBehindAFigure(t *testing.T) {
	d := two(t)
	ids := func(as *web.Caller, query string) (all []string) {
		for cursor := ""; ; {
			var page web.Page[insights.Case]
			w := d.get(as, "/v1/insights/cases?limit=1&measure=firstResponse&"+query+"&cursor="+cursor, nil, http.StatusOK)
			if err := json.Unmarshal(w.Body.Bytes(), &page); err != nil {
				t.Fatal(err)
			}
			for _, c := range page.Items {
				all = append(all, c.ID)
				for _, adds := range c.Adds {
					if adds.Agent == "lin" && as == bo {
						t.Errorf("an agent sees who it was: %+v", c)
					}
				}
			}
			if cursor = page.NextCursor; cursor == "" {
				slices.Sort(all)
				return all
			}
		}
	}
	for _, c := range []struct {
		as    *web.Caller
		query string
		want  []string
	}{
		{lin, "day=2026-03-20", []string{"T1", "T2"}},
		{lin, "day=2026-03-20&by=team&value=%3Dcmd()", []string{"T2"}},
		{lin, "day=2026-03-21", []string{"C1", "T3"}},
		{bo, "day=2026-03-21", []string{"T3"}},
		{lin, "day=2026-03-20&by=team&value=", nil},
		{lin, "day=2026-03-19", nil},
	} {
		if got := ids(c.as, c.query); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.query, got, c.want)
		}
	}
	d.get(lin, "/v1/insights/cases?measure=firstResponse&day=never", nil, http.StatusUnprocessableEntity)
	d.get(lin, "/v1/insights/cases?measure=deflection&day=2026-03-20&by=team&value=chain", nil, http.StatusUnprocessableEntity)
	d.get(lin, "/v1/insights/cases?measure=nps&day=2026-03-20&cursor=AAAA", nil, http.StatusBadRequest)
}

func TestMeasuresAreDefined(t *testing.T) {
	w := two(t).get(bo, "/v1/insights/measures", nil, http.StatusOK)
	for _, want := range []string{`"firstResponse"`, `"formula"`, `"nps"`} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("no %s", want)
		}
	}
}
