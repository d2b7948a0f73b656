package insight_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"aftercare/shared/escalation"
	"aftercare/shared/event"
	"aftercare/shared/insight"
	"aftercare/shared/sla"
	"aftercare/shared/ticket"
)

// try carries out a command if the ticket's state allows it.
func (l *life) try(now time.Time, actor event.Actor, c command) {
	l.wait(now.Add(-time.Second))
	if t, events, err := c(l.Ticket, l.terms(now, actor)); err == nil {
		l.Ticket, l.events = t, append(l.events, events...)
	}
}

// anyLife draws the life of a ticket over some days. Where late, some messages arrive long after they were written.
func anyLife(r *rapid.T, d *desk, id string, late bool) *life {
	now := at(26, "12:00").Add(time.Duration(rapid.IntRange(0, 200_000).Draw(r, "opened")) * time.Second)
	l := d.open(id, now, rapid.SampledFrom([]event.Actor{alice, alice, wei, bo}).Draw(r, "by"), func(o *ticket.Opening) {
		o.Automatic = rapid.IntRange(0, 9).Draw(r, "machine") == 0
		if late {
			o.ReceivedAt = now.Add(-time.Duration(rapid.SampledFrom([]int{0, 600, 90_000}).Draw(r, "late")) * time.Second)
		}
	})
	for range rapid.IntRange(0, 15).Draw(r, "steps") {
		now = now.Add(time.Duration(rapid.SampledFrom([]int{0, 1, 60, 600, 601, 3600, 40_000, 86_400, 200_000}).Draw(r, "pause")) * time.Second)
		who := rapid.SampledFrom([]event.Actor{alice, bo, lin}).Draw(r, "actor")
		reply := ticket.Reply{Body: "Hello.", Automatic: rapid.IntRange(0, 5).Draw(r, "automatic") == 0}
		if late {
			reply.ReceivedAt = now.Add(-time.Duration(rapid.SampledFrom([]int{0, 300, 90_000}).Draw(r, "late")) * time.Second)
		}
		switch rapid.SampledFrom([]string{"reply", "reply", "reply", "solve", "solve", "reopen", "edit", "escalate", "rate", "ask", "spam"}).Draw(r, "what") {
		case "reply":
			l.try(now, who, func(t ticket.Ticket, terms ticket.Terms) (ticket.Ticket, []event.Event, error) {
				return ticket.Write(t, reply, terms)
			})
		case "solve":
			l.try(now, bo, func(t ticket.Ticket, terms ticket.Terms) (ticket.Ticket, []event.Event, error) {
				return ticket.Solve(t, rapid.SampledFrom([]string{"", "Done."}).Draw(r, "words"), terms)
			})
		case "reopen":
			l.try(now, who, func(t ticket.Ticket, terms ticket.Terms) (ticket.Ticket, []event.Event, error) {
				return ticket.Reopen(t, "reopening", "Not yet.", terms)
			})
		case "edit":
			var p ticket.Patch
			switch rapid.IntRange(0, 3).Draw(r, "field") {
			case 0:
				p.Status = ptr(rapid.SampledFrom([]ticket.Status{ticket.StatusOpen, ticket.StatusPending, ticket.StatusHold}).Draw(r, "status"))
			case 1:
				p.Team = ptr(rapid.SampledFrom([]string{"", "chain", "fiat"}).Draw(r, "team"))
			case 2:
				p.Assignee = ptr(rapid.SampledFrom([]string{"", "bo", "lin"}).Draw(r, "assignee"))
			default:
				p.Category = ptr(rapid.SampledFrom([]string{"deposit", "security", "wallet"}).Draw(r, "category"))
			}
			l.try(now, lin, func(t ticket.Ticket, terms ticket.Terms) (ticket.Ticket, []event.Event, error) {
				return ticket.Edit(t, p, terms)
			})
		case "escalate":
			l.try(now, who, func(t ticket.Ticket, terms ticket.Terms) (ticket.Ticket, []event.Event, error) {
				return ticket.Escalate(t, escalation.ByStaff, "Too long.", terms)
			})
		case "spam":
			if rapid.IntRange(0, 9).Draw(r, "sure") == 0 {
				l.try(now, bo, ticket.Spam)
			}
		case "ask":
			l.try(now, system, func(t ticket.Ticket, terms ticket.Terms) (ticket.Ticket, []event.Event, error) {
				return ticket.Note(t, event.SurveySent, ticket.Delivery{Notice: "S" + t.ID, Template: "survey", To: "customer"}, terms)
			})
		case "rate":
			l.try(now, alice, func(t ticket.Ticket, terms ticket.Terms) (ticket.Ticket, []event.Event, error) {
				return ticket.Rate(t, ticket.Feedback{SurveyID: "S" + t.ID, Kind: "csat", Score: rapid.IntRange(1, 5).Draw(r, "score")}, terms)
			})
		}
	}
	return l.wait(now.Add(time.Duration(rapid.IntRange(0, 600_000).Draw(r, "after")) * time.Second))
}

func anyDesk(r *rapid.T) *desk {
	d := newDesk(r)
	if rapid.Bool().Draw(r, "office") {
		d.berlin("standard", "security", "urgent", "high")
	}
	return d
}

// With a cut-off a case shows what it would if nothing had been recorded since.
func TestWhatIsRecordedAfterTheCutOffIsNotThere(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		d := anyDesk(r)
		l := anyLife(r, d, "T1", true)
		until := l.CreatedAt.Add(time.Duration(rapid.IntRange(0, 900_000).Draw(r, "until")) * time.Second)
		cut := slices.DeleteFunc(slices.Clone(l.events), func(e event.Event) bool { return e.Time.After(until) })
		if diff := cmp.Diff(observed(r, d, insight.History{Events: cut}), observed(r, d, insight.History{Events: l.events, Until: until})); diff != "" {
			r.Fatal(diff)
		}
	})
}

// What a day showed when it was over stays, but for measures that say what revises them.
func TestADayThatIsOverStays(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		d := anyDesk(r)
		l := anyLife(r, d, "T1", false)
		if l.Spam {
			return // taken out of everything
		}
		day := insight.DayOf(l.CreatedAt.Add(time.Duration(rapid.IntRange(0, 10).Draw(r, "day")) * 24 * time.Hour))
		stays := func(h insight.History) []insight.Observation {
			return slices.DeleteFunc(observed(r, d, h), func(o insight.Observation) bool {
				def, _ := insight.Lookup(o.Measure)
				return o.Day > day || def.Revised != ""
			})
		}
		then := insight.History{Events: l.events, Until: day.End().Add(time.Second)} // a breach in its last second is recorded a second later
		if diff := cmp.Diff(stays(then), stays(insight.History{Events: l.events})); diff != "" {
			r.Fatal(diff)
		}
	})
}

// What came into the backlog is there as long as the ticket is open, in one place.
func TestTheBacklogHoldsWhatIsOpen(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		d := anyDesk(r)
		l := anyLife(r, d, "T1", true)
		facts := map[insight.Day][]insight.Fact{}
		for day, seen := range byDay(observed(r, d, insight.History{Events: l.events})) {
			facts[day] = append(facts[day], insight.Fact{Kind: event.Ticket, ID: l.ID, Observations: seen})
		}
		sheet, days := insight.Sheet(nil), []insight.Day{}
		for day := range facts {
			days = append(days, day)
		}
		for _, day := range slices.Sorted(slices.Values(days)) {
			sheet = insight.Carry(sheet, insight.Sum(facts[day]))
		}
		want := map[insight.Key]insight.Cell{}
		if l.Status.Live() {
			cell := insight.Cell{Value: 1, Of: received(r, l).Unix()}
			for _, key := range []insight.Key{
				all, by(insight.ByTeam, l.Team), by(insight.ByChannel, string(l.Channel)), by(insight.ByCategory, l.Category), by(insight.ByAgent, l.Assignee),
			} {
				want[key] = cell
			}
		}
		got := map[insight.Key]insight.Cell{}
		for key, names := range sheet {
			if cell, there := names[insight.Backlog]; there {
				got[key] = cell
			}
		}
		if encoded(r, got) != encoded(r, want) {
			r.Fatalf("the backlog is %s, want %s", encoded(r, got), encoded(r, want))
		}
	})
}

func received(t tb, l *life) time.Time {
	opened, err := event.Decode[ticket.Opened](l.events[0])
	if err != nil {
		t.Fatal(err)
	}
	return opened.ReceivedAt
}

// Responses and resolutions are those that the explanation of the clocks tells.
func TestTimesAreThoseThatTheClocksTell(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		d := anyDesk(r)
		l := anyLife(r, d, "T1", true)
		if l.Spam {
			return
		}
		told, err := ticket.Explain(l.events, d.promises(), l.LastAt)
		if err != nil {
			r.Fatal(err)
		}
		seen := observed(r, d, insight.History{Events: l.events})
		if l.events[0].Actor.Kind == event.Customer && !l.Automatic {
			for name, target := range map[insight.Name]sla.Name{insight.FirstResponse: sla.FirstReply, insight.NextResponse: sla.NextReply} {
				var want []int64
				started := map[int]time.Time{}
				for _, h := range told.History {
					switch {
					case h.Target != target:
					case h.Type == sla.StartedRecord:
						started[h.Cycle] = h.At
					case h.Type == sla.MetRecord:
						want = append(want, int64(h.At.Sub(started[h.Cycle])/time.Second))
					}
				}
				slices.Sort(want)
				if got := values(of(seen, name)); !slices.Equal(got, want) {
					r.Fatalf("%s took %v, and by the clock %v", name, got, want)
				}
			}
		}
		for _, target := range told.Targets {
			counted := of(seen, insight.ResolutionTimeBusiness)
			if target.Name == sla.Resolution && target.Status == sla.Met && !l.Automatic && (len(counted) != 1 || counted[0].Value != target.CountedSeconds) {
				r.Fatalf("the resolution took %v, and by the clock %d", counted, target.CountedSeconds)
			}
		}
	})
}

// Promises are kept and broken as the explanation of the clocks tells: a breach stays one, and of the rest what is met in the
// end counts.
func TestPromisesAreKeptAsTheClocksTell(t *testing.T) {
	type cycle struct {
		target sla.Name
		number int
	}
	rapid.Check(t, func(r *rapid.T) {
		d := anyDesk(r)
		l := anyLife(r, d, "T1", true)
		if l.Spam {
			return
		}
		told, err := ticket.Explain(l.events, d.promises(), l.LastAt)
		if err != nil {
			r.Fatal(err)
		}
		breached, met := map[cycle]bool{}, map[cycle]bool{}
		for _, h := range told.History {
			switch h.Type {
			case sla.BreachedRecord:
				breached[cycle{h.Target, h.Cycle}] = true
			case sla.MetRecord:
				met[cycle{h.Target, h.Cycle}] = true
			}
		}
		for _, target := range told.Targets {
			if target.Status != sla.Met {
				delete(met, cycle{target.Name, target.Cycle})
			}
		}
		for broken := range breached {
			met[broken] = true
		}
		seen := observed(r, d, insight.History{Events: l.events})
		_, value, whole := sums(seen, insight.BreachRate)
		_, count, _ := sums(seen, insight.Breaches)
		if value != int64(len(breached)) || whole != int64(len(met)) || count != value {
			r.Fatalf("%d breaches, %d of %d; by the clocks %d of %d", count, value, whole, len(breached), len(met))
		}
	})
}

// What is told apart by something adds up to the whole.
func TestTheValuesOfADimensionMakeTheWhole(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		d := anyDesk(r)
		sheet := insight.Sheet{}
		for _, id := range []string{"T1", "T2"} {
			seen := observed(r, d, insight.History{Events: anyLife(r, d, id, true).events})
			sheet = sheet.Merge(insight.Sum([]insight.Fact{{Kind: event.Ticket, ID: id, Observations: seen}}))
		}
		for _, m := range insight.Definitions() {
			for _, dimension := range m.Dimensions {
				var sum insight.Cell
				for key, names := range sheet {
					if key.By == dimension {
						sum = sum.Merge(names[m.From])
					}
				}
				if encoded(r, sum) != encoded(r, sheet[all][m.From]) {
					r.Fatalf("%s by %s makes %s, the whole is %s", m.Name, dimension, encoded(r, sum), encoded(r, sheet[all][m.From]))
				}
			}
		}
	})
}

func values(all []insight.Observation) []int64 {
	var out []int64
	for _, o := range all {
		out = append(out, o.Value)
	}
	slices.Sort(out)
	return out
}

// Shards, the order of cases and cases that come twice do not matter.
func TestPartialSumsMakeTheWhole(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		facts := anyFacts(r)
		whole := encoded(r, insight.Sum(facts))

		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(r, "seed"), 0))
		other := append(slices.Clone(facts), facts[:rapid.IntRange(0, len(facts)).Draw(r, "again")]...)
		random.Shuffle(len(other), func(i, j int) { other[i], other[j] = other[j], other[i] })
		if got := encoded(r, insight.Sum(other)); got != whole {
			r.Fatal("another order, with some twice, sums up to something else")
		}

		shards := make([][]insight.Fact, 4)
		for i, f := range facts {
			at := (i*7 + len(f.ID)) % 4
			shards[at] = append(shards[at], f)
		}
		merged := insight.Sheet{}
		for _, shard := range shards {
			merged = insight.Sum(shard).Merge(merged)
		}
		if got := encoded(r, merged); got != whole {
			r.Fatalf("the parts make %s, the whole is %s", got, whole)
		}
	})
}

// anyFacts draws what cases show on one day, of measures that sum in every way.
func anyFacts(r *rapid.T) []insight.Fact {
	facts := make([]insight.Fact, rapid.IntRange(0, 60).Draw(r, "cases"))
	for i := range facts {
		facts[i] = insight.Fact{Kind: event.Ticket, ID: string(rune('A' + i))}
		for range rapid.IntRange(0, 6).Draw(r, "observations") {
			name := rapid.SampledFrom([]insight.Name{insight.FirstResponse, insight.CSAT, insight.NPS, insight.Effort, insight.Backlog, insight.Replies, insight.BreachRate}).Draw(r, "measure")
			facts[i].Observations = append(facts[i].Observations, insight.Observation{
				Day: "2026-03-29", Measure: name, Value: rapid.Int64Range(0, 500_000).Draw(r, "value"), Of: rapid.Int64Range(0, 3).Draw(r, "of"),
				Team: rapid.SampledFrom([]string{"", "chain", "fiat"}).Draw(r, "team"), Agent: rapid.SampledFrom([]string{"", "bo", "lin"}).Draw(r, "agent"),
			})
		}
	}
	return facts
}
