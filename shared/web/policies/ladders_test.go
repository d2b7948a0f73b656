package policies_test

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"aftercare/shared/memory"
	"aftercare/shared/staff"
	"aftercare/shared/web"
	"aftercare/shared/web/policies"
	"aftercare/shared/web/webtest"
)

const (
	quick = `{"levels":[{"role":"lead","takeoverWithin":"3s"}]}`
	slow  = `{"levels":[{"role":"admin","takeoverWithin":"1h0m0s"}]}`
)

// people are the staff by role; two of them have the same name.
type people struct{}

func (people) Members(_ context.Context, role string) ([]staff.Member, error) {
	return map[string][]staff.Member{
		"agent": {{ID: "bo", Name: "Bo"}, {ID: "bo2", Name: "Bo"}, {ID: "lin", Name: "Lin"}},
		"lead":  {{ID: "lin", Name: "Lin"}},
	}[role], nil
}

func serve(t *testing.T) func(method, path, body, match string, want int) string {
	t.Helper()
	ada := &web.Caller{ID: "ada", Name: "Ada", Groups: []web.Group{web.Admin}}
	server := web.New("Aftercare", slog.New(slog.DiscardHandler))
	policies.API{Store: memory.New(now), Staff: people{}, Now: now}.Register(server.API)
	return func(method, path, body, match string, want int) string {
		t.Helper()
		r := webtest.Request{Method: method, Path: path, Body: body, As: ada, Header: map[string]string{}}
		if match != "" {
			r.Header["If-Match"] = match
		}
		w := webtest.Do(t, server, r)
		if w.Code != want {
			t.Fatalf("%s %s answered %d, want %d: %s", method, path, w.Code, want, w.Body)
		}
		return w.Body.String()
	}
}

func TestTheFirstLadderOfATeamNeedsNoIfMatchAndTheNextDoes(t *testing.T) {
	do := serve(t)
	do(http.MethodPut, "/v1/escalation-ladders/chain", quick, `"7"`, http.StatusPreconditionFailed)
	do(http.MethodPut, "/v1/escalation-ladders/chain", quick, "", http.StatusOK)
	do(http.MethodPut, "/v1/escalation-ladders/chain", slow, "", http.StatusPreconditionRequired)
	do(http.MethodPut, "/v1/escalation-ladders/chain", slow, `"1"`, http.StatusPreconditionFailed)
	do(http.MethodPut, "/v1/escalation-ladders/chain", slow, `"2"`, http.StatusOK)
	do(http.MethodPut, "/v1/escalation-ladders/default", slow, "", http.StatusPreconditionRequired)
	do(http.MethodPut, "/v1/sla/policies", `[]`, "", http.StatusPreconditionRequired)
}

func TestATeamWithoutALadderClimbsTheCompanys(t *testing.T) {
	do := serve(t)
	do(http.MethodPut, "/v1/escalation-ladders/default", quick, `"1"`, http.StatusOK)
	if got := do(http.MethodGet, "/v1/escalation-ladders/chain", "", "", http.StatusOK); !strings.Contains(got, `"3s"`) {
		t.Errorf("got %s", got)
	}
}

// A name stands for its one bearer, and what is kept is the id, which does not change when somebody marries.
func TestALadderNamesPeopleAndACalendar(t *testing.T) {
	do := serve(t)
	const path = "/v1/escalation-ladders/chain"
	got := do(http.MethodPut, path, `{"levels":[{"people":["bo","Lin"],"takeoverWithin":"5m","calendar":"always"},{"role":"lead","people":["bo2"],"takeoverWithin":"1h"}]}`, "", http.StatusOK)
	for _, want := range []string{`"people":["bo","lin"],"calendar":"always"`, `"role":"lead","people":["bo2"],"takeoverWithin":"1h"`} {
		if !strings.Contains(got, want) {
			t.Errorf("it lacks %s: %s", want, got)
		}
	}
	if read := do(http.MethodGet, path, "", "", http.StatusOK); read != got {
		t.Errorf("read %s, set %s", read, got)
	}
	for body, field := range map[string]string{
		`{"levels":[{"takeoverWithin":"5m"}]}`:                                                     `"levels[0]"`,
		`{"levels":[{"people":[],"takeoverWithin":"5m"}]}`:                                         `"levels[0]"`,
		`{"levels":[{"people":["Bo"],"takeoverWithin":"5m"}]}`:                                     `"levels[0].people[0]"`,
		`{"levels":[{"people":["bo","nobody"],"takeoverWithin":"5m"}]}`:                            `"levels[0].people[1]"`,
		`{"levels":[{"people":["lin","Lin"],"takeoverWithin":"5m"}]}`:                              `"levels[0].people[1]"`,
		`{"levels":[{"role":"lead","takeoverWithin":"5m"},{"people":[""],"takeoverWithin":"5m"}]}`: `"levels[1].people[0]"`,
		`{"levels":[{"role":"lead","takeoverWithin":"5m","calendar":"atlantis"}]}`:                 `"levels[0].calendar"`,
	} {
		if got := do(http.MethodPut, path, body, `"2"`, http.StatusUnprocessableEntity); !strings.Contains(got, field) {
			t.Errorf("%s does not name %s: %s", body, field, got)
		}
	}
}
