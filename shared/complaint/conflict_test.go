package complaint_test

import (
	"testing"

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
