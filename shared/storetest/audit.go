package storetest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"aftercare/shared/complaint"
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/ticket"
)

var auditTests = map[string]func(*testing.T, *bench){
	"what began in a span of time is found, newest first": func(t *testing.T, b *bench) {
		for i := range 5 {
			b.save(t, opening(aTicket(fmt.Sprintf("T%d", i), created(start.Add(time.Duration(i)*day)))))
			must(t, b.SaveComplaint(t.Context(), filing(aComplaint(fmt.Sprintf("C%d", i), func(c *complaint.Complaint) { c.ReceivedAt = start.Add(time.Duration(i) * day) }))))
		}
		for kind, want := range map[event.Kind][]string{event.Ticket: {"T3", "T2", "T1"}, event.Complaint: {"C3", "C2", "C1"}} {
			var got []string
			must(t, b.Begun(t.Context(), kind, start.Add(day), start.Add(4*day), func(id string) error {
				got = append(got, id)
				return nil
			}))
			if !slices.Equal(got, want) {
				t.Errorf("%s: %v, want %v", kind, got, want)
			}
		}
	},
	"a case stands where its state says, whatever becomes of it": func(t *testing.T, b *bench) {
		stands := func(kind event.Kind, id string) {
			t.Helper()
			if misplaced, err := b.Misplaced(t.Context(), kind, id); err != nil || len(misplaced) > 0 {
				t.Errorf("%s %s is misplaced in %v: %v", kind, id, misplaced, err)
			}
		}
		at := b.save(t, opening(aTicket("T1", due(start.Add(time.Hour)), wakes(start.Add(time.Hour)))))
		stands(event.Ticket, "T1")
		for _, with := range []func(*ticket.Ticket){team("chain"), assigned("bo"), due(start.Add(time.Minute)), wakes(time.Time{}), status("solved"), status("closed")} {
			at = b.save(t, later(at, 1, with))
			stands(event.Ticket, "T1")
		}
		must(t, b.SaveComplaint(t.Context(), filing(aComplaint("C1", func(c *complaint.Complaint) { c.NextWake = start }))))
		stands(event.Complaint, "C1")
		must(t, b.SaveRescheduling(t.Context(), requested(t, b, 1)))
		stands(event.Rescheduling, "policies-1")
		_, err := b.Misplaced(t.Context(), event.Ticket, "NOBODY")
		refuses(t, err, fault.Missing)
	},
}
