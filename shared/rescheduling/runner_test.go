package rescheduling_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"aftercare/shared/escalation"
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/memory"
	"aftercare/shared/rescheduling"
	"aftercare/shared/sla"
	"aftercare/shared/ticket"
)

// tb is what tests and properties share.
type tb interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// company is a store with tickets, and a runner whose events come when a test brings them.
type company struct {
	*memory.Store
	now     time.Time
	desk    *ticket.Service
	runner  rescheduling.Runner
	pending []event.Detail // events of reschedulings, not brought yet
	later   []event.Detail // put back
	broken  map[string]bool
	blamed  []string
	ended   int
	version int
}

func newCompany() *company {
	c := &company{now: start, broken: map[string]bool{}}
	clock := func() time.Time { return c.now }
	c.Store = memory.New(clock)
	c.desk = ticket.NewService(c.Store, c.Store, clock)
	c.runner = rescheduling.Runner{
		Store: c, Tickets: c, Later: c, Now: clock,
		Failed: func(_ context.Context, id string, _ error) { c.blamed = append(c.blamed, id) },
		Ended:  func(rescheduling.Rescheduling) error { c.ended++; return nil },
	}
	return c
}

// SaveRescheduling also brings the event that it writes.
func (c *company) SaveRescheduling(ctx context.Context, change rescheduling.Change) error {
	err := c.Store.SaveRescheduling(ctx, change)
	if err == nil {
		c.pending = append(c.pending, change.Events[0].Publish())
	}
	return err
}

func (c *company) Again(_ context.Context, d event.Detail, _ time.Duration) error {
	c.later = append(c.later, d)
	return nil
}

func (c *company) Adopt(ctx context.Context, id string, at rescheduling.Rescheduling) (rescheduling.Outcome, error) {
	if c.broken[id] {
		return rescheduling.Alike, errors.New("cannot be read")
	}
	return rescheduling.Open{Service: c.desk}.Adopt(ctx, id, at)
}

// promises sets policies that promise everybody a resolution within so much.
func (c *company) promises(t tb, within time.Duration) {
	t.Helper()
	request, err := rescheduling.Request(rescheduling.OfPolicies(c.version+1), at(c.now))
	if err == nil {
		err = c.PutPolicies(context.Background(), c.version, sla.Policies{List: []sla.Policy{{
			ID: "all", Calendar: sla.Always, WarnTo: []string{},
			Targets: map[sla.Name]sla.Rule{sla.Resolution: {Within: sla.Duration(within)}},
		}}}, request)
	}
	if err != nil {
		t.Fatal(err)
	}
	c.version++
	c.pending = append(c.pending, request.Events[0].Publish())
}

func (c *company) opens(t tb, id, team string) {
	t.Helper()
	_, err := c.desk.Open(context.Background(), ticket.Opening{
		ID: id, Subject: "Hello", Body: "Hello.", Channel: ticket.Web, Team: team,
		Customer: ticket.Customer{ID: "alice", Assurance: ticket.Authenticated},
	}, event.Actor{Kind: event.Customer, ID: "alice"}, nil)
	if err != nil {
		t.Fatal(err)
	}
}

// bring brings an event.
func (c *company) bring(t tb, d event.Detail) {
	t.Helper()
	if err := c.runner.Handle(context.Background(), d); err != nil {
		t.Fatal(err)
	}
}

// run brings events until none is left, a second after each other.
func (c *company) run(t tb) (pages int) {
	t.Helper()
	for len(c.pending)+len(c.later) > 0 {
		if len(c.pending) == 0 {
			c.now, c.pending, c.later = c.now.Add(rescheduling.Settling), c.later, nil
		}
		next := c.pending[0]
		c.pending = c.pending[1:]
		c.now = c.now.Add(time.Second)
		c.bring(t, next)
		pages++
	}
	return pages
}

func (c *company) is(t tb, id string) rescheduling.Rescheduling {
	t.Helper()
	r, err := c.Rescheduling(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// late gives the open tickets that are not under the newest promises.
func (c *company) late(t tb) (ids []string) {
	t.Helper()
	for after := ""; ; {
		page, next, err := c.OpenTickets(context.Background(), after, 100)
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range page {
			if at, err := c.Ticket(context.Background(), id); err != nil || at.SLA.Version != c.version {
				ids = append(ids, id)
			}
		}
		if next == "" {
			return ids
		}
		after = next
	}
}

func many(t tb, n int) *company {
	t.Helper()
	c := newCompany()
	c.promises(t, 24*time.Hour)
	c.run(t)
	for i := range n {
		c.opens(t, fmt.Sprintf("T%03d", i), []string{"", "a", "b b"}[i%3])
	}
	return c
}

func TestEveryOpenTicketIsBroughtUnderNewPromises(t *testing.T) {
	c := many(t, 130)
	if _, err := c.desk.Solve(t.Context(), "T007", "", ticket.Do{Actor: lin}); err != nil {
		t.Fatal(err)
	}
	c.promises(t, time.Hour)
	c.run(t)
	r := c.is(t, "policies-2")
	if want := (rescheduling.Counts{Seen: 129, Changed: 129}); r.Counts != want || r.Status != rescheduling.Done || c.ended != 2 {
		t.Errorf("%+v, %d ended", r, c.ended)
	}
	if late := c.late(t); len(late) > 0 {
		t.Errorf("left out: %v", late)
	}
	if solved, err := c.Ticket(t.Context(), "T007"); err != nil || solved.SLA.Version != 1 {
		t.Errorf("a solved ticket is under version %d: %v", solved.SLA.Version, err)
	}
}

func TestTheSecondRoundWaitsForWhatKnewTheOldPromises(t *testing.T) {
	c := many(t, 3)
	c.promises(t, time.Hour)
	c.bring(t, c.pending[0])
	if r := c.is(t, "policies-2"); r.Round != 2 || r.Status != rescheduling.Running || r.Changed != 3 {
		t.Fatalf("%+v", r)
	}
	second := c.pending[1]
	c.now = start.Add(rescheduling.Settling + time.Second)
	requested := c.is(t, "policies-2").RequestedAt
	c.now = requested.Add(rescheduling.Settling - time.Second)
	c.bring(t, second)
	if r := c.is(t, "policies-2"); len(c.later) != 1 || r.Status != rescheduling.Running {
		t.Fatalf("put back %d, %+v", len(c.later), r)
	}
	c.now = requested.Add(rescheduling.Settling)
	c.bring(t, c.later[0])
	if r := c.is(t, "policies-2"); r.Status != rescheduling.Done || r.Seen != 3 {
		t.Errorf("%+v", r)
	}
}

func TestTheSamePageTwiceIsCountedOnce(t *testing.T) {
	c := many(t, 60)
	c.promises(t, time.Hour)
	first := c.pending[0]
	c.bring(t, first)
	c.bring(t, first)
	if len(c.pending) != 2 {
		t.Errorf("%d events, want the request and one page", len(c.pending))
	}
	c.run(t)
	if r := c.is(t, "policies-2"); r.Seen != 60 || r.Changed != 60 {
		t.Errorf("%+v", r.Counts)
	}
}

// dies after it has changed the tickets of a page and before it says so.
type dies struct {
	*company
	once bool
}

func (d *dies) SaveRescheduling(ctx context.Context, change rescheduling.Change) error {
	if !d.once {
		d.once = true
		return errors.New("killed")
	}
	return d.company.SaveRescheduling(ctx, change)
}

func TestAPageThatDiedHalfwayIsCountedRightly(t *testing.T) {
	c := many(t, 60)
	c.promises(t, time.Hour)
	c.now = c.now.Add(time.Second)
	c.runner.Store = &dies{company: c}
	if err := c.runner.Handle(t.Context(), c.pending[0]); err == nil {
		t.Fatal("it did not die")
	}
	versions := map[string]int64{}
	for i := range 60 {
		at, err := c.Ticket(t.Context(), fmt.Sprintf("T%03d", i))
		if err != nil {
			t.Fatal(err)
		}
		versions[at.ID] = at.Version
	}
	c.run(t)
	if r := c.is(t, "policies-2"); r.Counts != (rescheduling.Counts{Seen: 60, Changed: 60}) {
		t.Errorf("%+v", r.Counts)
	}
	for id, version := range versions {
		if at, err := c.Ticket(t.Context(), id); err != nil || at.Version > 2 {
			t.Errorf("%s went from version %d to %d: %v", id, version, at.Version, err)
		}
	}
}

func TestAnOlderOneEndsWhenANewerIsThere(t *testing.T) {
	c := many(t, 60)
	c.promises(t, time.Hour)
	c.bring(t, c.pending[0]) // one page of the older one
	c.pending = c.pending[1:]
	c.now = c.now.Add(time.Second)
	c.promises(t, 2*time.Hour)
	c.run(t)
	older, newer := c.is(t, "policies-2"), c.is(t, "policies-3")
	if older.Status != rescheduling.Done || older.SupersededBy != "policies-3" || older.Seen != 50 {
		t.Errorf("the older: %+v", older)
	}
	if newer.SupersededBy != "" || newer.Seen != 60 || newer.Changed != 60 {
		t.Errorf("the newer: %+v", newer)
	}
	if late := c.late(t); len(late) > 0 {
		t.Errorf("left out: %v", late)
	}
}

func TestATicketThatFailsHoldsNobodyBack(t *testing.T) {
	c := many(t, 60)
	c.broken["T003"], c.broken["T030"] = true, true
	c.promises(t, time.Hour)
	for range 2 { // the first round
		next := c.pending[0]
		c.pending = c.pending[1:]
		c.bring(t, next)
	}
	delete(c.broken, "T030")
	c.run(t)
	r := c.is(t, "policies-2")
	if r.Counts != (rescheduling.Counts{Seen: 60, Changed: 59, Failed: 1}) || !slices.Equal(r.FailedTickets, []string{"T003"}) {
		t.Errorf("%+v", r)
	}
	slices.Sort(c.blamed)
	if want := []string{"T003", "T003", "T030"}; !slices.Equal(c.blamed, want) {
		t.Errorf("the log names %v, want %v", c.blamed, want)
	}
}

// A command moves a ticket out of the way of both rounds, to where they have been.
func TestATicketThatMovesOutOfTheWayIsNotLeftOut(t *testing.T) {
	c := newCompany()
	c.promises(t, 24*time.Hour)
	c.run(t)
	c.opens(t, "T1", "a")
	c.opens(t, "T2", "b")
	c.promises(t, time.Hour)
	small := c.runner
	small.Store = pagesOf{c, 1}
	moves := func(team string) {
		if _, err := c.desk.Edit(t.Context(), "T2", ticket.Patch{Team: &team}, ticket.Do{Actor: lin}); err != nil {
			t.Fatal(err)
		}
	}
	stale := ticket.NewService(c.Store, remembering{c.Store, 1}, func() time.Time { return c.now })
	for round := 1; c.is(t, "policies-2").Status != rescheduling.Done; {
		next := c.pending[0]
		c.pending = c.pending[1:]
		if err := small.Handle(t.Context(), next); err != nil {
			t.Fatal(err)
		}
		switch at := c.is(t, "policies-2"); {
		case len(c.later) > 0:
			c.now, c.pending, c.later = c.now.Add(rescheduling.Settling), c.later, nil
			moves("b")
		case at.Position != "" && at.Round == round && round == 1: // the queue of team a is behind
			team := ""
			if _, err := stale.Edit(t.Context(), "T2", ticket.Patch{Team: &team}, ticket.Do{Actor: lin}); err != nil {
				t.Fatal(err)
			}
			round++
		case at.Position != "" && at.Round == round:
			moves("")
			round++
		}
	}
	if late := c.late(t); len(late) > 0 {
		t.Errorf("left out: %v", late)
	}
}

func TestAnEventOfSomethingElseIsRefused(t *testing.T) {
	err := newCompany().runner.Handle(t.Context(), event.Detail{Aggregate: event.Aggregate{Kind: event.Ticket, ID: "T1"}})
	if !fault.Is(err, fault.Unsupported) {
		t.Errorf("got %v", err)
	}
}

// Whatever people and clocks do to tickets while pages come, twice at times and in any order, no ticket that was open
// all the time, or came to be, is left under other promises than the newest. A command may know those of before for
// as long as it takes the second round to begin.
func TestNoOpenTicketIsLeftOut(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		c := newCompany()
		c.promises(r, 24*time.Hour)
		c.run(r)
		n := rapid.IntRange(1, 12).Draw(r, "tickets")
		for i := range n {
			c.opens(r, fmt.Sprintf("T%d", i), rapid.SampledFrom([]string{"", "a", "b"}).Draw(r, "team"))
		}
		stale := ticket.NewService(c.Store, remembering{c.Store, c.version}, func() time.Time { return c.now })
		small := c.runner
		small.Store = pagesOf{c, rapid.IntRange(1, 3).Draw(r, "page")}
		c.promises(r, time.Duration(rapid.IntRange(1, 48).Draw(r, "within"))*time.Hour+time.Minute)
		changed := c.now
		for range rapid.IntRange(0, 40).Draw(r, "steps") {
			c.now = c.now.Add(time.Duration(rapid.SampledFrom([]int{0, 1, 1, 5, 4000}).Draw(r, "seconds")) * time.Second)
			if rapid.Bool().Draw(r, "page comes") && len(c.pending) > 0 {
				i := rapid.IntRange(0, len(c.pending)-1).Draw(r, "which")
				if err := small.Handle(context.Background(), c.pending[i]); err != nil {
					r.Fatal(err)
				}
				c.pending, c.later = append(c.pending, c.later...), nil
				continue
			}
			desk := c.desk
			if c.now.Before(changed.Add(rescheduling.Settling)) && rapid.Bool().Draw(r, "knows no better") {
				desk = stale
			}
			id := fmt.Sprintf("T%d", rapid.IntRange(0, n-1).Draw(r, "ticket"))
			if err := act(r, desk, id); err != nil && !fault.Is(err, fault.Conflict) {
				r.Fatal(err)
			}
		}
		for i := 0; c.is(r, fmt.Sprintf("policies-%d", c.version)).Status != rescheduling.Done; i++ {
			if i > 1000 || len(c.pending) == 0 {
				r.Fatalf("it does not come to an end")
			}
			c.now = c.now.Add(rescheduling.Settling)
			for _, d := range c.pending {
				if err := small.Handle(context.Background(), d); err != nil {
					r.Fatal(err)
				}
			}
			c.later = nil
		}
		if late := c.late(r); len(late) > 0 {
			r.Fatalf("left out: %v", late)
		}
	})
}

// act does something to a ticket, much of which moves it in the list of open tickets.
func act(r *rapid.T, desk *ticket.Service, id string) error {
	ctx, do := context.Background(), ticket.Do{Actor: lin}
	var err error
	switch rapid.SampledFrom([]string{"wake", "team", "due", "escalate", "take over", "solve", "reopen", "reply", "record"}).Draw(r, "act") {
	case "wake":
		_, err = desk.Wake(ctx, id)
	case "team":
		team := rapid.SampledFrom([]string{"", "a", "b"}).Draw(r, "to")
		_, err = desk.Edit(ctx, id, ticket.Patch{Team: &team}, do)
	case "due":
		at, readErr := desk.Store().Ticket(ctx, id)
		if readErr != nil {
			return readErr
		}
		due := at.LastAt.Add(time.Duration(rapid.IntRange(5000, 500_000).Draw(r, "due")) * time.Second)
		_, err = desk.Edit(ctx, id, ticket.Patch{Due: &ticket.DueSet{Target: sla.Resolution, At: &due}}, do)
	case "escalate":
		_, err = desk.Escalate(ctx, id, escalation.ByStaff, "Now.", do)
	case "take over":
		_, err = desk.TakeOver(ctx, id, []string{"admin"}, do)
	case "solve":
		_, err = desk.Solve(ctx, id, "", do)
	case "reopen":
		_, err = desk.Reopen(ctx, id, "Again.", do)
	case "reply":
		_, err = desk.Write(ctx, id, ticket.Reply{Body: "Hello."}, do)
	default:
		err = desk.Note(ctx, id, event.NoticeSent, ticket.Delivery{Notice: "n", Template: "t", To: "customer"})
	}
	if fault.Is(err, fault.Invalid) { // a due time in the past
		return nil
	}
	return err
}

// pagesOf gives small pages.
type pagesOf struct {
	*company
	size int
}

func (p pagesOf) OpenTickets(ctx context.Context, after string, _ int) ([]string, string, error) {
	return p.company.OpenTickets(ctx, after, p.size)
}

// remembering is a function at work that read the promises before they were changed.
type remembering struct {
	*memory.Store
	version int
}

func (m remembering) Policies(ctx context.Context) (sla.Policies, error) {
	return m.PoliciesOf(ctx, m.version)
}
