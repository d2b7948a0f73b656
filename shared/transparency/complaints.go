package transparency

import (
	"maps"
	"slices"
	"time"

	"aftercare/shared/complaint"
	"aftercare/shared/incident"
	"aftercare/shared/ticket"
)

// complaints tells of complaints as they stood at the cut-off.
func complaints(h Head, lines []complaint.Line) []Table {
	start, end := h.Month.Start(), h.Month.End()
	received, open, late := int64(0), int64(0), int64(0)
	outcomes, topics := map[string]int64{}, map[string]int64{}
	steps := map[complaint.Name]*step{complaint.Acknowledgement: {}, complaint.Investigation: {}, complaint.Decision: {}}
	for _, l := range lines {
		if !l.ReceivedAt.Before(end) {
			continue
		}
		closed := !l.ClosedAt.IsZero() && l.ClosedAt.Before(end)
		if !closed {
			open++
		} else if !l.ClosedAt.Before(start) {
			outcomes[known(l.Outcome, told, "other")]++
		}
		if l.ReceivedAt.Before(start) {
			continue
		}
		received++
		topics[known(l.Topic, ticket.Categories, "unclassified")]++
		one := complaint.NewTally()
		one.Count(l, h.cutOff())
		late += int64(one.Late)
		for name, counted := range one.Steps {
			if steps[name] == nil {
				steps[name] = &step{}
			}
			steps[name].add(counted)
		}
	}
	closed := int64(0)
	for _, n := range outcomes {
		closed += n
	}
	return []Table{
		{
			ID: "complaints", By: "all",
			Columns: []Column{number("received"), number("closed"), number("openAtEnd"), resting("late", Count, "received")},
			Rows:    []Row{{Of: "all", Cells: []Cell{whole(received), whole(closed), whole(open), whole(late)}}},
		},
		counted("outcomes", "outcome", "closed", outcomes), counted("topics", "topic", "received", topics), stepTable(steps),
	}
}

// told are the outcomes that have a name of their own in a report; staff may name others.
var told = []string{"satisfied", complaint.NoResponse, complaint.Withdrawn, "inadmissible"}

func known(value string, names []string, other string) string {
	if slices.Contains(names, value) {
		return value
	}
	return other
}

// counted is a table of counts that add up.
func counted(id, by, measure string, counts map[string]int64) Table {
	t := Table{ID: id, By: by, Columns: []Column{number(measure)}}
	total := int64(0)
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		t.Rows = append(t.Rows, Row{Of: name, Cells: []Cell{whole(counts[name])}})
		total += counts[name]
	}
	t.Rows = append(t.Rows, Row{Total: true, Cells: []Cell{whole(total)}})
	return t
}

// step sums one step of the procedure up.
type step struct {
	over, kept int64 // limits that are over: the step was done, or the limit passed; and of these, done in time
	done       int64
	took       time.Duration
}

func (s *step) add(one complaint.StepTally) {
	s.done += int64(one.Done)
	s.took += one.Took
	switch {
	case one.OverLimit > 0:
		s.over++
	case one.Done > 0:
		s.over, s.kept = s.over+1, s.kept+1
	}
}

func stepTable(steps map[complaint.Name]*step) Table {
	t := Table{ID: "steps", By: "step", Columns: []Column{
		number("due"), resting("kept", Portion, "due"), number("done"), resting("mean", Seconds, "done"),
	}}
	names := []complaint.Name{complaint.Acknowledgement, complaint.Investigation, complaint.Decision}
	for _, name := range slices.Sorted(maps.Keys(steps)) {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for _, name := range names {
		s := steps[name]
		mean := Cell{}
		if s.done > 0 {
			mean = whole(int64(s.took/time.Second) / s.done)
		}
		t.Rows = append(t.Rows, Row{Of: string(name), Cells: []Cell{whole(s.over), share(s.kept, s.over), whole(s.done), mean}})
	}
	return t
}

// incidents tells how many were noticed in the month, and for how long there was one in it.
func incidents(h Head, all []incident.Facts) Table {
	t := Table{ID: "incidents", By: "severity", Columns: []Column{number("noticed"), {Measure: "lasted", Unit: Seconds}}}
	start, end := h.Month.Start(), h.Month.End()
	if h.cutOff().Before(end) {
		end = h.cutOff()
	}
	var sumCount, sumTime int64
	for _, severity := range incident.Severities {
		var noticed, lasted int64
		for _, i := range all {
			if string(i.Severity) != severity {
				continue
			}
			if !i.NoticedAt.Before(start) && i.NoticedAt.Before(h.Month.End()) {
				noticed++
			}
			from, to := later(i.StartedAt, start), end
			if !i.EndedAt.IsZero() && i.EndedAt.Before(end) {
				to = i.EndedAt
			}
			if to.After(from) {
				lasted += int64(to.Sub(from) / time.Second)
			}
		}
		t.Rows = append(t.Rows, Row{Of: severity, Cells: []Cell{whole(noticed), whole(lasted)}})
		sumCount, sumTime = sumCount+noticed, sumTime+lasted
	}
	t.Rows = append(t.Rows, Row{Total: true, Cells: []Cell{whole(sumCount), whole(sumTime)}})
	return t
}
