// Package escalation says how a case climbs a ladder of people with more power, for tickets and complaints alike.
//
// A level that nobody has taken over yet is waiting: a further cause is then noted without another level, so that
// nothing runs away. Only the expiry of the time to take over, and a complaint's rejection, raise it all the same.
// At the top nothing goes further up: the top is called again.
package escalation

import "time"

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

// MaxReminders is how often a top that does not take over is called again for that alone. After that the case waits
// where everybody sees it, and the alarm stands.
const MaxReminders = 3

// State is where a case stands on its ladder. Level 0 is the ordinary desk.
type State struct {
	Level       int       `json:"level"`
	Cause       Cause     `json:"cause,omitempty"`
	At          time.Time `json:"at,omitzero"`
	TakeoverBy  time.Time `json:"takeoverBy,omitzero"`  // set while the level waits, and kept once it was taken over
	TakenOverAt time.Time `json:"takenOverAt,omitzero"` // zero until somebody took over
	By          string    `json:"by,omitempty"`         // who took over
	Reminders   int       `json:"reminders,omitempty"`  // how often the top was called again, for nobody took over
}

// Call is what tells that a level is called to take a case over: part of the data of ticket.escalated and
// complaint.escalated.
type Call struct {
	Level           int       `json:"level"`
	Cause           Cause     `json:"cause"`
	Role            string    `json:"role,omitempty"`   // who may take over
	People          []string  `json:"people,omitempty"` // their ids
	Calendar        string    `json:"calendar,omitempty"`
	CalendarVersion int       `json:"calendarVersion,omitempty"`
	TakeoverBy      time.Time `json:"takeoverBy"`
	Again           bool      `json:"again,omitempty"`    // the top, which was called before: the level is the same
	Reminder        int       `json:"reminder,omitempty"` // from 1, where nobody of the top took over in time
}

// Waiting reports whether the level still waits for somebody to take over.
func (s State) Waiting() bool { return !s.TakeoverBy.IsZero() && s.TakenOverAt.IsZero() }

// Abandoned reports whether the level's time to take over passed, and nobody has taken over since.
func (s State) Abandoned() bool {
	return s.Level > 0 && s.Cause != "" && s.TakeoverBy.IsZero() && s.TakenOverAt.IsZero()
}

// Unheard reports whether even the top let its time pass, and nobody has taken over since.
func (s State) Unheard() bool { return s.Reminders > 0 && s.TakenOverAt.IsZero() }

// Raise gives the call that a cause makes; false when the cause is only to be noted, so that it is not forgotten. It
// is the one rule of what moves a case:
//   - While a level waits, nothing does, but a rejection.
//   - The expiry of a time to take over does while nobody has taken over since.
//   - Below the top, every cause calls the next level.
//   - At the top, it is called again where somebody must be heard: by the customer, by a rejection, and, a few times,
//     by the expiry of its own time.
func (s State) Raise(l Ladder, cause Cause, now time.Time, hours Hours) (Call, bool, error) {
	top := s.Level >= len(l)
	switch {
	case len(l) == 0, s.Waiting() && (top || cause != Rejection):
		return Call{}, false, nil
	case cause == TakeoverExpired && !s.Abandoned():
		return Call{}, false, nil
	case top && cause == TakeoverExpired && s.Reminders >= MaxReminders:
		return Call{}, false, nil
	case top && cause != TakeoverExpired && cause != ByCustomer && cause != Rejection:
		return Call{}, false, nil
	}
	call := Call{Level: s.Level + 1, Cause: cause}
	if top {
		call.Level, call.Again = s.Level, true
		if cause == TakeoverExpired {
			call.Reminder = s.Reminders + 1
		}
	}
	level := l.At(call.Level)
	call.Role, call.People, call.Calendar = level.Role, level.People, level.Calendar
	var err error
	call.TakeoverBy, call.CalendarVersion, err = level.until(now, hours)
	return call, err == nil, err
}

// Called gives the state after a call.
func (s State) Called(c Call, at time.Time) State {
	return State{Level: c.Level, Cause: c.Cause, At: at, TakeoverBy: c.TakeoverBy, Reminders: c.Reminder}
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
