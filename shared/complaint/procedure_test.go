package complaint

import (
	"slices"
	"strings"
	"testing"
	"time"

	"aftercare/shared/escalation"
	"aftercare/shared/event"
	"aftercare/shared/fault"
)

// steps are the commands of every step and verdict, with everything that they need.
var steps = map[string]command{
	"acknowledgement/admissible":   acknowledge(true, ""),
	"acknowledgement/inadmissible": acknowledge(false, "It is about another company."),
	"investigation":                investigate,
	"information-requests":         ask,
	"answer":                       reply,
	"evidence":                     give,
	"messages":                     write,
	"findings":                     find(UpheldPartly),
	"solution/proposed":            propose("100"),
	"solution/awaitingApproval":    propose("100000"),
	"approval/approved":            approve,
	"approval/refused":             refuse,
	"delay":                        postpone,
	"acceptance":                   Accept,
	"rejection":                    reject,
	"fulfilment":                   fulfil,
	"follow-up/satisfied":          follow(true),
	"follow-up/unsatisfied":        follow(false),
	"escalation":                   escalate(escalation.ByCustomer),
	"takeover":                     TakeOver,
	"de-escalation":                deescalate,
	"withdrawal":                   Withdraw,
	"closure":                      closeWith("inadmissible"),
	"lesson":                       learn,
	"lesson-completion":            complete,
	"hold":                         keep(true),
	"release":                      keep(false),
	"customer":                     assign,
	"link-revocations":             revoke,
	"paper-copies":                 paper,
	"dispatch":                     dispatch,
}

// alone are the steps that only the machine takes; each has a test of its own.
var alone = []Step{FilingStep, PaymentStep, SilenceStep, ConfirmationStep}

var people = map[Party]Who{Complainant: alice, Agent: bo, Lead: lin, Compliance: cora, Admin: ada, "another customer": wei}

// stride is one step on a path.
type stride struct {
	who Who
	cmd command
}

// paths lead to each state.
var paths = func() map[Status][]stride {
	admissible := stride{cora, acknowledge(true, "")}
	found := []stride{admissible, {cora, investigate}, {cora, find(UpheldPartly)}}
	proposed := append(slices.Clone(found), stride{cora, propose("100")})
	accepted := append(slices.Clone(proposed), stride{alice, Accept})
	return map[Status][]stride{
		Received:         {},
		Acknowledged:     {admissible},
		Inadmissible:     {{cora, acknowledge(false, "It is about another company.")}},
		Investigating:    found[:2],
		Found:            found,
		AwaitingApproval: append(slices.Clone(found), stride{cora, propose("100000")}),
		Proposed:         proposed,
		Accepted:         accepted,
		Fulfilled:        append(slices.Clone(accepted), stride{cora, fulfil}),
		Escalated:        append(slices.Clone(proposed), stride{alice, reject}),
		Closed:           {{alice, Withdraw}},
	}
}()

// reached gives a complaint in each state, with a question that is open, at a level that waits for a takeover, and held
// and not, so that the steps about all these apply.
func reached(t *testing.T) map[Status]Complaint {
	states := map[Status]Complaint{}
	for _, status := range Statuses {
		l := filed(t)
		l.do(cora, monday, ask)
		l.do(alice, monday.Add(time.Minute), escalate(escalation.ByCustomer))
		for _, p := range paths[status] {
			l.do(p.who, monday.Add(2*time.Minute), p.cmd)
		}
		if l.c.Status != status {
			t.Fatalf("the path to %s leads to %s", status, l.c.Status)
		}
		states[status] = l.c
	}
	return states
}

func TestEveryTransitionByEveryRole(t *testing.T) {
	// Written out by hand and not read from the table, so that a slip there is seen here.
	handlers, superior := []Party{Lead, Compliance}, []Party{Lead, Compliance, Admin}
	who := map[string][]Party{
		"acknowledgement/admissible": handlers, "acknowledgement/inadmissible": handlers, "investigation": handlers,
		"information-requests": handlers, "answer": {Complainant}, "evidence": {Complainant, Lead, Compliance},
		"messages": {Complainant, Lead, Compliance}, "findings": handlers, "solution/proposed": handlers, "solution/awaitingApproval": handlers,
		"approval/approved": superior, "approval/refused": superior, "delay": handlers,
		"acceptance": {Complainant}, "rejection": {Complainant}, "fulfilment": handlers,
		"follow-up/satisfied": {Complainant}, "follow-up/unsatisfied": {Complainant},
		"escalation": {Complainant, Agent, Lead, Compliance, Admin}, "takeover": superior, "de-escalation": superior,
		"withdrawal": {Complainant}, "closure": handlers, "lesson": superior, "lesson-completion": superior, "hold": {Compliance, Admin}, "release": {Compliance, Admin},
		"customer": handlers, "link-revocations": {Complainant, Lead, Compliance}, "paper-copies": {Complainant, Lead, Compliance}, "dispatch": handlers,
	}
	same := func(all ...Status) map[Status]Status {
		to := map[Status]Status{}
		for _, s := range all {
			to[s] = s
		}
		return to
	}
	closing := map[Status]Status{}
	for _, s := range unclosed {
		closing[s] = Closed
	}
	waiting := same(Received, Acknowledged, Investigating, Found, AwaitingApproval, Escalated)
	judged := same(Found, AwaitingApproval, Proposed, Accepted, Fulfilled, Escalated)
	to := map[string]map[Status]Status{
		"acknowledgement/admissible":   {Received: Acknowledged},
		"acknowledgement/inadmissible": {Received: Inadmissible},
		"investigation":                {Acknowledged: Investigating, Escalated: Investigating},
		"information-requests":         waiting,
		"answer":                       same(unclosed...),
		"evidence":                     same(unclosed...),
		"messages":                     same(unclosed...),
		"findings":                     {Investigating: Found},
		"solution/proposed":            {Found: Proposed, Escalated: Proposed},
		"solution/awaitingApproval":    {Found: AwaitingApproval, Escalated: AwaitingApproval},
		"approval/approved":            {AwaitingApproval: Proposed},
		"approval/refused":             {AwaitingApproval: Found},
		"delay":                        waiting,
		"acceptance":                   {Proposed: Accepted},
		"rejection":                    {Proposed: Escalated},
		"fulfilment":                   {Accepted: Fulfilled},
		"follow-up/satisfied":          {Fulfilled: Closed},
		"follow-up/unsatisfied":        {Fulfilled: Escalated},
		"escalation":                   same(unclosed...),
		"takeover":                     same(unclosed...),
		"de-escalation":                same(unclosed...),
		"withdrawal":                   closing,
		"closure":                      {Inadmissible: Closed, Escalated: Closed, Fulfilled: Closed},
		"lesson":                       judged,
		"lesson-completion":            same(Statuses...),
		"hold":                         same(Statuses...),
		"release":                      same(Statuses...),
		"customer":                     same(Statuses...),
		"link-revocations":             same(Statuses...),
		"paper-copies":                 same(Statuses...),
		"dispatch":                     same(Statuses...),
	}
	for status, c := range reached(t) {
		for name, cmd := range steps {
			for party, person := range people {
				t.Run(string(status)+"/"+name+"/"+string(party), func(t *testing.T) {
					after, events, err := cmd(c, by(person, monday.Add(time.Hour)))
					next, allowed := to[name][status]
					own := strings.HasPrefix(name, "approval/") && status == AwaitingApproval && party == Compliance // it is hers
					own = own || name == "takeover" && status == Escalated && party == Lead                          // it is at level 2
					switch {
					case !slices.Contains(who[name], party) || own:
						wantKind(t, err, fault.Forbidden)
					case !allowed:
						wantKind(t, err, fault.Conflict)
					case err != nil:
						t.Errorf("refused: %v", err)
					case after.Status != next || len(events) == 0 && name != "release":
						t.Errorf("is %s after %d events, want %s", after.Status, len(events), next)
					}
				})
			}
		}
	}
}

func TestProcedureNamesEveryStepThatIsCarriedOut(t *testing.T) {
	for _, row := range procedure {
		name := string(row.Step)
		if row.Verdict != "" {
			name += "/" + row.Verdict
		}
		if _, carriedOut := steps[name]; !carriedOut && !slices.Contains(alone, row.Step) {
			t.Errorf("the step %s has a row and no command", name)
		}
		for _, from := range row.From {
			if from == Closed && row.To != stays {
				t.Errorf("the step %s leads out of closed", row.Step)
			}
		}
	}
	for _, status := range unclosed {
		if next, waits := next[status]; !waits || len(next.due) == 0 {
			t.Errorf("nothing follows on %s, or not by a time", status)
		}
	}
}

// somebody may take the step.
func somebody(row Transition) Who {
	for _, p := range slices.Backward(row.Who) {
		if person, ok := people[p]; ok {
			return person
		}
	}
	return System
}

// TestTheTableSaysWhatHappens holds each row to what its command does: which clocks it meets and begins, and what
// happens first.
func TestTheTableSaysWhatHappens(t *testing.T) {
	states := reached(t)
	for _, row := range procedure {
		if slices.Contains(alone, row.Step) {
			continue
		}
		name := string(row.Step)
		if row.Verdict != "" {
			name += "/" + row.Verdict
		}
		for _, from := range row.From {
			c := states[from]
			if row.Step == LessonStep && c.Findings == nil || row.Step == TakeoverStep && from == Closed {
				continue
			}
			c.Held = row.Step == ReleaseStep
			if row.Step == EscalationStep { // while a level waits, the cause is only noted
				c.Escalation = escalation.State{}
			}
			person := somebody(row)
			after, events, err := steps[name](c, by(person, monday.Add(time.Hour)))
			if err != nil {
				t.Errorf("%s from %s: %v", name, from, err)
				continue
			}
			if !slices.Contains(types(events), row.Event) {
				t.Errorf("%s from %s makes %v, and no %s", name, from, types(events), row.Event)
			}
			for _, d := range c.Deadlines {
				now, _ := after.Deadline(d.Name)
				begun := now.cycle() > d.cycle()
				switch met := !now.MetAt.IsZero() && d.MetAt.IsZero() && !begun; {
				case met != (d.open() && slices.Contains(row.Meets, d.Name) && !begun):
					t.Errorf("%s from %s: %s is met: %t", name, from, d.Name, met)
				case begun && !slices.Contains(row.Starts, d.Name):
					t.Errorf("%s from %s begins %s anew", name, from, d.Name)
				}
			}
			for _, begins := range row.Starts {
				if d, ok := after.Deadline(begins); !ok || !d.Running() {
					t.Errorf("%s from %s does not begin %s", name, from, begins)
				}
			}
			if row.Ends && slices.ContainsFunc(after.Deadlines, func(d Deadline) bool { return d.ends() && !slices.Contains(row.Starts, d.Name) }) {
				t.Errorf("%s from %s leaves a clock", name, from)
			}
		}
	}
}

func TestEveryStepRefusesToGoWithoutWhatItNeeds(t *testing.T) {
	states := reached(t)
	without := map[string]command{
		"acknowledgement/inadmissible": acknowledge(false, ""),
		"escalation": func(c Complaint, terms Terms) (Complaint, []event.Event, error) {
			return Escalate(c, escalation.ByCustomer, "", terms)
		},
		"de-escalation": func(c Complaint, terms Terms) (Complaint, []event.Event, error) { return Deescalate(c, "", terms) },
		"closure":       func(c Complaint, terms Terms) (Complaint, []event.Event, error) { return Close(c, Closure{}, terms) },
		"investigation": func(c Complaint, terms Terms) (Complaint, []event.Event, error) {
			return Investigate(c, Inquiry{}, terms)
		},
		"information-requests": func(c Complaint, terms Terms) (Complaint, []event.Event, error) {
			return Ask(c, Question{}, terms)
		},
		"answer": func(c Complaint, terms Terms) (Complaint, []event.Event, error) { return Reply(c, 1, "", terms) },
		"evidence": func(c Complaint, terms Terms) (Complaint, []event.Event, error) {
			return Give(c, Evidence{}, nil, terms)
		},
		"messages": func(c Complaint, terms Terms) (Complaint, []event.Event, error) { return Write(c, "", terms) },
		"findings": func(c Complaint, terms Terms) (Complaint, []event.Event, error) { return Find(c, Ruling{}, terms) },
		"solution/proposed": func(c Complaint, terms Terms) (Complaint, []event.Event, error) {
			return Propose(c, Proposal{}, terms)
		},
		"solution/awaitingApproval": func(c Complaint, terms Terms) (Complaint, []event.Event, error) {
			return Propose(c, Proposal{SolutionText: SolutionText{Compensation: &Compensation{Kind: Credit, Amount: "1000000", Asset: "EUR"}}}, terms)
		},
		"approval/refused": func(c Complaint, terms Terms) (Complaint, []event.Event, error) { return Approve(c, Approval{}, terms) },
		"delay": func(c Complaint, terms Terms) (Complaint, []event.Event, error) {
			return Postpone(c, Postponement{}, terms)
		},
		"rejection":        func(c Complaint, terms Terms) (Complaint, []event.Event, error) { return Reject(c, "", terms) },
		"fulfilment":       func(c Complaint, terms Terms) (Complaint, []event.Event, error) { return Fulfil(c, "", terms) },
		"lesson":           func(c Complaint, terms Terms) (Complaint, []event.Event, error) { return Learn(c, Learning{}, terms) },
		"hold":             func(c Complaint, terms Terms) (Complaint, []event.Event, error) { return Keep(c, true, "", terms) },
		"release":          func(c Complaint, terms Terms) (Complaint, []event.Event, error) { return Keep(c, false, "", terms) },
		"customer":         func(c Complaint, terms Terms) (Complaint, []event.Event, error) { return Assign(c, "", terms) },
		"link-revocations": func(c Complaint, terms Terms) (Complaint, []event.Event, error) { return Revoke(c, "", terms) },
		"paper-copies":     func(c Complaint, terms Terms) (Complaint, []event.Event, error) { return Paper(c, "", "", terms) },
	}
	for _, row := range procedure {
		if len(row.Needs) == 0 || slices.Contains(alone, row.Step) {
			continue
		}
		name := string(row.Step)
		if row.Verdict != "" {
			name += "/" + row.Verdict
		}
		cmd, ok := without[name]
		if !ok {
			t.Errorf("%s needs %v, and no test goes without", name, row.Needs)
			continue
		}
		_, _, err := cmd(states[row.From[0]], by(somebody(row), monday))
		wantKind(t, err, fault.Invalid)
		for _, need := range row.Needs {
			if err != nil && !strings.Contains(err.Error(), need) {
				t.Errorf("%s does not say that %s is missing: %v", name, need, err)
			}
		}
	}
}

func TestWordsAreLookedAtBeforeTheStateAndAfterPermission(t *testing.T) {
	l := filed(t)
	l.do(alice, monday.Add(time.Minute), Withdraw)
	empty := func(c Complaint, terms Terms) (Complaint, []event.Event, error) { return Deescalate(c, " ", terms) }
	_, _, err := empty(l.c, by(bo, monday))
	wantKind(t, err, fault.Forbidden)
	_, _, err = empty(l.c, by(lin, monday))
	wantKind(t, err, fault.Invalid)
	_, _, err = deescalate(l.c, by(lin, monday))
	wantKind(t, err, fault.Conflict)
}

func TestNotAdmissibleNeedsReasonsWhereTheStateAllowsItAtAll(t *testing.T) {
	l := filed(t)
	_, _, err := acknowledge(false, "")(l.c, by(cora, monday))
	wantKind(t, err, fault.Invalid)
	l.do(cora, monday, acknowledge(true, ""))
	_, _, err = acknowledge(false, "")(l.c, by(cora, monday))
	wantKind(t, err, fault.Conflict)
}

func TestNextStepSaysWhoAndUntilWhen(t *testing.T) {
	l := filed(t)
	step, ok := l.c.NextStep()
	if want := (NextStep{Compliance, AcknowledgementStep, monday.Add(24 * time.Hour)}); !ok || step != want {
		t.Errorf("got %v, want %v", step, want)
	}
	l.do(alice, monday, escalate(escalation.ByCustomer))
	if step, _ = l.c.NextStep(); step != (NextStep{Lead, TakeoverStep, monday.Add(30 * time.Minute)}) {
		t.Errorf("a waiting level comes first, got %v", step)
	}
	l.do(lin, monday, TakeOver)
	l.do(cora, monday, acknowledge(true, ""))
	if step, _ = l.c.NextStep(); step != (NextStep{Compliance, "investigation", monday.Add(120 * time.Hour)}) {
		t.Errorf("got %v", step)
	}
	l.do(alice, monday, Withdraw)
	if _, ok = l.c.NextStep(); ok {
		t.Error("a closed complaint has a next step")
	}
}
