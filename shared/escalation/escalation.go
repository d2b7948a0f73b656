// Package escalation says how a case climbs a ladder of people with more power, for tickets and complaints alike.
//
// A level that nobody has taken over yet is waiting: a further cause is then noted without another level, so that
// nothing runs away. Only the expiry of the time to take over, and a complaint's rejection, raise it all the same,
// and never above the top.
package escalation

import (
	"slices"
	"time"
)

// Cause says why a case moved up.
type Cause string

// The causes.
const (
	Breach          Cause = "breach"          // a promised time passed
	ByCustomer      Cause = "customer"        // the customer asked for a superior
	ByStaff         Cause = "staff"           // an agent handed it up
	LowScore        Cause = "lowScore"        // the customer was not satisfied
	TakeoverExpired Cause = "takeoverExpired" // nobody of the level took over in time
	Rejection       Cause = "rejection"       // a complaint's solution was rejected
)

// Level is one step of a ladder: whoever has the role may take over, within the time.
type Level struct {
	Role   string        `json:"role"`
	Within time.Duration `json:"within"`
}

// Ladder is the levels from the first to the top.
type Ladder []Level

// Default is the ladder of a company that set none: leads, compliance, administrators, half an hour each.
func Default() Ladder {
	return Ladder{{"lead", 30 * time.Minute}, {"compliance", 30 * time.Minute}, {"admin", 30 * time.Minute}}
}

// Called gives the role whose turn it is at a level; where the ladder has lost the level, that is the top's.
func (l Ladder) Called(level int) string {
	return l.At(min(level, len(l))).Role
}

// At gives the level numbered from 1; the zero Level outside the ladder.
func (l Ladder) At(level int) Level {
	if level < 1 || level > len(l) {
		return Level{}
	}
	return l[level-1]
}

// MayTakeOver allows the level's own role and every role further up; the top's for a level that the ladder has lost
// since the case was raised to it.
func (l Ladder) MayTakeOver(level int, groups []string) bool {
	return slices.ContainsFunc(l[max(0, min(level, len(l))-1):], func(above Level) bool {
		return slices.Contains(groups, above.Role)
	})
}

// State is where a case stands on its ladder. Level 0 is the ordinary desk.
type State struct {
	Level       int       `json:"level"`
	Cause       Cause     `json:"cause,omitempty"`
	At          time.Time `json:"at,omitzero"`
	TakeoverBy  time.Time `json:"takeoverBy,omitzero"`  // set while the level waits, and kept once it was taken over
	TakenOverAt time.Time `json:"takenOverAt,omitzero"` // zero until somebody took over
	By          string    `json:"by,omitempty"`         // who took over
}

// Waiting reports whether the level still waits for somebody to take over.
func (s State) Waiting() bool { return !s.TakeoverBy.IsZero() && s.TakenOverAt.IsZero() }

// Abandoned reports whether the level's time to take over passed, and nobody has taken over since.
func (s State) Abandoned() bool {
	return s.Level > 0 && s.Cause != "" && s.TakeoverBy.IsZero() && s.TakenOverAt.IsZero()
}

// Raise moves one level up, or reports false when the cause is only to be noted: the level still waits and the
// cause does not raise a waiting one, or the top is reached.
func (s State) Raise(l Ladder, cause Cause, now time.Time) (State, bool) {
	if s.Level >= len(l) || s.Waiting() && cause != Rejection {
		return s, false
	}
	next := s.Level + 1
	return State{Level: next, Cause: cause, At: now, TakeoverBy: now.Add(l.At(next).Within)}, true
}

// Expire ends the wait of a level that nobody took over, so that the cause TakeoverExpired can raise it. It
// reports false when the time has not come.
func (s State) Expire(now time.Time) (State, bool) {
	if !s.Waiting() || now.Before(s.TakeoverBy) {
		return s, false
	}
	s.TakeoverBy = time.Time{}
	return s, true
}

// TakeOver notes who took the case over at its present level.
func (s State) TakeOver(by string, now time.Time) State {
	s.By, s.TakenOverAt = by, now
	return s
}

// Lower moves one level down; whoever holds it there is known, so nothing waits.
func (s State) Lower(now time.Time) State {
	return State{Level: max(0, s.Level-1), At: now}
}

// Stop ends the takeover's clock, as when the case is solved or closed.
func (s State) Stop() State {
	if s.Waiting() {
		s.TakeoverBy = time.Time{}
	}
	return s
}
