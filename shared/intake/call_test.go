package intake_test

import (
	"context"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"aftercare/shared/activity"
	"aftercare/shared/call"
	"aftercare/shared/incident"
	"aftercare/shared/intake"
	"aftercare/shared/ticket"
	"aftercare/shared/visit"
)

// switchboard keeps what it is told of calls, visits, incidents and activity.
type switchboard struct {
	calls     []call.Report
	seen      []visit.Visit
	incidents []incident.Incident
	ended     [][]string
	days      []activity.Day
}

func (s *switchboard) End(_ context.Context, r call.Report) (call.Call, error) {
	s.calls = append(s.calls, r)
	return call.Call{}, nil
}

func (s *switchboard) AddActive(_ context.Context, d activity.Day) error {
	s.days = append(s.days, d)
	return nil
}

type visits struct{ *switchboard }

func (v visits) End(_ context.Context, got visit.Visit, _ []string) (visit.Visit, error) {
	v.seen = append(v.seen, got)
	return got, nil
}

type incidents struct{ *switchboard }

func (i incidents) Notice(_ context.Context, got incident.Incident, _ []string) (incident.Incident, error) {
	i.incidents = append(i.incidents, got)
	return got, nil
}

func (i incidents) End(_ context.Context, ids []string, _, _ time.Time) (incident.Incident, error) {
	i.ended = append(i.ended, ids)
	return incident.Incident{}, nil
}

// told gives what the switchboard hears of a sample.
func told(t *testing.T, name string, parts map[string]any) *switchboard {
	t.Helper()
	var c counter
	s := &switchboard{}
	ids := func(_ context.Context, scope, key string) ([]string, error) {
		return []string{scope + "|" + strings.ReplaceAll(key, "\x00", "+")}, nil
	}
	desk := c.desk()
	desk.Handlers = map[string]intake.Handler{
		intake.CallEnded: intake.Calls{Calls: s, IDs: ids}, intake.VisitEnded: intake.Visits{Visits: visits{s}, IDs: ids},
		intake.IncidentNoticed: intake.Incidents{Incidents: incidents{s}, IDs: ids}, intake.IncidentEnded: intake.Incidents{Incidents: incidents{s}, IDs: ids},
		intake.CustomerActive: intake.Activities{Days: s, IDs: ids, Now: func() time.Time { return received }},
	}
	if err := desk.Handle(t.Context(), "queue-1", edited(t, name, parts), received); err != nil {
		t.Fatal(err)
	}
	if len(c.refusals) > 0 {
		t.Fatalf("%s is refused: %+v", name, c.refusals)
	}
	return s
}

func TestACallIsKnownByItsCentreAndItsOwnID(t *testing.T) {
	got := told(t, "intake/call-missed.json", nil).calls[0]
	if got.ID != "call /phone/callcentre|call-0002" || got.Customer.ID != "customer phone|43155501670" || got.Customer.Assurance != ticket.Asserted {
		t.Errorf("%+v", got)
	}
	if !got.AnsweredAt.IsZero() || got.Sent != received {
		t.Errorf("%+v", got)
	}
	again := told(t, "intake/call-missed.json", map[string]any{"id": "another message"}).calls[0]
	other := told(t, "intake/call-missed.json", map[string]any{"data.endedAt": "2026-11-22T09:50:41Z"}).calls[0]
	if again.Request != got.Request || again.ID != got.ID || other.ID != got.ID || other.Request == got.Request {
		t.Errorf("%s, %s, %s", got.Request, again.Request, other.Request)
	}
}

func TestAWithheldNumberNamesNobody(t *testing.T) {
	got := told(t, "intake/call-missed.json", map[string]any{"data.customer": map[string]any{"phone": "anonymous"}}).calls[0]
	if got.Customer.Assurance != ticket.Unverified {
		t.Errorf("%+v", got.Customer)
	}
}

func TestWhatElseIsToldComesThrough(t *testing.T) {
	if got := told(t, "intake/call-follow-up.json", map[string]any{"data.ticketId": "b2y0-19t0-apx6"}).calls[0]; !got.FollowUp || got.TicketID != "B2Y019T0APX6" || got.Agent != "bo" || got.Note == "" || got.Customer.Language != "zh" {
		t.Errorf("call %+v", got)
	}
	if got := told(t, "intake/visit-ended.json", nil).seen[0]; got.ID != "visit /help|visit-0001" || !got.Customer.Reachable || got.Outcome != visit.Solved {
		t.Errorf("visit %+v", got)
	}
	if got := told(t, "intake/incident-noticed.json", nil).incidents[0]; got.ID != "incident /monitoring|incident-0001" || got.Chain != "ethereum" || len(got.Categories) != 2 {
		t.Errorf("incident %+v", got)
	}
	if got := told(t, "intake/incident-ended.json", nil).ended[0]; got[0] != "incident /monitoring|incident-0001" {
		t.Errorf("ended %v", got)
	}
	if got := told(t, "intake/customer-active.json", nil).days[0]; got.Customer.ID != "customer-alice" || got.Customer.Email != "alice@example.com" || got.At.IsZero() {
		t.Errorf("active %+v", got)
	}
}

// Whoever sends what cannot be read has it back with a reason, and the function goes on.
func TestWhatCannotBeReadOfCallsAndTheRestIsRefused(t *testing.T) {
	for name, parts := range map[string]map[string]any{
		"intake/call-missed.json":      {"data.callId": nil},
		"intake/call-answered.json":    {"data.ticketId": "no ticket"},
		"intake/call-follow-up.json":   {"data.queuedAt": "yesterday"},
		"intake/visit-ended.json":      {"data.visitId": ""},
		"intake/incident-noticed.json": {"data.severity": 3},
		"intake/incident-ended.json":   {"data.incidentId": nil},
		"intake/customer-active.json":  {"data.customer": map[string]any{"name": "Alice"}},
	} {
		desk, _ := inlet(t)
		var away turned
		desk.Refusals = &away
		if err := desk.Handle(t.Context(), "q-1", edited(t, name, parts), noon); err != nil || len(away.away) != 1 || away.away[0].Reason == "" {
			t.Errorf("%s: %v, %+v", name, err, away.away)
		}
	}
}

func TestSamplesOfEveryTypeThatIsTakenInAreTakenIn(t *testing.T) {
	desk, _ := inlet(t)
	var away turned
	desk.Refusals = &away
	files, err := filepath.Glob(filepath.Join("..", "..", "events", "intake", "*.json"))
	if err != nil || len(files) < 10 {
		t.Fatalf("%d samples, %v", len(files), err)
	}
	for _, file := range files {
		raw := sample(t, "intake/"+filepath.Base(file))
		var m struct{ Type string }
		if err := json.Unmarshal(raw, &m); err != nil {
			t.Fatal(err)
		}
		if desk.Handlers[m.Type] == nil || m.Type == intake.RemedyPaid || m.Type == intake.SurveyAnswered || filepath.Base(file) == "incident-ended.json" {
			continue // of something that is not there yet
		}
		if err := desk.Handle(t.Context(), "q-1", raw, noon); err != nil || len(away.away) > 0 {
			t.Errorf("%s: %v, %+v", file, err, away.away)
			away.away = nil
		}
	}
}
