package intake_test

import (
	"context"
	"testing"
	"time"

	"aftercare/shared/complaint"
	"aftercare/shared/fault"
	"aftercare/shared/intake"
)

// filed keeps what it is told to file.
type filed struct{ complaint.FilingCommand }

func (f *filed) File(_ context.Context, c complaint.FilingCommand, _ complaint.Who) (complaint.Done, error) {
	f.FilingCommand = c
	return complaint.Done{}, nil
}

// The statutory limit counts from the day the letter came, not from the day somebody scanned it.
func TestAComplaintIsReceivedWhenItsDataSays(t *testing.T) {
	sent := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		at   time.Time
		data string
		want time.Time
	}{
		"on paper, a week ago":        {sent, `,"receivedAt":"2026-11-15T09:00:00Z"`, time.Date(2026, 11, 15, 9, 0, 0, 0, time.UTC)},
		"with the message":            {sent.Add(-time.Minute), "", sent.Add(-time.Minute)},
		"with a message of last week": {sent.AddDate(0, 0, -7), "", sent.AddDate(0, 0, -1)},
	} {
		t.Run(name, func(t *testing.T) {
			var got filed
			m := intake.Message{ID: "m-1", Source: "/letters", Time: c.at, Data: []byte(`{"customer":{"id":"wei"},"channel":"letter","subject":"s","statement":"s"` + c.data + `}`)}
			if err := (intake.Complaints{Complaints: &got, IDs: plainIDs}).Handle(t.Context(), m, sent); err != nil {
				t.Fatal(err)
			}
			if !got.ReceivedAt.Equal(c.want) {
				t.Errorf("received at %s, want %s", got.ReceivedAt, c.want)
			}
		})
	}
}

func TestAComplaintOfTomorrowIsRefused(t *testing.T) {
	desk, store := inlet(t)
	raw := message(intake.ComplaintReceived, map[string]any{
		"customer": map[string]any{"id": "wei"}, "subject": "s", "statement": "s", "receivedAt": noon.AddDate(0, 0, 1),
	}, nil)
	if err := desk.Handle(t.Context(), "q-1", raw, noon); err != nil {
		t.Fatal(err)
	}
	page, err := store.Complaints(t.Context(), complaint.Query{View: complaint.ByCustomer, Customer: "wei", Limit: 10})
	if err != nil || len(page.Complaints) != 0 {
		t.Errorf("%d complaints were filed, %v, %v", len(page.Complaints), err, fault.KindOf(err))
	}
}
