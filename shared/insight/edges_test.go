package insight_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"aftercare/shared/event"
	"aftercare/shared/feedback"
	"aftercare/shared/insight"
	"aftercare/shared/ticket"
	"aftercare/shared/visit"
)

// sums adds up what a case shows of a measure: how many observations, their values, and what they are of.
func sums(all []insight.Observation, name insight.Name) (n int, value, whole int64) {
	for _, o := range of(all, name) {
		n, value, whole = n+1, value+o.Value, whole+o.Of
	}
	return n, value, whole
}

// wants compares what a case shows of a measure.
func (l *life) wants(name insight.Name, n int, value, whole int64) {
	l.Helper()
	gotN, gotValue, gotWhole := sums(observed(l, l.desk, insight.History{Events: l.events}), name)
	if gotN != n || gotValue != value || gotWhole != whole {
		l.Fatalf("%s was observed %d times, %d of %d; want %d times, %d of %d", name, gotN, gotValue, gotWhole, n, value, whole)
	}
}

func TestAReopeningTakesTheSolutionBack(t *testing.T) {
	l := newDesk(t).open("T1", at(2, "10:00"), alice).reply(at(2, "10:01"), bo).solve(at(2, "11:00"), bo)
	l.wants(insight.ResolutionTime, 1, 3600, 0)
	l.wants(insight.FirstContactResolution, 1, 1, 1)
	l.reply(at(3, "11:00"), alice)
	l.wants(insight.ResolutionTime, 0, 0, 0)
	l.wants(insight.ResolutionRate, 1, 0, 1)
	l.wants(insight.FirstContactResolution, 1, 0, 1)
	l.wants(insight.ReopenRate, 1, 1, 1)
	l.reply(at(3, "11:30"), bo).solve(at(3, "12:00"), bo)
	l.wants(insight.ResolutionTime, 1, 2*3600, 0)
	l.wants(insight.ReopenRate, 2, 1, 2)
	l.wants(insight.NextResponse, 1, 1800, 0)
}

// A resolution that runs again is neither kept nor broken, and neither is one that a merge then ends.
func TestAReopeningTakesTheKeptPromiseBack(t *testing.T) {
	d := newDesk(t)
	promise := func(l *life) []insight.Observation {
		return slices.DeleteFunc(of(observed(t, d, insight.History{Events: l.events}), insight.BreachRate), func(o insight.Observation) bool { return o.Target != "resolution" })
	}
	solved := func(id string) *life {
		return d.open(id, at(2, "10:00"), alice).reply(at(2, "10:01"), bo).solve(at(2, "11:00"), bo)
	}
	l := solved("T1")
	kept := insight.Observation{Day: "2026-03-02", Measure: insight.BreachRate, Channel: "web", Category: "deposit", Agent: "bo", Target: "resolution", Of: 1}
	if diff := cmp.Diff([]insight.Observation{kept}, promise(l)); diff != "" {
		t.Error(diff)
	}
	l.reply(at(3, "11:00"), alice)
	if seen := promise(l); len(seen) > 0 {
		t.Errorf("it runs again, and shows %+v", seen)
	}
	l.reply(at(3, "11:05"), bo).solve(at(3, "12:00"), bo)
	if kept.Day = "2026-03-03"; !cmp.Equal([]insight.Observation{kept}, promise(l)) {
		t.Errorf("solved again it shows %+v", promise(l))
	}
	merged := solved("T2").reply(at(2, "12:00"), alice).merge(at(2, "12:05"), d.open("T3", at(2, "12:01"), alice))
	if seen := promise(merged); len(seen) > 0 {
		t.Errorf("it was cancelled, and shows %+v", seen)
	}
}

func TestACustomerWhoSaysNothingChangesNothing(t *testing.T) {
	l := newDesk(t).open("T1", at(2, "10:00"), alice).reply(at(2, "10:01"), bo).solve(at(2, "11:00"), bo)
	solved := observed(t, l.desk, insight.History{Events: l.events})
	l.wait(at(20, "00:00"))
	if l.Status != ticket.StatusClosed {
		t.Fatalf("the ticket is %s", l.Status)
	}
	if diff := cmp.Diff(solved, observed(t, l.desk, insight.History{Events: l.events})); diff != "" {
		t.Error(diff)
	}
}

func TestAMergeTakesTheTicketOutOfRates(t *testing.T) {
	d := newDesk(t)
	l := d.open("T1", at(2, "10:00"), alice).reply(at(2, "10:01"), bo).solve(at(2, "11:00"), bo)
	l.merge(at(2, "12:00"), d.open("T2", at(2, "09:00"), alice))
	l.wants(insight.FirstResponse, 1, 60, 0)
	l.wants(insight.Opened, 1, 1, 0)
	l.wants(insight.Merged, 1, 1, 0)
	for _, name := range []insight.Name{insight.ResolutionTime, insight.ResolutionRate, insight.FirstContactResolution, insight.ReopenRate, insight.EscalationRate, insight.ComplaintRate} {
		l.wants(name, 0, 0, 0)
	}
}

func TestSpamIsNothingButSpam(t *testing.T) {
	l := newDesk(t).open("T1", at(2, "10:00"), alice).reply(at(2, "11:00"), bo).do(at(3, "10:00"), bo, ticket.Spam)
	var names []insight.Name
	for _, o := range observed(t, l.desk, insight.History{Events: l.events}) {
		names = append(names, o.Measure)
	}
	if want := []insight.Name{insight.Backlog, insight.Backlog, insight.Spam}; !slices.Equal(names, want) {
		t.Errorf("spam shows %v", names)
	}
	l.wants(insight.Backlog, 2, 0, 0)
	l.wants(insight.Spam, 1, 1, 0)
}

func TestWhatIsSolvedInTimeWithoutAReplyHasNoResponse(t *testing.T) {
	l := newDesk(t).open("T1", at(2, "10:00"), alice).solve(at(2, "10:05"), bo).reply(at(2, "10:06"), bo)
	l.wants(insight.FirstResponse, 0, 0, 0)
	late := newDesk(t).open("T2", at(2, "10:00"), alice).solve(at(2, "10:10"), bo).reply(at(2, "10:11"), bo)
	late.wants(insight.FirstResponse, 1, 660, 0) // its clock passed at 10:05, and was met late
}

func TestAMessageOnATicketThatStaffOpenedWaitsForTheNextResponse(t *testing.T) {
	l := newDesk(t).open("T1", at(2, "10:00"), bo).reply(at(2, "10:02"), alice).reply(at(2, "10:05"), lin)
	l.wants(insight.FirstResponse, 0, 0, 0)
	l.wants(insight.NextResponse, 1, 180, 0)
}

func TestDimensionsAreThoseOfTheMoment(t *testing.T) {
	l := newDesk(t).open("T1", at(2, "10:00"), alice).reply(at(2, "10:01"), bo).
		edit(at(2, "10:02"), lin, ticket.Patch{Team: ptr("chain"), Category: ptr("wallet"), Assignee: ptr("lin")}).
		reply(at(2, "10:03"), alice).reply(at(2, "10:04"), bo)
	seen := observed(t, l.desk, insight.History{Events: l.events})
	want := []insight.Observation{{Day: "2026-03-02", Measure: insight.FirstResponse, Channel: "web", Category: "deposit", Agent: "bo", Value: 60}}
	if diff := cmp.Diff(want, of(seen, insight.FirstResponse)); diff != "" {
		t.Error(diff)
	}
	want[0].Measure, want[0].Team, want[0].Category = insight.NextResponse, "chain", "wallet"
	if diff := cmp.Diff(want, of(seen, insight.NextResponse)); diff != "" {
		t.Error(diff)
	}
}

// Customers name no team: it is given when somebody looks. Without it nobody could say which team opens, solves and escalates
// how much.
func TestATicketIsOpenedForItsFirstTeam(t *testing.T) {
	d := newDesk(t)
	l := d.open("T1", at(2, "23:00"), alice)
	team := func() (all []string) {
		seen := observed(t, d, insight.History{Events: l.events})
		for _, name := range []insight.Name{insight.Opened, insight.ResolutionRate, insight.EscalationRate, insight.ComplaintRate} {
			for _, o := range of(seen, name) {
				all = append(all, string(o.Day)+" "+o.Team)
			}
		}
		return slices.Compact(all)
	}
	if got := team(); !slices.Equal(got, []string{"2026-03-02 "}) {
		t.Errorf("%q", got)
	}
	l.edit(at(3, "08:00"), lin, ticket.Patch{Team: ptr("chain")}).edit(at(3, "09:00"), lin, ticket.Patch{Team: ptr("fiat")})
	if got := team(); !slices.Equal(got, []string{"2026-03-02 chain"}) {
		t.Errorf("%q", got)
	}
}

// questions gives what the case leaves open.
func (l *life) questions() []insight.Question {
	l.Helper()
	sight, err := insight.Look(insight.History{Events: l.events}, l.promises())
	if err != nil {
		l.Fatal(err)
	}
	return sight.Questions()
}

// scored is a ticket that was rated on the 3rd at noon.
func scored(d *desk, score int, with ...func(*ticket.Opening)) *life {
	return d.open("T1", at(2, "10:00"), alice, with...).reply(at(2, "10:01"), bo).solve(at(2, "11:00"), bo).note(at(2, "11:00:01")).rate(at(3, "12:00"), score, false)
}

func TestABadMomentAsksWhetherTheCustomerComesBack(t *testing.T) {
	d := newDesk(t)
	want := []insight.Question{{Asked: insight.AnyActivity, CustomerID: "alice", From: at(3, "12:00:01"), To: at(33, "12:00")}}
	if diff := cmp.Diff(want, scored(d, 2).questions()); diff != "" {
		t.Error(diff)
	}
	for name, l := range map[string]*life{
		"a good score":        scored(d, 3),
		"a score taken back":  scored(d, 1).rate(at(3, "12:30"), 4, true),
		"a guest's low score": scored(d, 1, func(o *ticket.Opening) { o.Customer.Assurance = ticket.Unverified }),
	} {
		if asked := l.questions(); len(asked) > 0 {
			t.Errorf("%s asks %v", name, asked)
		}
	}
}

func TestOfBadMomentsWithinThirtyDaysTheLastCounts(t *testing.T) {
	l := scored(newDesk(t), 1) // reopened by that on the 3rd, and late from then on: 23 h remain
	late := l.wait(at(10, "00:00")).questions()
	if len(late) != 1 || !late[0].From.Equal(at(4, "11:00:01")) {
		t.Errorf("asked %v", late)
	}
}

func TestWhoeverWroteInTheCaseIsNotGone(t *testing.T) {
	churn := func(l *life, elsewhere bool) []insight.Observation {
		h := insight.History{Events: l.events}
		for _, q := range l.questions() {
			h.Answers = append(h.Answers, insight.Answer{Question: q, Yes: elsewhere})
		}
		return of(observed(t, l.desk, h), insight.ChurnSignal)
	}
	gone := insight.Observation{Day: "2026-04-02", Measure: insight.ChurnSignal, Channel: "web", Category: "deposit", Value: 1, Of: 1}
	back := gone
	back.Value = 0
	d := newDesk(t)
	quiet := scored(d, 1).solve(at(3, "13:00"), bo)
	if diff := cmp.Diff([]insight.Observation{gone}, churn(quiet, false)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]insight.Observation{back}, churn(quiet, true)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]insight.Observation{back}, churn(quiet.reply(at(5, "10:00"), alice).solve(at(5, "10:01"), bo), false)); diff != "" {
		t.Error(diff)
	}
	if seen := of(observed(t, d, insight.History{Events: quiet.events}), insight.ChurnSignal); len(seen) > 0 {
		t.Errorf("it was decided without an answer: %v", seen)
	}
}

func TestAVisitIsDecidedAfterThreeDays(t *testing.T) {
	h := insight.History{Events: visited("V1", "alice", at(2, "10:00"), visit.Solved)}
	sight, err := insight.Look(h, nil)
	if err != nil {
		t.Fatal(err)
	}
	asked := sight.Questions()
	if diff := cmp.Diff([]insight.Question{{Asked: insight.OpenedTicket, CustomerID: "alice", From: at(2, "10:00"), To: at(5, "10:00")}}, asked); diff != "" {
		t.Fatal(diff)
	}
	want := insight.Observation{Day: "2026-03-05", Measure: insight.Deflection, Value: 1, Of: 1}
	if diff := cmp.Diff([]insight.Observation{want}, of(sight.Observations([]insight.Answer{{Question: asked[0]}}), insight.Deflection)); diff != "" {
		t.Error(diff)
	}
}

// A crash may let the answer be recorded before the question.
func TestAnAnswerTellsThatItWasAsked(t *testing.T) {
	l := newDesk(t).open("T1", at(2, "10:00"), alice).reply(at(2, "10:01"), bo).solve(at(2, "11:00"), bo).rate(at(2, "11:30"), 5, false).note(at(3, "11:31"))
	l.wants(insight.SurveysSent, 1, 1, 0)
	l.wants(insight.CSAT, 1, 1, 1)
}

func TestTheLatestAnswerCounts(t *testing.T) {
	seen := observed(t, newDesk(t), insight.History{Events: questioned("N1", feedback.NPS, at(2, "08:00"), at(3, "08:00"), 0, 10)})
	if n, value, whole := sums(seen, insight.NPS); n != 1 || value != 1 || whole != 1 {
		t.Errorf("%d answers, %d of %d", n, value, whole)
	}
	if got := of(seen, insight.NPS)[0].Day; got != "2026-03-02" {
		t.Errorf("it counts on %s", got)
	}
}

// Silence is the customer's: that it closes a complaint is no breach.
func TestOnlyDeadlinesOfTheCompanyAreBreached(t *testing.T) {
	g := filed(t, "K1", at(2, "10:00"), at(2, "10:00"), ticket.Web).acknowledge(at(2, "12:00"), true).investigate(at(3, "10:00")).propose(at(4, "10:00"))
	g.do(at(25, "10:00"), complainant, wakeComplaint)
	seen := observed(t, newDesk(t), insight.History{Events: g.events})
	if n, value, whole := sums(seen, insight.ComplaintBreachRate); value != 0 || whole != 4 {
		t.Errorf("%d observations, %d of %d: %v", n, value, whole, of(seen, insight.ComplaintBreachRate))
	}
}

func TestATimelineWithAGapIsRefused(t *testing.T) {
	l := newDesk(t).open("T1", at(2, "10:00"), alice).reply(at(2, "10:01"), bo)
	if _, err := insight.Observe(insight.History{Events: append(l.events[:1:1], l.events[2:]...)}, l.promises()); err == nil {
		t.Error("a gap is not seen")
	}
}

func TestWhatNothingIsMeasuredOfShowsNothing(t *testing.T) {
	for name, h := range map[string]insight.History{
		"nothing":          {},
		"another kind":     {Events: single(event.Incident, "I1", event.IncidentNoticed, at(2, "10:00"), event.Empty{})},
		"after the cutoff": {Events: visited("V1", "alice", at(2, "10:00"), visit.Solved), Until: at(2, "09:59:59")},
	} {
		if seen := observed(t, newDesk(t), h); len(seen) > 0 {
			t.Errorf("%s shows %v", name, seen)
		}
	}
}

func TestDays(t *testing.T) {
	d := insight.DayOf(time.Date(2026, 3, 1, 1, 30, 0, 0, time.FixedZone("", 2*3600)))
	if d != "2026-02-28" || d.Next() != "2026-03-01" || d.Next().Previous() != d || !d.End().Equal(at(1, "00:00")) || !d.Start().Equal(at(0, "00:00")) {
		t.Errorf("the day is %s, then %s", d, d.Next())
	}
	for _, bad := range []string{"", "2026-2-1", "2026-02-30", "2026-03-01T00:00:00Z"} {
		if _, err := insight.ParseDay(bad); err == nil {
			t.Errorf("%q is a day", bad)
		}
	}
	if insight.Day("never").Start() != (time.Time{}) {
		t.Error("what is no day begins")
	}
}

func TestKeysOfASheetAreWrittenAndRead(t *testing.T) {
	for _, key := range []insight.Key{all, by(insight.ByTeam, ""), by(insight.ByAgent, "a#b")} {
		raw, _ := key.MarshalText()
		var back insight.Key
		if err := back.UnmarshalText(raw); err != nil || back != key {
			t.Errorf("%s came back as %v, %v", raw, back, err)
		}
	}
	var k insight.Key
	for _, bad := range []string{"", "team", "weather#rain"} {
		if k.UnmarshalText([]byte(bad)) == nil {
			t.Errorf("%q is a key", bad)
		}
	}
}
