package policies_test

import (
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"aftercare/shared/memory"
	"aftercare/shared/web"
	"aftercare/shared/web/policies"
	"aftercare/shared/web/webtest"
)

const (
	quick = `{"levels":[{"role":"lead","takeoverWithin":"3s"}]}`
	slow  = `{"levels":[{"role":"admin","takeoverWithin":"1h0m0s"}]}`
)

func serve(t *testing.T) func(method, path, body, match string, want int) string {
	t.Helper()
	ada := &web.Caller{ID: "ada", Name: "Ada", Groups: []web.Group{web.Admin}}
	server := web.New("Aftercare", slog.New(slog.DiscardHandler))
	policies.API{Store: memory.New(now), Now: now}.Register(server.API)
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
