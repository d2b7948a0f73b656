package insight

import "time"

// quietSpan is how long a customer who does nothing after a bad moment is taken to have gone; deflectedSpan how long one who
// opens no ticket after a visit is taken to have been helped.
const (
	quietSpan     = 30 * 24 * time.Hour
	deflectedSpan = 72 * time.Hour
)

// badMoments are those of one case. Of several within the span only the last counts, so that whoever is annoyed twice by
// the same thing is not taken to be well because they said so.
type badMoments struct {
	customer string
	all      []badMoment
}

type badMoment struct {
	at     time.Time
	place  place
	active bool // the customer did something in the case within the span
}

func (b *badMoments) moment(at time.Time, where place) {
	next := badMoment{at: at, place: where}
	if n := len(b.all); n > 0 && at.Before(b.all[n-1].at.Add(quietSpan)) {
		if at.Before(b.all[n-1].at) {
			return
		}
		b.all[n-1] = next
		return
	}
	b.all = append(b.all, next)
}

// active notes that the customer did something.
func (b *badMoments) active(at time.Time) {
	if n := len(b.all); n > 0 && at.After(b.all[n-1].at) && at.Before(b.all[n-1].at.Add(quietSpan)) {
		b.all[n-1].active = true
	}
}

// waits are what is decided when the spans are over.
func (b *badMoments) waits() []wait {
	out := make([]wait, 0, len(b.all))
	for _, m := range b.all {
		q := Question{Asked: AnyActivity, CustomerID: b.customer, From: m.at.Add(time.Second), To: m.at.Add(quietSpan)}
		out = append(out, wait{Question: q, measure: ChurnSignal, place: m.place, did: m.active})
	}
	return out
}
