package directory_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"aftercare/shared/staff"
	"aftercare/shared/web"
	"aftercare/shared/web/directory"
	"aftercare/shared/web/webtest"
)

type people map[string][]staff.Member

func (p people) Members(_ context.Context, role string) ([]staff.Member, error) {
	if p == nil {
		return nil, errors.New("the pool does not answer")
	}
	return p[role], nil
}

type teams []string

func (t teams) Teams(context.Context) ([]string, error) { return t, nil }

func serve(p people) *web.Server {
	s := web.New("test", slog.New(slog.DiscardHandler))
	directory.API{Staff: p, Teams: teams{"payments", "security"}}.Register(s.API)
	return s
}

var (
	alice = &web.Caller{ID: "alice", Name: "Alice", Email: "alice@example.test", EmailVerified: true, Locale: "en", Tier: "gold"}
	lin   = &web.Caller{ID: "lin", Name: "Lin", Groups: []web.Group{web.Lead, web.Agent}}
)

func get(t *testing.T, p people, path string, as *web.Caller) (int, string) {
	t.Helper()
	w := webtest.Do(t, serve(p), webtest.Request{Method: http.MethodGet, Path: path, As: as})
	return w.Code, w.Body.String()
}

func TestMe_TellsCallersWhoTheyAre(t *testing.T) {
	for _, c := range []struct {
		as   *web.Caller
		want directory.Me
	}{
		{alice, directory.Me{ID: "alice", Kind: "customer", Name: "Alice", Email: "alice@example.test", Locale: "en", Tier: "gold", Groups: []web.Group{}}},
		{lin, directory.Me{ID: "lin", Kind: "staff", Name: "Lin", Groups: []web.Group{web.Lead, web.Agent}}},
	} {
		code, body := get(t, people{}, "/v1/me", c.as)
		want, _ := json.Marshal(c.want)
		if code != http.StatusOK || strings.TrimSpace(body) != string(want) {
			t.Errorf("%s: got %d %s, want %s", c.as.ID, code, body, want)
		}
	}
}

func TestStaff_IsListedOnceWithEveryGroupAndWithoutAddresses(t *testing.T) {
	p := people{"agent": {{ID: "bo", Name: "Bo", Email: "bo@example.test"}, {ID: "lin", Name: "Lin"}}, "lead": {{ID: "lin", Name: "Lin"}}}
	code, body := get(t, p, "/v1/staff", lin)
	want := `{"items":[{"id":"bo","name":"Bo","groups":["agent"]},{"id":"lin","name":"Lin","groups":["agent","lead"]}]}`
	if code != http.StatusOK || strings.TrimSpace(body) != want {
		t.Errorf("got %d %s, want %s", code, body, want)
	}
}

func TestTeams_AreListed(t *testing.T) {
	code, body := get(t, people{}, "/v1/teams", lin)
	if want := `{"items":[{"id":"payments"},{"id":"security"}]}`; code != http.StatusOK || strings.TrimSpace(body) != want {
		t.Errorf("got %d %s, want %s", code, body, want)
	}
}

func TestCustomers_SeeNeitherStaffNorTeams(t *testing.T) {
	for _, path := range []string{"/v1/staff", "/v1/teams"} {
		if code, body := get(t, people{}, path, alice); code != http.StatusForbidden {
			t.Errorf("%s: got %d %s", path, code, body)
		}
	}
}

func TestStaff_ThatCannotBeReadIsAnOpaqueError(t *testing.T) {
	code, body := get(t, nil, "/v1/staff", lin)
	if code != http.StatusInternalServerError || strings.Contains(body, "pool") {
		t.Errorf("got %d %s", code, body)
	}
}
