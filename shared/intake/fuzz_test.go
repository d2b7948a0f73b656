package intake_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"aftercare/shared/intake"
)

// FuzzMessage puts any bytes at all onto the queue. Each message is done with at once, taken in or refused: one that
// came again for ever would be found here. What is kept of it is JSON.
func FuzzMessage(f *testing.F) {
	f.Add(message(intake.ContactReceived, contact, nil))
	f.Add(message(intake.ComplaintReceived, filing, nil))
	f.Add(message(intake.SurveyAnswered, map[string]any{"surveyId": "0123456789AB", "score": 5}, nil))
	f.Add(message("support.unknown", contact, nil))
	f.Add([]byte(`{"specversion":"1.0","id":"","source":null,"type":1,"time":"x","data":[]}`))
	f.Add([]byte(`{"data":` + strings.Repeat(`{"data":`, 300)))
	f.Add([]byte("\xff"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		desk, store := inlet(t)
		if err := desk.Handle(t.Context(), "q-1", raw, noon.Add(-time.Hour)); err != nil {
			t.Errorf("comes again for ever: %v", err)
		}
		if kept := json.NewDecoder(strings.NewReader(store.kept.String())); store.kept.Len() > 0 {
			for kept.More() {
				if err := kept.Decode(new(any)); err != nil {
					t.Fatalf("kept what is no JSON: %v", err)
				}
			}
		}
	})
}

// FuzzData leaves the envelope as it must be, to get at the data of each type.
func FuzzData(f *testing.F) {
	kinds := []string{
		intake.ContactReceived, intake.ComplaintReceived, intake.SurveyAnswered,
		intake.CallEnded, intake.VisitEnded, intake.IncidentNoticed, intake.IncidentEnded, intake.CustomerActive,
	}
	alice := map[string]any{"id": "alice", "phone": "+43 1 5550100"}
	for i, data := range []map[string]any{
		contact, filing, {"surveyId": "0123456789AB", "score": 1, "comment": "slow"},
		{"callId": "c", "customer": alice, "queuedAt": "2026-11-22T11:50:00Z", "answeredAt": "2026-11-22T11:51:00Z", "endedAt": "2026-11-22T11:52:00Z", "agent": "bo", "note": "Told her how.", "followUp": true},
		{"visitId": "v", "customer": alice, "outcome": "solved", "endedAt": "2026-11-22T11:52:00Z"},
		{"incidentId": "i", "severity": "major", "startedAt": "2026-11-22T11:50:00Z", "noticedAt": "2026-11-22T11:51:00Z", "categories": []string{"deposit"}},
		{"incidentId": "i", "endedAt": "2026-11-22T11:55:00Z"},
		{"customer": alice, "at": "2026-11-22T11:50:00Z"},
	} {
		raw, err := json.Marshal(data)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(uint8(i), raw)
	}
	f.Add(uint8(0), []byte(`{"channel":"phone","thread":"t","customer":{"phone":"+43 1 5"},"body":"\u0000"}`))
	f.Add(uint8(1), []byte(`{"statement":"x","loss":{"amount":"1e999999999"},"receivedAt":"9999-12-31T23:59:59Z"}`))
	f.Fuzz(func(t *testing.T, kind uint8, data []byte) {
		if !json.Valid(data) {
			t.Skip()
		}
		raw, err := json.Marshal(map[string]any{
			"specversion": "1.0", "id": "m-1", "source": "/chat", "time": "2026-11-22T11:59:00Z",
			"type": kinds[int(kind)%len(kinds)], "data": json.RawMessage(data),
		})
		if err != nil {
			t.Fatal(err)
		}
		desk, _ := inlet(t)
		for range 2 { // the queue delivers twice at times
			if err := desk.Handle(t.Context(), "q-1", raw, noon.Add(-time.Hour)); err != nil {
				t.Errorf("comes again for ever: %v", err)
			}
		}
	})
}
