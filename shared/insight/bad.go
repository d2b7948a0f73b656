package insight

import (
	"slices"
	"time"
)

// quietSpan is how long a customer who does nothing after a bad moment is taken to have gone; deflectedSpan how long one who
// opens no ticket after a visit is taken to have been helped.
const (
	quietSpan     = 30 * 24 * time.Hour
	deflectedSpan = 72 * time.Hour
)

// badMoments are those of one case, and when its customer did something.
type badMoments struct {
	all  []badMoment
	acts []time.Time // in order
}

type badMoment struct {
	at       time.Time
	customer string
	place    place
	survey   string // whose answer it is
}

// moment notes a bad moment of a customer whom more can be known of than this case.
func (b *badMoments) moment(m badMoment) {
	if m.customer != "" {
		b.all = append(b.all, m)
	}
}

// takeBack forgets what the customer answered before.
func (b *badMoments) takeBack(survey string) {
	b.all = slices.DeleteFunc(b.all, func(m badMoment) bool { return m.survey == survey && survey != "" })
}

func (b *badMoments) act(at time.Time) { b.acts = append(b.acts, at) }

// waits are what is decided when the spans are over. Of several moments within a span only the last counts, so that
// whoever says that they are annoyed is not taken to be well because they said so.
func (b *badMoments) waits() []wait {
	slices.SortStableFunc(b.all, func(x, y badMoment) int { return x.at.Compare(y.at) })
	var out []wait
	for i, m := range b.all {
		to := m.at.Add(quietSpan)
		if i+1 < len(b.all) && b.all[i+1].at.Before(to) {
			continue
		}
		from := m.at.Add(time.Second) // the moment itself may be something that they did
		next, _ := slices.BinarySearchFunc(b.acts, from, time.Time.Compare)
		out = append(out, wait{
			Question: Question{Asked: AnyActivity, CustomerID: m.customer, From: from, To: to},
			measure:  ChurnSignal, place: m.place, did: next < len(b.acts) && b.acts[next].Before(to),
		})
	}
	return out
}
