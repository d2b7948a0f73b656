package insight_test

import (
	"encoding/json"
	"testing"

	"aftercare/shared/event"
	"aftercare/shared/insight"
)

// Whatever stands on a timeline, observing it ends, with figures or with an error.
func FuzzObserve(f *testing.F) {
	f.Add(`ticket`, `ticket.replied`, `{"visibility":"public","status":"open","receivedAt":"2026-03-02T10:00:00Z"}`)
	f.Add(`ticket`, `sla.breached`, `{"target":"resolution","cycle":1,"at":"2026-03-02T10:00:00Z"}`)
	f.Add(`ticket`, `feedback.received`, `{"surveyId":"S","kind":"csat","score":1,"low":true}`)
	f.Add(`ticket`, `ticket.merged`, `{"from":"T2","waitingSince":"2026-03-02T10:00:00Z"}`)
	f.Add(`ticket`, `ticket.reopened`, `{"cause":"reopening"}`)
	f.Add(`complaint`, `sla.met`, `{"target":"decision","cycle":1,"at":"2026-03-02T10:00:00Z"}`)
	f.Add(`survey`, `survey.sent`, `{"kind":"nps"}`)
	f.Add(`call`, `call.ended`, `{"queuedAt":"2026-03-02T10:00:00Z","answeredAt":"0001-01-01T00:00:00Z"}`)
	f.Add(`visit`, `visit.ended`, `{"customerId":"alice","endedAt":"9999-12-31T23:59:59Z"}`)
	d := newDesk(f)
	l := d.open("T1", at(2, "09:00"), alice).reply(at(2, "09:01"), bo).solve(at(2, "09:30"), bo)
	f.Fuzz(func(_ *testing.T, kind, happened, data string) {
		if !json.Valid([]byte(data)) {
			return
		}
		e := event.New(event.Type(happened), at(2, "10:00"), alice, json.RawMessage(data), nil)
		e.Seq, e.Aggregate = 1, event.Aggregate{Kind: event.Kind(kind), ID: "X1", Version: 1}
		_, _ = insight.Observe(insight.History{Events: []event.Event{e}}, d.promises())
		if e.Aggregate.Kind == event.Ticket {
			e.Seq = l.Seq + 1
			sight, err := insight.Look(insight.History{Events: append(l.events[:l.Seq:l.Seq], e)}, d.promises())
			if err == nil {
				sight.Observations(nil)
			}
		}
	})
}
