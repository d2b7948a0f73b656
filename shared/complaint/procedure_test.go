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
	"escalation":                   escalate(escalation.ByCustomer),
	"takeover":                     TakeOver,
	"de-escalation":                deescalate,
	"withdrawal":                   Withdraw,
	"closure":                      closeWith("inadmissible"),
}

var people = map[Party]Who{Complainant: alice, Agent: bo, Lead: lin, Compliance: cora, Admin: ada, "another customer": wei}

// reached gives a complaint in each state that the procedure reaches, at level 1 and waiting for a takeover, so that
// the steps about levels apply.
func reached(t *testing.T) map[Status]Complaint {
	states := map[Status]Complaint{}
	for status, path := range map[Status][]struct {
		who Who
		cmd command
	}{
		Received:     {},
		Acknowledged: {{cora, acknowledge(true, "")}},
		Inadmissible: {{cora, acknowledge(false, "It is about another company.")}},
		Closed:       {{alice, Withdraw}},
	} {
		l := filed(t)
		l.do(alice, monday.Add(time.Minute), escalate(escalation.ByCustomer))
		for _, p := range path {
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
	who := map[string][]Party{
		"acknowledgement/admissible":   {Lead, Compliance},
		"acknowledgement/inadmissible": {Lead, Compliance},
		"escalation":                   {Complainant, Agent, Lead, Compliance, Admin},
		"takeover":                     {Lead, Compliance, Admin},
		"de-escalation":                {Lead, Compliance, Admin},
		"withdrawal":                   {Complainant},
		"closure":                      {Lead, Compliance},
	}
	to := map[string]map[Status]Status{
		"acknowledgement/admissible":   {Received: Acknowledged},
		"acknowledgement/inadmissible": {Received: Inadmissible},
		"escalation":                   {Received: Received, Acknowledged: Acknowledged, Inadmissible: Inadmissible},
		"takeover":                     {Received: Received, Acknowledged: Acknowledged, Inadmissible: Inadmissible},
		"de-escalation":                {Received: Received, Acknowledged: Acknowledged, Inadmissible: Inadmissible},
		"withdrawal":                   {Received: Closed, Acknowledged: Closed, Inadmissible: Closed},
		"closure":                      {Inadmissible: Closed},
	}
	for status, c := range reached(t) {
		for name, cmd := range steps {
			for party, person := range people {
				t.Run(string(status)+"/"+name+"/"+string(party), func(t *testing.T) {
					after, events, err := cmd(c, by(person, monday.Add(time.Hour)))
					next, allowed := to[name][status]
					switch {
					case !slices.Contains(who[name], party):
						wantKind(t, err, fault.Forbidden)
					case !allowed:
						wantKind(t, err, fault.Conflict)
					case err != nil:
						t.Errorf("refused: %v", err)
					case after.Status != next || len(events) == 0:
						t.Errorf("is %s after %d events, want %s", after.Status, len(events), next)
					}
				})
			}
		}
	}
}

func TestProcedureNamesEveryStepThatIsCarriedOut(t *testing.T) {
	for _, row := range procedure {
		if row.Step == FilingStep {
			continue
		}
		name := string(row.Step)
		if row.Verdict != "" {
			name += "/" + row.Verdict
		}
		if _, carriedOut := steps[name]; !carriedOut {
			continue // the commands of these follow
		}
		for _, from := range row.From {
			if from == Closed && row.To != stays {
				t.Errorf("the step %s leads out of closed", row.Step)
			}
		}
	}
	for status := range reached(t) {
		if _, waits := next[status]; !waits && status != Closed {
			t.Errorf("nothing follows on %s", status)
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
	}
	for _, row := range procedure {
		if len(row.Needs) == 0 || row.Step == FilingStep { // filing has a test of its own
			continue
		}
		name := string(row.Step)
		if row.Verdict != "" {
			name += "/" + row.Verdict
		}
		cmd, ok := without[name]
		if !ok {
			continue // the commands of these follow
		}
		_, _, err := cmd(states[row.From[0]], by(lin, monday))
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
