package topic

import (
	"context"
	"errors"
	"fmt"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
)

// Seen is what a look came to.
type Seen struct {
	Texts int `json:"texts"` // of the seven days
	Grown int `json:"grown"` // topics that grow
	Told  int `json:"told"`  // of these, new ones and those that had news
}

// Look finds the topics that grow in the seven days before a midnight, and tells of those that are news. What is counted
// of a day that is over by now is kept, so that the next looks need not read its texts again; a day of the weeks before
// that was never counted is read now. A look that failed goes on where it was when it is repeated.
func (s Service) Look(ctx context.Context, midnight, now time.Time) (Seen, error) {
	names, err := s.names(ctx)
	if err != nil {
		return Seen{}, err
	}
	from := midnight.Add(-Span)
	kept, err := s.kept(ctx, from, midnight)
	if err != nil {
		return Seen{}, err
	}
	before := make([]Counts, 0, 7*Weeks)
	for w := range Weeks {
		counts, err := s.week(ctx, from.Add(time.Duration(w)*week), kept, names)
		if err != nil {
			return Seen{}, err
		}
		before = append(before, counts...)
	}
	texts, err := s.read(ctx, midnight.Add(-week), midnight, names)
	if err != nil {
		return Seen{}, err
	}
	if err := s.keep(ctx, texts, midnight.Add(-week), midnight, now, kept); err != nil {
		return Seen{}, err
	}
	return s.tell(ctx, texts, before, midnight, now)
}

// kept reads what was counted, by day.
func (s Service) kept(ctx context.Context, from, to time.Time) (map[time.Time][]Day, error) {
	parts, err := s.Store.TermDays(ctx, from, to)
	if err != nil {
		return nil, fmt.Errorf("read counts of terms: %w", err)
	}
	kept := map[time.Time][]Day{}
	for _, p := range parts {
		kept[p.Day.UTC()] = append(kept[p.Day.UTC()], p)
	}
	return kept, nil
}

// week gives the counts of each day of a week before, and counts those days that nobody counted yet.
func (s Service) week(ctx context.Context, from time.Time, kept map[time.Time][]Day, names Names) ([]Counts, error) {
	missing := false
	for d := range 7 {
		missing = missing || len(kept[day(from, d)]) < Parts
	}
	if missing {
		texts, err := s.read(ctx, from, from.Add(week), names)
		if err != nil {
			return nil, err
		}
		if err := s.keep(ctx, texts, from, from.Add(week), from.Add(week), kept); err != nil {
			return nil, err
		}
	}
	days := make([]Counts, 7)
	for d := range days {
		days[d] = Counts{}
		for _, part := range kept[day(from, d)] {
			for h, n := range part.Counts {
				days[d][h] = n
			}
		}
	}
	return days, nil
}

func day(from time.Time, n int) time.Time { return from.Add(time.Duration(n) * oneDay).UTC() }

// read reads the texts of [from, to).
func (s Service) read(ctx context.Context, from, to time.Time, names Names) ([]Read, error) {
	var texts []Read
	for _, source := range s.Sources {
		err := source.Each(ctx, from, to, func(t Text) error {
			if !t.At.Before(from) && t.At.Before(to) {
				texts = append(texts, ReadText(t, names))
			}
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("read the texts of %ss: %w", source.Kind(), err)
		}
	}
	return texts, nil
}

// keep writes the counts of the days in [from, to) that are over by now and have other texts than were counted: those
// that came late count, too. Another look that is faster has counted the same.
func (s Service) keep(ctx context.Context, texts []Read, from, to, now time.Time, kept map[time.Time][]Day) error {
	byDay := map[time.Time][]Read{}
	for _, t := range once(texts) {
		d := t.At.UTC().Truncate(oneDay)
		byDay[d] = append(byDay[d], t)
	}
	for d := from.UTC(); d.Before(to) && !d.Add(oneDay).After(now); d = d.Add(oneDay) {
		had := map[int]Day{}
		for _, part := range kept[d] {
			had[part.Part] = part
		}
		kept[d] = nil
		for _, part := range Split(d, len(byDay[d]), CountDay(byDay[d])) {
			if was, there := had[part.Part]; !there || was.Texts != part.Texts {
				part.Revision = was.Revision + 1
				if err := s.Store.SaveTermDay(ctx, part); err != nil && !fault.Is(err, fault.Lost) {
					return fmt.Errorf("keep the counts of %s: %w", d.Format(time.DateOnly), err)
				}
			}
			kept[d] = append(kept[d], part)
		}
	}
	return nil
}

// tell writes down what is news. One topic that cannot be written does not hold back the others.
func (s Service) tell(ctx context.Context, texts []Read, before []Counts, midnight, now time.Time) (Seen, error) {
	grown := Group(texts, before, midnight)
	seen := Seen{Texts: len(once(texts)), Grown: len(grown)}
	present, err := s.present(ctx, now)
	if err != nil {
		return seen, err
	}
	asks := map[Case]bool{}
	for _, t := range texts {
		asks[t.Case] = t.Asks
	}
	var failures []error
	for i, m := range match(grown, present) {
		if m.part || m.was.Seq > 0 && !news(m.was, grown[i], weekOf(midnight.Add(-week))) {
			continue
		}
		told, err := s.write(ctx, m.was, grown[i], asks, now)
		if err != nil {
			failures = append(failures, err)
		}
		if told {
			seen.Told++
		}
	}
	return seen, errors.Join(failures...)
}

// write tells of one topic; false when another look was faster.
func (s Service) write(ctx context.Context, was, grown Topic, asks map[Case]bool, now time.Time) (bool, error) {
	var signs []map[SignName]bool
	for _, c := range grown.Cases {
		shown, err := s.signs(ctx, c)
		if err != nil {
			return false, err
		}
		shown[AsksHow] = asks[c]
		signs = append(signs, shown)
	}
	change, err := found(was, grown, Suggest(signs), Do{Now: now, Actor: event.Actor{Kind: event.System}, Correlation: event.CorrelationFrom(ctx)})
	if err != nil {
		return false, err
	}
	err = s.Store.SaveTopic(ctx, change)
	if fault.Is(err, fault.Lost) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("write topic %s: %w", change.Topic.ID, err)
	}
	return true, nil
}

// signs reads what a case shows, from the timeline of the ticket that it is or is about.
func (s Service) signs(ctx context.Context, c Case) (map[SignName]bool, error) {
	id := c.TicketID
	if c.Kind == event.Ticket {
		id = c.ID
	}
	signs := map[SignName]bool{}
	if id != "" {
		events, err := s.Store.Timeline(ctx, event.Ticket, id, 0, 0)
		if err != nil {
			return nil, fmt.Errorf("read the timeline of ticket %s: %w", id, err)
		}
		if signs, err = SignsOf(events); err != nil {
			return nil, err
		}
	}
	if c.Kind == event.Complaint {
		signs[Complained] = true
	}
	return signs, nil
}
