package ticket_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"aftercare/shared/escalation"
	"aftercare/shared/event"
	"aftercare/shared/sla"
	"aftercare/shared/ticket"
)

func TestFire_RecordsEachWarningAndBreachOnceWithItsTime(t *testing.T) {
	type recorded struct {
		Type     event.Type
		Target   sla.Name
		Fraction float64
		At       time.Duration // from the opening until it came to pass
		Noticed  time.Duration // until it was recorded
	}
	for name, test := range map[string]struct {
		warnTo []string
		want   []recorded
	}{
		"warnings that somebody receives wake by themselves": {nil, []recorded{
			{event.SLAWarned, sla.FirstReply, 0.5, 150 * time.Second, 150 * time.Second},
			{event.SLAWarned, sla.FirstReply, 0.8, 240 * time.Second, 240 * time.Second},
			{event.SLABreached, sla.FirstReply, 0, 300 * time.Second, 301 * time.Second},
			{event.SLAWarned, sla.Resolution, 0.5, 12 * time.Hour, 12 * time.Hour},
			{event.SLAWarned, sla.Resolution, 0.8, 19*time.Hour + 12*time.Minute, 19*time.Hour + 12*time.Minute},
			{event.SLABreached, sla.Resolution, 0, 24 * time.Hour, 24*time.Hour + time.Second},
		}},
		"others are recorded by what comes next": {[]string{}, []recorded{
			{event.SLAWarned, sla.FirstReply, 0.5, 150 * time.Second, 301 * time.Second},
			{event.SLAWarned, sla.FirstReply, 0.8, 240 * time.Second, 301 * time.Second},
			{event.SLABreached, sla.FirstReply, 0, 300 * time.Second, 301 * time.Second},
			{event.SLAWarned, sla.Resolution, 0.5, 12 * time.Hour, 24*time.Hour + time.Second},
			{event.SLAWarned, sla.Resolution, 0.8, 19*time.Hour + 12*time.Minute, 24*time.Hour + time.Second},
			{event.SLABreached, sla.Resolution, 0, 24 * time.Hour, 24*time.Hour + time.Second},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			l := &life{now: start, policies: sla.Default(), ladder: escalation.Default()}
			for i := range l.policies.List {
				l.policies.List[i].WarnTo = test.warnTo
			}
			l.must(t, alice, open())
			l.after(t, 25*time.Hour)
			var got []recorded
			for _, e := range l.events {
				if e.Type == event.SLAWarned || e.Type == event.SLABreached {
					d := data[ticket.Clock](t, []event.Event{e}, e.Type)
					got = append(got, recorded{e.Type, d.Target, d.Fraction, d.At.Sub(start), e.Time.Sub(start)})
				}
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("records (-want +got):\n%s", diff)
			}
			if first := l.target(t, sla.FirstReply); !first.BreachedAt.Equal(start.Add(5 * time.Minute)) {
				t.Errorf("breached at %s, want the due time", first.BreachedAt)
			}
		})
	}
}

func TestFire_IsHarmlessWhenItComesAtTheWrongTime(t *testing.T) {
	for name, c := range map[string]struct {
		at   time.Duration // after the opening
		want []event.Type
	}{
		"early":             {149 * time.Second, nil},
		"in time":           {150 * time.Second, []event.Type{event.SLAWarned}},
		"at the due second": {300 * time.Second, []event.Type{event.SLAWarned, event.SLAWarned}},
		"late, for all":     {time.Hour, []event.Type{event.SLAWarned, event.SLAWarned, event.SLABreached}},
	} {
		t.Run(name, func(t *testing.T) {
			l := opened(t)
			l.now = start.Add(c.at)
			before := l.Ticket
			l.must(t, system, ticket.Fire)
			if got := types(l.last); !slices.Equal(got, c.want) {
				t.Fatalf("events are %v, want %v", got, c.want)
			}
			if c.want == nil && !cmp.Equal(before, l.Ticket) {
				t.Error("an early wake changed the ticket")
			}
			if len(c.want) > 0 && l.Version != before.Version+1 {
				t.Errorf("version went from %d to %d", before.Version, l.Version)
			}
			l.must(t, system, ticket.Fire)
			if len(l.last) > 0 {
				t.Errorf("a second wake recorded %v", types(l.last))
			}
			if !l.NextWake.After(l.now) {
				t.Errorf("wakes again at %s, which has passed", l.NextWake)
			}
		})
	}
}

func TestFire_TimeNeverRunsBack(t *testing.T) {
	l := opened(t)
	l.now = start.Add(time.Minute)
	l.must(t, alice, reply("Hello?"))
	l.now = start
	l.must(t, bo, reply("We look into it."))
	if first := l.target(t, sla.FirstReply); !l.last[0].Time.Equal(start.Add(time.Minute)) || !first.MetAt.Equal(start.Add(time.Minute)) {
		t.Errorf("event of %s, met at %s", l.last[0].Time, first.MetAt)
	}
}

func TestACommandFirstRecordsWhatPassedBeforeIt(t *testing.T) {
	l := opened(t)
	l.now = start.Add(6 * time.Minute) // the timer is late
	l.must(t, bo, reply("We look into it."))
	want := []event.Type{event.SLAWarned, event.SLAWarned, event.SLABreached, event.TicketReplied, event.SLAMet}
	if got := types(l.last); !slices.Equal(got, want) {
		t.Fatalf("events are %v, want %v", got, want)
	}
	first := l.target(t, sla.FirstReply)
	if first.Status != "breached" || !first.BreachedAt.Equal(start.Add(5*time.Minute)) || !first.MetAt.Equal(l.now) {
		t.Errorf("%s at %s, met %s", first.Status, first.BreachedAt, first.MetAt)
	}
}

func TestDoneInTheVerySecondThatItIsDueIsInTime(t *testing.T) {
	l := opened(t)
	l.now = start.Add(5 * time.Minute)
	l.must(t, bo, reply("We look into it."))
	if first := l.target(t, sla.FirstReply); first.Status != "met" {
		t.Errorf("it is %s", first.Status)
	}
}

func TestArming_ATimerIsStartedWhereNoneComesInTime(t *testing.T) {
	l := opened(t)
	step := func(name string, actor event.Actor, c command, armed bool) {
		t.Helper()
		before := l.Ticket
		l.must(t, actor, c)
		arms := only(l.last, event.SLAArmed)
		if armed != (len(arms) == 1) || armed != (l.ArmRevision == before.ArmRevision+1) || armed == l.ArmedFor.Equal(before.ArmedFor) {
			t.Fatalf("%s: armed %d times, revision %d, for %s", name, len(arms), l.ArmRevision, l.ArmedFor)
		}
		if armed {
			if d := data[ticket.Armed](t, arms, event.SLAArmed); d.Revision != l.ArmRevision || !d.WakeAt.Equal(l.NextWake) || !d.WakeAt.Equal(l.ArmedFor) {
				t.Fatalf("%s: armed as %d for %s, want %d for %s", name, d.Revision, d.WakeAt, l.ArmRevision, l.NextWake)
			}
		}
	}
	if l.ArmRevision != 1 || !l.ArmedFor.Equal(start.Add(301*time.Second)) {
		t.Fatalf("opened with revision %d, armed for %s", l.ArmRevision, l.ArmedFor)
	}
	step("a note", bo, write(ticket.Reply{Body: "Odd.", Internal: true}), false)
	step("the first reply is met: later", bo, reply("We look into it."), false)
	l.now = start.Add(time.Minute)
	step("the customer waits again, beyond the timer of the opening", alice, reply("And?"), false)
	step("answered", bo, reply("Please wait."), false)
	l.now = start.Add(6 * time.Minute)
	step("that timer has ended", alice, reply("And now?"), true)
	step("answered again", bo, reply("Please wait still."), false)
	step("pending: nothing runs", bo, edit(ticket.Patch{Status: to(ticket.StatusPending)}), false)
	if !l.NextWake.IsZero() {
		t.Fatalf("wakes at %s", l.NextWake)
	}
	step("a notice was sent", system, delivery(event.NoticeSent), false)
	step("open again: the resolution of a day is the sweep's", bo, edit(ticket.Patch{Status: to(ticket.StatusOpen)}), false)
	due := l.now.Add(2 * time.Minute)
	step("a due time of a person before the timer", bo, edit(ticket.Patch{Due: &ticket.DueSet{Target: sla.Resolution, At: &due}}), true)
	step("solved: nothing runs, and closing needs no timer", bo, solve(""), false)
	l.now = l.now.Add(5 * time.Minute)
	step("reopened: the message has to be answered", alice, reopen("Still missing."), true)
	l.now = l.NextWake
	step("fired: whoever woke it starts the next timer", system, ticket.Fire, false)
}

func TestNote_ADeliveryJoinsTheTimelineAlone(t *testing.T) {
	for _, kind := range []event.Type{event.NoticeSent, event.NoticeFailed, event.SurveySent} {
		t.Run(string(kind), func(t *testing.T) {
			l := opened(t)
			before := l.Ticket
			l.now = l.now.Add(time.Hour) // even though clocks have passed meanwhile
			l.must(t, system, delivery(kind))
			if !slices.Equal(types(l.last), []event.Type{kind}) || l.Version != before.Version || !l.UpdatedAt.Equal(before.UpdatedAt) {
				t.Errorf("events %v, version %d, updated %s", types(l.last), l.Version, l.UpdatedAt)
			}
			if l.Surveyed != (kind == event.SurveySent) || l.Seq != before.Seq+1 || !l.NextWake.Equal(before.NextWake) {
				t.Errorf("surveyed %t, seq %d, wakes %s", l.Surveyed, l.Seq, l.NextWake)
			}
		})
	}
}

func TestRate_KeepsTheLatestAnswer(t *testing.T) {
	l := in(t, ticket.StatusSolved)
	l.must(t, alice, rate(5))
	l.now = l.now.Add(time.Minute)
	l.must(t, alice, rate(1))
	if l.Satisfaction == nil || l.Satisfaction.Score != 1 || !l.Satisfaction.At.Equal(l.now) {
		t.Errorf("got %+v", l.Satisfaction)
	}
	if d := data[ticket.Reopened](t, l.last, event.TicketReopened); d.Cause != "lowScore" {
		t.Errorf("reopened for %q", d.Cause)
	}
	reopened := only(l.last, event.TicketReopened)[0]
	if reopened.Actor != system {
		t.Errorf("reopened by %v", reopened.Actor)
	}
}

// What a comment gave away is urgent, if the ticket is not over.
func TestRate_MakesATicketUrgentWhoseCommentHeldASecret(t *testing.T) {
	for score, want := range map[int]ticket.Priority{1: ticket.Urgent, 5: ticket.Normal} {
		l := in(t, ticket.StatusSolved)
		l.must(t, alice, func(k ticket.Ticket, terms ticket.Terms) (ticket.Ticket, []event.Event, error) {
			return ticket.Rate(k, ticket.Feedback{SurveyID: "S1", Kind: "csat", Score: score, Removed: []string{"recoveryPhrase"}}, terms)
		})
		if !l.Redacted || l.Priority != want {
			t.Errorf("score %d: redacted %t, %s", score, l.Redacted, l.Priority)
		}
	}
}

func TestReplay_RefusesATimelineWithAGapOrOfAnUnknownPolicy(t *testing.T) {
	l := opened(t)
	l.must(t, bo, reply("We look into it."))
	if _, err := ticket.Replay(slices.Delete(slices.Clone(l.events), 1, 2), l.promises()); err == nil {
		t.Error("a gap went unnoticed")
	}
	if _, err := ticket.Replay(l.events, ticket.Finder{Policies: func(int) (sla.Policies, error) { return sla.Policies{}, nil }}); err == nil {
		t.Error("an unknown policy went unnoticed")
	}
	strange := slices.Clone(l.events)
	strange[1].Type = event.ComplaintFiled
	if _, err := ticket.Replay(strange, l.promises()); err == nil {
		t.Error("a complaint's event went unnoticed")
	}
	for i, e := range l.events {
		broken := slices.Clone(l.events)
		e.Data = []byte(`[]`)
		broken[i] = e
		if _, err := ticket.Replay(broken, l.promises()); err == nil {
			t.Errorf("broken data of %s went unnoticed", e.Type)
		}
	}
}

func TestPriority_IsRaisedByOneStepUpToUrgent(t *testing.T) {
	for from, want := range map[ticket.Priority]ticket.Priority{ticket.Low: ticket.Normal, ticket.Normal: ticket.High, ticket.High: ticket.Urgent, ticket.Urgent: ticket.Urgent} {
		if got := from.Raised(); got != want {
			t.Errorf("%s is raised to %s, want %s", from, got, want)
		}
	}
}
