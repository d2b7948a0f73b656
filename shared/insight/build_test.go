package insight_test

import (
	"slices"
	"testing"
	"time"

	"aftercare/shared/escalation"
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/insight"
	"aftercare/shared/sla"
	"aftercare/shared/ticket"
)

var (
	alice  = event.Actor{Kind: event.Customer, ID: "alice", Name: "Alice"}
	wei    = event.Actor{Kind: event.Customer, ID: "wei", Name: "Wei"}
	bo     = event.Actor{Kind: event.Staff, ID: "bo", Name: "Bo"}
	lin    = event.Actor{Kind: event.Staff, ID: "lin", Name: "Lin"}
	system = event.Actor{Kind: event.System}
)

// tb is what tests and properties share.
type tb interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// at reads a time of March 2026 in UTC, as "29 10:00:30" or "29 10:00". What lies beyond March goes on counting its days.
func at(day int, clock string) time.Time {
	if len(clock) == len("10:00") {
		clock += ":00"
	}
	of, err := time.Parse(time.TimeOnly, clock)
	if err != nil {
		panic(err)
	}
	return time.Date(2026, time.March, day, of.Hour(), of.Minute(), of.Second(), 0, time.UTC)
}

// desk is what tickets of a test live under.
type desk struct {
	tb
	policies  sla.Policies
	calendars []*sla.Calendar
}

// newDesk gives a desk with the default promises, around the clock.
func newDesk(t tb) *desk { return &desk{tb: t, policies: sla.Default()} }

// berlin puts promises into an office in Berlin, open from nine to five on weekdays.
func (d *desk) berlin(policies ...string) *desk {
	hours := map[string][]string{}
	for _, day := range []string{"mon", "tue", "wed", "thu", "fri"} {
		hours[day] = []string{"09:00-17:00"}
	}
	spec := sla.CalendarSpec{TimeZone: "Europe/Berlin", Hours: hours}
	cal, err := sla.Compile("berlin", []sla.Edition{{Version: 1, Spec: spec}})
	if err != nil {
		d.Fatal(err)
	}
	d.calendars = append(d.calendars, cal)
	for i := range d.policies.List {
		if slices.Contains(policies, d.policies.List[i].ID) {
			d.policies.List[i].Calendar = "berlin"
		}
	}
	return d
}

func (d *desk) promises() ticket.Promises {
	return ticket.Finder{
		Policies: func(int) (sla.Policies, error) { return d.policies, nil },
		Calendars: func(id string, _ int) (*sla.Calendar, error) {
			for _, c := range slices.Backward(d.calendars) {
				if c.ID() == id {
					return c, nil
				}
			}
			return nil, fault.NotFound("calendar")
		},
	}
}

// life is a ticket under commands.
type life struct {
	*desk
	ticket.Ticket
	events []event.Event
}

type command func(ticket.Ticket, ticket.Terms) (ticket.Ticket, []event.Event, error)

// open opens a ticket of alice about a deposit on the web, unless it says otherwise.
func (d *desk) open(id string, now time.Time, actor event.Actor, with ...func(*ticket.Opening)) *life {
	d.Helper()
	o := ticket.Opening{
		ID: id, Subject: "Where is my deposit?", Body: "I sent it yesterday.", Channel: ticket.Web, Category: "deposit",
		Customer: ticket.Customer{ID: "alice", Email: "alice@example.com", Language: "en", Assurance: ticket.Authenticated, Reachable: true},
	}
	for _, w := range with {
		w(&o)
	}
	l := &life{desk: d}
	l.do(now, actor, func(_ ticket.Ticket, terms ticket.Terms) (ticket.Ticket, []event.Event, error) {
		return ticket.Open(o, terms)
	})
	return l
}

func (l *life) terms(now time.Time, actor event.Actor) ticket.Terms {
	return ticket.Terms{
		Now: now, Actor: actor, Policies: l.policies, Ladder: escalation.Default(), Promises: l.promises(),
		Calendar: func(id string) (*sla.Calendar, error) { return l.promises().Calendar(id, 0) },
		History:  func() ([]sla.Fact, error) { return ticket.Facts(l.events) },
	}
}

// do carries out a command at a time, after all clocks that come before it, as timers would fire them.
func (l *life) do(now time.Time, actor event.Actor, c command) *life {
	l.Helper()
	if l.Seq > 0 {
		l.wait(now.Add(-time.Second))
	}
	t, events, err := c(l.Ticket, l.terms(now, actor))
	if err != nil {
		l.Fatalf("ticket %s at %s: %v", l.ID, now, err)
	}
	l.Ticket, l.events = t, append(l.events, events...)
	return l
}

// wait fires what is due until a time.
func (l *life) wait(until time.Time) *life {
	l.Helper()
	for wake := l.WakeAt(); !wake.IsZero() && !wake.After(until); wake = l.WakeAt() {
		t, events, err := ticket.Fire(l.Ticket, l.terms(wake, system))
		if err != nil || len(events) == 0 {
			l.Fatalf("the wake of %s at %s: %v", l.ID, wake, err)
		}
		l.Ticket, l.events = t, append(l.events, events...)
	}
	return l
}

func (l *life) reply(now time.Time, actor event.Actor) *life {
	l.Helper()
	return l.write(now, actor, ticket.Reply{Body: "Hello."})
}

func (l *life) write(now time.Time, actor event.Actor, r ticket.Reply) *life {
	l.Helper()
	return l.do(now, actor, func(t ticket.Ticket, terms ticket.Terms) (ticket.Ticket, []event.Event, error) {
		return ticket.Write(t, r, terms)
	})
}

func (l *life) solve(now time.Time, actor event.Actor) *life {
	l.Helper()
	return l.do(now, actor, func(t ticket.Ticket, terms ticket.Terms) (ticket.Ticket, []event.Event, error) {
		return ticket.Solve(t, "", terms)
	})
}

func (l *life) edit(now time.Time, actor event.Actor, p ticket.Patch) *life {
	l.Helper()
	return l.do(now, actor, func(t ticket.Ticket, terms ticket.Terms) (ticket.Ticket, []event.Event, error) {
		return ticket.Edit(t, p, terms)
	})
}

// observed gives what a timeline shows.
func observed(t tb, d *desk, h insight.History) []insight.Observation {
	t.Helper()
	seen, err := insight.Observe(h, d.promises())
	if err != nil {
		t.Fatal(err)
	}
	return seen
}

// of gives the observations of one measure.
func of(all []insight.Observation, name insight.Name) []insight.Observation {
	return slices.DeleteFunc(slices.Clone(all), func(o insight.Observation) bool { return o.Measure != name })
}

func TestAPlainTicketShowsWhatItIsMeasuredBy(t *testing.T) {
	d := newDesk(t)
	l := d.open("T1", at(2, "10:00"), alice).reply(at(2, "10:04"), bo).reply(at(2, "10:30"), alice).reply(at(2, "10:35"), lin).solve(at(3, "09:00"), lin)
	seen := observed(t, d, insight.History{Events: l.events})
	for name, want := range map[insight.Name]insight.Observation{
		insight.FirstResponse:  {Day: "2026-03-02", Channel: "web", Category: "deposit", Agent: "bo", Value: 240},
		insight.NextResponse:   {Day: "2026-03-02", Channel: "web", Category: "deposit", Agent: "lin", Value: 300},
		insight.ResolutionTime: {Day: "2026-03-03", Channel: "web", Category: "deposit", Agent: "lin", Value: 23 * 3600},
		insight.ResolutionRate: {Day: "2026-03-02", Channel: "web", Category: "deposit", Value: 1, Of: 1},
	} {
		want.Measure = name
		if got := of(seen, name); len(got) != 1 || got[0] != want {
			t.Errorf("%s is %+v, want %+v", name, got, want)
		}
	}
}
