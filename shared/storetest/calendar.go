package storetest

import (
	"fmt"
	"testing"
	"time"

	"aftercare/shared/fault"
	"aftercare/shared/rescheduling"
	"aftercare/shared/sla"

	"github.com/google/go-cmp/cmp"
)

var calendarTests = map[string]func(*testing.T, *bench){
	"the calendar that is always open is there, and cannot be had in another version": func(t *testing.T, b *bench) {
		now, err := b.Calendar(t.Context(), sla.Always)
		must(t, err)
		then, err := b.CalendarOf(t.Context(), sla.Always, 0)
		must(t, err)
		if now.Version() != 0 || then.Version() != 0 || then.ID() != sla.Always {
			t.Fatalf("versions %d and %d of %s", now.Version(), then.Version(), then.ID())
		}
		_, err = b.CalendarOf(t.Context(), sla.Always, 1)
		refuses(t, err, fault.Missing)
	},
	"a calendar that nobody set is missing": func(t *testing.T, b *bench) {
		_, err := b.Edition(t.Context(), "berlin")
		refuses(t, err, fault.Missing)
		_, err = b.Calendar(t.Context(), "berlin")
		refuses(t, err, fault.Missing)
		for _, version := range []int{-1, 0, 1} {
			_, err = b.Editions(t.Context(), "berlin", version)
			refuses(t, err, fault.Missing)
		}
		if all, err := b.Calendars(t.Context(), "", 0); err != nil || len(all) != 0 {
			t.Fatalf("calendars are %v: %v", all, err)
		}
	},
	"every edition of a calendar is kept, and read up to a version": func(t *testing.T, b *bench) {
		for version := 1; version <= 3; version++ {
			must(t, b.PutCalendar(t.Context(), "berlin", version-1, edition(version), rescheduling.Change{}))
			refuses(t, b.PutCalendar(t.Context(), "berlin", version-1, edition(99), rescheduling.Change{}), fault.Lost)
		}
		refuses(t, b.PutCalendar(t.Context(), "berlin", 7, edition(99), rescheduling.Change{}), fault.Lost)
		must(t, b.PutCalendar(t.Context(), "berlin2", 0, edition(1), rescheduling.Change{}))
		latest, err := b.Edition(t.Context(), "berlin")
		must(t, err)
		if diff := cmp.Diff(edition(3), latest); diff != "" {
			t.Fatal(diff)
		}
		for version := 1; version <= 3; version++ {
			var want []sla.Edition
			for v := 1; v <= version; v++ {
				want = append(want, edition(v))
			}
			got, err := b.Editions(t.Context(), "berlin", version)
			must(t, err)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("up to version %d: %s", version, diff)
			}
		}
		_, err = b.Editions(t.Context(), "berlin", 4)
		refuses(t, err, fault.Missing)
		_, err = b.CalendarOf(t.Context(), "berlin", 4)
		refuses(t, err, fault.Missing)
		for version := 0; version <= 3; version++ {
			read := func() (*sla.Calendar, error) { return b.CalendarOf(t.Context(), "berlin", version) }
			want := version
			if version == 0 {
				want, read = 3, func() (*sla.Calendar, error) { return b.Calendar(t.Context(), "berlin") }
			}
			if c, err := read(); err != nil || c.ID() != "berlin" || c.Version() != want {
				t.Fatalf("calendar %s of version %d, want %d: %v", c.ID(), c.Version(), want, err)
			}
		}
	},
	"one of sixteen who create a calendar at once does": func(t *testing.T, b *bench) {
		wins := make(chan bool, writers)
		together(t, writers, func(w int) error {
			err := b.PutCalendar(t.Context(), "berlin", 0, edition(w), rescheduling.Change{})
			wins <- err == nil
			if fault.Is(err, fault.Lost) {
				return nil
			}
			return err
		})
		won := 0
		for range writers {
			if <-wins {
				won++
			}
		}
		if latest, err := b.Edition(t.Context(), "berlin"); won != 1 || err != nil || latest.Version != 1 {
			t.Fatalf("%d won, version %d: %v", won, latest.Version, err)
		}
	},
	"calendars are listed by name": func(t *testing.T, b *bench) {
		for _, id := range []string{"tokyo", "berlin", "berlin2", "berlin-night", "Z"} {
			must(t, b.PutCalendar(t.Context(), id, 0, edition(1), rescheduling.Change{}))
		}
		must(t, b.PutCalendar(t.Context(), "berlin", 1, edition(2), rescheduling.Change{}))
		all := []string{"Z 1", "berlin 2", "berlin-night 1", "berlin2 1", "tokyo 1"}
		for limit := range 6 {
			var got []string
			for after := ""; ; {
				page, err := b.Calendars(t.Context(), after, limit)
				must(t, err)
				for _, c := range page {
					got = append(got, fmt.Sprint(c.ID, " ", c.Version))
					after = c.ID
				}
				if len(page) == 0 || limit == 0 {
					break
				}
				if len(page) > limit {
					t.Fatalf("%d on a page of %d", len(page), limit)
				}
			}
			if diff := cmp.Diff(all, got); diff != "" {
				t.Fatalf("by %d a page: %s", limit, diff)
			}
		}
	},
}

// edition is a version of business hours, which hold from that many days after the start.
func edition(version int) sla.Edition {
	return sla.Edition{
		Version: version, From: start.Add(time.Duration(version) * day),
		Spec: sla.CalendarSpec{
			TimeZone: "Europe/Berlin", Hours: map[string][]string{"mon": {"09:00-12:00", fmt.Sprintf("13:00-%d:00", 14+version%10)}},
			Holidays: []sla.Holiday{{From: "2026-04-03", To: "2026-04-03"}, {From: "2026-12-21", To: "2027-01-31", Name: "winter"}},
		},
	}
}
