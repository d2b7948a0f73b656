package complaint

import (
	"testing"
	"time"

	"aftercare/shared/escalation"
	"aftercare/shared/event"
	"aftercare/shared/fault"
)

func TestTheFirstDeadlineWakesOneSecondAfterItsDueTime(t *testing.T) {
	l := filed(t)
	wantTypes(t, types(l.events), event.ComplaintFiled) // a timer for a day ahead is the sweep's
	if !l.c.WakeAt().Equal(monday.Add(24*time.Hour + time.Second)) {
		t.Errorf("wakes at %s", l.c.WakeAt())
	}
}

func TestALetterThatIsNearlyDueIsArmedAtOnce(t *testing.T) {
	f := filing()
	f.Channel, f.ReceivedAt = Letter, monday.Add(-24*time.Hour+10*time.Minute)
	c, events, err := File(f, regime(t, MiCA, "Europe/Vienna"), by(cora, monday))
	if err != nil {
		t.Fatal(err)
	}
	wantTypes(t, types(events), event.ComplaintFiled, event.SLAArmed)
	armed, err := event.Decode[Armed](events[1])
	if want := monday.Add(10*time.Minute + time.Second); err != nil || armed.Revision != 1 || !armed.WakeAt.Equal(want) || !c.ArmedFor.Equal(want) {
		t.Errorf("armed %+v for %s, %v", armed, c.ArmedFor, err)
	}
}

func TestAnAcknowledgementAtTheDueTimeIsMet(t *testing.T) {
	l := filed(t)
	got := l.do(cora, monday.Add(24*time.Hour), acknowledge(true, ""))
	wantTypes(t, got, event.ComplaintAcknowledged, event.SLAMet)
	d, _ := l.c.Deadline(Acknowledgement)
	if d.MetAt.IsZero() || !d.BreachedAt.IsZero() {
		t.Errorf("the deadline is %+v", d)
	}
}

func TestAnAcknowledgementOneSecondLateIsABreachThatIsDoneLate(t *testing.T) {
	l := filed(t)
	got := l.do(cora, monday.Add(24*time.Hour+time.Second), acknowledge(true, ""))
	wantTypes(t, got, event.SLABreached, event.ComplaintAcknowledged, event.SLAMet)
	d, _ := l.c.Deadline(Acknowledgement)
	if !d.BreachedAt.Equal(d.DueAt) || d.MetAt.IsZero() {
		t.Errorf("the deadline is %+v", d)
	}
}

func TestWakeRecordsEachPassedDeadlineOnceAndInOrder(t *testing.T) {
	l := filed(t)
	due, _ := l.c.Deadline(Acknowledgement)
	wantTypes(t, l.do(System, due.DueAt, Wake)) // at the due time nothing has passed
	wantTypes(t, l.do(System, due.DueAt.Add(time.Second), Wake), event.SLABreached)
	wantTypes(t, l.do(System, due.DueAt.Add(time.Second), Wake)) // double
	wantTypes(t, l.do(System, monday, Wake))                     // stale
	got := l.do(System, monday.AddDate(1, 0, 0), Wake)           // late
	wantTypes(t, got, event.SLABreached, event.SLABreached, event.SLABreached)
	for i, name := range []Name{Investigation, Decision, DecisionStatutory} {
		clock, err := event.Decode[Clock](l.events[len(l.events)-3+i])
		deadline, _ := l.c.Deadline(name)
		if err != nil || clock.Target != name || clock.Cycle != 1 || !clock.At.Equal(deadline.DueAt) {
			t.Errorf("breach %d is %+v, want %s at its due time", i, clock, name)
		}
	}
	if !l.c.WakeAt().IsZero() {
		t.Errorf("everything passed, and yet it wakes at %s", l.c.WakeAt())
	}
}

func TestALetterEnteredLateHasItsPassedDeadlinesRecordedAtOnce(t *testing.T) {
	f := filing()
	f.Channel, f.ReceivedAt = Letter, monday.AddDate(0, 0, -16)
	c, events, err := File(f, regime(t, MiCA, "Europe/Vienna"), by(cora, monday))
	if err != nil {
		t.Fatal(err)
	}
	wantTypes(t, types(events), event.ComplaintFiled, event.SLABreached, event.SLABreached, event.SLABreached)
	statutory, _ := c.Deadline(DecisionStatutory)
	if !c.WakeAt().Equal(statutory.DueAt.Add(time.Second)) {
		t.Errorf("wakes at %s, want after the statutory limit", c.WakeAt())
	}
}

func TestWhatIsNotAdmissibleHasNothingDueAnyMore(t *testing.T) {
	l := filed(t)
	got := l.do(cora, monday, acknowledge(false, "It is about another company."))
	wantTypes(t, got, event.ComplaintAcknowledged, event.SLAMet, event.SLACancelled, event.SLACancelled, event.SLACancelled)
	if !l.c.NextWake.IsZero() {
		t.Error("a timer still runs")
	}
	if want := monday.Add(AnswerTime); !l.c.NextDue().Equal(want) || !l.c.WakeAt().Equal(want.Add(time.Second)) {
		t.Errorf("it closes by itself at %s", l.c.WakeAt())
	}
	wantTypes(t, l.do(System, monday.Add(AnswerTime), Wake))
	wantTypes(t, l.do(System, monday.Add(AnswerTime+time.Second), Wake), event.ComplaintClosed, event.SLACancelled)
	if l.c.Outcome != string(Inadmissible) {
		t.Errorf("it closed as %s", l.c.Outcome)
	}
}

func TestAWithdrawalEndsEveryClock(t *testing.T) {
	l := filed(t)
	l.do(alice, monday, escalate(escalation.ByCustomer))
	l.do(alice, monday, Withdraw)
	if !l.c.WakeAt().IsZero() || l.c.Escalation.Waiting() || l.c.Outcome != Withdrawn {
		t.Errorf("withdrawn: %+v", l.c)
	}
	wantTypes(t, l.do(System, monday.AddDate(1, 0, 0), Wake))
	wantTypes(t, l.do(System, monday, escalate(escalation.Breach))) // a late cause changes nothing
}

func TestTheTimeToTakeOverExpiresAndClimbs(t *testing.T) {
	l := filed(t)
	wantTypes(t, l.do(alice, monday, escalate(escalation.ByCustomer)), event.ComplaintEscalated)
	if !l.c.WakeAt().Equal(monday.Add(30 * time.Minute)) {
		t.Errorf("wakes at %s", l.c.WakeAt())
	}
	if l.c.Escalation.Level != 1 || l.c.Status != Received {
		t.Errorf("level %d, status %s", l.c.Escalation.Level, l.c.Status)
	}
	wantTypes(t, l.do(alice, monday, escalate(escalation.ByCustomer)), event.ComplaintNoted)
	now := monday
	for level := 1; level <= 3+escalation.MaxReminders; level++ {
		now = now.Add(30 * time.Minute)
		wantTypes(t, l.do(System, now, Wake), event.ComplaintTakeoverExpired)
		wantTypes(t, l.do(System, now, Wake))
		got := l.do(System, now, escalate(escalation.TakeoverExpired))
		if level == 3+escalation.MaxReminders {
			wantTypes(t, got, event.ComplaintNoted) // it was reminded often enough
			break
		}
		wantTypes(t, got, event.ComplaintEscalated)
		if want := min(level+1, 3); l.c.Escalation.Level != want { // never above the top
			t.Errorf("level %d, want %d", l.c.Escalation.Level, want)
		}
	}
	wantTypes(t, l.do(ada, now, TakeOver), event.ComplaintTakenOver)
	if l.c.Assignee != "ada" || l.c.Escalation.By != "ada" {
		t.Errorf("taken over by %q", l.c.Assignee)
	}
}

func TestAnExpiryThatComesAfterTheTakeoverIsNoted(t *testing.T) {
	l := filed(t)
	l.do(alice, monday, escalate(escalation.ByCustomer))
	l.do(System, monday.Add(time.Hour), Wake)
	l.do(lin, monday.Add(time.Hour), TakeOver)
	wantTypes(t, l.do(System, monday.Add(time.Hour), escalate(escalation.TakeoverExpired)), event.ComplaintNoted)
	if l.c.Escalation.Level != 1 {
		t.Errorf("level %d", l.c.Escalation.Level)
	}
}

func TestOnlyTheLevelsRoleOrAboveTakesOver(t *testing.T) {
	l := filed(t)
	_, _, err := TakeOver(l.c, by(lin, monday))
	wantKind(t, err, fault.Conflict) // nothing waits yet
	l.do(alice, monday, escalate(escalation.ByCustomer))
	_, _, err = TakeOver(l.c, by(bo, monday))
	wantKind(t, err, fault.Forbidden)
	l.do(lin, monday, TakeOver)
	_, _, err = TakeOver(l.c, by(cora, monday))
	wantKind(t, err, fault.Conflict)
	l.do(alice, monday, escalate(escalation.ByCustomer))
	_, _, err = TakeOver(l.c, by(lin, monday))
	wantKind(t, err, fault.Forbidden) // level 2 is compliance's
	l.do(ada, monday, TakeOver)
	l.do(lin, monday, deescalate)
	if l.c.Escalation.Level != 1 || l.c.LevelRole != "lead" {
		t.Errorf("level %d of %s", l.c.Escalation.Level, l.c.LevelRole)
	}
}

func TestANoticeJoinsTheTimelineWithoutRaisingTheVersion(t *testing.T) {
	l := filed(t)
	before := l.c
	l.do(System, monday.Add(time.Minute), func(c Complaint, terms Terms) (Complaint, []event.Event, error) {
		return Note(c, event.NoticeSent, Delivery{Notice: "n1", Template: "receipt", To: "customer"}, terms)
	})
	if l.c.Version != before.Version || l.c.Seq != before.Seq+1 || l.c.UpdatedAt != before.UpdatedAt {
		t.Errorf("version %d, seq %d after version %d, seq %d", l.c.Version, l.c.Seq, before.Version, before.Seq)
	}
}

// A level of people: an agent who is called sees the complaint and may take it over, and nobody else of their role.
func TestALevelOfPeopleIsTheirs(t *testing.T) {
	l := filed(t)
	terms := by(alice, monday)
	terms.Ladder = escalation.Ladder{{People: []string{"bo"}, Within: time.Minute}, {Role: "admin", Within: time.Minute}}
	c, events, err := Escalate(l.c, escalation.ByCustomer, "Nobody answers me.", terms)
	if err != nil {
		t.Fatal(err)
	}
	raised, err := event.Decode[Raised](events[0])
	if err != nil || len(raised.People) != 1 || raised.People[0] != "bo" {
		t.Errorf("called %+v, %v", raised, err)
	}
	if step, _ := c.NextStep(); step.By != Superior || step.What != TakeoverStep {
		t.Errorf("next is %+v", step)
	}
	jo := Who{Actor: event.Actor{Kind: event.Staff, ID: "jo"}, Groups: []string{"agent"}}
	if !c.calls(bo) || c.calls(jo) {
		t.Error("who is called does not see it, or who is not does")
	}
	terms.Who = jo
	_, _, err = TakeOver(c, terms)
	wantKind(t, err, fault.Forbidden)
	terms.Who = bo
	if c, _, err = TakeOver(c, terms); err != nil || c.Assignee != "bo" || c.calls(bo) {
		t.Errorf("taken over by %q, %v", c.Assignee, err)
	}
}
