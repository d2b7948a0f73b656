package complaint

import (
	"fmt"
	"math/big"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"aftercare/shared/escalation"
	"aftercare/shared/event"
)

// TestLifeOfAComplaint gives random commands by random people at random times, some of them back in time, and checks
// after each what must hold of every complaint.
func TestLifeOfAComplaint(t *testing.T) {
	law := regime(t, MiCA, "Europe/Vienna")
	rapid.Check(t, func(t *rapid.T) {
		now := monday
		f := filing()
		f.ReceivedAt = now.Add(-time.Duration(rapid.IntRange(0, 20*24).Draw(t, "hours ago")) * time.Hour)
		c, events, err := File(f, law, by(cora, now))
		if err != nil {
			t.Fatal(err)
		}
		books := books{}
		for range rapid.IntRange(0, 60).Draw(t, "commands") {
			now = now.Add(time.Duration(rapid.IntRange(-600, 2*24*3600).Draw(t, "seconds")) * time.Second)
			tried := rapid.SampledFrom(anything(t)).Draw(t, "command")
			who, cmd := tried.who, tried.cmd
			if rapid.IntRange(0, 4).Draw(t, "anybody") == 0 {
				who = rapid.SampledFrom([]Who{alice, wei, bo, lin, cora, ada, System}).Draw(t, "who")
			}
			terms := by(who, now)
			terms.Spent = books.of(LedgerOf(who.Actor.ID, latest(now, c.LastAt)))
			after, more, err := cmd(c, terms)
			if err != nil {
				if len(more) > 0 {
					t.Fatal("a refused command made events")
				}
				continue
			}
			checkStep(t, c, after, more)
			checkProcedure(t, c, after, more)
			books.book(c.Remedies, after.Remedies)
			c, events = after, append(events, more...)
		}
		replayed, err := Replay(events)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := asJSON(replayed), asJSON(c); got != want {
			t.Fatalf("the timeline gives\n%s\nand the commands gave\n%s", got, want)
		}
		checkClocks(t, c, events)
		checkOnce(t, events)
		books.check(t, c)
	})
}

// anything is a command of each kind by who may give it, those that lead on more often, so that random lives get far.
func anything(t *rapid.T) []stride {
	causes := []escalation.Cause{escalation.Breach, escalation.ByCustomer, escalation.ByStaff, escalation.TakeoverExpired}
	amount := rapid.SampledFrom([]string{"", "0.5", "100", "249.99", "100000"}).Draw(t, "amount")
	upheld := rapid.SampledFrom([]Upheld{UpheldYes, UpheldPartly, UpheldNo}).Draw(t, "upheld")
	remedy := rapid.IntRange(1, 3).Draw(t, "remedy")
	pay := func(c Complaint, terms Terms) (Complaint, []event.Event, error) {
		return Pay(c, fmt.Sprintf("%s-%d", c.ID, remedy), terms.Now, terms)
	}
	note := func(c Complaint, terms Terms) (Complaint, []event.Event, error) {
		return Note(c, event.NoticeSent, Delivery{Notice: "n", Template: "receipt", To: "customer"}, terms)
	}
	practise := func(c Complaint, terms Terms) (Complaint, []event.Event, error) {
		return Complete(c, Completion{Lesson: len(c.Lessons)}, terms)
	}
	on := []stride{
		{cora, acknowledge(true, "")}, {cora, investigate}, {cora, find(upheld)}, {lin, propose(amount)}, {cora, approve}, {alice, Accept},
		{alice, reject}, {cora, fulfil}, {alice, follow(false)}, {System, pay},
	}
	return append(slices.Concat(on, on, on, on, on, on),
		stride{cora, acknowledge(false, "Not ours.")}, stride{ada, TakeOver}, stride{lin, deescalate}, stride{alice, Withdraw},
		stride{cora, closeWith("final")}, stride{cora, ask}, stride{alice, reply}, stride{alice, give}, stride{alice, write}, stride{ada, refuse},
		stride{cora, postpone}, stride{alice, follow(true)}, stride{lin, learn}, stride{lin, practise}, stride{cora, keep(true)}, stride{cora, keep(false)},
		stride{bo, escalate(rapid.SampledFrom(causes).Draw(t, "cause"))}, stride{System, Wake}, stride{System, note},
	)
}

func latest(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

// checkProcedure checks what the procedure promises, whatever happens.
func checkProcedure(t *rapid.T, before, after Complaint, events []event.Event) {
	statutory, _ := before.Deadline(DecisionStatutory)
	if d, _ := after.Deadline(DecisionStatutory); !d.DueAt.Equal(statutory.DueAt) {
		t.Fatalf("the statutory time moved from %s to %s", statutory.DueAt, d.DueAt)
	}
	if step, ok := after.NextStep(); ok == (after.Status == Closed) || ok && step.DueAt.IsZero() {
		t.Fatalf("%s has the next step %+v", after.Status, step)
	}
	for i, e := range events {
		switch e.Type {
		case event.ComplaintProposed:
			d, err := event.Decode[ProposedData](e)
			switch approved := i > 0 && events[i-1].Type == event.ComplaintApproved; {
			case err != nil:
				t.Fatal(err)
			case before.Findings == nil:
				t.Fatal("a decision without findings")
			case approved != (before.Status == AwaitingApproval) || approved == (e.Actor.ID == d.ProposedBy):
				t.Fatalf("%s sends what %s proposed, approved: %t", e.Actor.ID, d.ProposedBy, approved)
			}
			if d, _ := after.Deadline(Decision); d.MetAt.IsZero() {
				t.Fatal("the decision was sent and its clock not met")
			}
		case event.SLAMet:
			if c, err := event.Decode[Clock](e); err != nil || c.Target == Decision && after.Solution == nil {
				t.Fatalf("the decision is met without a solution, or %v", err)
			}
		}
	}
}

// checkOnce checks that each remedy was due and paid at most once, and paid only when it was due.
func checkOnce(t *rapid.T, events []event.Event) {
	due, paid := map[string]bool{}, map[string]bool{}
	for _, e := range events {
		switch e.Type {
		case event.RemedyDue:
			d, err := event.Decode[Owed](e)
			if err != nil || due[d.RemedyID] {
				t.Fatalf("%s is due twice, or %v", d.RemedyID, err)
			}
			due[d.RemedyID] = true
		case event.RemedyPaid:
			d, err := event.Decode[Paid](e)
			if err != nil || paid[d.RemedyID] || !due[d.RemedyID] {
				t.Fatalf("%s is paid twice or without being due, or %v", d.RemedyID, err)
			}
			paid[d.RemedyID] = true
		}
	}
}

// books are all ledgers, as storage keeps them.
type books map[LedgerID]Ledger

func (b books) of(id LedgerID) Ledger {
	if l, ok := b[id]; ok {
		return l
	}
	return Ledger{LedgerID: id}
}

func (b books) book(before, after []Remedy) {
	if id, changed := booked(before, after); changed {
		b[id] = b.of(id).book(before, after)
	}
}

// check wants the sum of all ledgers to be that of the remedies that stand, and nobody above their month.
func (b books) check(t *rapid.T, c Complaint) {
	stands, kept := new(big.Rat), new(big.Rat)
	for _, r := range c.Remedies {
		amount, _ := decimal(r.Amount)
		stands.Add(stands, amount)
	}
	for id, l := range b {
		kept.Add(kept, l.of("EUR"))
		own := new(big.Rat)
		for _, r := range c.Remedies {
			if amount, _ := decimal(r.Amount); r.Ledger == id {
				own.Add(own, amount)
			}
		}
		if own.Cmp(l.of("EUR")) != 0 {
			t.Fatalf("%s granted %s, and the ledger says %s", id.Person, own, l.of("EUR"))
		}
	}
	if stands.Cmp(kept) != 0 {
		t.Fatalf("remedies of %s stand, and the ledgers say %s", stands, kept)
	}
}

// checkStep checks what must hold between a complaint before and after one command.
func checkStep(t *rapid.T, before, after Complaint, events []event.Event) {
	if len(events) == 0 {
		if asJSON(before) != asJSON(after) {
			t.Fatal("the complaint changed without an event")
		}
		return
	}
	record := true
	for i, e := range events {
		if e.Seq != before.Seq+int64(i)+1 {
			t.Fatalf("event %d follows on %d", e.Seq, before.Seq)
		}
		if e.Time.Before(before.LastAt) {
			t.Fatal("time ran back")
		}
		record = record && e.Type.Record()
	}
	if !record && after.Version != before.Version+1 || record && after.Version != before.Version {
		t.Fatalf("version %d after %d", after.Version, before.Version)
	}
	rejected := slices.Contains(types(events), event.ComplaintRejected)
	if before.Escalation.Waiting() && after.Escalation.Level > before.Escalation.Level && !rejected {
		t.Fatalf("level %d rose to %d while it waited", before.Escalation.Level, after.Escalation.Level)
	}
	if after.Escalation.Level > before.Escalation.Level+1 || after.Escalation.Level > len(escalation.Default()) {
		t.Fatalf("level %d rose to %d", before.Escalation.Level, after.Escalation.Level)
	}
	if before.Status == Closed && after.Status != Closed {
		t.Fatal("a closed complaint came back to life")
	}
}

// checkClocks checks that each deadline was breached and met at most once, that none is lost, and that the timer is the
// one that the timeline tells of.
func checkClocks(t *rapid.T, c Complaint, events []event.Event) {
	type once struct {
		kind   event.Type
		target Name
		cycle  int
	}
	seen := map[once]bool{}
	var armed Armed
	for _, e := range events {
		switch e.Type {
		case event.SLAArmed:
			next, err := event.Decode[Armed](e)
			if err != nil || next.Revision != armed.Revision+1 {
				t.Fatalf("armed %+v after %+v, %v", next, armed, err)
			}
			armed = next
		case event.SLABreached, event.SLAMet, event.SLACancelled:
			clock, err := event.Decode[Clock](e)
			if key := (once{e.Type, clock.Target, clock.Cycle}); err != nil || seen[key] {
				t.Fatalf("%s of %s came twice, or %v", e.Type, clock.Target, err)
			} else {
				seen[key] = true
			}
		}
	}
	if !c.ArmedFor.Equal(armed.WakeAt) || c.ArmRevision != armed.Revision {
		t.Fatalf("armed as %d for %s, and the timeline says %+v", c.ArmRevision, c.ArmedFor, armed)
	}
	if c.Status == Closed && !c.WakeAt().Equal(c.remindAt()) && !c.owes() {
		t.Fatal("a closed complaint has a clock, and not of a lesson alone")
	}
	before := c
	woken, _, err := Wake(c, by(System, c.LastAt.AddDate(1, 0, 0)))
	if err != nil {
		t.Fatal(err)
	}
	if asJSON(before) != asJSON(c) {
		t.Fatal("a command changed the complaint that it was given")
	}
	for _, d := range woken.Deadlines {
		if d.Running() && !slices.Contains(quiet, d.Name) { // these wait for the exchange to pay
			t.Fatalf("a year later %s still runs", d.Name)
		}
	}
}
