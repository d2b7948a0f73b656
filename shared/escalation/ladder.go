package escalation

import (
	"slices"
	"strings"
	"time"

	"aftercare/shared/fault"
)

// Always is the calendar that is open around the clock.
const Always = "always"

// Level is one step of a ladder: whoever is named, or has the role, may take over, within the time.
type Level struct {
	Role     string        `json:"role,omitempty"`
	People   []string      `json:"people,omitempty"` // ids of staff
	Within   time.Duration `json:"within"`
	Calendar string        `json:"calendar,omitempty"` // in which the time counts; empty: always
}

// Person is a member of the staff.
type Person struct {
	ID     string
	Groups []string // agent, lead, compliance, admin
}

// calls reports whether the level is somebody's.
func (l Level) calls(p Person) bool {
	return slices.Contains(l.People, p.ID) || l.Role != "" && slices.Contains(p.Groups, l.Role)
}

// Hours gives when a time that counts in a calendar from a moment on has passed, and the calendar's version.
type Hours func(calendar string, from time.Time, within time.Duration) (until time.Time, version int, err error)

// until gives when the level's time to take over has passed.
func (l Level) until(now time.Time, hours Hours) (time.Time, int, error) {
	if l.Calendar == "" || l.Calendar == Always {
		return now.Add(l.Within), 0, nil
	}
	return hours(l.Calendar, now, l.Within)
}

// Ladder is the levels from the first to the top.
type Ladder []Level

// Default is the ladder of a company that set none: leads, compliance, administrators, half an hour each.
func Default() Ladder {
	return Ladder{
		{Role: "lead", Within: 30 * time.Minute},
		{Role: "compliance", Within: 30 * time.Minute},
		{Role: "admin", Within: 30 * time.Minute},
	}
}

// At gives the level numbered from 1. A level that the ladder has lost since a case was raised to it is the top's; the
// zero Level is that of the ordinary desk, and of a ladder without levels.
func (l Ladder) At(level int) Level {
	if level = min(level, len(l)); level < 1 {
		return Level{}
	}
	return l[level-1]
}

// MayTakeOver allows whoever the level calls, and whoever a level further up does.
func (l Ladder) MayTakeOver(level int, p Person) bool {
	return slices.ContainsFunc(l[max(0, min(level, len(l))-1):], func(above Level) bool { return above.calls(p) })
}

// CheckTakeover says why somebody cannot take a case over that stands at a state, and calls itself what: Forbidden
// before Conflict, which names the case's status.
func (l Ladder) CheckTakeover(s State, p Person, what, status string) error {
	if s.Level > 0 && !l.MayTakeOver(s.Level, p) {
		return fault.New(fault.Forbidden, "only %s, or who stands above, may take over at level %d", l.At(s.Level).words(), s.Level)
	}
	if !s.Waiting() && !s.Abandoned() {
		return fault.InState(status, "no level of this %s waits for somebody to take over", what)
	}
	return nil
}

// words says whom a level calls, without naming people.
func (l Level) words() string {
	var all []string
	if len(l.People) > 0 {
		all = append(all, "the people of that level")
	}
	if l.Role != "" {
		all = append(all, l.Role)
	}
	return strings.Join(all, ", ")
}
