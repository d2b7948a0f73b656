package complaint

import (
	"strings"
	"testing"
	"time"

	"aftercare/shared/escalation"
	"aftercare/shared/event"
	"aftercare/shared/fault"
)

// at gives a life of a complaint in a state.
func (l *life) to(status Status) *life {
	l.t.Helper()
	for i, p := range paths[status] {
		l.do(p.who, monday.Add(time.Duration(i+1)*time.Minute), p.cmd)
	}
	return l
}

func TestWhatASolutionIsHeldTo(t *testing.T) {
	now := monday.Add(time.Hour)
	for name, tc := range map[string]struct {
		change func(*Proposal)
		field  string
	}{
		"in order":                 {func(*Proposal) {}, ""},
		"a point without answer":   {func(p *Proposal) { p.Answers = p.Answers[:1] }, "answers"},
		"an unknown point":         {func(p *Proposal) { p.Answers[1].Point = "p9" }, "answers[1].point"},
		"a point answered twice":   {func(p *Proposal) { p.Answers[1].Point = "p1" }, "answers[1].point"},
		"no appeal":                {func(p *Proposal) { p.Appeal = "" }, "appeal"},
		"a date that is over":      {func(p *Proposal) { p.ExpectedBy = now.Add(-time.Second) }, "expectedBy"},
		"an unknown remedy":        {func(p *Proposal) { p.Remedies = []Kind{"flowers"} }, "remedies[0]"},
		"no reasons":               {func(p *Proposal) { p.Reasoning = "" }, "reasoning"},
		"an empty answer":          {func(p *Proposal) { p.Answers[0].Text = " " }, "answers[0].text"},
		"a third of a cent":        {func(p *Proposal) { p.Compensation = &Compensation{Credit, "0.333", "EUR"} }, "compensation.amount"},
		"nothing":                  {func(p *Proposal) { p.Compensation = &Compensation{Credit, "0.00", "EUR"} }, "compensation.amount"},
		"no number":                {func(p *Proposal) { p.Compensation = &Compensation{Credit, "-1", "EUR"} }, "compensation.amount"},
		"no asset":                 {func(p *Proposal) { p.Compensation = &Compensation{Credit, "1", "a coin"} }, "compensation.asset"},
		"an apology with money":    {func(p *Proposal) { p.Compensation = &Compensation{Apology, "1", "EUR"} }, "compensation.kind"},
		"too fine for what is new": {func(p *Proposal) { p.Compensation = &Compensation{Credit, "0.000000001", "NEW"} }, "compensation.amount"},
	} {
		t.Run(name, func(t *testing.T) {
			l := filed(t).to(Found)
			p := proposal(now, "")
			tc.change(&p)
			_, _, err := Propose(l.c, p, by(cora, now))
			if tc.field == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			wantKind(t, err, fault.Invalid)
			if err != nil && !strings.Contains(err.Error(), tc.field) {
				t.Errorf("%v does not name %s", err, tc.field)
			}
		})
	}
}

func TestWhatIsUpheldInFullNeedsNoAppeal(t *testing.T) {
	l := filed(t).to(Investigating)
	l.do(cora, monday.Add(time.Hour), find(UpheldYes))
	p := proposal(monday.Add(time.Hour), "")
	p.Appeal = ""
	if _, _, err := Propose(l.c, p, by(cora, monday.Add(time.Hour))); err != nil {
		t.Error(err)
	}
}

func TestTheDecisionIsMetWhenItIsSentAndNeverRestarts(t *testing.T) {
	l := filed(t).to(AwaitingApproval)
	if d, _ := l.c.Deadline(Decision); !d.open() {
		t.Error("a draft met the clock")
	}
	sent := monday.Add(2 * time.Hour)
	l.do(lin, sent, approve)
	for _, name := range []Name{Decision, DecisionStatutory} {
		if d, _ := l.c.Deadline(name); !d.MetAt.Equal(sent) {
			t.Errorf("%s is %+v", name, d)
		}
	}
	first := *l.c.Solution
	l.do(alice, sent.Add(time.Hour), reject)
	l.do(cora, sent.Add(2*time.Hour), propose(""))
	for _, name := range []Name{Decision, DecisionStatutory} {
		if d, _ := l.c.Deadline(name); !d.MetAt.Equal(sent) {
			t.Errorf("after a second solution, %s is %+v", name, d)
		}
	}
	if l.c.Solution.N != 2 || !l.c.DecidedAt.Equal(sent) {
		t.Errorf("solution %d, decided %s", l.c.Solution.N, l.c.DecidedAt)
	}
	for _, e := range l.events { // the first one is still there
		if e.Type == event.ComplaintProposed && strings.Contains(string(e.Private), first.Statement) && e.Time.Equal(sent) {
			return
		}
	}
	t.Error("the first solution is gone")
}

func TestADelayIsNotedAndTheDecisionStaysLate(t *testing.T) {
	l := filed(t).to(Found)
	d, _ := l.c.Deadline(Decision)
	l.do(cora, d.DueAt.Add(-time.Hour), postpone)
	if step, _ := l.c.NextStep(); !step.DueAt.Equal(d.DueAt) {
		t.Errorf("next by %s", step.DueAt)
	}
	late := d.DueAt.Add(time.Hour)
	wantTypes(t, l.do(System, late, Wake), event.SLABreached)
	if step, _ := l.c.NextStep(); !step.DueAt.Equal(l.c.Delay.DecisionBy) {
		t.Errorf("after the company's own time, next by %s and not %s", step.DueAt, l.c.Delay.DecisionBy)
	}
	l.do(cora, late.Add(time.Hour), propose(""))
	for _, name := range []Name{Decision, AnnouncedDecision} {
		got, _ := l.c.Deadline(name)
		if got.MetAt.IsZero() || got.BreachedAt.IsZero() != (name == AnnouncedDecision) {
			t.Errorf("%s is %+v", name, got)
		}
	}
}

func TestARejectionRaisesTheLevelEvenWhileOneWaitsAndOnlyToTheTop(t *testing.T) {
	l := filed(t)
	l.do(alice, monday, escalate(escalation.ByCustomer))
	l.to(Proposed)
	now := monday.Add(time.Hour)
	for _, want := range []int{2, 3, 3} {
		l.do(alice, now, reject)
		if l.c.Status != Escalated || l.c.Escalation.Level != want {
			t.Fatalf("%s at level %d, want %d", l.c.Status, l.c.Escalation.Level, want)
		}
		if d, _ := l.c.Deadline(Review); !d.Running() {
			t.Fatal("no clock runs for the new decision")
		}
		now = now.Add(time.Hour)
		l.do(cora, now, propose(""))
		now = now.Add(time.Hour)
	}
	l.do(alice, now, reject)
	if _, _, err := closeWith("final")(l.c, by(cora, now)); err != nil {
		t.Errorf("the company cannot stand by its decision: %v", err)
	}
}

func TestSilenceClosesWhatWaitsForTheCustomerAndAMessageGivesTimeAnew(t *testing.T) {
	for _, status := range []Status{Proposed, Fulfilled} {
		l := filed(t).to(status)
		if status == Fulfilled {
			l.c.Remedies = nil // paid or not is another test
		}
		due, _ := l.c.Deadline(Answer)
		l.do(alice, due.DueAt.Add(-time.Hour), write)
		wantTypes(t, l.do(System, due.DueAt.Add(time.Second), Wake))
		again, _ := l.c.Deadline(Answer)
		if want := due.DueAt.Add(AnswerTime - time.Hour); !again.DueAt.Equal(want) || again.Cycle != due.Cycle+1 {
			t.Errorf("the time is %+v, want %s", again, want)
		}
		got := l.do(System, again.DueAt.Add(time.Second), Wake)
		if got[0] != event.ComplaintClosed || l.c.Outcome != NoResponse || l.c.Status != Closed {
			t.Errorf("%v, %s as %s", got, l.c.Status, l.c.Outcome)
		}
	}
}

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

func TestADecisionThatDiffersFromTheLikeSaysWhy(t *testing.T) {
	l := filed(t).to(Found)
	now := monday.Add(time.Hour)
	earlier := func(all ...Upheld) (out []Precedent) {
		for _, u := range all {
			out = append(out, Precedent{Upheld: u})
		}
		return out
	}
	for name, tc := range map[string]struct {
		earlier []Precedent
		differs string
		refused bool
	}{
		"no earlier one":              {nil, "", false},
		"the same":                    {earlier(UpheldPartly), "", false},
		"another":                     {earlier(UpheldNo), "", true},
		"another, with its reason":    {earlier(UpheldNo), "The customer was told otherwise.", false},
		"as half of them":             {earlier(UpheldNo, UpheldPartly), "", false},
		"as the fewest of them":       {earlier(UpheldNo, UpheldPartly, UpheldYes), "", true},
		"money where there never was": {[]Precedent{{Upheld: UpheldPartly, Granted: &Compensation{}}}, "", true},
	} {
		t.Run(name, func(t *testing.T) {
			terms := by(cora, now)
			terms.Earlier = tc.earlier
			p := proposal(now, "")
			p.Differs = tc.differs
			_, _, err := Propose(l.c, p, terms)
			if (err != nil) != tc.refused || err != nil && !strings.Contains(err.Error(), "differs") {
				t.Errorf("refused: %v", err)
			}
		})
	}
}

func TestWhoWorkedTheCaseOrIsMeantNeitherInvestigatesNorApproves(t *testing.T) {
	worked := lin
	worked.Worked = true
	for status, cmds := range map[Status]map[string]command{
		Acknowledged: {"investigation": investigate}, Investigating: {"findings": find(UpheldNo)}, Found: {"solution": propose("")},
		AwaitingApproval: {"approval": approve, "refusal": refuse},
	} {
		l := filed(t).to(status)
		meant := l.c
		meant.About = []string{"lin"}
		for name, cmd := range cmds {
			if _, _, err := cmd(l.c, by(lin, monday.Add(time.Hour))); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			_, _, err := cmd(l.c, by(worked, monday.Add(time.Hour)))
			wantKind(t, err, fault.Forbidden)
			_, _, err = cmd(meant, by(lin, monday.Add(time.Hour)))
			wantKind(t, err, fault.Forbidden)
		}
	}
}

func TestWhatIsHeldIsNotAskedFor(t *testing.T) {
	f := filing()
	f.Loss = &Money{"1", "BTC"}
	c, _, err := File(f, regime(t, MiCA, "Europe/Vienna"), by(alice, monday))
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = Ask(c, Question{Question: "How much?", About: "loss"}, by(cora, monday))
	wantKind(t, err, fault.Invalid)
	after, _, err := Ask(c, Question{Question: "What do you want?", About: "desiredRemedy"}, by(cora, monday))
	if err != nil || len(after.Requests) != 1 {
		t.Fatal(err)
	}
	statutory, _ := c.Deadline(DecisionStatutory)
	if d, _ := after.Deadline(DecisionStatutory); d != statutory {
		t.Error("asking moved the statutory time")
	}
	_, _, err = Reply(after, 2, "All.", by(alice, monday))
	wantKind(t, err, fault.Missing)
	after, _, err = Reply(after, 1, "All.", by(alice, monday))
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = Reply(after, 1, "More.", by(alice, monday))
	wantKind(t, err, fault.Conflict)
}

func TestTheHashOfEvidenceIsFixedAndTellsOtherEvidenceApart(t *testing.T) {
	history := []event.Event{{Seq: 1, Type: event.TicketOpened, Time: monday}, {Seq: 2, Type: event.TicketReplied, Time: monday}}
	l := filed(t)
	seen := map[string]bool{}
	give := func(e Evidence, history []event.Event) Evidence {
		l.do(alice, monday, func(c Complaint, terms Terms) (Complaint, []event.Event, error) { return Give(c, e, history, terms) })
		return l.c.Evidence[len(l.c.Evidence)-1]
	}
	for _, e := range []Evidence{{Name: "a", Text: "b"}, {Name: "a", Text: "c"}, {Name: "a", URL: "https://example.com/b"}} {
		got := give(e, nil)
		if len(got.SHA256) != 64 || seen[got.SHA256] || got.ID != evidenceID(len(seen)) || got.By != event.Customer {
			t.Errorf("%+v", got)
		}
		if got.SHA256 != give(e, nil).SHA256 {
			t.Error("the same text has another hash")
		}
		seen[got.SHA256], seen[got.ID] = true, true
	}
	whole, part := give(Evidence{Name: "ticket", TicketID: "T"}, history), give(Evidence{Name: "ticket", TicketID: "T"}, history[:1])
	if whole.SHA256 == part.SHA256 || whole.TicketSeq != 2 || part.TicketSeq != 1 {
		t.Errorf("%+v and %+v", whole, part)
	}
	_, _, err := Give(l.c, Evidence{Name: "ticket", TicketID: "T"}, nil, by(alice, monday))
	wantKind(t, err, fault.Invalid)
	_, _, err = Find(filed(t).to(Investigating).c, Ruling{Summary: "x", Upheld: UpheldNo, Evidence: []string{"e7"}}, by(cora, monday.Add(time.Hour)))
	wantKind(t, err, fault.Invalid)
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
