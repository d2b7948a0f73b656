package sla_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"aftercare/shared/sla"
)

// scenario reads a simulation as the API gets it.
func scenario(t testing.TB, text string) sla.Scenario {
	t.Helper()
	var s sla.Scenario
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		t.Fatal(err)
	}
	return s
}

func simulated(t testing.TB, text string) string {
	t.Helper()
	e, err := sla.Simulate(scenario(t, text))
	if err != nil {
		t.Fatal(err)
	}
	out, err := json.MarshalIndent(e, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

const office = `"u":{"timeZone":"Europe/Berlin","hours":{"mon":["09:00-17:00"],"tue":["09:00-17:00"],"wed":["09:00-17:00"],` +
	`"thu":["09:00-17:00"],"fri":["09:00-17:00"]},"holidays":["2026-04-03",{"from":"2026-04-06","to":"2026-04-06","name":"Easter Monday"}]}`

func TestSimulate_TellsEveryStretchOfTimeAndWhy(t *testing.T) {
	got := simulated(t, `{"calendars":{`+office+`},
		"policies":[{"id":"p","match":{},"calendar":"u","targets":{"resolution":{"within":"8h","pauseOn":["pending","hold"]}},"warnAt":[0.5,0.8],"warnBefore":["1h"]}],
		"events":[{"at":"2026-04-02T13:00:00Z","type":"opened","channel":"web","priority":"normal"},
			{"at":"2026-04-02T14:00:00Z","type":"statusChanged","status":"pending"},
			{"at":"2026-04-07T08:00:00Z","type":"statusChanged","status":"hold"},
			{"at":"2026-04-07T09:00:00Z","type":"customerReplied"}],
		"asOf":"2026-04-07T12:30:00Z"}`)
	want := `{
 "asOf": "2026-04-07T12:30:00Z",
 "targets": [
  {
   "name": "resolution",
   "cycle": 1,
   "status": "running",
   "startedAt": "2026-04-02T13:00:00Z",
   "dueAt": "2026-04-08T08:00:00Z",
   "countedSeconds": 16200,
   "pausedSeconds": 10800,
   "warnings": [
    {
     "fraction": 0.5,
     "at": "2026-04-07T12:00:00Z"
    },
    {
     "fraction": 0.8,
     "at": "2026-04-07T14:24:00Z",
     "ahead": true
    },
    {
     "before": "1h",
     "at": "2026-04-07T15:00:00Z",
     "ahead": true
    }
   ],
   "intervals": [
    {
     "from": "2026-04-02T13:00:00Z",
     "to": "2026-04-02T14:00:00Z",
     "kind": "counted"
    },
    {
     "from": "2026-04-02T14:00:00Z",
     "to": "2026-04-02T15:00:00Z",
     "kind": "paused",
     "pausedBy": [
      "pending"
     ]
    },
    {
     "from": "2026-04-02T15:00:00Z",
     "to": "2026-04-07T07:00:00Z",
     "kind": "closed",
     "why": [
      {
       "reason": "hours"
      },
      {
       "reason": "holiday",
       "date": "2026-04-03"
      },
      {
       "reason": "holiday",
       "name": "Easter Monday",
       "date": "2026-04-06"
      }
     ]
    },
    {
     "from": "2026-04-07T07:00:00Z",
     "to": "2026-04-07T09:00:00Z",
     "kind": "paused",
     "pausedBy": [
      "pending",
      "hold"
     ]
    },
    {
     "from": "2026-04-07T09:00:00Z",
     "to": "2026-04-07T12:30:00Z",
     "kind": "counted"
    }
   ]
  }
 ],
 "history": [
  {
   "at": "2026-04-02T13:00:00Z",
   "type": "started",
   "target": "resolution",
   "cycle": 1,
   "dueAt": "2026-04-07T13:00:00Z"
  },
  {
   "at": "2026-04-07T09:00:00Z",
   "type": "rescheduled",
   "target": "resolution",
   "cycle": 1,
   "dueAt": "2026-04-08T08:00:00Z"
  },
  {
   "at": "2026-04-07T12:00:00Z",
   "type": "warned",
   "target": "resolution",
   "cycle": 1,
   "fraction": 0.5,
   "dueAt": "2026-04-08T08:00:00Z"
  }
 ]
}`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
