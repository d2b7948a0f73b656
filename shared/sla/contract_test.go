package sla_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"aftercare/shared/sla"
)

// TestSimulatedRules has the rules of the contract as POST /v1/sla/simulations tells of them: what is sent, and lines of
// the answer. Times are those of 2026-03-02, a Monday.
func TestSimulatedRules(t *testing.T) {
	const (
		four = `[{"id":"p","match":{},"calendar":"always","targets":{"firstReply":{"within":"10m"},"nextReply":{"within":"20m"},` +
			`"update":{"within":"2h"},"resolution":{"within":"4h","pauseOn":["pending","hold"]}}}]`
		warned = `[{"id":"p","match":{},"calendar":"always","targets":{"resolution":{"within":"4h","pauseOn":["pending","hold"]}},"warnAt":[0.5,0.8]}]`
		ranks  = `[{"id":"u","match":{"priority":["urgent"]},"calendar":"always","targets":{"firstReply":{"within":"10m"},"resolution":{"within":"2h"}},"warnAt":[0.5]},` +
			`{"id":"p","match":{},"calendar":"always","targets":{"firstReply":{"within":"1h"},"update":{"within":"3h"},"resolution":{"within":"8h"}},"warnAt":[0.5]}]`
		shop = `[{"id":"p","match":{},"calendar":"u","targets":{"resolution":{"within":"4h","pauseOn":["pending","hold"]}}}]`
	)
	for _, test := range []struct {
		name, policies string
		events         []string
		asOf           string
		want           []string // lines that the answer must have
		not            []string // and such that it must not have
	}{
		{"1: a pause counts open hours, closed wins, neighbours are one", shop,
			[]string{"10:00 opened", "11:00 statusChanged pending", "16:00 statusChanged hold"}, "33:00",
			[]string{"resolution#1 paused counted 3600 paused 21600",
				"resolution 10:00-11:00 counted", "resolution 11:00-17:00 paused", "resolution 17:00-33:00 closed"}, nil},
		{"1: nothing is between two events of one second", shop,
			[]string{"10:00 opened", "11:00 statusChanged pending", "11:00 statusChanged open"}, "12:00",
			[]string{"resolution#1 running due 14:00 counted 7200 paused 0", "resolution 10:00-12:00 counted"}, nil},
		{"2: pending is an ordinary status to what does not pause", four,
			[]string{"09:00 opened", "09:01 statusChanged pending", "09:20 statusChanged hold"}, "09:30",
			[]string{"firstReply#1 breached due 09:10 breached 09:10 counted 1800 paused 0", "update#1 running due 11:00 counted 1800 paused 0",
				"resolution#1 paused counted 60 paused 1740"}, nil},
		{"3: asOf the due time it still runs, a second later it is breached", four,
			[]string{"09:00 opened"}, "09:10", []string{"firstReply#1 running due 09:10 counted 600 paused 0"}, []string{"09:10 breached firstReply#1"}},
		{"3: and that is said with the due time", four,
			[]string{"09:00 opened"}, "09:10:01", []string{"firstReply#1 breached due 09:10 breached 09:10 counted 601 paused 0", "09:10 breached firstReply#1"}, nil},
		{"3: what passed before a command comes before what the command does", four,
			[]string{"09:00 opened", "09:15 agentReplied"}, "09:15",
			[]string{"09:10 breached firstReply#1; 09:15 met firstReply#1; 09:15 met update#1; 09:15 started update#2"}, nil},
		{"4: a note and an automatic reply do nothing at all", four,
			[]string{"09:00 opened", "09:01 agentReplied internal", "09:02 autoReplied"}, "09:05",
			[]string{"firstReply#1 running due 09:10 counted 300 paused 0", "update#1 running due 11:00 counted 300 paused 0"}, []string{"met firstReply#1"}},
		{"4: they do not open a pending ticket either", four,
			[]string{"09:00 opened", "09:01 statusChanged pending", "09:02 agentReplied internal", "09:03 autoReplied"}, "09:05",
			[]string{"resolution#1 paused counted 60 paused 240"}, nil},
		{"5: what a message before the first reply asked is answered with it", four,
			[]string{"09:00 opened", "09:02 customerReplied", "09:05 agentReplied"}, "09:06", nil, []string{"started nextReply#1"}},
		{"5: the oldest message counts, and each question is a cycle", four,
			[]string{"09:00 opened", "09:05 agentReplied", "09:30 customerReplied", "09:40 customerReplied", "09:45 agentReplied", "09:50 customerReplied"}, "09:51",
			[]string{"nextReply#2 running due 10:10 counted 60 paused 0", "09:30 started nextReply#1", "09:45 met nextReply#1", "09:50 started nextReply#2"}, nil},
		{"5: the reason of a reopening is such a message", four,
			[]string{"09:00 opened", "09:05 agentReplied", "09:30 statusChanged solved", "10:00 reopened"}, "10:01",
			[]string{"nextReply#1 running due 10:20 counted 60 paused 0"}, nil},
		{"5: after a first reply that solving cancelled, too", four,
			[]string{"09:00 opened", "09:05 statusChanged solved", "10:00 customerReplied"}, "10:01",
			[]string{"firstReply#1 cancelled due 09:10 counted 300 paused 0", "nextReply#1 running due 10:20 counted 60 paused 0"}, []string{"started firstReply#2"}},
		{"6: update begins with every public reply and with a reopening, and ends at solving", four,
			[]string{"09:00 opened", "09:05 agentReplied", "09:30 statusChanged solved", "10:00 customerReplied"}, "10:01",
			[]string{"09:00 started update#1", "09:05 met update#1", "09:05 started update#2", "09:30 cancelled update#2", "10:00 started update#3"}, nil},
		{"7: the time between a solution and a reopening is solved", four,
			[]string{"09:00 opened", "09:05 agentReplied", "10:00 statusChanged solved", "15:00 customerReplied"}, "16:00",
			[]string{"resolution#1 running due 18:00 counted 7200 paused 0", "resolution 09:00-10:00 counted", "resolution 10:00-15:00 solved", "resolution 15:00-16:00 counted",
				"15:00 rescheduled resolution#1"}, nil},
		{"7: a breached resolution is not continued", four,
			[]string{"09:00 opened", "09:05 agentReplied", "14:00 statusChanged solved", "15:00 customerReplied"}, "16:00",
			[]string{"resolution#1 breached due 13:00 met 14:00 breached 13:00 counted 18000 paused 0"}, []string{"rescheduled resolution#1"}},
		{"8: a breach stays, done late it says when", four,
			[]string{"09:00 opened", "09:20 agentReplied"}, "10:00",
			[]string{"firstReply#1 breached due 09:10 met 09:20 breached 09:10 counted 1200 paused 0"}, nil},
		{"8: measured anew with time ahead it runs again, and the history keeps the breach", ranks,
			[]string{"09:00 opened urgent", "09:20 priorityChanged normal"}, "09:21",
			[]string{"firstReply#1 running due 10:00 counted 1260 paused 0", "09:10 breached firstReply#1", "09:20 rescheduled firstReply#1"}, nil},
		{"8: what was breached before it paused in closed hours stays so when it is measured anew", shop,
			[]string{"13:00 opened", "17:30 statusChanged pending", "18:00 priorityChanged high"}, "18:01",
			[]string{"resolution#1 breached due 17:00 breached 17:00 counted 14400 paused 0", "17:00 breached resolution#1"}, []string{"rescheduled resolution#1"}},
		{"9: a nearer due time that passed is a breach of the change", ranks,
			[]string{"09:00 opened", "09:20 priorityChanged urgent"}, "09:21",
			[]string{"firstReply#1 breached due 09:10 breached 09:20 counted 1260 paused 0", "update#1 cancelled due 12:00 counted 1200 paused 0", "resolution#1 running due 11:00 counted 1260 paused 0"}, nil},
		{"9: what a policy adds starts at its original start", ranks,
			[]string{"09:00 opened urgent", "09:05 agentReplied", "09:20 priorityChanged normal"}, "09:21",
			[]string{"update#2 running due 12:05 counted 960 paused 0", "firstReply#1 met due 09:10 met 09:05 counted 300 paused 0"}, nil},
		{"9: a minute of urgent leaves no breach that holds", ranks,
			[]string{"09:00 opened", "09:20 priorityChanged urgent", "09:21 priorityChanged normal", "09:40 agentReplied"}, "09:41",
			[]string{"firstReply#1 met due 10:00 met 09:40 counted 2400 paused 0"}, nil},
		{"9: and hides none that happened", ranks,
			[]string{"09:00 opened urgent", "10:30 priorityChanged normal", "10:31 priorityChanged urgent"}, "10:32",
			[]string{"firstReply#1 breached due 09:10 breached 09:10 counted 5520 paused 0"}, nil},
		{"10: a due time of a person stays through a pause", four,
			[]string{"09:00 opened", "09:05 agentReplied", "09:10 dueSet resolution 15:00", "10:00 statusChanged pending", "12:00 statusChanged open"}, "12:01",
			[]string{"resolution#1 running due 15:00 counted 3660 paused 7200"}, nil},
		{"10: cleared with null it is the policy's again", four,
			[]string{"09:00 opened", "09:05 agentReplied", "09:10 dueSet resolution 15:00", "10:00 dueSet resolution null"}, "10:01",
			[]string{"resolution#1 running due 13:00 counted 3660 paused 0", "10:00 rescheduled resolution#1"}, nil},
		{"10: and through a change of priority", ranks,
			[]string{"09:00 opened", "09:05 agentReplied", "09:10 dueSet resolution 15:00", "10:00 priorityChanged urgent"}, "10:01",
			[]string{"resolution#1 running due 15:00 counted 3660 paused 0"}, nil},
		{"11: each once, and none while paused", warned,
			[]string{"09:00 opened", "10:00 statusChanged pending", "20:00 statusChanged open"}, "22:13",
			[]string{"21:00 warned resolution#1 0.5; 22:12 warned resolution#1 0.8"}, []string{"11:00 warned resolution#1 0.5"}},
		{"11: none again after a reopening", warned,
			[]string{"09:00 opened", "11:30 statusChanged solved", "12:00 customerReplied"}, "13:00",
			[]string{"11:00 warned resolution#1 0.5; 11:30 met resolution#1; 12:00 rescheduled resolution#1; 12:42 warned resolution#1 0.8"}, nil},
		{"11: in one second the command is first, then the warning", warned,
			[]string{"09:00 opened", "11:00 statusChanged solved"}, "12:00", []string{"11:00 met resolution#1"}, []string{"warned resolution#1 0.5"}},
		{"11: a fraction that a change passed is warned at the change", ranks,
			[]string{"09:00 opened", "09:05 agentReplied", "10:30 priorityChanged urgent"}, "10:31",
			[]string{"10:30 warned resolution#1 0.5"}, nil},
		{"11: unless that is a breach", ranks,
			[]string{"09:00 opened", "09:05 agentReplied", "11:30 priorityChanged urgent"}, "11:31",
			[]string{"resolution#1 breached due 11:00 breached 11:30 counted 9060 paused 0"}, []string{"warned resolution#1 0.5"}},
		{"12: messages of a merged ticket start nextReply at the merge", four,
			[]string{"09:00 opened", "09:05 agentReplied", "10:00 merged"}, "10:01",
			[]string{"nextReply#1 running due 10:20 counted 60 paused 0", "resolution#1 running due 13:00 counted 3660 paused 0"}, nil},
		{"12: what is closed into another has nothing that runs", four,
			[]string{"09:00 opened", "09:05 closed", "09:30 customerReplied"}, "12:00",
			[]string{"firstReply#1 cancelled due 09:10 counted 300 paused 0", "resolution#1 cancelled due 13:00 counted 300 paused 0"}, []string{"breached firstReply#1", "started nextReply#1"}},
		{"13: a customer's message opens what is on hold, a reply what is new", four,
			[]string{"09:00 opened", "09:05 statusChanged hold", "09:06 customerReplied"}, "09:07",
			[]string{"resolution#1 running due 13:01 counted 360 paused 60"}, nil},
		{"13: a reply to what is pending leaves it so", four,
			[]string{"09:00 opened", "09:05 statusChanged pending", "09:06 agentReplied"}, "09:07",
			[]string{"resolution#1 paused counted 300 paused 120"}, nil},
		{"13: equal times keep their order", four,
			[]string{"09:00 opened", "09:05 customerReplied", "09:05 agentReplied", "09:05 customerReplied"}, "09:06",
			[]string{"nextReply#1 running due 09:25 counted 60 paused 0"}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := "\n" + strings.Join(answered(t, test.policies, test.asOf, test.events), "\n") + "\n"
			for _, line := range test.want {
				if !strings.Contains(got, "\n"+strings.ReplaceAll(line, "; ", "\n")+"\n") {
					t.Errorf("no %q in%s", line, got)
				}
			}
			for _, line := range test.not {
				if strings.Contains(got, line+"\n") {
					t.Errorf("%q in%s", line, got)
				}
			}
		})
	}
}

// answered simulates events such as "09:00 opened urgent" or "09:10 dueSet resolution 15:00" and gives the answer's
// lines: targets, their intervals, and the history.
func answered(t *testing.T, policies, asOf string, events []string) []string {
	t.Helper()
	stamp := func(text string) string { return clock(t, text).Format("2006-01-02T15:04:05Z07:00") }
	sent := make([]map[string]any, 0, len(events))
	for _, event := range events {
		words := append(strings.Fields(event), "", "")
		e := map[string]any{"at": stamp(words[0]), "type": words[1]}
		switch words[1] {
		case "opened":
			e["channel"], e["priority"] = "web", "normal"
			if words[2] != "" {
				e["priority"] = words[2]
			}
		case "agentReplied":
			e["visibility"] = "public"
			if words[2] != "" {
				e["visibility"] = words[2]
			}
		case "statusChanged":
			e["status"] = words[2]
		case "priorityChanged":
			e["priority"] = words[2]
		case "dueSet":
			e["target"], e["dueAt"] = words[2], nil
			if words[3] != "null" {
				e["dueAt"] = stamp(words[3])
			}
		}
		sent = append(sent, e)
	}
	text, err := json.Marshal(sent)
	if err != nil {
		t.Fatal(err)
	}
	told, err := sla.Simulate(scenario(t, `{"calendars":{"u":{"timeZone":"UTC","hours":{"mon":["09:00-17:00"],"tue":["09:00-17:00"]}}},`+
		`"policies":`+policies+`,"events":`+string(text)+`,"asOf":"`+stamp(asOf)+`"}`))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, x := range told.Targets {
		line := fmt.Sprintf("%s#%d %s", x.Name, x.Cycle, x.Status)
		for _, at := range []struct {
			word string
			time string
		}{{"due", hours(x.DueAt)}, {"met", hours(x.MetAt)}, {"breached", hours(x.BreachedAt)}} {
			if at.time != "-" {
				line += " " + at.word + " " + at.time
			}
		}
		out = append(out, fmt.Sprintf("%s counted %d paused %d", line, x.CountedSeconds, x.PausedSeconds))
		for _, in := range x.Intervals {
			out = append(out, fmt.Sprintf("%s %s-%s %s", x.Name, hours(in.From), hours(in.To), in.Kind))
		}
	}
	for _, h := range told.History {
		line := fmt.Sprintf("%s %s %s#%d", hours(h.At), h.Type, h.Target, h.Cycle)
		if h.Fraction != 0 {
			line += fmt.Sprintf(" %g", h.Fraction)
		}
		out = append(out, line)
	}
	return out
}
