package policies_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"aftercare/shared/web"
)

const simulations = "/v1/sla/simulations"

// easter is a case of four working hours, opened on the Thursday before Easter at 16:00 in Berlin.
const easter = `{
	"calendars":{"u":{"timeZone":"Europe/Berlin","hours":{"mon":["09:00-17:00"],"tue":["09:00-17:00"],"wed":["09:00-17:00"],"thu":["09:00-17:00"],"fri":["09:00-17:00"]},
		"holidays":[{"from":"2026-04-03","name":"Good Friday"},"2026-04-06"]}},
	"policies":[{"id":"office","calendar":"u","targets":{"firstReply":{"within":"4h"},"resolution":{"within":"8h","pauseOn":["pending"]}},"warnAt":[0.5],"warnBefore":["1h"]}],
	"events":[{"at":"2026-04-02T14:00:00Z","type":"opened","channel":"web","priority":"normal"},
		{"at":"2026-04-07T08:00:00Z","type":"agentReplied","visibility":"public"},
		{"at":"2026-04-07T08:00:00Z","type":"statusChanged","status":"pending"},
		{"at":"2026-04-07T09:30:00Z","type":"customerReplied"}],
	"asOf":"2026-04-07T10:00:00Z"}`

func TestASimulationTellsWhatWouldBecomeOfACase(t *testing.T) {
	d := newDesk(t)
	d.same(d.do(http.StatusOK, lin, http.MethodPost, simulations, easter), `{
	"asOf":"2026-04-07T10:00:00Z",
	"targets":[
		{"name":"firstReply","cycle":1,"status":"met","startedAt":"2026-04-02T14:00:00Z","dueAt":"2026-04-07T10:00:00Z","metAt":"2026-04-07T08:00:00Z",
		 "countedSeconds":7200,"pausedSeconds":0,"warnings":[],
		 "intervals":[{"from":"2026-04-02T14:00:00Z","to":"2026-04-02T15:00:00Z","kind":"counted"},
			{"from":"2026-04-02T15:00:00Z","to":"2026-04-07T07:00:00Z","kind":"closed","why":[{"reason":"hours"},{"reason":"holiday","name":"Good Friday","date":"2026-04-03"},{"reason":"holiday","date":"2026-04-06"}]},
			{"from":"2026-04-07T07:00:00Z","to":"2026-04-07T08:00:00Z","kind":"counted"}]},
		{"name":"resolution","cycle":1,"status":"running","startedAt":"2026-04-02T14:00:00Z","dueAt":"2026-04-08T07:30:00Z",
		 "countedSeconds":9000,"pausedSeconds":5400,
		 "warnings":[{"fraction":0.5,"at":"2026-04-07T11:30:00Z","ahead":true},{"before":"1h","at":"2026-04-07T14:30:00Z","ahead":true}],
		 "intervals":[{"from":"2026-04-02T14:00:00Z","to":"2026-04-02T15:00:00Z","kind":"counted"},
			{"from":"2026-04-02T15:00:00Z","to":"2026-04-07T07:00:00Z","kind":"closed","why":[{"reason":"hours"},{"reason":"holiday","name":"Good Friday","date":"2026-04-03"},{"reason":"holiday","date":"2026-04-06"}]},
			{"from":"2026-04-07T07:00:00Z","to":"2026-04-07T08:00:00Z","kind":"counted"},
			{"from":"2026-04-07T08:00:00Z","to":"2026-04-07T09:30:00Z","kind":"paused","pausedBy":["pending"]},
			{"from":"2026-04-07T09:30:00Z","to":"2026-04-07T10:00:00Z","kind":"counted"}]}],
	"history":[
		{"at":"2026-04-02T14:00:00Z","type":"started","target":"firstReply","cycle":1,"dueAt":"2026-04-07T10:00:00Z"},
		{"at":"2026-04-02T14:00:00Z","type":"started","target":"resolution","cycle":1,"dueAt":"2026-04-07T14:00:00Z"},
		{"at":"2026-04-07T08:00:00Z","type":"met","target":"firstReply","cycle":1,"dueAt":"2026-04-07T10:00:00Z"},
		{"at":"2026-04-07T09:30:00Z","type":"rescheduled","target":"resolution","cycle":1,"dueAt":"2026-04-08T07:30:00Z"}]}`)
}

func TestASimulationTakesWhatItIsNotGivenFromWhatIsInForce(t *testing.T) {
	d := newDesk(t)
	first := func(body string) string {
		t.Helper()
		w := d.do(http.StatusOK, ada, http.MethodPost, simulations, body)
		var told struct {
			Targets []struct {
				DueAt string `json:"dueAt"`
			} `json:"targets"`
		}
		if err := json.Unmarshal(w.Body.Bytes(), &told); err != nil || len(told.Targets) == 0 {
			t.Fatalf("%s: %v", w.Body, err)
		}
		return told.Targets[0].DueAt
	}
	history := `"events":[{"at":"2026-04-02T14:00:00Z","type":"opened","channel":"web"}],"asOf":"2026-04-02T14:00:00Z"`
	if got := first(`{` + history + `}`); got != "2026-04-02T14:05:00Z" {
		t.Errorf("by the defaults the first reply is due %s", got)
	}
	policies := `[{"id":"office","calendar":"berlin","targets":{"firstReply":{"within":"4h"}}}]`
	refused(d, d.do(http.StatusUnprocessableEntity, ada, http.MethodPost, simulations, `{"policies":`+policies+`,`+history+`}`), "policies[0].calendar")
	d.do(http.StatusCreated, ada, http.MethodPut, berlin, `{"timeZone":"Europe/Berlin","hours":{"thu":["09:00-17:00"],"fri":["09:00-17:00"]}}`)
	if got := first(`{"policies":` + policies + `,` + history + `}`); got != "2026-04-03T10:00:00Z" {
		t.Errorf("by the calendar that there is the first reply is due %s", got)
	}
	d.do(http.StatusOK, ada, http.MethodPut, path, policies, "If-Match", `"1"`)
	other := `"calendars":{"berlin":{"timeZone":"Europe/Berlin","hours":{"thu":["09:00-17:00"],"sat":["10:00-14:00"]}}},`
	if got := first(`{` + other + history + `}`); got != "2026-04-04T11:00:00Z" {
		t.Errorf("by another calendar of that name the first reply is due %s", got)
	}
	if got := first(`{` + history + `}`); got != "2026-04-03T10:00:00Z" {
		t.Errorf("after a trial, what is in force gives %s", got)
	}
	if latest, err := d.store.Edition(t.Context(), "berlin"); err != nil || latest.Version != 1 {
		t.Errorf("a trial left version %d: %v", latest.Version, err)
	}
}

func TestADueTimeThatAPersonSetIsClearedInASimulation(t *testing.T) {
	d := newDesk(t)
	for _, c := range []struct{ clear, want string }{{``, "2026-04-02T14:05:00Z"}, {`,"dueAt":null`, "2026-04-02T14:05:00Z"}, {`,"dueAt":"2026-04-02T17:00:00Z"`, "2026-04-02T17:00:00Z"}} {
		w := d.do(http.StatusOK, lin, http.MethodPost, simulations, `{"events":[{"at":"2026-04-02T14:00:00Z","type":"opened"},
			{"at":"2026-04-02T14:01:00Z","type":"dueSet","target":"firstReply","dueAt":"2026-04-02T16:00:00Z"},
			{"at":"2026-04-02T14:02:00Z","type":"dueSet","target":"firstReply"`+c.clear+`}],"asOf":"2026-04-02T14:03:00Z"}`)
		if !strings.Contains(w.Body.String(), `"startedAt":"2026-04-02T14:00:00Z","dueAt":"`+c.want+`"`) {
			t.Errorf("after %q: %s", c.clear, w.Body)
		}
	}
}

func TestASimulationIsRefusedByTheNameOfTheField(t *testing.T) {
	d := newDesk(t)
	opened := `{"at":"2026-04-02T14:00:00Z","type":"opened"}`
	with := func(events ...string) string {
		return `{"events":[` + strings.Join(events, ",") + `],"asOf":"2026-04-07T10:00:00Z"}`
	}
	for field, body := range map[string]string{
		"asOf":                                  `{"events":[` + opened + `]}`,
		"events":                                `{"asOf":"2026-04-07T10:00:00Z"}`,
		"events[0].type":                        with(`{"at":"2026-04-02T14:00:00Z","type":"agentReplied"}`),
		"events[1].type":                        with(opened, opened),
		"events[3].at":                          with(opened, opened, `{"at":"2026-04-02T15:00:00Z","type":"customerReplied"}`, `{"at":"2026-04-02T14:59:59Z","type":"customerReplied"}`),
		"events[1].at":                          with(opened, `{"at":"2026-04-07T10:00:01Z","type":"customerReplied"}`),
		"events[1].status":                      with(opened, `{"at":"2026-04-02T15:00:00Z","type":"statusChanged"}`),
		"events[1].visibility":                  with(opened, `{"at":"2026-04-02T15:00:00Z","type":"agentReplied","visibility":"secret"}`),
		"events[1].priority":                    with(opened, `{"at":"2026-04-02T15:00:00Z","type":"priorityChanged"}`),
		"events[1].target":                      with(opened, `{"at":"2026-04-02T15:00:00Z","type":"dueSet","dueAt":"2026-04-02T16:00:00Z"}`),
		"events[1].dueAt":                       with(opened, `{"at":"2026-04-02T15:00:00Z","type":"dueSet","target":"resolution","dueAt":"2026-04-02T14:59:00Z"}`),
		"calendars.u.timeZone":                  `{"calendars":{"u":{"timeZone":"Berlin","hours":{"mon":["09:00-17:00"]}}},` + with(opened)[1:],
		"calendars.u.hours.mon[0]":              `{"calendars":{"u":{"timeZone":"UTC","hours":{"mon":["9-17"]}}},` + with(opened)[1:],
		"calendars":                             `{"calendars":{"over there":{"timeZone":"UTC","hours":{"mon":["09:00-17:00"]}}},` + with(opened)[1:],
		"calendars.always":                      `{"calendars":{"always":{"timeZone":"UTC","hours":{"mon":["09:00-17:00"]}}},` + with(opened)[1:],
		"policies":                              `{"policies":[],` + with(opened)[1:],
		"policies[0].match":                     `{"policies":[{"id":"a","match":{"tier":["gold"]},"targets":{}}],` + with(opened)[1:],
		"policies[0].targets.firstReply.within": `{"policies":[{"id":"a","targets":{"firstReply":{"within":"soon"}}}],` + with(opened)[1:],
	} {
		w := d.do(http.StatusUnprocessableEntity, lin, http.MethodPost, simulations, body)
		if !strings.Contains(w.Body.String(), `"name":"`+field+`"`) {
			t.Errorf("%s is not named: %s", field, w.Body)
		}
	}
	d.do(http.StatusBadRequest, lin, http.MethodPost, simulations, `{"events":`)
	d.do(http.StatusRequestEntityTooLarge, lin, http.MethodPost, simulations, `"`+strings.Repeat("a", web.MaxBody)+`"`)
}

func TestASimulationHasUpToAThousandEvents(t *testing.T) {
	d := newDesk(t)
	body := func(n int) string {
		var b strings.Builder
		b.WriteString(`{"events":[{"at":"2026-04-02T14:00:00Z","type":"opened"}`)
		for i := 1; i < n; i++ {
			kind := []string{"customerReplied", "agentReplied", "autoReplied"}[i%3]
			fmt.Fprintf(&b, `,{"at":"2026-04-02T14:%02d:%02dZ","type":%q}`, i/60, i%60, kind)
		}
		b.WriteString(`],"asOf":"2026-04-07T10:00:00Z"}`)
		return b.String()
	}
	w := d.do(http.StatusOK, lin, http.MethodPost, simulations, body(1000))
	if !strings.Contains(w.Body.String(), `"cycle":333`) {
		t.Errorf("got %.300s", w.Body)
	}
	refused(d, d.do(http.StatusUnprocessableEntity, lin, http.MethodPost, simulations, body(1001)), "events")
}

func TestWhoTriesPromises(t *testing.T) {
	d := newDesk(t)
	for _, c := range []struct {
		who  *web.Caller
		want int
	}{{nil, 401}, {alice, 403}, {bo, 403}, {cora, 403}, {lin, 200}, {ada, 200}} {
		d.do(c.want, c.who, http.MethodPost, simulations, easter)
		if c.want == http.StatusForbidden { // before anything else that is wrong
			d.do(c.want, c.who, http.MethodPost, simulations, `{`)
			d.do(c.want, c.who, http.MethodPost, simulations, `{"events":[]}`)
		}
	}
	for range 2 { // a key is taken, and changes nothing
		d.do(http.StatusOK, lin, http.MethodPost, simulations, easter, "Idempotency-Key", "k")
	}
}
