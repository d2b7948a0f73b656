package complaint

import (
	"encoding/json"
	"testing"
	"time"

	"aftercare/shared/event"
)

// FuzzApply reads stored events whose parts are anything at all, after a good beginning: each is refused or applied,
// and the complaint that it leaves can be stored and asked for its next step.
func FuzzApply(f *testing.F) {
	_, events, err := File(filing(), regime(f, MiCA, "UTC"), by(alice, monday))
	if err != nil {
		f.Fatal(err)
	}
	for _, e := range events {
		f.Add(string(e.Type), string(e.Data), string(e.Private))
	}
	for _, kind := range []event.Type{
		event.ComplaintAcknowledged, event.ComplaintEscalated, event.ComplaintDeescalated, event.ComplaintClosed,
		event.SLABreached, event.SLAMet, event.SLACancelled, event.SLAArmed, event.ComplaintTakenOver, event.SecretRedacted,
		event.ComplaintInvestigated, event.ComplaintAsked, event.ComplaintAnswered, event.ComplaintEvidenced, event.ComplaintMessaged,
		event.ComplaintFound, event.ComplaintDrafted, event.ComplaintRefused, event.ComplaintProposed, event.ComplaintAccepted,
		event.ComplaintRejected, event.ComplaintFulfilled, event.ComplaintDelayed, event.ComplaintLearned, event.ComplaintLessonDue, event.ComplaintLessonDone, event.RemedyDue, event.RemedyPaid,
	} {
		f.Add(string(kind), `{"status":"acknowledged","target":"decision","level":-1,"dueAt":"2026-03-02T10:00:00Z"}`, "null")
	}
	f.Fuzz(func(t *testing.T, kind, data, private string) {
		before, err := Apply(Complaint{}, events[0])
		if err != nil {
			t.Fatal(err)
		}
		after, err := Apply(before, event.Event{
			Type: event.Type(kind), Time: monday.Add(time.Minute), Seq: 2, Aggregate: event.Aggregate{Kind: event.Complaint, ID: before.ID, Version: 2},
			Actor: bo.Actor, Data: json.RawMessage(data), Private: json.RawMessage(private),
		})
		if err != nil {
			return
		}
		after.NextStep()
		if _, err := json.Marshal(after); err != nil {
			t.Errorf("the complaint cannot be stored: %v", err)
		}
	})
}
