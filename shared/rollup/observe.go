package rollup

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/insight"
	"aftercare/shared/ticket"
)

// Grace is how long after a question fell due it is answered: what a customer does is told within a day of it.
const Grace = 25 * time.Hour

// Observer tells what cases show. It is all that a roll-up and a rebuild need to give the same figures.
type Observer struct {
	Timeline func(ctx context.Context, kind event.Kind, id string, after int64, limit int) ([]event.Event, error)
	Promises func(ctx context.Context) ticket.Promises // finds what tickets were promised
	Activity insight.Activity
}

// seen is what a case shows.
type seen struct {
	home  insight.Day // the day of its first event; empty for what has no timeline
	facts map[insight.Day][]insight.Observation
	asks  []insight.Day // days in the future on which a question is answered
	blind bool          // a question could not be answered: another case of the customer cannot be understood
}

// observe tells what a case shows as of a time: what was recorded later counts for the next roll-up, so that a rebuild gives
// the same.
func (o Observer) observe(ctx context.Context, c Case, at time.Time) (seen, error) {
	events, err := o.Timeline(ctx, c.Kind, c.ID, 0, 0)
	if err != nil || len(events) == 0 {
		return seen{}, err
	}
	promises := &asked{Promises: o.Promises(ctx)}
	sight, err := insight.Look(insight.History{Events: events, Until: at}, promises)
	switch {
	case promises.failed != nil:
		return seen{}, fmt.Errorf("%s %s: %w", c.Kind, c.ID, promises.failed)
	case err != nil: // it reads nothing else, so the timeline is what is wrong
		return seen{}, fault.Damaged(err)
	}
	questions, by := sight.Questions(), at.Add(-Grace)
	s := seen{home: insight.DayOf(events[0].Time), facts: map[insight.Day][]insight.Observation{}}
	var answers []insight.Answer
	for _, q := range questions { // one by one: what cannot be answered is not observed, and everything else is
		answer, err := insight.Answers(ctx, []insight.Question{q}, by, o.Activity)
		switch {
		case fault.IsDamaged(err):
			s.blind = true
		case err != nil:
			return seen{}, fmt.Errorf("%s %s: %w", c.Kind, c.ID, err)
		}
		answers = append(answers, answer...)
	}
	for _, one := range sight.Observations(answers) {
		s.facts[one.Day] = append(s.facts[one.Day], one)
	}
	for _, q := range questions {
		if day := insight.DayOf(q.To.Add(Grace)); q.To.After(by) && !slices.Contains(s.asks, day) {
			s.asks = append(s.asks, day)
		}
	}
	return s, nil
}

// hashes gives a hash of the fact of each day.
func (s seen) hashes() map[insight.Day]string {
	all := make(map[insight.Day]string, len(s.facts))
	for day, observations := range s.facts {
		all[day] = hash(observations)
	}
	return all
}

func hash(observations []insight.Observation) string {
	raw, _ := json.Marshal(observations) // names and numbers always encode
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:8])
}

// differing gives the days on which a case shows something else than is known of it, in order.
func (s seen) differing(known Known) []insight.Day {
	now := s.hashes()
	days := map[insight.Day]bool{}
	for day, hash := range now {
		days[day] = known.Days[day] != hash
	}
	for day := range known.Days {
		days[day] = known.Days[day] != now[day]
	}
	maps.DeleteFunc(days, func(_ insight.Day, differs bool) bool { return !differs })
	return slices.Sorted(maps.Keys(days))
}

// unasked gives the days on which a question is to be answered that nobody noted yet.
func (s seen) unasked(known Known) []insight.Day {
	return slices.DeleteFunc(slices.Clone(s.asks), func(day insight.Day) bool { return slices.Contains(known.Asked, day) })
}

// maxFacts is how many facts one change writes at most: a transaction holds a hundred items, and some are questions.
const maxFacts = 50

// changes gives what is to be written so that what is known becomes what was seen, in steps that each leave the books
// right, and none where nothing differs.
func (s seen) changes(c Case, known Known) []Change {
	known.Case, known.Home = c, s.home
	now, all, asks := s.hashes(), s.differing(known), s.unasked(known)
	if len(all) == 0 && len(asks) > 0 {
		all = []insight.Day{s.home}
	}
	var changes []Change
	for days := range slices.Chunk(all, maxFacts) {
		next := Known{Case: c, Home: s.home, Revision: known.Revision + 1, Days: map[insight.Day]string{}, Asked: s.asks}
		maps.Copy(next.Days, known.Days)
		change := Change{Mends: known.Damaged}
		for _, day := range days {
			if delete(next.Days, day); now[day] != "" {
				next.Days[day] = now[day]
			}
			change.Facts = append(change.Facts, Fact{Case: c, Day: day, Observations: s.facts[day]})
		}
		if !slices.Contains(days, s.home) { // as it is stored, which is as it was or as it was just written
			change.Facts = append(change.Facts, Fact{Case: c, Day: s.home, Observations: s.facts[s.home]})
			if now[s.home] != "" {
				next.Days[s.home] = now[s.home]
			}
		}
		change.Asks, asks = asks, nil
		change.Known, known = next, next
		changes = append(changes, change)
	}
	return changes
}
