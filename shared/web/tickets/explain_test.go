package tickets_test

import (
	"net/http"
	"testing"
	"time"

	"aftercare/shared/rescheduling"
	"aftercare/shared/sla"
)

// office promises an answer within four hours of an office in Berlin, and a solution within two days of eight.
func (d *desk) office() {
	d.Helper()
	hours := map[string][]string{}
	for _, day := range []string{"mon", "tue", "wed", "thu", "fri"} {
		hours[day] = []string{"09:00-17:00"}
	}
	spec := sla.CalendarSpec{TimeZone: "Europe/Berlin", Hours: hours, Holidays: []sla.Holiday{{From: "2026-03-03", To: "2026-03-03", Name: "Company day"}}}
	if err := d.store.PutCalendar(d.Context(), "berlin", 0, sla.Edition{From: d.now, Spec: spec}, rescheduling.Change{}); err != nil {
		d.Fatal(err)
	}
	hour := sla.Duration(time.Hour)
	err := d.store.PutPolicies(d.Context(), 0, sla.Policies{List: []sla.Policy{{
		ID: "office", Calendar: "berlin", WarnAt: []float64{0.5}, Targets: map[sla.Name]sla.Rule{
			sla.FirstReply: {Within: 4 * hour}, sla.Resolution: {Within: 16 * hour, PauseOn: []string{"pending"}},
		},
	}}}, rescheduling.Change{})
	if err != nil {
		d.Fatal(err)
	}
}

// worked gives the path of a ticket of alice, opened on a Monday at 14:00 in Berlin, answered on Wednesday at 10:00 and
// waiting for her from then on, and it is Wednesday, 11:00.
func (d *desk) worked() string {
	d.Helper()
	d.office()
	d.now = time.Date(2026, 3, 2, 13, 0, 0, 0, time.UTC)
	path := d.opened()
	d.now = time.Date(2026, 3, 4, 9, 0, 0, 0, time.UTC)
	d.post(http.StatusCreated, bo, path+"/messages", `{"body":"Which wallet was it?"}`)
	d.patch(http.StatusOK, bo, path, `{"status":"pending"}`, "If-Match", "*")
	d.now = d.now.Add(time.Hour)
	return path
}

func TestAnExplanationSaysWhyTimeDidNotCount(t *testing.T) {
	d := newDesk(t)
	path := d.worked()
	d.wants(d.get(http.StatusOK, bo, path), map[string]any{
		"sla.policy": "office", "sla.policyVersion": 1.0, "sla.calendar": "berlin", "sla.calendarVersion": 1.0,
	})
	d.wants(d.get(http.StatusOK, bo, path+"/sla"), map[string]any{
		"asOf":           "2026-03-04T10:00:00Z",
		"targets.0.name": "firstReply", "targets.0.status": "met", "targets.0.dueAt": "2026-03-04T09:00:00Z", "targets.0.countedSeconds": 14400.0,
		"targets.0.warnings.0.fraction": 0.5, "targets.0.warnings.0.at": "2026-03-02T15:00:00Z", "targets.0.warnings.0.ahead": nil,
		"targets.1.name": "resolution", "targets.1.status": "paused", "targets.1.dueAt": nil, "targets.1.pausedSeconds": 3600.0,
		"targets.1.intervals.0.kind": "counted", "targets.1.intervals.0.from": "2026-03-02T13:00:00Z", "targets.1.intervals.0.to": "2026-03-02T16:00:00Z",
		"targets.1.intervals.1.kind": "closed", "targets.1.intervals.1.why.0.reason": "hours",
		"targets.1.intervals.1.why.1.reason": "holiday", "targets.1.intervals.1.why.1.name": "Company day", "targets.1.intervals.1.why.1.date": "2026-03-03",
		"targets.1.intervals.2.kind": "counted", "targets.1.intervals.2.from": "2026-03-04T08:00:00Z",
		"targets.1.intervals.3.kind": "paused", "targets.1.intervals.3.pausedBy.0": "pending", "targets.1.intervals.3.to": "2026-03-04T10:00:00Z",
		"history.0.type": "started", "history.0.target": "firstReply", "history.2.type": "warned", "history.3.type": "met",
	})
}

func TestACustomerSeesWhyButNotWhoIsWarned(t *testing.T) {
	d := newDesk(t)
	path := d.worked()
	hers, ours := d.get(http.StatusOK, alice, path+"/sla"), d.get(http.StatusOK, bo, path+"/sla")
	for _, same := range []string{
		"targets.0.dueAt", "targets.0.metAt", "targets.1.status", "targets.1.countedSeconds", "targets.1.intervals.1.why.1.name", "targets.1.intervals.3.pausedBy.0",
	} {
		if hers.at(same) != ours.at(same) || hers.at(same) == nil {
			t.Errorf("%s is %v to her and %v to us", same, hers.at(same), ours.at(same))
		}
	}
	d.lacks(hers, "targets.0.warnings.0", "targets.1.warnings.0")
	history, _ := hers.body["history"].([]any)
	for i, kind := range []string{"started", "started", "met"} {
		if len(history) != 3 || hers.at("history."+string(rune('0'+i))+".type") != kind {
			t.Errorf("her history is %v", history)
		}
	}
	d.get(http.StatusNotFound, wei, path+"/sla")
	d.get(http.StatusUnauthorized, nil, path+"/sla")
	d.get(http.StatusNotFound, bo, root+"/0000-0000-0000/sla")
}

// What is read is what the ticket itself says, at whatever moment.
func TestAnExplanationAgreesWithTheTicket(t *testing.T) {
	d := newDesk(t)
	path := d.worked()
	for range 40 {
		d.now = d.now.Add(5 * time.Hour)
		d.wake(path)
		ticket, told := d.get(http.StatusOK, bo, path), d.get(http.StatusOK, bo, path+"/sla")
		for _, i := range []string{"0", "1"} {
			for _, field := range []string{"name", "cycle", "status", "startedAt", "dueAt", "metAt", "breachedAt"} {
				if got, want := told.at("targets."+i+"."+field), ticket.at("sla.targets."+i+"."+field); got != want {
					t.Fatalf("at %s, %s of target %s is %v, and in the ticket %v", d.now, field, i, got, want)
				}
			}
		}
		if d.now.Day()%3 == 0 {
			d.post(http.StatusCreated, alice, path+"/messages", `{"body":"The first one."}`)
		}
	}
}

// Tickets from before calendars named no version of one: they were counted around the clock.
func TestAnOldTicketIsExplained(t *testing.T) {
	d := newDesk(t)
	path := d.opened()
	d.now = d.now.Add(10 * time.Minute)
	d.wants(d.get(http.StatusOK, bo, path+"/sla"), map[string]any{
		"targets.0.status": "breached", "targets.0.intervals.0.kind": "counted", "targets.0.intervals.1": nil, "targets.0.countedSeconds": 600.0,
		"history.2.type": "warned", "history.4.type": "breached", "history.4.at": "2026-03-02T10:05:00Z",
	})
}
