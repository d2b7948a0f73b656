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

func TestAHoldingReplyInTimeMovesTheLawsLimitWhereTheLawLetsIt(t *testing.T) {
	f := filing()
	f.Service = "payment"
	c, _, err := File(f, regime(t, UK, "Europe/London"), by(alice, monday))
	if err != nil {
		t.Fatal(err)
	}
	law, _ := c.Deadline(DecisionStatutory)
	hold := func(now, until time.Time) Deadline {
		after, _, err := Postpone(c, Postponement{Reasons: "x", DecisionBy: until}, by(cora, now))
		if err != nil {
			t.Fatal(err)
		}
		d, _ := after.Deadline(DecisionStatutory)
		return d
	}
	for name, tc := range map[string]struct{ now, until, want time.Time }{
		"in time":         {law.DueAt, law.DueAt.AddDate(0, 0, 7), law.DueAt.AddDate(0, 0, 7)},
		"too far":         {law.DueAt, law.DueAt.AddDate(1, 0, 0), law.ExtensibleTo},
		"before it is up": {monday, law.DueAt.Add(-time.Hour), law.DueAt},
		"too late":        {law.DueAt.Add(time.Second), law.DueAt.AddDate(0, 0, 7), law.DueAt},
	} {
		if got := hold(tc.now, tc.until); !got.DueAt.Equal(tc.want) {
			t.Errorf("%s: %s instead of %s", name, got.DueAt, tc.want)
		}
	}
}
