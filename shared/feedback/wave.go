package feedback

import (
	"slices"
	"time"

	"aftercare/shared/ticket"
)

// Wave is one round of asking by calendar whether customers would recommend the company: everybody who was active in a
// time, a page after the other, so that a run can end anywhere and the next one goes on. There is one at a time; a new
// one takes the place of the last.
type Wave struct {
	Revision int64     `json:"revision"` // rises by one with every change; 0 was never saved
	ID       string    `json:"id"`       // follows from when it was due
	DueAt    time.Time `json:"dueAt"`
	From     time.Time `json:"from"` // active in [From, To)
	To       time.Time `json:"to"`
	Place    Place     `json:"place"` // up to where it has come
	Looked   int       `json:"looked"`
	Asked    int       `json:"asked"`
	DoneAt   time.Time `json:"doneAt,omitzero"`
}

// Place is a page of the lists that a wave goes through: of each source the days from the last to the first, so that what
// is known of a customer is what is newest.
type Place struct {
	Source Source    `json:"source"`
	Day    time.Time `json:"day"`              // UTC
	After  string    `json:"after,omitempty"`  // where the page begins; empty at the start of the day
	Failed int       `json:"failed,omitempty"` // how often somebody of the page could not be asked
}

// Source is a list of days on which customers were active.
type Source string

// The sources, in the order in which a wave goes through them: those that know most of a customer first.
const (
	FromTickets    Source = "tickets"
	FromComplaints Source = "complaints"
	FromActivity   Source = "activity"
)

var sources = []Source{FromTickets, FromComplaints, FromActivity}

// due gives when a wave was last due, in the company's time zone.
func (r NPSRule) due(now time.Time, zone *time.Location) time.Time {
	at := now.In(zone)
	due := time.Date(at.Year(), at.Month(), r.Day, r.Hour, 0, 0, 0, zone)
	if due.After(now) {
		due = time.Date(at.Year(), at.Month()-1, r.Day, r.Hour, 0, 0, 0, zone)
	}
	return due.UTC()
}

// Next gives the wave that is to go on now, a new one among them; false when there is none. begin begins one whatever the
// calendar says.
func (r NPSRule) Next(last Wave, now time.Time, zone *time.Location, begin bool) (Wave, bool) {
	now = now.UTC().Truncate(time.Second)
	due := r.due(now, zone)
	switch {
	case !r.On:
		return Wave{}, false
	case begin:
		due = now
	case due.Before(r.Since) || !due.After(last.DueAt):
		// One that began before the calendar was set anew is over: it is not what was set.
		return last, last.Revision > 0 && last.DoneAt.IsZero() && !last.DueAt.Before(r.Since)
	}
	return Wave{
		Revision: last.Revision, ID: due.Format(time.RFC3339), DueAt: due,
		From: now.Add(-time.Duration(r.ActiveWithin)), To: now.Add(time.Second), // who is active in the present second is
		Place: Place{Source: sources[0], Day: midnight(now)},
	}, true
}

func midnight(t time.Time) time.Time { return t.UTC().Truncate(day) }

// advance gives the wave after a page; next is where the day goes on, empty at its end.
func (w Wave) advance(next string, now time.Time) Wave {
	w.Place.Failed = 0
	if next != "" {
		w.Place.After = next
		return w
	}
	w.Place.After, w.Place.Day = "", w.Place.Day.Add(-day)
	if !w.Place.Day.Before(midnight(w.From)) {
		return w
	}
	for i, s := range sources[:len(sources)-1] {
		if s == w.Place.Source {
			w.Place = Place{Source: sources[i+1], Day: midnight(w.To.Add(-1))}
			return w
		}
	}
	w.DoneAt = now
	return w
}

// span is the part of the wave's time that lies on the day of its place.
func (w Wave) span() (from, to time.Time) {
	from, to = w.Place.Day, w.Place.Day.Add(day)
	if from.Before(w.From) {
		from = w.From
	}
	if to.After(w.To) {
		to = w.To
	}
	return from, to
}

// wants reports whether a wave asks a customer, as far as that follows from what is known of them: the rule is for them,
// they are drawn in this wave, and they have an address that is theirs.
func (r NPSRule) wants(wave string, c ticket.Customer) bool {
	return listed(r.Match.Tier, c.Tier) && listed(r.Match.Language, c.Language) && mayWrite(c) && Sampled(r.Sampling, wave+"\x00"+c.ID)
}

// rests reports whether a customer is left in peace: they were asked this, or anything, too short a while ago.
func (r NPSRule) rests(past Past, surveyID string, now time.Time) bool {
	asked := func(l LastAsked) bool { return l.NPSID != surveyID && now.Before(l.NPSAt.Add(time.Duration(r.Every))) }
	return slices.ContainsFunc(past, asked) || past.quiet(time.Duration(r.QuietPeriod), surveyID, now)
}

// mayWrite reports whether a customer has an address that is theirs.
func mayWrite(c ticket.Customer) bool {
	return c.ID != "" && c.Assurance != ticket.Unverified && c.Reachable && c.Email != ""
}
