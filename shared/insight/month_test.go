package insight_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"aftercare/shared/escalation"
	"aftercare/shared/event"
	"aftercare/shared/feedback"
	"aftercare/shared/insight"
	"aftercare/shared/ticket"
	"aftercare/shared/visit"
)

// march is everything that happens at a company in March 2026, written by hand. What is expected of it is worked out by
// hand, too, below. Mails are answered by an office in Berlin, whose clocks go forward in the night to Sunday, the 29th;
// everything else around the clock. 28 February is day 0 of March.
func march(t tb) (desk *desk, cases [][]event.Event) {
	d := newDesk(t).berlin("email")
	tickets := []*life{}
	open := func(id string, now time.Time, actor event.Actor, with ...func(*ticket.Opening)) *life {
		l := d.open(id, now, actor, with...)
		tickets = append(tickets, l)
		return l
	}

	// Two of before. T0 took 26 hours, two more than promised; T5 was scored 1 and taken up again.
	open("T0", at(0, "06:00"), alice, of3("C3")).reply(at(0, "06:01"), bo).solve(at(1, "08:00"), bo)
	open("T5", at(-1, "09:00"), alice, of3("C4")).reply(at(-1, "09:01"), bo).solve(at(-1, "10:00"), bo).note(at(-1, "10:00")).
		rate(at(0, "12:00"), 1, false).reply(at(0, "12:05"), lin).solve(at(0, "13:00"), lin)

	// T1: the plain case; what a machine says in between is no response.
	open("T1", at(2, "10:00"), alice).write(at(2, "10:00:10"), system, ticket.Reply{Body: "We got it.", Automatic: true}).
		reply(at(2, "10:04"), bo).solve(at(2, "12:00"), bo).note(at(2, "12:00:05")).rate(at(3, "09:00"), 5, false)
	// T2: the first response and the second next one are late; solved in the very second in which it was due.
	open("T2", at(2, "11:00"), wei, ofWei).reply(at(2, "11:10"), bo).reply(at(2, "12:00"), wei).reply(at(2, "12:05"), lin).
		reply(at(2, "12:30"), wei).reply(at(2, "12:45"), lin).solve(at(3, "11:00"), lin).note(at(3, "11:00:05"))
	// T3: solved twice.
	open("T3", at(3, "08:00"), alice).reply(at(3, "08:02"), bo).solve(at(3, "09:00"), bo).
		reply(at(4, "09:00"), alice).reply(at(4, "09:08"), bo).solve(at(4, "10:00"), bo)
	// T6 is merged into T7.
	seven := open("T7", at(5, "09:00"), alice).reply(at(5, "09:01"), bo)
	open("T6", at(5, "10:00"), alice).merge(at(5, "10:03"), seven)
	seven.reply(at(5, "10:08"), bo).solve(at(5, "12:00"), bo)
	// T8: opened by a machine.
	open("T8", at(6, "00:00"), system, func(o *ticket.Opening) { o.Automatic = true }).reply(at(6, "00:30"), bo).solve(at(6, "01:00"), bo)
	// T9: bo opens it for alice and writes first; it changes teams.
	open("T9", at(9, "10:00"), bo, func(o *ticket.Opening) { o.Channel, o.Team = ticket.Phone, "chain" }).reply(at(9, "10:01"), bo).
		reply(at(9, "10:30"), alice).reply(at(9, "10:50"), bo).edit(at(10, "09:00"), lin, ticket.Patch{Team: ptr("fiat")}).solve(at(10, "09:30"), bo)
	// T10: written before midnight, brought after it; so is a further message within the night.
	open("T10", at(12, "00:10"), alice, func(o *ticket.Opening) { o.Channel, o.ReceivedAt = ticket.Chat, at(11, "23:50") }).reply(at(12, "00:12"), bo).
		write(at(12, "00:55"), alice, ticket.Reply{Body: "And?", ReceivedAt: at(12, "00:50")}).reply(at(12, "00:58"), bo).solve(at(12, "01:00"), bo)
	// T11: nobody solves it for three days; it goes up a level.
	open("T11", at(13, "12:00"), alice).reply(at(13, "12:01"), bo).escalate(at(14, "12:00:01"), escalation.Breach).solve(at(16, "12:00"), lin)
	// T13: scored 1, which was a slip: 4 half an hour later.
	open("T13", at(16, "09:00"), alice).reply(at(16, "09:01"), bo).solve(at(16, "10:00"), bo).note(at(16, "10:00:05")).
		rate(at(17, "10:00"), 1, false).reply(at(17, "10:10"), bo).rate(at(17, "10:30"), 4, true).solve(at(17, "11:00"), bo)
	// T14: scored 2.
	open("T14", at(18, "09:00"), wei, ofWei).reply(at(18, "09:02"), lin).solve(at(18, "09:30"), lin).note(at(18, "09:30:05")).
		rate(at(19, "09:30"), 2, false).reply(at(19, "09:35"), lin).solve(at(19, "10:00"), lin)
	// T12: it waits for others, and is solved only in April. Its agent and category change.
	open("T12", at(20, "10:00"), wei, ofWei, func(o *ticket.Opening) { o.Team = "chain" }).reply(at(20, "10:03"), lin).
		edit(at(20, "11:00"), lin, ticket.Patch{Status: ptr(ticket.StatusHold)}).edit(at(21, "08:00"), lin, ticket.Patch{Assignee: ptr("bo")}).
		edit(at(25, "08:00"), lin, ticket.Patch{Category: ptr("wallet")}).solve(at(33, "08:00"), bo)
	// T15: the follow-up of T1.
	open("T15", at(24, "10:00"), alice, func(o *ticket.Opening) { o.FollowUpOf = "T1" }).reply(at(24, "10:02"), bo).solve(at(24, "10:30"), bo)
	// T16: solved without a word.
	open("T16", at(25, "10:00"), alice).solve(at(25, "10:04"), bo)
	// T4: a mail of Friday, 16:00 in Berlin, answered on Monday at 10:00 there, after the clocks went forward; then it waits
	// for alice for a day, and is solved on Tuesday at noon.
	open("T4", at(27, "15:00"), alice, func(o *ticket.Opening) { o.Channel = ticket.Email }).reply(at(30, "08:00"), bo).
		edit(at(30, "08:00"), bo, ticket.Patch{Status: ptr(ticket.StatusPending)}).reply(at(31, "08:00"), alice).reply(at(31, "09:00"), lin).solve(at(31, "10:00"), lin)

	for _, l := range tickets {
		cases = append(cases, l.wait(at(45, "00:00")).events)
	}
	return d, append(cases,
		filed(t, "K1", at(4, "10:00"), at(4, "10:00"), ticket.Web).acknowledge(at(4, "12:00"), true).investigate(at(5, "10:00")).
			propose(at(10, "10:00")).reject(at(12, "10:00")).propose(at(20, "10:00")).events,
		filed(t, "K2", at(5, "09:00"), at(2, "09:00"), "letter").acknowledge(at(5, "10:00"), false).events,
		called("L1", at(3, "10:00"), 20, "bo"), called("L2", at(3, "10:05"), 31, "lin"), called("L3", at(3, "10:10"), -1, ""),
		visited("V1", "alice", at(22, "10:00"), visit.Solved), visited("V2", "wei", at(20, "09:00"), visit.Unknown),
		visited("V3", "wei", at(26, "09:00"), visit.Solved), visited("V4", "alice", at(28, "10:00"), visit.Unsolved),
		visited("V5", "", at(28, "11:00"), visit.Unknown), visited("V6", "alice", at(30, "10:00"), visit.Solved),
		questioned("N1", feedback.NPS, at(10, "08:00"), at(11, "08:00"), 10), questioned("N2", feedback.NPS, at(10, "08:00"), at(11, "08:00"), 2, 9),
		questioned("N3", feedback.NPS, at(10, "08:00"), at(11, "08:00"), 3), questioned("N4", feedback.NPS, at(10, "08:00"), at(11, "08:00")),
		questioned("E1", feedback.CES, at(12, "08:00"), at(12, "08:10"), 7), questioned("E2", feedback.CES, at(12, "08:00"), at(12, "08:10"), 4),
	)
}

// ofWei makes an opening wei's, of3 somebody's else.
func ofWei(o *ticket.Opening) { o.Customer.ID = "wei" }

func of3(customer string) func(*ticket.Opening) {
	return func(o *ticket.Opening) { o.Customer.ID = customer }
}

// diary answers what customers did: they opened the tickets among the cases, and C4 used the exchange on the 20th.
type diary [][]event.Event

func (d diary) Active(_ context.Context, q insight.Question) (bool, error) {
	did := slices.ContainsFunc(d, func(events []event.Event) bool {
		e := events[0]
		opened, err := event.Decode[ticket.Opened](e)
		return err == nil && e.Type == event.TicketOpened && opened.CustomerID == q.CustomerID && !e.Time.Before(q.From) && e.Time.Before(q.To)
	})
	used := at(20, "12:00")
	return did || q.Asked == insight.AnyActivity && q.CustomerID == "C4" && !used.Before(q.From) && used.Before(q.To), nil
}

// month is the roll-up of all days from February on, as it is done in four shards.
type month struct {
	days   []insight.Day
	sheets map[insight.Day]insight.Sheet
}

func rolledUp(t tb, d *desk, cases [][]event.Event, until time.Time) month {
	t.Helper()
	const shards = 4
	facts := [shards]map[insight.Day][]insight.Fact{}
	for i, events := range cases {
		sight, err := insight.Look(insight.History{Events: events, Until: until}, d.promises())
		if err != nil {
			t.Fatal(err)
		}
		answers, err := insight.Answers(context.Background(), sight.Questions(), until, diary(cases))
		if err != nil {
			t.Fatal(err)
		}
		shard := &facts[i%shards]
		if *shard == nil {
			*shard = map[insight.Day][]insight.Fact{}
		}
		for day, seen := range byDay(sight.Observations(answers)) {
			(*shard)[day] = append((*shard)[day], insight.Fact{Kind: events[0].Aggregate.Kind, ID: events[0].Aggregate.ID, Observations: seen})
		}
	}
	m := month{sheets: map[insight.Day]insight.Sheet{}}
	var before [shards]insight.Sheet
	for day := insight.Day("2026-02-20"); day <= "2026-03-31"; day = day.Next() {
		m.days = append(m.days, day)
		for i := range shards {
			before[i] = insight.Carry(before[i], insight.Sum(facts[i][day]))
			m.sheets[day] = m.sheets[day].Merge(before[i])
		}
	}
	return m
}

func byDay(all []insight.Observation) map[insight.Day][]insight.Observation {
	days := map[insight.Day][]insight.Observation{}
	for _, o := range all {
		days[o.Day] = append(days[o.Day], o)
	}
	return days
}

// figure is that of a measure on the days from one to another of March.
func (m month) figure(name insight.Name, key insight.Key, from, to int) insight.Figure {
	def, _ := insight.Lookup(name)
	first, last := insight.DayOf(at(from, "00:00")), insight.DayOf(at(to, "00:00"))
	var cells []insight.Cell
	for _, day := range m.days {
		if first <= day && day <= last {
			cells = append(cells, m.sheets[day][key][def.From])
		}
	}
	return def.Figure(def.Over(cells), last.End())
}

var all = insight.Key{By: insight.All}

func by(d insight.Dimension, value string) insight.Key { return insight.Key{By: d, Value: value} }

// shown writes a figure shortly: "120 p90 1320 of 11".
func shown(f insight.Figure) string {
	out := "nothing"
	if f.Value != nil {
		out = fmt.Sprint(*f.Value)
	}
	if f.P90 != nil {
		out += fmt.Sprint(" p90 ", *f.P90)
	}
	return fmt.Sprint(out, " of ", f.Count)
}

func TestTheFiguresOfAMonthAreThoseWorkedOutByHand(t *testing.T) {
	d, cases := march(t)
	m := rolledUp(t, d, cases, at(31, "23:59:59"))
	for _, want := range []struct {
		name     insight.Name
		key      insight.Key
		from, to int
		figure   string
	}{
		// T7, T11, T13 60; T3, T14, T15 120; T12 180; T1 240; T2 600; T10 22 min = 1320; T4 from Friday 15:00 to Monday 08:00 UTC:
		// 65 h = 234000. Of 11 the median is the 6th, the ninth decile the 10th (9.9 rounded up).
		{insight.FirstResponse, all, 1, 31, "120 p90 1320 of 11"},
		{insight.FirstResponse, by(insight.ByChannel, "email"), 1, 31, "234000 p90 234000 of 1"},
		{insight.FirstResponse, by(insight.ByAgent, "lin"), 1, 31, "120 p90 180 of 2"}, // T14, T12: the lower of two
		{insight.FirstResponse, all, 11, 11, "nothing of 0"},                           // T10 was answered on the 12th
		// T4: 16:00 to 17:00 on Friday and 9:00 to 10:00 on Monday in Berlin, 2 h = 7200; the others as before.
		{insight.FirstResponseBusiness, all, 1, 31, "120 p90 1320 of 11"},
		{insight.FirstResponseBusiness, by(insight.ByChannel, "email"), 1, 31, "7200 p90 7200 of 1"},
		// T2, T7 (from the merge), T14 (from the score) 300; T3, T10 480; T13 600; T2 900; T9 1200; T4 3600. The 5th and the 9th of 9.
		{insight.NextResponse, all, 1, 31, "480 p90 3600 of 9"},
		{insight.NextResponseBusiness, all, 1, 31, "480 p90 3600 of 9"},
		// T16 240; T15 1800; T14 25 h - 24 h = 3600; T10 70 min = 4200; T1, T3 (26 h - 24 h), T13 (26 h - 24 h) 7200; T7 10800;
		// T9 23.5 h = 84600; T2 86400; T0 26 h = 93600; T11 3 d = 259200; T4 91 h = 327600. The 7th and the 12th of 13.
		{insight.ResolutionTime, all, 1, 31, "7200 p90 259200 of 13"},
		{insight.ResolutionTime, by(insight.ByTeam, "fiat"), 1, 31, "84600 p90 84600 of 1"},
		// T4: 1 h on Friday, 1 h on Monday, 2 h on Tuesday from 10:00 to 12:00 = 14400; so the 12th is T0.
		{insight.ResolutionTimeBusiness, all, 1, 31, "7200 p90 93600 of 13"},
		{insight.ResolutionTimeBusiness, by(insight.ByChannel, "email"), 1, 31, "14400 p90 14400 of 1"},
		// Opened in March: T1 to T4, T6 to T16, 15; counted without T6 (merged) and T8 (a machine's): 13. T12 is not solved. 12/13.
		{insight.Opened, all, 1, 31, "15 of 15"},
		{insight.Opened, all, 11, 11, "1 of 1"}, // T10, on the day on which it was written
		{insight.ResolutionRate, all, 1, 31, "0.9231 of 13"},
		{insight.ResolutionRate, by(insight.ByTeam, "chain"), 1, 31, "0.5 of 2"}, // T9, T12 by the team at the opening
		// First solutions: those 12 and T0. At once: T0, T1, T11, T16. Not: T15 (a follow-up), T3, T13, T14 (reopened), others (more words). 4/13.
		{insight.FirstContactResolution, all, 1, 31, "0.3077 of 13"},
		// Solutions: T3, T13, T14 two each, ten others: 16, three of them reopened. 3/16. T8's is one more.
		{insight.ReopenRate, all, 1, 31, "0.1875 of 16"},
		{insight.Solved, all, 1, 31, "17 of 17"},
		{insight.Reopened, all, 1, 31, "3 of 3"},
		{insight.Merged, all, 1, 31, "1 of 1"},
		// T2 3; T3, T4, T7, T9, T10, T13, T14 2 each = 14; T1, T8, T11, T12, T15 1 each = 5.
		{insight.Replies, all, 1, 31, "22 of 22"},
		{insight.CustomerMessages, all, 1, 31, "6 of 6"}, // T2 2, T3, T4, T9, T10
		// Open in the evening: T0 on 28 February; T2 on the 2nd; T9 on the 9th, T10 on the 11th, T11 from the 13th to the 15th,
		// T12 from the 20th, with T4 from the 27th to the 30th.
		{insight.Backlog, all, 0, 0, "1 of 1"}, {insight.Backlog, all, 1, 1, "0 of 0"}, {insight.Backlog, all, 2, 2, "1 of 1"}, {insight.Backlog, all, 5, 5, "0 of 0"},
		{insight.Backlog, all, 11, 11, "1 of 1"}, {insight.Backlog, all, 15, 15, "1 of 1"}, {insight.Backlog, all, 19, 19, "0 of 0"},
		{insight.Backlog, all, 28, 29, "2 of 2"}, {insight.Backlog, all, 1, 31, "1 of 1"},
		{insight.Backlog, by(insight.ByAgent, ""), 20, 20, "1 of 1"}, {insight.Backlog, by(insight.ByAgent, "bo"), 21, 21, "1 of 1"}, {insight.Backlog, by(insight.ByAgent, ""), 21, 21, "0 of 0"},
		{insight.Backlog, by(insight.ByCategory, "deposit"), 24, 24, "1 of 1"}, {insight.Backlog, by(insight.ByCategory, "wallet"), 25, 25, "1 of 1"},
		// On the evening of the 29th T12 is 9 d 14 h = 828000 s old, T4 2 d 9 h = 205200: the mean is 516600. On the 31st T12 is 11 d 14 h old.
		{insight.BacklogAge, all, 29, 29, "516600 of 2"}, {insight.BacklogAge, all, 31, 31, "1.0008e+06 of 1"}, {insight.BacklogAge, all, 1, 1, "nothing of 0"},
		// firstReply: T2, T8, T10 of T1 to T4, T7 to T15 (T16's was cancelled, T6's, too): 3/13. nextReply: T2's second of T2 (2), T3, T4, T7, T10,
		// T13 (in its last second), T14: 1/8; on the phone none is promised. resolution: T0, T11 of 14 (not T6, T12). All: 6/35.
		{insight.Breaches, all, 1, 31, "6 of 6"},
		{insight.Breaches, all, 11, 11, "1 of 1"}, // T10 passed at 23:55, though it came after midnight
		{insight.BreachRate, all, 1, 31, "0.1714 of 35"},
		{insight.BreachRate, by(insight.ByTarget, "firstReply"), 1, 31, "0.2308 of 13"},
		{insight.BreachRate, by(insight.ByTarget, "nextReply"), 1, 31, "0.125 of 8"},
		{insight.BreachRate, by(insight.ByTarget, "resolution"), 1, 31, "0.1429 of 14"},
		{insight.Breaches, by(insight.ByChannel, "chat"), 1, 31, "1 of 1"},
		{insight.EscalationRate, all, 1, 31, "0.0769 of 13"}, // T11
		{insight.Escalations, all, 1, 31, "1 of 1"},
		// T1 5, T13 4 in the end, T14 2; T2 did not answer.
		{insight.CSAT, all, 1, 31, "0.6667 of 3"},
		{insight.CSAT, all, 16, 16, "1 of 1"}, // T13, answered on the 17th
		{insight.CSAT, by(insight.ByAgent, "bo"), 1, 31, "1 of 2"},
		{insight.NPS, all, 1, 31, "33.3333 of 3"}, // 10, 9 in the end, 3: (2 - 1) of 3
		{insight.Effort, all, 1, 31, "5.5 of 2"},  // 7, 4
		{insight.EasyRate, all, 1, 31, "0.5 of 2"},
		{insight.ResponseRate, all, 1, 31, "0.8 of 10"}, // csat 3 of 4, nps 3 of 4, ces 2 of 2
		{insight.ResponseRate, by(insight.ByTarget, "nps"), 1, 31, "0.75 of 4"},
		{insight.SurveysSent, all, 1, 31, "10 of 10"},
		{insight.SurveysAnswered, by(insight.ByTarget, "csat"), 1, 31, "3 of 3"},
		{insight.Calls, all, 1, 31, "3 of 3"},
		{insight.AnsweredCalls, all, 1, 31, "0.6667 of 3"},
		{insight.CallsWithin30s, all, 1, 31, "0.3333 of 3"}, // 20 s; not 31 s, and not the missed one
		{insight.CallWait, all, 1, 31, "20 p90 31 of 2"},
		// K1, K2; 2 for 13 tickets. K1 was decided after 6 d = 518400 s.
		{insight.Complaints, all, 1, 31, "2 of 2"},
		{insight.Complaints, by(insight.ByChannel, "letter"), 2, 2, "1 of 1"},      // K2 was received on the 2nd, entered on the 5th
		{insight.Complaints, by(insight.ByCategory, "withdrawal"), 4, 4, "1 of 1"}, // K1, as was found on the 5th; nobody looked into K2
		{insight.Complaints, by(insight.ByCategory, ""), 1, 31, "1 of 1"},
		{insight.ComplaintDecision, by(insight.ByCategory, "withdrawal"), 1, 31, "518400 p90 518400 of 1"},
		{insight.ComplaintBreaches, by(insight.ByCategory, ""), 3, 3, "1 of 1"},
		{insight.ComplaintBreachRate, by(insight.ByCategory, "withdrawal"), 1, 31, "0 of 5"},
		{insight.ComplaintRate, all, 1, 31, "0.1538 of 13"},
		{insight.ComplaintDecision, all, 1, 31, "518400 p90 518400 of 1"},
		// K2's acknowledgement passed on the 3rd; K1 kept acknowledgement, investigation, both decisions, and the review.
		{insight.ComplaintBreaches, all, 3, 3, "1 of 1"},
		{insight.ComplaintBreachRate, all, 1, 31, "0.1667 of 6"},
		// V2 (T12 an hour later), V1 (T15 two days later) and V4 (in vain) did not help, V3 did; V6 is decided in April, V5 never.
		{insight.Visits, all, 1, 31, "6 of 6"},
		{insight.Deflection, all, 1, 31, "0.25 of 4"},
		{insight.Deflection, all, 29, 29, "1 of 1"}, // V3, 72 h after the 26th
		// T0 was late on the 1st, and C3 did nothing until the 31st; T5 was scored 1 on 28 February, and C4 was there on the 20th.
		{insight.ChurnSignal, all, 1, 31, "0.5 of 2"},
		{insight.ChurnSignal, all, 31, 31, "1 of 1"},
		{insight.Spam, all, 1, 31, "0 of 0"},
	} {
		if got := shown(m.figure(want.name, want.key, want.from, want.to)); got != want.figure {
			t.Errorf("%s of %s from %d to %d is %s, want %s", want.name, want.key, want.from, want.to, got, want.figure)
		}
	}
}

func TestAMonthWithoutACutOffKnowsWhatCameLater(t *testing.T) {
	d, cases := march(t)
	m := rolledUp(t, d, cases, at(33, "12:00"))
	if got := shown(m.figure(insight.ResolutionRate, all, 1, 31)); got != "1 of 13" { // T12, solved on 2 April
		t.Errorf("the resolution rate is %s", got)
	}
	if got := shown(m.figure(insight.ResolutionTime, all, 1, 31)); got != "7200 p90 259200 of 13" {
		t.Errorf("what happened in April is in March: %s", got)
	}
}
