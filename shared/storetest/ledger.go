package storetest

import (
	"fmt"
	"testing"
	"time"

	"aftercare/shared/complaint"
	"aftercare/shared/fault"
	"aftercare/shared/ticket"

	gocmp "github.com/google/go-cmp/cmp"
)

var ledgerTests = map[string]func(*testing.T, *bench){
	"a ledger that does not exist is empty, and of two bookings at a time one is lost with its complaint": func(t *testing.T, b *bench) {
		id := complaint.LedgerID{Person: "cora", Month: "2026-03"}
		got, err := b.Ledger(t.Context(), id)
		must(t, err)
		if diff := gocmp.Diff(complaint.Ledger{LedgerID: id}, got); diff != "" {
			t.Fatal(diff)
		}
		book := func(complaintID string, version int64, sum string) error {
			change := filing(aComplaint(complaintID))
			change.Ledger = &complaint.Ledger{LedgerID: id, Version: version, Sums: map[string]string{"BTC": sum}}
			return b.SaveComplaint(t.Context(), change)
		}
		must(t, book("C1", 1, "0.015"))
		refuses(t, book("C2", 1, "0.01"), fault.Lost)
		_, err = b.Complaint(t.Context(), "C2")
		refuses(t, err, fault.Missing)
		must(t, book("C2", 2, "0.025"))
		got, err = b.Ledger(t.Context(), id)
		must(t, err)
		if got.Version != 2 || got.Sums["BTC"] != "0.025" || got.LedgerID != id {
			t.Errorf("the ledger is %+v", got)
		}
		other, err := b.Ledger(t.Context(), complaint.LedgerID{Person: "cora", Month: "2026-04"})
		must(t, err)
		if other.Version != 0 {
			t.Errorf("the next month begins with %+v", other)
		}
	},
	"decisions on the like come newest first, and no others": func(t *testing.T, b *bench) {
		like := complaint.Likeness{Category: "fees", Cause: "fee-table", Asset: "BTC"}
		var want []complaint.Precedent
		for i := range 5 {
			change := filing(aComplaint(fmt.Sprintf("C%d", i)))
			change.Precedent = &complaint.Precedent{
				Likeness: like, Complaint: change.Complaint.ID, Solution: 1, Upheld: complaint.UpheldPartly,
				Remedies: []complaint.Kind{complaint.Credit}, At: start.Add(time.Duration(i) * time.Hour),
				Granted: &complaint.Compensation{Kind: complaint.Credit, Amount: "0.001", Asset: "BTC"},
			}
			if i == 1 {
				change.Precedent.Asset = "ETH"
			} else {
				want = append([]complaint.Precedent{*change.Precedent}, want...)
			}
			must(t, b.SaveComplaint(t.Context(), change))
		}
		got, err := b.Precedents(t.Context(), like, 3)
		must(t, err)
		if diff := gocmp.Diff(want[:3], got); diff != "" {
			t.Error(diff)
		}
		none, err := b.Precedents(t.Context(), complaint.Likeness{Category: "fees", Cause: "fee-table"}, 3)
		must(t, err)
		if len(none) != 0 {
			t.Errorf("found %v", none)
		}
	},
	"a complaint and the ticket that it names are written together or not at all": func(t *testing.T, b *bench) {
		opened := aTicket("T1")
		must(t, b.SaveTicket(t.Context(), opening(opened)))
		tell := func(id string, before int64) error {
			told := opened
			told.Seq, told.Version, told.ComplaintID = before+1, before+1, id
			change := filing(aComplaint(id))
			change.Ticket = &ticket.Change{Before: before, Ticket: told, Events: nil}
			return b.SaveComplaint(t.Context(), change)
		}
		must(t, tell("C1", opened.Seq))
		refuses(t, tell("C2", opened.Seq), fault.Lost)
		_, err := b.Complaint(t.Context(), "C2")
		refuses(t, err, fault.Missing)
		got, err := b.Ticket(t.Context(), "T1")
		must(t, err)
		if got.ComplaintID != "C1" {
			t.Errorf("the ticket names %q", got.ComplaintID)
		}
	},
}
