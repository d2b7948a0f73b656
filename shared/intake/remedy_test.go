package intake_test

import (
	"context"
	"testing"
	"time"

	"aftercare/shared/complaint"
	"aftercare/shared/event"
	"aftercare/shared/intake"
	"aftercare/shared/memory"
	"aftercare/shared/ticket"
)

// turned keeps what was turned away.
type turned struct{ away []intake.Refusal }

func (r *turned) Refuse(_ context.Context, refusal intake.Refusal) error {
	r.away = append(r.away, refusal)
	return nil
}

// accepted is a complaint whose remedy with money is due, and the id of that remedy.
func accepted(t *testing.T, store *memory.Store) (*complaint.Service, string, string) {
	t.Helper()
	regime, err := complaint.NewRegime(complaint.MiCA, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	clock := func() time.Time { return noon }
	s := complaint.NewService(store, store, ticket.NewService(store, store, clock), regime, clock)
	cora := complaint.Do{Who: complaint.Who{Actor: event.Actor{Kind: event.Staff, ID: "cora"}, Groups: []string{"compliance"}}}
	alice := complaint.Do{Who: complaint.Who{Actor: event.Actor{Kind: event.Customer, ID: "alice"}}}
	const id = "C4V8N2J6WQ0Z"
	for _, step := range []func() (complaint.Done, error){
		func() (complaint.Done, error) {
			return s.File(t.Context(), complaint.FilingCommand{
				ID: id, FilingText: complaint.FilingText{Subject: "Fee", Statement: "Taken twice."}, Customer: ticket.Customer{ID: "alice"}, Channel: ticket.Web,
			}, alice.Who)
		},
		func() (complaint.Done, error) {
			return s.Acknowledge(t.Context(), id, complaint.Verdict{Admissible: true}, cora)
		},
		func() (complaint.Done, error) {
			return s.Investigate(t.Context(), id, complaint.Inquiry{Understanding: "x", Points: []complaint.Point{{ID: "1", Text: "x"}}}, cora)
		},
		func() (complaint.Done, error) {
			return s.Find(t.Context(), id, complaint.Ruling{Summary: "x", Upheld: complaint.UpheldYes}, cora)
		},
		func() (complaint.Done, error) {
			return s.Propose(t.Context(), id, complaint.Proposal{ExpectedBy: noon.AddDate(0, 0, 5), SolutionText: complaint.SolutionText{
				Statement: "x", Reasoning: "x", Answers: []complaint.PointAnswer{{Point: "1", Text: "x"}},
				Compensation: &complaint.Compensation{Kind: complaint.Credit, Amount: "1", Asset: "EUR"},
			}}, cora)
		},
		func() (complaint.Done, error) { return s.Accept(t.Context(), id, alice) },
	} {
		if _, err := step(); err != nil {
			t.Fatal(err)
		}
	}
	return s, id, id + "-1"
}

func TestARemedyIsPaidOnceHoweverOftenThatIsSaid(t *testing.T) {
	desk, store := inlet(t)
	var refused turned
	desk.Refusals = &refused
	s, id, remedy := accepted(t, store.Store)
	for _, key := range []string{"m-1", "m-1", "m-2"} {
		raw := message(intake.RemedyPaid, map[string]any{"complaintId": id, "remedyId": remedy, "paidAt": "2026-11-22T11:58:00Z"}, map[string]any{"id": key})
		if err := desk.Handle(t.Context(), key, raw, noon); err != nil {
			t.Fatal(err)
		}
	}
	c, err := s.Store().Complaint(t.Context(), id)
	if err != nil || c.Remedies[0].Unpaid() {
		t.Fatalf("%+v, %v", c.Remedies, err)
	}
	events, err := s.Store().Timeline(t.Context(), event.Complaint, id, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	paid := 0
	for _, e := range events {
		if e.Type == event.RemedyPaid {
			paid++
		}
	}
	if paid != 1 || len(refused.away) != 0 {
		t.Errorf("paid %d times, %d refusals", paid, len(refused.away))
	}
}

func TestAPaymentOfWhatWasNeverDueIsRefused(t *testing.T) {
	desk, store := inlet(t)
	var refused turned
	desk.Refusals = &refused
	_, id, remedy := accepted(t, store.Store)
	for name, data := range map[string]map[string]any{
		"another remedy":     {"complaintId": id, "remedyId": id + "-2", "paidAt": "2026-11-22T11:58:00Z"},
		"another complaint":  {"complaintId": "ZZZZZZZZZZZZ", "remedyId": remedy, "paidAt": "2026-11-22T11:58:00Z"},
		"no complaint":       {"complaintId": "x", "remedyId": remedy, "paidAt": "2026-11-22T11:58:00Z"},
		"no remedy":          {"complaintId": id, "paidAt": "2026-11-22T11:58:00Z"},
		"no time":            {"complaintId": id, "remedyId": remedy},
		"tomorrow":           {"complaintId": id, "remedyId": remedy, "paidAt": "2026-11-23T11:58:00Z"},
		"another type of id": {"complaintId": 7, "remedyId": remedy, "paidAt": "2026-11-22T11:58:00Z"},
	} {
		before := len(refused.away)
		if err := desk.Handle(t.Context(), "q-"+name, message(intake.RemedyPaid, data, nil), noon); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if len(refused.away) != before+1 || refused.away[before].Reason == "" {
			t.Errorf("%s is not refused with a reason", name)
		}
	}
}
