package call_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"aftercare/shared/call"
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/memory"
	"aftercare/shared/redact"
	"aftercare/shared/sla"
	"aftercare/shared/ticket"
)

var start = time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)

// phrase is the best known recovery phrase there is.
const phrase = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about"

var bo = event.Actor{Kind: event.Staff, ID: "bo"}

// centre is a call centre, and the desk behind it.
type centre struct {
	*testing.T
	store   *memory.Store
	tickets *ticket.Service
	calls   *call.Service
	now     time.Time
}

func newCentre(t *testing.T) *centre {
	c := &centre{T: t, now: start}
	clock := func() time.Time { return c.now }
	c.store = memory.New(clock)
	c.tickets = ticket.NewService(c.store, c.store, clock)
	c.calls = call.NewService(c.store, c.store, c.tickets, time.UTC, clock)
	return c
}

// missed is a call of alice that nobody answered.
func missed(id string, with ...func(*call.Report)) call.Report {
	r := call.Report{
		ID: id, Request: "told " + id, Customers: []string{"alice"},
		Customer: ticket.Customer{ID: "alice", Name: "Alice", Phone: "+43 1 5550100", Language: "en", Assurance: ticket.Asserted},
		QueuedAt: start.Add(-3 * time.Minute), EndedAt: start.Add(-2 * time.Minute), Sent: start,
	}
	for _, w := range with {
		w(&r)
	}
	return r
}

// answered is a call of alice that bo answered after twelve seconds.
func answered(id string, with ...func(*call.Report)) call.Report {
	return missed(id, append([]func(*call.Report){func(r *call.Report) {
		r.AnsweredAt, r.Agent = r.QueuedAt.Add(12*time.Second), "bo"
	}}, with...)...)
}

func note(s string) func(*call.Report)   { return func(r *call.Report) { r.Note = s } }
func about(id string) func(*call.Report) { return func(r *call.Report) { r.TicketID = id } }
func followUp(r *call.Report)            { r.FollowUp = true }
func withheld(r *call.Report) {
	r.Customer = ticket.Customer{ID: "thread", Assurance: ticket.Unverified, Language: "en"}
	r.Customers = []string{"thread"}
}

func (c *centre) end(r call.Report) call.Call {
	c.Helper()
	got, err := c.calls.End(c.Context(), r)
	if err != nil {
		c.Fatal(err)
	}
	return got
}

func (c *centre) ticket(id string) ticket.Ticket {
	c.Helper()
	t, err := c.store.Ticket(c.Context(), id)
	if err != nil {
		c.Fatal(err)
	}
	return t
}

// all gives the tickets of alice.
func (c *centre) all() []ticket.Ticket {
	c.Helper()
	page, err := c.store.Tickets(c.Context(), ticket.Query{View: ticket.ByCustomer, Customer: "alice"})
	if err != nil {
		c.Fatal(err)
	}
	return page.Tickets
}

// open opens a ticket of alice on the web.
func (c *centre) open(id string) {
	c.Helper()
	if _, err := c.tickets.Open(c.Context(), ticket.Opening{
		ID: id, Body: "Where is my deposit?", Channel: ticket.Web, Customer: ticket.Customer{ID: "alice", Assurance: ticket.Authenticated},
	}, event.Actor{Kind: event.Customer, ID: "alice"}, nil); err != nil {
		c.Fatal(err)
	}
}

// told gives the types of a case's events that are not of clocks.
func (c *centre) told(kind event.Kind, id string) []event.Event {
	c.Helper()
	events, err := c.store.Timeline(c.Context(), kind, id, 0, 0)
	if err != nil {
		c.Fatal(err)
	}
	return slices.DeleteFunc(events, func(e event.Event) bool { return strings.HasPrefix(string(e.Type), "sla.") })
}

func TestAMissedCallOpensATicketToCallBackWithinAQuarterOfAnHour(t *testing.T) {
	c := newCentre(t)
	got := c.end(missed("C1"))
	back := c.ticket(got.TicketID)
	if back.Channel != ticket.Phone || back.Status != ticket.StatusNew || back.Customer.Phone == "" || back.SLA.Policy != "phone" {
		t.Errorf("opened %+v", back)
	}
	first := slices.IndexFunc(back.SLA.Targets, func(t sla.Target) bool { return t.Name == sla.FirstReply })
	if due := back.SLA.Targets[first].DueAt; !due.Equal(start.Add(13 * time.Minute)) { // a quarter of an hour after the call ended
		t.Errorf("to be called back by %s", due)
	}
	if back.Subject != "Missed call: please call back" {
		t.Errorf("subject %q", back.Subject)
	}
	events := c.told(event.Call, got.ID)
	data, err := event.Decode[call.Ended](events[0])
	if err != nil || len(events) != 1 || !data.Missed() || data.CustomerID != "alice" || data.TicketID != back.ID {
		t.Errorf("told %+v, %v", data, err)
	}
	if published := string(events[0].Data); strings.Contains(published, "555") || strings.Contains(published, "Alice") {
		t.Errorf("published is %s", published)
	}
}

func TestWhoCallsAgainWhileNobodyCalledBackIsOnTheSameTicket(t *testing.T) {
	c := newCentre(t)
	first := c.end(missed("C1"))
	c.now = start.Add(time.Minute)
	second := c.end(missed("C2"))
	if second.TicketID != first.TicketID || len(c.all()) != 1 {
		t.Fatalf("tickets %s and %s", first.TicketID, second.TicketID)
	}
	if events := c.told(event.Ticket, first.TicketID); events[len(events)-1].Type != event.TicketReplied || events[len(events)-1].Actor.Kind != event.Customer {
		t.Errorf("ends with %+v", events[len(events)-1])
	}
	if _, err := c.tickets.Solve(t.Context(), first.TicketID, "I called back.", ticket.Do{Actor: bo}); err != nil {
		t.Fatal(err)
	}
	if third := c.end(missed("C3")); third.TicketID == first.TicketID {
		t.Error("a later missed call has no call-back of its own")
	}
}

func TestSpeakingWithWhoWaitsToBeCalledBackIsTheFirstReply(t *testing.T) {
	for name, report := range map[string]call.Report{
		"they call again":         answered("C2", note("Told her how.")),
		"they are called back":    answered("C2", note("Told her how."), about("C1")),
		"there is nothing to say": answered("C2"),
		"more is to do":           answered("C2", note("Told her how."), followUp),
	} {
		t.Run(name, func(t *testing.T) {
			c := newCentre(t)
			c.end(missed("C1"))
			c.now = start.Add(20 * time.Minute) // told after the promise has passed, of what was in time
			report.QueuedAt, report.AnsweredAt, report.EndedAt = start.Add(5*time.Minute), start.Add(6*time.Minute), c.now
			report.Sent = c.now
			got := c.end(report)
			back := c.ticket("C1")
			if got.TicketID != "C1" || len(c.all()) != 1 || back.Status != ticket.StatusOpen {
				t.Fatalf("on %s of %d, which is %s", got.TicketID, len(c.all()), back.Status)
			}
			for _, target := range back.SLA.Targets {
				if target.Name == sla.FirstReply && (target.Status != sla.Met || !target.MetAt.Equal(start.Add(6*time.Minute))) {
					t.Errorf("first reply %+v", target)
				}
			}
			var said, noted int
			for _, e := range c.told(event.Ticket, "C1") {
				switch e.Type {
				case event.TicketReplied:
					said++
				case event.TicketNoted:
					noted++
				}
			}
			if want := min(len(report.Note), 1); said != 1 || noted != want {
				t.Errorf("%d replies and %d notes", said, noted)
			}
		})
	}
}

func TestWhatACallDoesToTickets(t *testing.T) {
	for name, tt := range map[string]struct {
		open   []string // tickets of alice on the web
		solved bool     // the first of them
		report call.Report
		joins  string
		opens  bool
		notes  int // on the ticket
	}{
		"answered, and no more to do":                    {report: answered("C1")},
		"answered, with a note and no ticket":            {report: answered("C1", note("Told her how."))},
		"answered, with a note, and one ticket open":     {open: []string{"T1"}, report: answered("C1", note("Told her how.")), joins: "T1", notes: 1},
		"answered, without a note":                       {open: []string{"T1"}, report: answered("C1")},
		"answered, with a note, and two tickets open":    {open: []string{"T1", "T2"}, report: answered("C1", note("Told her how."))},
		"answered, about one of two":                     {open: []string{"T1", "T2"}, report: answered("C1", note("Told her how."), about("T2")), joins: "T2", notes: 1},
		"answered, about one of two, without a note":     {open: []string{"T1", "T2"}, report: answered("C1", about("T2")), joins: "T2"},
		"answered, about a solved one":                   {open: []string{"T1"}, solved: true, report: answered("C1", note("Thanks."), about("T1")), joins: "T1", notes: 1},
		"answered, with something left to do":            {open: []string{"T1"}, report: answered("C1", note("Send the statement."), followUp), opens: true, notes: 1},
		"answered, about a solved one, with more to do":  {open: []string{"T1"}, solved: true, report: answered("C1", note("Look again."), followUp, about("T1")), opens: true, notes: 1},
		"answered, about an open one, with more to do":   {open: []string{"T1"}, report: answered("C1", note("Look again."), followUp, about("T1")), joins: "T1", notes: 1},
		"answered, nobody named, with something to do":   {report: answered("C1", withheld, note("Send it."), followUp), opens: true, notes: 1},
		"answered, nobody named":                         {report: answered("C1", withheld, note("Told them."))},
		"a recovery phrase, and no ticket":               {report: answered("C1", note("Read me "+phrase)), opens: true, notes: 1},
		"a recovery phrase, and one ticket open":         {open: []string{"T1"}, report: answered("C1", note("Read me "+phrase)), joins: "T1", notes: 1},
		"missed, while a ticket on the web is open":      {open: []string{"T1"}, report: missed("C1"), opens: true},
		"missed, with a withheld number: nobody to call": {report: missed("C1", withheld)},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCentre(t)
			for _, id := range tt.open {
				c.open(id)
			}
			if tt.solved {
				if _, err := c.tickets.Solve(t.Context(), tt.open[0], "", ticket.Do{Actor: bo}); err != nil {
					t.Fatal(err)
				}
			}
			for range 2 { // the queue delivers twice at times
				got := c.end(tt.report)
				want := tt.joins
				if tt.opens {
					want = "C1"
				}
				if got.TicketID != want {
					t.Fatalf("ticket %q, want %q", got.TicketID, want)
				}
				if want == "" {
					continue
				}
				notes := 0
				for _, e := range c.told(event.Ticket, want) {
					if e.Type == event.TicketNoted {
						notes++
					}
				}
				if notes != tt.notes {
					t.Errorf("%d notes, want %d", notes, tt.notes)
				}
			}
		})
	}
}

func TestASecretInANoteIsStoredNowhereAndMakesTheTicketUrgent(t *testing.T) {
	c := newCentre(t)
	got := c.end(answered("C1", note("She read me "+phrase)))
	danger := c.ticket(got.TicketID)
	if danger.Priority != ticket.Urgent {
		t.Errorf("priority %s", danger.Priority)
	}
	var told []event.Type
	for _, e := range append(c.told(event.Ticket, danger.ID), c.told(event.Call, got.ID)...) {
		told = append(told, e.Type)
		if _, found := redact.Walk(e.Private); found {
			t.Errorf("%s holds the phrase", e.Type)
		}
	}
	if !slices.Contains(told, event.CustomerAtRisk) || !slices.Contains(told, event.SecretRedacted) {
		t.Errorf("told %v", told)
	}
	if strings.Contains(got.Note, "about") {
		t.Errorf("the call keeps %q", got.Note)
	}
}

func TestACallWithSomethingLeftToDoWasAnsweredHoweverLateItIsTold(t *testing.T) {
	c := newCentre(t)
	c.now = start.Add(time.Hour)
	r := answered("C1", note("Send the statement."), followUp)
	opened := c.ticket(c.end(r).TicketID)
	if opened.Status != ticket.StatusOpen || !opened.WaitingSince.IsZero() {
		t.Errorf("%s, waiting since %s", opened.Status, opened.WaitingSince)
	}
	for _, target := range opened.SLA.Targets {
		if target.Name == sla.FirstReply && target.Status != sla.Met {
			t.Errorf("first reply %+v", target)
		}
	}
}

func TestATicketOfACallIsWhatItsTimelineTells(t *testing.T) {
	c := newCentre(t)
	got := c.end(answered("C1", note("Send the statement."), followUp))
	events, err := c.store.Timeline(t.Context(), event.Ticket, got.TicketID, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	told, err := ticket.Replay(events, c.tickets.Promises(t.Context()))
	if stored := c.ticket(got.TicketID); err != nil || told.Version != stored.Version || told.Seq != stored.Seq || !told.NextWake.Equal(stored.NextWake) {
		t.Errorf("told %+v\nstored %+v, %v", told, stored, err)
	}
}

func TestAnotherStoryAboutACallIsRefusedAndTheFirstStays(t *testing.T) {
	c := newCentre(t)
	c.end(missed("C1"))
	_, err := c.calls.End(t.Context(), answered("C1", func(r *call.Report) { r.Request = "otherwise" }))
	if !fault.Is(err, fault.Conflict) {
		t.Errorf("got %v", err)
	}
	if got, err := c.store.Call(t.Context(), "C1"); err != nil || !got.Missed() {
		t.Errorf("now %+v, %v", got, err)
	}
	rotated := missed("C9", func(r *call.Report) { r.Earlier, r.Request = []string{"C1"}, "told C1" })
	if got := c.end(rotated); got.ID != "C1" {
		t.Errorf("after a rotation of the secret it is %s", got.ID)
	}
}

func TestWhatCannotBeIsRefusedByField(t *testing.T) {
	for name, tt := range map[string]struct {
		field  string
		report call.Report
	}{
		"no beginning":          {"data.queuedAt", missed("C1", func(r *call.Report) { r.QueuedAt = time.Time{} })},
		"no end":                {"data.endedAt", missed("C1", func(r *call.Report) { r.EndedAt = time.Time{} })},
		"ends before it began":  {"data.endedAt", missed("C1", func(r *call.Report) { r.EndedAt = r.QueuedAt.Add(-time.Second) })},
		"answered before":       {"data.answeredAt", answered("C1", func(r *call.Report) { r.AnsweredAt = r.QueuedAt.Add(-time.Second) })},
		"answered after":        {"data.endedAt", answered("C1", func(r *call.Report) { r.AnsweredAt = r.EndedAt.Add(time.Second) })},
		"tomorrow":              {"data.endedAt", missed("C1", func(r *call.Report) { r.EndedAt = start.Add(6 * time.Minute) })},
		"two years ago":         {"data.queuedAt", missed("C1", func(r *call.Report) { r.QueuedAt = start.AddDate(-2, 0, 0) })},
		"of two days":           {"data.endedAt", missed("C1", func(r *call.Report) { r.QueuedAt = start.Add(-48 * time.Hour) })},
		"missed by somebody":    {"data.agent", missed("C1", func(r *call.Report) { r.Agent = "bo" })},
		"missed about a ticket": {"data.ticketId", missed("C1", about("T1"))},
		"a phrase as an agent":  {"data.agent", answered("C1", func(r *call.Report) { r.Agent = phrase })},
		"a note of bytes":       {"data.note", answered("C1", note("\x00"))},
		"another's ticket":      {"data.ticketId", answered("C1", about("T1"), func(r *call.Report) { r.Customers = []string{"wei"} })},
		"no ticket":             {"data.ticketId", answered("C1", about("T9"))},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCentre(t)
			c.open("T1")
			_, err := c.calls.End(t.Context(), tt.report)
			if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), tt.field) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestTheLanguageOfTheCallerIsSpoken(t *testing.T) {
	for language, want := range map[string]string{"de-AT": "Verpasster Anruf", "zh-Hans": "未接来电", "fr": "Missed call"} {
		c := newCentre(t)
		got := c.end(missed("C1", func(r *call.Report) { r.Customer.Language = language }))
		if subject := c.ticket(got.TicketID).Subject; !strings.HasPrefix(subject, want) {
			t.Errorf("%s: %q", language, subject)
		}
	}
}

// racing is a store in which somebody writes to the ticket just before the call is saved, a few times.
type racing struct {
	*memory.Store
	before func()
	times  int
}

func (r *racing) SaveCall(ctx context.Context, c call.Change) error {
	if r.times > 0 {
		r.times--
		r.before()
	}
	return r.Store.SaveCall(ctx, c)
}

func TestACallWhoseTicketIsWrittenMeanwhileIsSavedAllTheSame(t *testing.T) {
	c := newCentre(t)
	c.open("T1")
	store := &racing{Store: c.store, times: 3, before: func() {
		if _, err := c.tickets.Write(t.Context(), "T1", ticket.Reply{Body: "One moment."}, ticket.Do{Actor: bo}); err != nil {
			t.Error(err)
		}
	}}
	calls := call.NewService(store, c.store, c.tickets, time.UTC, func() time.Time { return c.now })
	if got, err := calls.End(t.Context(), answered("C1", note("Told her how."))); err != nil || got.TicketID != "T1" {
		t.Errorf("%+v, %v", got, err)
	}
}

// lagging lists no ticket yet, as an index does right after a write.
type lagging struct{ *memory.Store }

func (lagging) Tickets(context.Context, ticket.Query) (ticket.Page, error) {
	return ticket.Page{}, nil
}

// early lets others go first, right before a call is saved.
type early struct {
	*memory.Store
	first func()
}

func (e *early) SaveCall(ctx context.Context, c call.Change) error {
	if first := e.first; first != nil {
		e.first = nil
		first()
	}
	return e.Store.SaveCall(ctx, c)
}

func TestCallsMissedInTheSameSecondAreOneTicket(t *testing.T) {
	for _, atOnce := range []bool{false, true} {
		c := newCentre(t)
		store := &early{Store: c.store}
		c.calls = call.NewService(store, lagging{c.store}, c.tickets, time.UTC, func() time.Time { return c.now })
		var other call.Call
		if atOnce { // the other is told while the first is being saved
			store.first = func() { other = c.end(missed("B")) }
		}
		one := c.end(missed("A"))
		if !atOnce {
			other = c.end(missed("B"))
		}
		third := c.end(missed("C", func(r *call.Report) { r.Customer.ID, r.Customers = "wei", []string{"wei"} }))
		if one.TicketID == "" || one.TicketID != other.TicketID || third.TicketID == one.TicketID || len(c.all()) != 1 {
			t.Errorf("at once: %t: tickets %s, %s, and of another %s", atOnce, one.TicketID, other.TicketID, third.TicketID)
		}
	}
}

func TestWhoWasCalledBackGetsANewTicket(t *testing.T) {
	c := newCentre(t)
	c.calls = call.NewService(c.store, lagging{c.store}, c.tickets, time.UTC, func() time.Time { return c.now })
	one := c.end(missed("A"))
	spoken := c.end(answered("B"))
	again := c.end(missed("C"))
	if spoken.TicketID != one.TicketID || again.TicketID == one.TicketID || again.TicketID == "" {
		t.Errorf("tickets %s, %s, %s", one.TicketID, spoken.TicketID, again.TicketID)
	}
}
