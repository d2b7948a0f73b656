package audit_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"aftercare/shared/audit"
	"aftercare/shared/complaint"
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/memory"
	"aftercare/shared/sla"
	"aftercare/shared/ticket"
)

var start = time.Date(2026, 3, 28, 22, 0, 0, 0, time.UTC)

var bo = event.Actor{Kind: event.Staff, ID: "bo", Name: "Bo"}

// books are a store whose documents a test may falsify.
type books struct {
	*memory.Store
	ticket    func(*ticket.Ticket)
	misplaced []string
}

func (b books) Ticket(ctx context.Context, id string) (ticket.Ticket, error) {
	t, err := b.Store.Ticket(ctx, id)
	if err == nil && b.ticket != nil {
		b.ticket(&t)
	}
	return t, err
}

func (b books) Misplaced(context.Context, event.Kind, string) ([]string, error) {
	return b.misplaced, nil
}

// kept gives books of n tickets that were answered, and what checks them.
func kept(t *testing.T, n int) (*books, audit.Checker) {
	t.Helper()
	now := start
	clock := func() time.Time { now = now.Add(time.Second); return now }
	store := memory.New(clock)
	desk := ticket.NewService(store, store, clock)
	for i := range n {
		id := fmt.Sprintf("T%d", i)
		_, err := desk.Open(t.Context(), ticket.Opening{
			ID: id, Subject: "My deposit", Body: "Where is it?", Channel: ticket.Web,
			Customer: ticket.Customer{ID: "alice", Email: "alice@example.com", Assurance: ticket.Authenticated},
		}, event.Actor{Kind: event.Customer, ID: "alice"}, nil)
		if err == nil {
			_, err = desk.Write(t.Context(), id, ticket.Reply{Body: "One moment."}, ticket.Do{Actor: bo})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	b := &books{Store: store}
	return b, audit.Checker{Store: b, Promises: desk.Promises}
}

func lines(differences []audit.Difference) string {
	all := make([]string, len(differences))
	for i, d := range differences {
		all[i] = d.String()
	}
	return strings.Join(all, "\n")
}

func TestATicketIsWhatItsTimelineTells(t *testing.T) {
	_, c := kept(t, 1)
	if got, err := c.Check(t.Context(), event.Ticket, "T0"); err != nil || len(got) > 0 {
		t.Errorf("differs: %v %s", err, lines(got))
	}
}

func TestWhatDiffersIsToldFieldByFieldAndNothingPersonalIsShown(t *testing.T) {
	due := start.Add(time.Hour)
	b, c := kept(t, 1)
	for want, falsify := range map[string]func(*ticket.Ticket){
		`status: stored "hold", the timeline tells "open"`:                                func(t *ticket.Ticket) { t.Status = ticket.StatusHold },
		"subject: differs (its values are not shown)":                                     func(t *ticket.Ticket) { t.Subject = "My secret" },
		"customer.email: differs (its values are not shown)":                              func(t *ticket.Ticket) { t.Customer.Email = "wei@example.com" },
		"tags[0]: differs (its values are not shown)":                                     func(t *ticket.Ticket) { t.Tags = []string{"vip"} },
		`nextWake: stored nothing, the timeline tells`:                                    func(t *ticket.Ticket) { t.NextWake = time.Time{} },
		`sla.targets[1].dueAt: stored "2026-03-28T23:00:00Z", the timeline tells "2026-0`: func(t *ticket.Ticket) { t.SLA.Targets[1].DueAt = due },
	} {
		b.ticket = falsify
		got, err := c.Check(t.Context(), event.Ticket, "T0")
		if said := lines(got); err != nil || !strings.HasPrefix(said, want) || strings.Contains(said, "\n") ||
			strings.Contains(said, "secret") || strings.Contains(said, "wei") || strings.Contains(said, "vip") {
			t.Errorf("said %q (%v), want %q", said, err, want)
		}
	}
}

func TestALaterEventDoesNotDisturb(t *testing.T) {
	b, c := kept(t, 1)
	before, err := b.Store.Ticket(t.Context(), "T0")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ticket.NewService(b.Store, b.Store, func() time.Time { return start.Add(time.Minute) }).
		Solve(t.Context(), "T0", "", ticket.Do{Actor: bo}); err != nil {
		t.Fatal(err)
	}
	b.ticket = func(t *ticket.Ticket) { *t = before } // read before it was solved
	if got, err := c.Check(t.Context(), event.Ticket, "T0"); err != nil || len(got) > 0 {
		t.Errorf("differs: %v %s", err, lines(got))
	}
}

func TestWhatCannotBeReplayedIsADifference(t *testing.T) {
	_, c := kept(t, 1)
	c.Promises = func(context.Context) ticket.Promises {
		return ticket.Finder{Policies: func(int) (sla.Policies, error) { return sla.Policies{}, nil }}
	}
	got, err := c.Check(t.Context(), event.Ticket, "T0")
	if err != nil || len(got) != 1 || got[0].Field != "timeline" {
		t.Errorf("%v, %v", got, err)
	}
}

func TestAWrongPlaceInAListIsADifference(t *testing.T) {
	b, c := kept(t, 1)
	b.misplaced = []string{"byQueue"}
	got, err := c.Check(t.Context(), event.Ticket, "T0")
	if err != nil || lines(got) != "list byQueue: differs (its values are not shown)" {
		t.Errorf("%s, %v", lines(got), err)
	}
}

func TestWhatIsNotThereIsMissing(t *testing.T) {
	_, c := kept(t, 0)
	for _, kind := range []event.Kind{event.Ticket, event.Complaint, event.Rescheduling} {
		if _, err := c.Check(t.Context(), kind, "NOBODY"); !fault.Is(err, fault.Missing) {
			t.Errorf("%s: %v", kind, err)
		}
	}
	if _, err := c.Check(t.Context(), event.Contact, "NOBODY"); !fault.Is(err, fault.Unsupported) {
		t.Errorf("a contact: %v", err)
	}
}

func TestTheSampleGoesByTheDate(t *testing.T) {
	b, _ := kept(t, 50)
	night := start.Add(24 * time.Hour)
	draw := func(now time.Time, days, n int) []string {
		ids, err := audit.Sample(t.Context(), b, event.Ticket, now, days, n)
		if err != nil {
			t.Fatal(err)
		}
		return ids
	}
	first := draw(night, 7, 10)
	if len(first) != 10 || !slices.Equal(first, draw(night.Add(time.Minute), 7, 10)) {
		t.Errorf("the same night draws %v and %v", first, draw(night.Add(time.Minute), 7, 10))
	}
	if next := draw(night.AddDate(0, 0, 1), 7, 10); slices.Equal(first, next) {
		t.Errorf("another night draws %v, too", next)
	}
	if all := draw(night, 7, 100); len(all) != 50 {
		t.Errorf("%d of 50", len(all))
	}
	if none := draw(night.AddDate(0, 0, 30), 7, 10); len(none) > 0 {
		t.Errorf("%v of a week in which nothing began", none)
	}
}

func TestANightTellsWhichDifferByTheNamesOfFields(t *testing.T) {
	b, c := kept(t, 5)
	b.ticket = func(t *ticket.Ticket) {
		if t.ID == "T3" {
			t.Subject, t.Escalation.Level = "My secret", 3
		}
	}
	var found []audit.Case
	checked, err := c.Night(t.Context(), start.Add(time.Hour), func(c audit.Case) { found = append(found, c) })
	if err != nil || checked != 5 || len(found) != 1 || found[0].ID != "T3" || !slices.Contains(found[0].Fields(), "subject") {
		t.Errorf("%d checked, found %+v: %v", checked, found, err)
	}
}

// gone is a store whose complaints cannot be read.
type gone struct{ *books }

func (gone) Complaint(context.Context, string) (complaint.Complaint, error) {
	return complaint.Complaint{}, errors.New("the table does not answer")
}

func (g gone) Begun(_ context.Context, kind event.Kind, _, _ time.Time, give func(string) error) error {
	return give("X-" + string(kind))
}

func TestANightTellsWhatCannotBeCompared(t *testing.T) {
	b, c := kept(t, 0)
	c.Store = gone{b}
	var found []audit.Case
	checked, err := c.Night(t.Context(), start, func(c audit.Case) { found = append(found, c) })
	if err != nil || checked != 1 || len(found) != 1 || found[0].Kind != event.Complaint || found[0].Err == nil {
		t.Errorf("%d checked, found %+v: %v", checked, found, err)
	}
}
