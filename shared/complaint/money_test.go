package complaint

import (
	"testing"
	"time"

	"aftercare/shared/escalation"
	"aftercare/shared/event"
	"aftercare/shared/fault"
)

func TestARemedyWithMoneyIsDueOnceAndPaidOnceAndNotForgotten(t *testing.T) {
	l := filed(t).to(Proposed)
	if got := l.c.Remedies; len(got) != 1 || got[0].Unpaid() || got[0].Ledger != (LedgerID{"cora", "2026-03"}) {
		t.Fatalf("offered %+v", got)
	}
	l.do(alice, monday.Add(time.Hour), Accept)
	var owed []Owed
	for _, e := range l.events {
		if e.Type == event.RemedyDue {
			d, err := event.Decode[Owed](e)
			if err != nil {
				t.Fatal(err)
			}
			owed = append(owed, d)
		}
	}
	by5 := l.c.Solution.ExpectedBy
	if want := (Owed{RemedyID: id + "-1", Kind: Credit, Amount: "100", Asset: "EUR", CustomerID: "alice", DueAt: by5}); len(owed) != 1 || owed[0] != want {
		t.Fatalf("due is %+v, want %+v", owed, want)
	}
	l.do(cora, monday.Add(2*time.Hour), fulfil)
	answer, _ := l.c.Deadline(Answer)
	wantTypes(t, l.do(System, by5.Add(time.Second), Wake), event.SLABreached)
	wantTypes(t, l.do(System, answer.DueAt.Add(time.Second), Wake)) // not closed before it is paid
	pay := func(remedy string) command {
		return func(c Complaint, terms Terms) (Complaint, []event.Event, error) { return Pay(c, remedy, monday, terms) }
	}
	_, _, err := pay("other")(l.c, by(System, answer.DueAt))
	wantKind(t, err, fault.Missing)
	_, _, err = pay(id+"-1")(l.c, by(ada, answer.DueAt))
	wantKind(t, err, fault.Forbidden)
	wantTypes(t, l.do(System, answer.DueAt, pay(id+"-1")), event.RemedyPaid, event.SLAMet)
	wantTypes(t, l.do(System, answer.DueAt, pay(id+"-1")))
	l.do(System, answer.DueAt.Add(time.Second), Wake)
	if l.c.Status != Closed || len(l.c.Remedies) != 1 {
		t.Errorf("%s with %+v", l.c.Status, l.c.Remedies)
	}
}

func TestWhatTheCustomerDoesNotAcceptIsVoid(t *testing.T) {
	for name, end := range map[string]stride{"rejected": {alice, reject}, "withdrawn": {alice, Withdraw}} {
		l := filed(t).to(Proposed)
		before := l.c.Remedies
		l.do(end.who, monday.Add(time.Hour), end.cmd)
		ledger, ok := booked(before, l.c.Remedies)
		if !ok || len(l.c.Remedies) != 0 {
			t.Errorf("%s: %+v", name, l.c.Remedies)
		}
		had := Ledger{LedgerID: ledger}.book(nil, before)
		if got := had.book(before, l.c.Remedies); had.Sums["EUR"] != "100" || got.Sums["EUR"] != "0" || got.Version != 2 {
			t.Errorf("%s: the ledger is %+v after %+v", name, got, had)
		}
	}
}

func TestHowMuchMoneySomebodyGrantsAlone(t *testing.T) {
	l := filed(t).to(Found)
	now := monday.Add(time.Hour)
	for name, tc := range map[string]struct {
		who    Who
		amount string
		asset  string
		spent  string
		want   Status
	}{
		"a lead, up to the limit":      {lin, "250.00", "EUR", "", Proposed},
		"a lead, above":                {lin, "250.01", "EUR", "", AwaitingApproval},
		"compliance may more":          {cora, "250.01", "EUR", "", Proposed},
		"the last of the month":        {lin, "250", "eur", "2250", Proposed},
		"more than the month has":      {lin, "250", "EUR", "2250.01", AwaitingApproval},
		"an asset without a limit":     {cora, "0.00000001", "XRP2", "", AwaitingApproval},
		"both, then the higher limits": {Who{Actor: ada.Actor, Groups: []string{"lead", "compliance"}}, "1000", "EUR", "", Proposed},
	} {
		t.Run(name, func(t *testing.T) {
			terms := by(tc.who, now)
			terms.Spent = Ledger{LedgerID: LedgerOf(tc.who.Actor.ID, now), Sums: map[string]string{"EUR": tc.spent}}
			p := proposal(now, tc.amount)
			p.Compensation.Asset = tc.asset
			after, _, err := Propose(l.c, p, terms)
			if err != nil || after.Status != tc.want {
				t.Errorf("%s, %v", after.Status, err)
			}
		})
	}
}

func TestTheLimitIsOfTheComplaintAndNotOfEachSolution(t *testing.T) {
	now := monday.Add(time.Hour)
	for name, tc := range map[string]struct {
		stands, asset string
		want          Status
	}{
		"up to the limit together": {"150", "EUR", Proposed},
		"above it together":        {"150.01", "EUR", AwaitingApproval},
		"in another asset":         {"150.01", "BTC", Proposed},
	} {
		t.Run(name, func(t *testing.T) {
			l := filed(t).to(Found)
			l.c.Remedies = []Remedy{{
				ID: id + "-0", Compensation: Compensation{Kind: Credit, Amount: tc.stands, Asset: tc.asset},
				Ledger: LedgerOf("cora", now.AddDate(0, -1, 0)), DueAt: monday, PaidAt: monday,
			}}
			after, _, err := Propose(l.c, proposal(now, "100"), by(lin, now))
			if err != nil || after.Status != tc.want {
				t.Errorf("%s, %v", after.Status, err)
			}
		})
	}
}

func TestDefaultAuthorityIsInOrder(t *testing.T) {
	a, err := ParseAuthority(defaultAuthority)
	if err != nil || a.Precision["BTC"] != 8 || a.Precision["ETH"] != 18 || a.Precision["EUR"] != 2 {
		t.Errorf("%+v, %v", a, err)
	}
	for _, wrong := range []string{
		`[]`, `{"precision":{"btc":8}}`, `{"precision":{"BTC":99}}`, `{"other":-1}`, `{"limits":{"agent":{}}}`, `{"limits":{"lead":{"EUR":{"each":"2","month":"1"}}}}`,
	} {
		if _, err := ParseAuthority([]byte(wrong)); err == nil {
			t.Errorf("%s is in order", wrong)
		}
	}
}

func TestAPaymentThatIsLateCallsALevelEvenWhenTheComplaintIsClosed(t *testing.T) {
	l := filed(t).to(Fulfilled)
	l.do(alice, monday.Add(time.Hour), follow(true))
	late := l.c.Solution.ExpectedBy.Add(time.Second)
	wantTypes(t, l.do(System, late, Wake), event.SLABreached)
	wantTypes(t, l.do(System, late, escalate(escalation.Breach)), event.ComplaintEscalated)
	if step, ok := l.c.NextStep(); !ok || step.What != TakeoverStep || l.c.Status != Closed {
		t.Errorf("%s, next %+v", l.c.Status, step)
	}
	l.do(lin, late, TakeOver)
	l.do(System, late.Add(time.Hour), func(c Complaint, terms Terms) (Complaint, []event.Event, error) {
		return Pay(c, id+"-1", late, terms)
	})
	wantTypes(t, l.do(System, late.Add(time.Hour), escalate(escalation.Breach)))
}
