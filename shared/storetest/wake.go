package storetest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"aftercare/shared/clock"
	"aftercare/shared/complaint"
	"aftercare/shared/event"
	"aftercare/shared/ticket"
)

func wakes(at time.Time) func(*ticket.Ticket) {
	return func(t *ticket.Ticket) { t.NextWake = at }
}

var wakeTests = map[string]func(*testing.T, *bench){
	"clocks come by their time, from the first included to the last excluded": func(t *testing.T, b *bench) {
		for i := range 12 {
			b.save(t, opening(aTicket(fmt.Sprintf("T%02d", i), wakes(start.Add(time.Duration(i*5%12)*time.Minute)))))
		}
		b.save(t, opening(aTicket("NEVER")))
		got, err := b.Wakes(t.Context(), start.Add(2*time.Minute), start.Add(7*time.Minute), 0)
		must(t, err)
		if len(got) != 5 {
			t.Fatalf("%d clocks, want 5: %v", len(got), got)
		}
		for i, w := range got {
			if want := start.Add(time.Duration(i+2) * time.Minute); !w.At.Equal(want) || w.Kind != event.Ticket {
				t.Fatalf("clock %d is %+v, want one at %s", i, w, want)
			}
		}
		for limit := 1; limit <= 13; limit++ {
			got, err := b.Wakes(t.Context(), time.Time{}, start.Add(time.Hour), limit)
			must(t, err)
			if len(got) != min(limit, 12) || !got[0].At.Equal(start) || !slices.IsSortedFunc(got, func(a, b clock.Wake) int { return a.At.Compare(b.At) }) {
				t.Fatalf("limit %d gives %v", limit, got)
			}
		}
		if got, err := b.Wakes(t.Context(), start.Add(time.Hour), start, 0); err != nil || len(got) != 0 {
			t.Fatalf("a range that ends before it begins has %v, %v", got, err)
		}
		if got, err := b.Wakes(t.Context(), start.Add(time.Nanosecond), start.Add(time.Minute+time.Nanosecond), 0); err != nil || len(got) != 1 || !got[0].At.Equal(start.Add(time.Minute)) {
			t.Fatalf("a range between seconds has %v, %v", got, err)
		}
	},
	"a clock moves and ends with its case": func(t *testing.T, b *bench) {
		wake := func(want ...time.Time) {
			t.Helper()
			got, err := b.Wakes(t.Context(), time.Time{}, start.Add(1000*day), 0)
			must(t, err)
			if !slices.EqualFunc(got, want, func(w clock.Wake, at time.Time) bool { return w.ID == "T1" && w.At.Equal(at) }) {
				t.Fatalf("clocks are %v, want %v", got, want)
			}
		}
		at := b.save(t, opening(aTicket("T1", wakes(start.Add(time.Hour)))))
		wake(start.Add(time.Hour))
		at = b.save(t, later(at, 1, wakes(start.Add(time.Minute))))
		wake(start.Add(time.Minute))
		at = b.save(t, later(at, 1, wakes(time.Time{}), status("solved"), func(t *ticket.Ticket) { t.ClosesAt = start.Add(4 * day) }))
		wake(start.Add(4 * day))
		b.save(t, later(at, 1, status("closed"), func(t *ticket.Ticket) { t.ClosesAt = time.Time{} }))
		wake()
	},
	"complaints have clocks, too": func(t *testing.T, b *bench) {
		b.save(t, opening(aTicket("T1", wakes(start.Add(time.Minute)))))
		must(t, b.SaveComplaint(t.Context(), filing(aComplaint("C1", func(c *complaint.Complaint) { c.NextWake = start }))))
		got, err := b.Wakes(t.Context(), start, start.Add(time.Hour), 0)
		must(t, err)
		want := []clock.Wake{{Kind: event.Complaint, ID: "C1", At: start}, {Kind: event.Ticket, ID: "T1", At: start.Add(time.Minute)}}
		if !slices.EqualFunc(got, want, func(a, b clock.Wake) bool { return a.Kind == b.Kind && a.ID == b.ID && a.At.Equal(b.At) }) {
			t.Fatalf("clocks are %v, want %v", got, want)
		}
	},
}
