package storetest

import (
	"cmp"
	"fmt"
	"slices"
	"testing"
	"time"

	"aftercare/shared/fault"
	"aftercare/shared/ticket"
)

const day = 24 * time.Hour

var listTests = map[string]func(*testing.T, *bench){
	"every list gives every ticket once and in order, whatever the size of its pages": func(t *testing.T, b *bench) {
		all := crowd(t, b)
		for _, q := range []ticket.Query{
			{View: ticket.ByCustomer, Customer: "alice"},
			{View: ticket.ByCustomer, Customer: "alice", Status: "pending"},
			{View: ticket.Queue},
			{View: ticket.Queue, Team: "payments"},
			{View: ticket.Queue, Team: "payments", Status: "open"},
			{View: ticket.Unassigned},
			{View: ticket.Unassigned, Team: "payments"},
			{View: ticket.Mine, Assignee: "bo"},
			{View: ticket.ByDay, From: start.Add(-day), To: start.Add(2 * day)},
			{View: ticket.ByDay, From: start, To: start.Add(45 * time.Hour), Status: "closed"},
			{View: ticket.ByDay, From: start.Add(time.Nanosecond), To: start.Add(40*time.Hour + time.Nanosecond)},
			{View: ticket.ByHash, Hash: "0xab01"},
			{View: ticket.ByAddress, Address: "0x00Ab"},
		} {
			want := expected(all, q)
			if len(want) < 2 {
				t.Fatalf("list %+v is too short to tell anything", q)
			}
			for q.Limit = 1; q.Limit <= len(want)+1; q.Limit++ {
				if got := walk(t, b, q); !slices.Equal(got, want) {
					t.Errorf("list %+v gives\n%v, want\n%v", q, got, want)
				}
			}
		}
	},
	"a list that nobody is in is empty": func(t *testing.T, b *bench) {
		for _, q := range []ticket.Query{
			{View: ticket.ByCustomer, Customer: "wei"}, {View: ticket.Queue}, {View: ticket.Queue, Team: "none"},
			{View: ticket.Unassigned}, {View: ticket.Mine, Assignee: "lin"}, {View: ticket.ByHash, Hash: "00"},
			{View: ticket.ByAddress, Address: "bc1q"}, {View: ticket.ByDay, From: start, To: start},
			{View: ticket.ByDay, From: start, To: start.Add(31 * day)}, {View: ticket.ByDay, From: start, To: start.Add(-day)},
		} {
			if got := walk(t, b, q); len(got) != 0 {
				t.Errorf("list %+v gives %v", q, got)
			}
		}
	},
	"a list without an index, or without what it is asked by, is refused": func(t *testing.T, b *bench) {
		for _, q := range []ticket.Query{
			{}, {View: "everything"}, {View: ticket.ByCustomer}, {View: ticket.Mine}, {View: ticket.ByHash}, {View: ticket.ByAddress},
			{View: ticket.ByDay, From: start, To: start.Add(31*day + time.Second)},
		} {
			_, err := b.Tickets(t.Context(), q)
			refuses(t, err, fault.Invalid)
		}
	},
	"a ticket moves between lists with its changes": func(t *testing.T, b *bench) {
		in := func(want bool, q ticket.Query) {
			t.Helper()
			if got := len(walk(t, b, q)) == 1; got != want {
				t.Fatalf("in list %+v: %t, want %t", q, got, want)
			}
		}
		at := b.save(t, opening(aTicket("T1", team("payments"))))
		in(true, ticket.Query{View: ticket.Queue, Team: "payments"})
		in(true, ticket.Query{View: ticket.Unassigned, Team: "payments"})
		at = b.save(t, later(at, 1, assigned("bo")))
		in(false, ticket.Query{View: ticket.Unassigned, Team: "payments"})
		in(false, ticket.Query{View: ticket.Unassigned})
		in(true, ticket.Query{View: ticket.Mine, Assignee: "bo"})
		at = b.save(t, later(at, 1, team("")))
		in(false, ticket.Query{View: ticket.Queue, Team: "payments"})
		in(true, ticket.Query{View: ticket.Queue})
		at = b.save(t, later(at, 1, status("solved")))
		in(false, ticket.Query{View: ticket.Queue})
		in(false, ticket.Query{View: ticket.Mine, Assignee: "bo"})
		in(true, ticket.Query{View: ticket.ByCustomer, Customer: "alice"})
		b.save(t, later(at, 1, status("open")))
		in(true, ticket.Query{View: ticket.Mine, Assignee: "bo"})
	},
	"every team that had a case is known": func(t *testing.T, b *bench) {
		for i, name := range []string{"trading", "payments", "", "trading", "a#1"} {
			b.save(t, opening(aTicket(fmt.Sprintf("T%d", i), team(name))))
		}
		got, err := b.Teams(t.Context())
		if err != nil || !slices.Equal(got, []string{"a#1", "payments", "trading"}) {
			t.Fatalf("teams are %q: %v", got, err)
		}
		for name, want := range map[string]int{"a": 0, "a#1": 1, "trading": 2, "": 5} {
			if got := walk(t, b, ticket.Query{View: ticket.Queue, Team: name}); len(got) != want {
				t.Fatalf("queue of %q has %v, want %d", name, got, want)
			}
		}
	},
	"a ticket is found by what it came to be about": func(t *testing.T, b *bench) {
		at := b.save(t, opening(aTicket("T1")))
		c := later(at, 1, about("0xAA", ""))
		c.Events = c.Events[:0]
		c.Events = append(c.Events, changedTransaction(at.ID, c.Ticket.Seq))
		at = b.save(t, c)
		found := func(hash string, want int) {
			t.Helper()
			if got := walk(t, b, ticket.Query{View: ticket.ByHash, Hash: hash}); len(got) != want {
				t.Fatalf("%s finds %v, want %d", hash, got, want)
			}
		}
		found("0xaa", 1)
		c = later(at, 1, about("0xBB", ""))
		c.Events[0] = changedTransaction(at.ID, c.Ticket.Seq)
		b.save(t, c)
		found("0xAA", 0)
		found("0xBB", 1)
	},
}

// crowd saves tickets of every sort, and gives them.
func crowd(t *testing.T, b *bench) []ticket.Ticket {
	t.Helper()
	statuses := []ticket.Status{"new", "open", "pending", "open", "solved", "closed", "hold", "pending"}
	teams := []string{"payments", "", "trading", "payments"}
	var all []ticket.Ticket
	for i := range 24 {
		made := aTicket(fmt.Sprintf("T%02d", i*7%24), status(statuses[i%len(statuses)]), team(teams[i%len(teams)]),
			// Days, and pairs within one second.
			created(start.Add(time.Duration(i/2*5)*time.Hour)))
		if i%3 == 0 {
			assigned("bo")(&made)
		}
		if i%5 != 0 {
			due(start.Add(time.Duration(i%4) * time.Hour))(&made)
		}
		if i%6 == 0 {
			customer("wei")(&made)
		}
		if i%4 == 1 {
			about("0xAB01", "0x00aB")(&made)
		}
		all = append(all, b.save(t, opening(made)))
	}
	return all
}

// expected gives the ids of the list by looking at every ticket.
func expected(all []ticket.Ticket, q ticket.Query) []string {
	byDue := q.View == ticket.Queue || q.View == ticket.Mine
	live := byDue || q.View == ticket.Unassigned
	kept := slices.DeleteFunc(slices.Clone(all), func(t ticket.Ticket) bool {
		switch {
		case q.Status != "" && t.Status != q.Status,
			live && !t.Status.Live(),
			q.Team != "" && t.Team != q.Team,
			q.Assignee != "" && t.Assignee != q.Assignee,
			q.View == ticket.Unassigned && t.Assignee != "",
			q.Customer != "" && t.Customer.ID != q.Customer,
			q.View == ticket.ByDay && (t.CreatedAt.Before(q.From) || !t.CreatedAt.Before(q.To)),
			(q.View == ticket.ByHash || q.View == ticket.ByAddress) && t.Transaction == nil:
			return true
		}
		return false
	})
	slices.SortFunc(kept, func(a, b ticket.Ticket) int {
		if q.View == ticket.Unassigned {
			return cmp.Or(a.CreatedAt.Compare(b.CreatedAt), cmp.Compare(a.ID, b.ID))
		}
		if !byDue {
			return cmp.Or(b.CreatedAt.Compare(a.CreatedAt), cmp.Compare(b.ID, a.ID))
		}
		if a.NextDue().IsZero() != b.NextDue().IsZero() {
			return map[bool]int{true: 1, false: -1}[a.NextDue().IsZero()]
		}
		return cmp.Or(a.NextDue().Compare(b.NextDue()), cmp.Compare(a.ID, b.ID))
	})
	var ids []string
	for _, t := range kept {
		ids = append(ids, t.ID)
	}
	return ids
}

// walk gives the ids of a whole list, page by page.
func walk(t *testing.T, b *bench, q ticket.Query) []string {
	t.Helper()
	var ids []string
	for range 1000 {
		page, err := b.Tickets(t.Context(), q)
		must(t, err)
		if q.Limit > 0 && len(page.Tickets) > q.Limit {
			t.Fatalf("a page of %d for a limit of %d", len(page.Tickets), q.Limit)
		}
		if page.Next != "" && len(page.Tickets) == 0 {
			t.Fatalf("an empty page of %+v that is not the last", q)
		}
		for _, found := range page.Tickets {
			ids = append(ids, found.ID)
		}
		if q.After = page.Next; q.After == "" {
			return ids
		}
	}
	t.Fatalf("list %+v does not end", q)
	return nil
}
