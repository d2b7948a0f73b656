package ticket_test

import (
	"encoding/json"
	"errors"
	"slices"
	"time"

	"aftercare/shared/escalation"
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/sla"
	"aftercare/shared/ticket"
)

// start is when every test begins, hours before a change to daylight saving in Europe.
var start = time.Date(2026, 3, 28, 22, 0, 0, 0, time.UTC)

var (
	alice  = event.Actor{Kind: event.Customer, ID: "alice", Name: "Alice"}
	bo     = event.Actor{Kind: event.Staff, ID: "bo", Name: "Bo"}
	lin    = event.Actor{Kind: event.Staff, ID: "lin", Name: "Lin"}
	system = event.Actor{Kind: event.System}
)

// phrase is the best known recovery phrase there is.
const phrase = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about"

// tb is what tests and properties share.
type tb interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

type command func(ticket.Ticket, ticket.Terms) (ticket.Ticket, []event.Event, error)

// life is a ticket whose commands are kept as storage keeps them: as JSON.
type life struct {
	ticket.Ticket
	now      time.Time
	events   []event.Event // the whole timeline
	last     []event.Event // what the last command made
	policies sla.Policies
	ladder   escalation.Ladder

	lists     map[int]sla.Policies // all versions of the policies
	calendars []*sla.Calendar      // all versions of all calendars
	hours     []string             // when the office opens, by version
	since     []time.Time          // and since when
}

// opened gives the ticket of an opening, by alice unless it says otherwise, under the default promises.
func opened(t tb, with ...func(*ticket.Opening)) *life {
	t.Helper()
	l := &life{now: start, policies: sla.Default(), ladder: escalation.Default()}
	if err := l.do(alice, open(with...)); err != nil {
		t.Fatal(err)
	}
	return l
}

// open is the command to open a plain ticket, changed as the test needs it.
func open(with ...func(*ticket.Opening)) command {
	o := ticket.Opening{
		ID: "T1", Subject: "Where is my deposit?", Body: "I sent it yesterday.", Channel: ticket.Web, Category: "deposit",
		Customer: ticket.Customer{ID: "alice", Email: "alice@example.com", Language: "en", Assurance: ticket.Authenticated, Reachable: true},
	}
	for _, w := range with {
		w(&o)
	}
	return func(_ ticket.Ticket, terms ticket.Terms) (ticket.Ticket, []event.Event, error) {
		return ticket.Open(o, terms)
	}
}

// do carries a command out.
func (l *life) do(actor event.Actor, c command) error {
	t, events, err := c(stored(l.Ticket), ticket.Terms{
		Now: l.now, Actor: actor, Policies: l.policies, Ladder: l.ladder, Promises: l.promises(), Calendar: l.calendar,
		History: func() ([]sla.Fact, error) { return ticket.Facts(l.events) },
	})
	if err != nil {
		return err
	}
	l.Ticket, l.last = stored(t), events
	l.events = append(l.events, events...)
	return nil
}

// must carries out a command that has to succeed.
func (l *life) must(t tb, actor event.Actor, c command) {
	t.Helper()
	if err := l.do(actor, c); err != nil {
		t.Fatalf("refused: %v", err)
	}
}

// after lets time pass, and fires what is due, as a timer would at each wake.
func (l *life) after(t tb, d time.Duration) {
	t.Helper()
	until := l.now.Add(d)
	for wake := l.WakeAt(); !wake.IsZero() && !wake.After(until); wake = l.WakeAt() {
		if wake.After(l.now) {
			l.now = wake
		}
		l.must(t, system, ticket.Fire)
		if len(l.last) == 0 {
			t.Fatalf("the wake at %s did nothing", wake)
		}
	}
	l.now = until
}

// promises finds what was promised in each version that the life has seen.
func (l *life) promises() ticket.Promises {
	if l.lists == nil {
		l.lists = map[int]sla.Policies{}
	}
	l.lists[l.policies.Version] = l.policies
	return ticket.Finder{
		Policies: func(version int) (sla.Policies, error) {
			list, known := l.lists[version]
			if !known {
				return list, fault.NotFound("version of the policies")
			}
			return list, nil
		},
		Calendars: func(id string, version int) (*sla.Calendar, error) {
			for _, c := range l.calendars {
				if c.ID() == id && c.Version() == version {
					return c, nil
				}
			}
			return nil, fault.NotFound("version of the calendar")
		},
	}
}

// calendar is the latest of that id.
func (l *life) calendar(id string) (*sla.Calendar, error) {
	for _, c := range slices.Backward(l.calendars) {
		if c.ID() == id {
			return c, nil
		}
	}
	return nil, fault.NotFound("calendar")
}

// stored gives a ticket as storage gives it back.
func stored(t ticket.Ticket) ticket.Ticket {
	raw, err := json.Marshal(t)
	if err != nil {
		panic(err)
	}
	var back ticket.Ticket
	if err := json.Unmarshal(raw, &back); err != nil {
		panic(err)
	}
	return back
}

// in gives a ticket of alice in a status, by the commands that lead there.
func in(t tb, s ticket.Status, before ...func(*life)) *life {
	t.Helper()
	l := opened(t)
	for _, b := range before {
		b(l)
	}
	switch s {
	case ticket.StatusNew:
	case ticket.StatusClosed:
		l.must(t, bo, solve(""))
		l.after(t, 5*24*time.Hour)
	case ticket.StatusSolved:
		l.must(t, bo, solve(""))
	default:
		l.must(t, bo, edit(ticket.Patch{Status: &s}))
	}
	if l.Status != s {
		t.Fatalf("the ticket is %s, want %s", l.Status, s)
	}
	return l
}

func reply(body string) command {
	return func(t ticket.Ticket, terms ticket.Terms) (ticket.Ticket, []event.Event, error) {
		return ticket.Write(t, ticket.Reply{Body: body}, terms)
	}
}

func write(r ticket.Reply) command {
	return func(t ticket.Ticket, terms ticket.Terms) (ticket.Ticket, []event.Event, error) {
		return ticket.Write(t, r, terms)
	}
}

func edit(p ticket.Patch) command {
	return func(t ticket.Ticket, terms ticket.Terms) (ticket.Ticket, []event.Event, error) {
		return ticket.Edit(t, p, terms)
	}
}

func solve(body string) command {
	return func(t ticket.Ticket, terms ticket.Terms) (ticket.Ticket, []event.Event, error) {
		return ticket.Solve(t, body, terms)
	}
}

func reopen(reason string) command {
	return func(t ticket.Ticket, terms ticket.Terms) (ticket.Ticket, []event.Event, error) {
		return ticket.Reopen(t, "reopening", reason, terms)
	}
}

func escalate(cause escalation.Cause, reason string) command {
	return func(t ticket.Ticket, terms ticket.Terms) (ticket.Ticket, []event.Event, error) {
		return ticket.Escalate(t, cause, reason, terms)
	}
}

func takeOver(groups ...string) command {
	return func(t ticket.Ticket, terms ticket.Terms) (ticket.Ticket, []event.Event, error) {
		return ticket.TakeOver(t, groups, terms)
	}
}

func deescalate(reason string) command {
	return func(t ticket.Ticket, terms ticket.Terms) (ticket.Ticket, []event.Event, error) {
		return ticket.Deescalate(t, reason, terms)
	}
}

func rate(score int) command {
	return func(t ticket.Ticket, terms ticket.Terms) (ticket.Ticket, []event.Event, error) {
		return ticket.Rate(t, ticket.Feedback{SurveyID: "S1", Kind: "csat", Score: score}, terms)
	}
}

func delivery(kind event.Type) command {
	return func(t ticket.Ticket, terms ticket.Terms) (ticket.Ticket, []event.Event, error) {
		return ticket.Note(t, kind, ticket.Delivery{Notice: "n", Template: "t", To: "customer"}, terms)
	}
}

// types names events in order.
func types(events []event.Event) []event.Type {
	out := make([]event.Type, 0, len(events))
	for _, e := range events {
		out = append(out, e.Type)
	}
	return out
}

// only gives the events of one type.
func only(events []event.Event, kind event.Type) []event.Event {
	return slices.DeleteFunc(slices.Clone(events), func(e event.Event) bool { return e.Type != kind })
}

// data reads what the last event of a type published.
func data[T any](t tb, events []event.Event, kind event.Type) T {
	t.Helper()
	found := only(events, kind)
	if len(found) == 0 {
		t.Fatalf("no %s among %v", kind, types(events))
	}
	d, err := event.Decode[T](found[len(found)-1])
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func (l *life) target(t tb, name sla.Name) sla.Target {
	t.Helper()
	target, there := l.SLA.Target(name)
	if !there {
		t.Fatalf("the ticket has no target %s", name)
	}
	return target
}

// refused checks that an error is of a kind, and gives the fields that it names.
func refused(t tb, err error, kind fault.Kind) []string {
	t.Helper()
	if !fault.Is(err, kind) {
		t.Fatalf("got %v, want kind %d", err, kind)
	}
	var names []string
	if f, ok := errors.AsType[*fault.Error](err); ok {
		for _, field := range f.Fields {
			names = append(names, field.Name)
		}
	}
	return names
}

func to[T any](v T) *T { return &v }
