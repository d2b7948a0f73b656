package complaint_test

import (
	"strings"
	"testing"
	"time"

	"aftercare/shared/complaint"
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/ticket"
)

func TestNobodyJudgesTheirOwnComplaint(t *testing.T) {
	cora := complaint.Who{Actor: event.Actor{Kind: event.Staff, ID: "cora"}, Groups: []string{"compliance", "lead", "admin"}}
	own := complaint.Complaint{ID: "AAAABBBBCCCC", Status: complaint.Received, Customer: ticket.Customer{ID: "cora"}}
	other := own
	other.Customer.ID = "alice"
	terms := complaint.Terms{Now: noon(), Who: cora}
	verdict := complaint.Verdict{Admissible: true}
	if _, _, err := complaint.Acknowledge(own, verdict, terms); !fault.Is(err, fault.Forbidden) {
		t.Errorf("acknowledged: %v", err)
	}
	if _, _, err := complaint.Acknowledge(other, verdict, terms); err != nil {
		t.Errorf("somebody else's: %v", err)
	}
	if _, _, err := complaint.Withdraw(own, terms); err != nil {
		t.Errorf("taking it back: %v", err)
	}
	if _, _, err := complaint.Withdraw(other, terms); !fault.Is(err, fault.Forbidden) {
		t.Errorf("taking somebody else's back: %v", err)
	}
}

func TestComplaintLeavesRoomForItsAnswer(t *testing.T) {
	f := complaint.FilingCommand{ID: "AAAABBBBCCCC", Customer: ticket.Customer{ID: "alice"}, Channel: ticket.Web}
	f.Subject, f.Statement, f.DesiredRemedy = "x", strings.Repeat("a\u2028", 10_000), strings.Repeat("a\u2028", 10_000)
	regime, err := complaint.NewRegime(complaint.MiCA, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	alice := complaint.Who{Actor: event.Actor{Kind: event.Customer, ID: "alice"}}
	if _, _, err := complaint.File(f, regime, complaint.Terms{Now: noon(), Who: alice}); err != nil {
		t.Errorf("the longest statement and remedy: %v", err)
	}
	for range 4 {
		f.Evidence = append(f.Evidence, complaint.Evidence{Name: "x", Text: strings.Repeat("😀", 20_000)})
	}
	if _, _, err := complaint.File(f, regime, complaint.Terms{Now: noon(), Who: alice}); !fault.Is(err, fault.TooLarge) {
		t.Errorf("with as much evidence again: %v", err)
	}
}
