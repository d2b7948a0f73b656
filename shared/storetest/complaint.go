package storetest

import (
	"cmp"
	"fmt"
	"slices"
	"testing"
	"time"

	"aftercare/shared/complaint"
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/ticket"

	gocmp "github.com/google/go-cmp/cmp"
)

func aComplaint(id string, with ...func(*complaint.Complaint)) complaint.Complaint {
	c := complaint.Complaint{
		ID: id, Seq: 1, Version: 1, Status: complaint.Received, Channel: complaint.Letter, Language: "de",
		Customer: ticket.Customer{ID: "alice", Assurance: ticket.Asserted}, Subject: "Delay", Statement: "Two weeks & counting",
		Evidence:   []complaint.Evidence{{Name: "mail", Text: "…"}},
		Deadlines:  []complaint.Deadline{{Name: complaint.Decision, DueAt: start.Add(15 * day)}},
		ReceivedAt: start.Add(-3 * day), CreatedAt: start, UpdatedAt: start, LastAt: start,
	}
	for _, w := range with {
		w(&c)
	}
	return c
}

func filing(c complaint.Complaint) complaint.Change {
	return complaint.Change{Complaint: c, Events: []event.Event{happening(event.ComplaintFiled, event.Complaint, c.ID, 1)}}
}

func step(c complaint.Complaint, to complaint.Status) complaint.Change {
	change := complaint.Change{Before: c.Seq}
	c.Seq++
	c.Version++
	c.Status = to
	change.Complaint = c
	change.Events = []event.Event{happening(event.ComplaintNoted, event.Complaint, c.ID, c.Seq)}
	return change
}

var complaintTests = map[string]func(*testing.T, *bench){
	"a complaint comes back as it was saved, with its timeline": func(t *testing.T, b *bench) {
		want := filing(aComplaint("C1"))
		must(t, b.SaveComplaint(t.Context(), want))
		got, err := b.Complaint(t.Context(), "C1")
		must(t, err)
		if diff := gocmp.Diff(want.Complaint, got); diff != "" {
			t.Fatal(diff)
		}
		events, err := b.Timeline(t.Context(), event.Complaint, "C1", 0, 0)
		must(t, err)
		if diff := gocmp.Diff(want.Events, events); diff != "" {
			t.Fatal(diff)
		}
		_, err = b.Complaint(t.Context(), "C2")
		refuses(t, err, fault.Missing)
		_, err = b.Ticket(t.Context(), "C1")
		refuses(t, err, fault.Missing)
	},
	"a complaint is filed once, and of two steps at a time one is lost": func(t *testing.T, b *bench) {
		first := aComplaint("C1")
		must(t, b.SaveComplaint(t.Context(), filing(first)))
		refuses(t, b.SaveComplaint(t.Context(), filing(first)), fault.Lost)
		must(t, b.SaveComplaint(t.Context(), step(first, complaint.Acknowledged)))
		refuses(t, b.SaveComplaint(t.Context(), step(first, complaint.Closed)), fault.Lost)
	},
	"a step repeated with its key is told what it made": func(t *testing.T, b *bench) {
		first := aComplaint("C1")
		must(t, b.SaveComplaint(t.Context(), filing(first)))
		c := step(first, complaint.Acknowledged)
		c.Receipt = &event.Receipt{Scope: "s", Key: "k", Result: "2"}
		must(t, b.SaveComplaint(t.Context(), c))
		isReplay(t, b.SaveComplaint(t.Context(), c), "2")
		empty := complaint.Change{Before: 2, Complaint: c.Complaint, Receipt: &event.Receipt{Scope: "s", Key: "k2"}}
		must(t, b.SaveComplaint(t.Context(), empty))
	},
	"the register and a customer's list give every complaint once and in order": func(t *testing.T, b *bench) {
		var all []complaint.Complaint
		for i := range 14 {
			c := aComplaint(fmt.Sprintf("C%02d", i*5%14), func(c *complaint.Complaint) {
				c.ReceivedAt = start.Add(-time.Duration(i/2*7) * time.Hour)
				c.CreatedAt = start.Add(time.Duration(i%4) * time.Hour)
				c.Status = []complaint.Status{complaint.Received, complaint.Closed}[i%2]
				c.Customer.ID = []string{"alice", "alice", "wei"}[i%3]
			})
			must(t, b.SaveComplaint(t.Context(), filing(c)))
			all = append(all, c)
		}
		for _, q := range []complaint.Query{
			{View: complaint.ByCustomer, Customer: "alice"},
			{View: complaint.ByCustomer, Customer: "alice", Status: complaint.Closed},
			{View: complaint.Register, From: start.Add(-30 * day), To: start.Add(time.Second)},
			{View: complaint.Register, From: start.Add(-day), To: start, Status: complaint.Received},
		} {
			want := expectedComplaints(all, q)
			if len(want) < 2 {
				t.Fatalf("list %+v is too short to tell anything", q)
			}
			for q.Limit = 1; q.Limit <= len(want)+1; q.Limit++ {
				var got []string
				for at := q; ; {
					page, err := b.Complaints(t.Context(), at)
					must(t, err)
					for _, c := range page.Complaints {
						got = append(got, c.ID)
					}
					if at.After = page.Next; at.After == "" {
						break
					}
				}
				if !slices.Equal(got, want) {
					t.Errorf("list %+v gives\n%v, want\n%v", q, got, want)
				}
			}
		}
	},
	"complaints with an open lesson are listed, the earliest due first": func(t *testing.T, b *bench) {
		lesson := func(n, days int) complaint.Lesson {
			return complaint.Lesson{N: n, Owner: "lin", DueBy: start.Add(time.Duration(days) * day), At: start}
		}
		done := lesson(1, 1)
		done.DoneAt = start
		for id, lessons := range map[string][]complaint.Lesson{
			"C1": {lesson(1, 9)}, "C2": {done, lesson(2, 5)}, "C3": {done}, "C4": nil, "C5": {lesson(1, 20), lesson(2, 3)},
		} {
			must(t, b.SaveComplaint(t.Context(), filing(aComplaint(id, func(c *complaint.Complaint) { c.Lessons = lessons }))))
		}
		var got []string
		for q := (complaint.Query{View: complaint.OpenLessons, Limit: 2}); ; {
			page, err := b.Complaints(t.Context(), q)
			must(t, err)
			for _, c := range page.Complaints {
				got = append(got, c.ID)
			}
			if q.After = page.Next; q.After == "" {
				break
			}
		}
		if want := []string{"C5", "C2", "C1"}; !slices.Equal(got, want) {
			t.Fatalf("got %v, want %v", got, want)
		}
	},
	"a list of complaints without an index is refused": func(t *testing.T, b *bench) {
		for _, q := range []complaint.Query{
			{}, {View: complaint.ByCustomer}, {View: complaint.Register, From: start, To: start.Add(complaint.MaxSpan + time.Second)},
		} {
			_, err := b.Complaints(t.Context(), q)
			refuses(t, err, fault.Invalid)
		}
	},
}

func expectedComplaints(all []complaint.Complaint, q complaint.Query) []string {
	at := func(c complaint.Complaint) time.Time {
		if q.View == complaint.Register {
			return c.ReceivedAt
		}
		return c.CreatedAt
	}
	var kept []complaint.Complaint
	for _, c := range all {
		if (q.Status == "" || c.Status == q.Status) && (q.Customer == "" || c.Customer.ID == q.Customer) &&
			(q.View != complaint.Register || !at(c).Before(q.From) && at(c).Before(q.To)) {
			kept = append(kept, c)
		}
	}
	slices.SortFunc(kept, func(a, b complaint.Complaint) int { return cmp.Or(at(b).Compare(at(a)), cmp.Compare(b.ID, a.ID)) })
	var ids []string
	for _, c := range kept {
		ids = append(ids, c.ID)
	}
	return ids
}
