package sla_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"aftercare/shared/sla"
)

// oracle follows one resolution second by second, in the slowest way that can be understood at a glance.
func oracle(within int, warnAt []float64, pauses []bool, solved int, open func(second int) bool) []string {
	var out []string
	counted, breached := 0, false
	warned := map[float64]bool{}
	say := func(second int, what string) {
		out = append(out, fmt.Sprintf("%s %s", hours(midnight.Add(time.Duration(second)*time.Second)), what))
	}
	for second, paused := range pauses {
		// Commands come first: from this second on the case is paused or not, or it is solved.
		if second == solved {
			if breached {
				say(second, "met late")
			} else {
				say(second, "met")
			}
			return out
		}
		if !paused && !breached {
			for _, fraction := range warnAt {
				if !warned[fraction] && float64(counted) >= fraction*float64(within)-1e-9 {
					warned[fraction] = true
					say(second, fmt.Sprintf("warned %g", fraction))
				}
			}
			if counted == within && second+1 < len(pauses) {
				// Due in this second, and the next one comes without it being solved in this.
				breached = true
				say(second, "breached")
			}
			if open(second) {
				counted++
			}
		}
	}
	return out
}

func TestAgainstASecondBySecondOracle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		within := rapid.IntRange(1, 90).Draw(t, "within")
		warnAt := rapid.SampledFrom([][]float64{nil, {0.5}, {0.25, 0.5, 0.9}}).Draw(t, "warnAt")
		pauses := rapid.SliceOfN(rapid.Bool(), 2, 80).Draw(t, "pauses")
		open := func(int) bool { return true }
		calendar := rapid.SampledFrom([]string{sla.Always, minutes.ID()}).Draw(t, "calendar")
		if calendar == minutes.ID() { // each drawn second lasts four, so that minutes pass
			open = func(second int) bool { return second/60%2 == 0 }
			slow := make([]bool, 0, 4*len(pauses))
			for _, paused := range pauses {
				slow = append(slow, paused, paused, paused, paused)
			}
			pauses = slow
		}
		solved := rapid.IntRange(1, len(pauses)+10).Draw(t, "solved")

		p := terms("one", warnAt, fmt.Sprintf("resolution %ds pending", within))
		p.Calendar = calendar
		status := map[bool]string{true: "pending", false: "open"}
		c, records := sla.Start(promised(p, 1), sla.Fact{At: midnight, Type: sla.Opened, Status: status[pauses[0]]})
		var more []sla.Record
		for second := 1; second < len(pauses) && second <= solved; second++ {
			at := midnight.Add(time.Duration(second) * time.Second)
			f := sla.Fact{At: at, Type: sla.StatusChanged, Status: status[pauses[second]]}
			if second == solved {
				f = sla.Fact{At: at, Type: sla.Solved}
			}
			if pauses[second] != pauses[second-1] || second == solved {
				c, more = c.Apply(f, calendarOf(calendar))
				records = append(records, more...)
			}
		}
		if solved >= len(pauses) {
			_, more = c.Fire(midnight.Add(time.Duration(len(pauses)-1)*time.Second), calendarOf(calendar))
			records = append(records, more...)
		}
		var got []string
		for _, r := range records {
			text := hours(r.At) + " " + string(r.Kind)
			switch {
			case r.Kind == sla.StartedRecord || r.Kind == sla.RescheduledRecord:
				continue
			case r.Kind == sla.WarnedRecord:
				text += fmt.Sprintf(" %g", r.Fraction)
			case r.Late:
				text += " late"
			}
			got = append(got, text)
		}
		if want := oracle(within, warnAt, pauses, solved, open); !slices.Equal(got, want) {
			t.Fatalf("got\n%v\nwant\n%v", got, want)
		}
	})
}
