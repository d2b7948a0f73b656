package e2e

import (
	"crypto/rand"
	"encoding/json"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"
)

// explanation is what tests look at of an explanation, and of a simulation.
type explanation struct {
	AsOf    time.Time
	Targets []struct {
		Name, Status            string
		StartedAt, DueAt, MetAt time.Time
		CountedSeconds          int
		Warnings                []any
		Intervals               []interval
	}
	History []struct{ Type, Target string }
}

type interval struct {
	From, To time.Time
	Kind     string
	Why      []struct{ Reason, Name, Date, Until string }
}

// closedBy tells whether the interval is closed for that reason on that day.
func (i interval) closedBy(reason, date string) bool {
	for _, why := range i.Why {
		if i.Kind == "closed" && why.Reason == reason && why.Date == date {
			return true
		}
	}
	return false
}

func inBerlin(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// sets sets a calendar that is open in Berlin from nine to five, but for the holidays, and a policy for a tier of its own
// that counts by it. It gives the tier, which is also the name of both.
func (p *person) sets(t *testing.T, holidays ...any) string {
	t.Helper()
	hours := map[string]any{}
	for _, day := range []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"} {
		hours[day] = []string{"09:00-17:00"}
	}
	tier := "berlin-" + strings.ToLower(rand.Text())
	set := p.call(t, http.MethodPut, "/v1/sla/calendars/"+tier, map[string]any{
		"timeZone": "Europe/Berlin", "hours": hours, "holidays": append([]any{}, holidays...),
	}).want(http.StatusCreated)
	if set.Header.Get("ETag") != `"1"` || set.Header.Get("Location") != "/v1/sla/calendars/"+tier {
		t.Errorf("headers are %v", set.Header)
	}
	p.adds(t, map[string]any{
		"id": tier, "match": map[string]any{"tier": []string{tier}}, "calendar": tier, "warnAt": []float64{0.5},
		"targets": map[string]any{
			"firstReply": map[string]any{"within": "30m"}, "resolution": map[string]any{"within": "20h", "pauseOn": []string{"pending"}},
		},
	})
	return tier
}

// adds puts a policy before all others; again from the reading when somebody else has set them meanwhile.
func (p *person) adds(t *testing.T, policy map[string]any) {
	t.Helper()
	eventually(t, "the policy is set", func() bool {
		read := p.get(t, "/v1/sla/policies").want(http.StatusOK)
		policies := append([]any{policy}, into[[]any](read)...)
		return p.call(t, http.MethodPut, "/v1/sla/policies", policies, "If-Match", read.Header.Get("ETag")).Status == http.StatusOK
	})
}

func TestTicketUnderBusinessHoursIsDueOnTheNextBusinessDay(t *testing.T) {
	t.Parallel()
	deployed(t)
	lin, bo := lead(t), agent(t)
	now := time.Now().In(inBerlin(t))
	today, tomorrow := now.Format(time.DateOnly), now.AddDate(0, 0, 1).Format(time.DateOnly)
	alice := newPerson(t, who{tier: lin.sets(t, map[string]any{"from": today, "to": tomorrow, "name": "Company days"})})

	ticket := alice.opens(t, opening("Over the holidays"))
	day := now.AddDate(0, 0, 2)
	nine := time.Date(day.Year(), day.Month(), day.Day(), 9, 0, 0, 0, now.Location())
	if due := ticket.target("firstReply").DueAt; !due.Equal(nine.Add(30 * time.Minute)) {
		t.Errorf("the first reply is due %s instead of half an hour after %s", due, nine)
	}
	var told explanation
	eventually(t, "some time to explain", func() bool {
		told = into[explanation](bo.get(t, "/v1/tickets/"+ticket.ID+"/sla").want(http.StatusOK))
		return told.AsOf.After(ticket.CreatedAt)
	})
	first := told.Targets[0]
	if len(first.Intervals) != 1 || !first.Intervals[0].closedBy("holiday", today) || first.CountedSeconds != 0 {
		t.Fatalf("explained as %+v", first)
	}
	if why := first.Intervals[0].Why[0]; why.Name != "Company days" || why.Until != tomorrow {
		t.Errorf("closed by %+v", why)
	}
	if len(first.Warnings) != 1 {
		t.Errorf("the warnings to come are %v", first.Warnings)
	}
	hers := into[explanation](alice.get(t, "/v1/tickets/"+ticket.ID+"/sla").want(http.StatusOK))
	if len(hers.Targets) != 2 || len(hers.Targets[0].Intervals) != 1 || len(hers.Targets[0].Warnings) != 0 {
		t.Errorf("to the customer it is explained as %+v", hers)
	}
	customer(t).get(t, "/v1/tickets/"+ticket.ID+"/sla").want(http.StatusNotFound)
}

// A contact that waited on its way: its clocks start when it was written, before a night.
func TestSimulationOfWhatHappenedGivesTheExplanationOfTheTicket(t *testing.T) {
	t.Parallel()
	s := deployed(t)
	lin, bo, alice := lead(t), agent(t), customer(t)
	written := time.Now().UTC().Add(time.Minute - 24*time.Hour).Truncate(time.Second)
	yesterday := written.In(inBerlin(t)).Format(time.DateOnly)
	tier := lin.sets(t, yesterday)

	e := contact(alice, "chat", "Is anybody there?")
	e.Time = written
	e.Data["customer"].(map[string]any)["tier"] = tier
	s.send(t, e.String())
	ticket := alice.only(t)
	if ticket.SLA.Policy != tier {
		t.Fatalf("promised by %s", ticket.SLA.Policy)
	}
	bo.post(t, "/v1/tickets/"+ticket.ID+"/messages", map[string]any{"body": "We are."}).want(http.StatusCreated)
	bo.post(t, "/v1/tickets/"+ticket.ID+"/solution", map[string]any{}).want(http.StatusOK)

	answer := bo.get(t, "/v1/tickets/"+ticket.ID+"/sla").want(http.StatusOK)
	told := into[explanation](answer)
	first := told.Targets[0]
	if !first.StartedAt.Equal(written) || len(first.Intervals) == 0 {
		t.Fatalf("explained as %+v", first)
	}
	midnight := first.MetAt.Add(-time.Second).In(inBerlin(t)).Format(time.DateOnly) != yesterday // lies before the end
	if night := first.Intervals[0]; !night.closedBy("holiday", yesterday) || night.closedBy("hours", "") != midnight {
		t.Errorf("the first night is explained as %+v", night)
	}
	var replied time.Time
	for _, item := range bo.timeline(t, "tickets/"+ticket.ID) {
		if item.Type == "ticket.replied" && item.Actor.Kind == "staff" {
			replied = item.At
		}
	}
	tried := lin.post(t, "/v1/sla/simulations", map[string]any{
		"events": []any{
			map[string]any{"at": written, "type": "opened", "channel": "chat", "priority": "normal", "tier": tier},
			map[string]any{"at": replied, "type": "agentReplied", "visibility": "public"},
			map[string]any{"at": told.Targets[1].MetAt, "type": "statusChanged", "status": "solved"},
		},
		"asOf": told.AsOf,
	}).want(http.StatusOK)
	if got, want := into[any](tried), into[any](answer); !reflect.DeepEqual(got, want) {
		t.Errorf("the simulation tells\n%s\nthe ticket\n%s", tried.Body, answer.Body)
	}
}

func TestPromisesThatCannotBeKeptAreRefusedByTheNameOfTheField(t *testing.T) {
	t.Parallel()
	deployed(t)
	lin, alice := lead(t), customer(t)
	office := func(changes string) string {
		return `{"timeZone":"Europe/Berlin","hours":{"mon":["09:00-17:00"]}` + changes + `}`
	}
	name := "/v1/sla/calendars/never-" + strings.ToLower(rand.Text())
	opened := `{"at":"2026-04-02T14:00:00Z","type":"opened"}`
	for _, c := range []struct{ method, path, body, field string }{
		{http.MethodPut, name, `{"timeZone":"Europe/Berlin","hours":{}}`, "hours"},
		{http.MethodPut, name, office(`,"holidays":["2026-02-30"]`), "holidays[0]"},
		{http.MethodPut, "/v1/sla/calendars/always", office(""), "id"},
		{http.MethodPut, "/v1/sla/policies", `[{"id":"a","calendar":"nowhere","targets":{}}]`, "policies[0].calendar"},
		{http.MethodPut, "/v1/sla/policies", `[{"id":"a","match":{"tier":["gold"]},"targets":{}}]`, "policies[0].match"},
		{http.MethodPut, "/v1/sla/policies", `[{"id":"a","targets":{"resolution":{"within":"8761h"}}}]`, "policies[0].targets.resolution.within"},
		{http.MethodPost, "/v1/sla/simulations", `{"events":[` + opened + `,{"at":"2026-04-02T13:59:59Z","type":"customerReplied"}],"asOf":"2026-04-03T00:00:00Z"}`, "events[1].at"},
	} {
		alice.call(t, c.method, c.path, c.body, "If-Match", "*").want(http.StatusForbidden)
		refused := lin.call(t, c.method, c.path, c.body, "If-Match", "*").want(http.StatusUnprocessableEntity)
		if !strings.Contains(string(refused.Body), `"name":"`+c.field+`"`) {
			t.Errorf("%s %s does not name %s: %s", c.method, c.path, c.field, refused.Body)
		}
	}
	lin.get(t, name).want(http.StatusNotFound)
}

func TestCalendarIsSetOnlyOverTheVersionThatWasSeen(t *testing.T) {
	t.Parallel()
	deployed(t)
	lin, bo := lead(t), agent(t)
	path := "/v1/sla/calendars/" + lin.sets(t)
	read := bo.get(t, path).want(http.StatusOK)
	var next map[string]any
	if err := json.Unmarshal(read.Body, &next); err != nil {
		t.Fatal(err)
	}
	next["timeZone"] = "Asia/Kathmandu"
	lin.call(t, http.MethodPut, path, next).want(http.StatusPreconditionRequired)
	set := lin.call(t, http.MethodPut, path, next, "If-Match", read.Header.Get("ETag")).want(http.StatusOK)
	status, isStatus := strings.CutSuffix(set.Header.Get("Link"), `>; rel="status"`)
	if set.Header.Get("ETag") != `"2"` || !isStatus {
		t.Errorf("headers are %v", set.Header)
	}
	bo.get(t, strings.TrimPrefix(status, "<")).want(http.StatusOK)
	lin.call(t, http.MethodPut, path, next, "If-Match", read.Header.Get("ETag")).want(http.StatusPreconditionFailed)
	if before := bo.get(t, path+"?version=1").want(http.StatusOK); string(before.Body) != string(read.Body) {
		t.Errorf("the first version has become %s", before.Body)
	}
	listed := false
	for _, c := range all[struct{ ID, TimeZone string }](t, bo, "/v1/sla/calendars?") {
		listed = listed || strings.HasSuffix(path, c.ID) && c.TimeZone == "Asia/Kathmandu"
	}
	if !listed {
		t.Error("it is not listed as it is now")
	}
	bo.call(t, http.MethodPut, path, next, "If-Match", "*").want(http.StatusForbidden)
}
