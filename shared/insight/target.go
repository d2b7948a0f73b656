package insight

import (
	"maps"
	"time"
)

// promised is what became of a promised time, whose target is in its place.
type promised struct {
	at       time.Time
	place    place
	breached bool
}

type targetCycle struct {
	target string
	cycle  int
}

// targets are the promised times of a case that were met or passed, each once.
type targets map[targetCycle]promised

// decided notes what became of one. The last counts, as of a resolution that was met again after a reopening; but a breach
// stays one, and on its day.
func (t *targets) decided(cycle int, p promised) {
	key := targetCycle{p.place.target, cycle}
	if (*t)[key].breached {
		return
	}
	if *t == nil {
		*t = targets{}
	}
	(*t)[key] = p
}

// undecided notes that what was met runs again.
func (t targets) undecided(target string) {
	maps.DeleteFunc(t, func(key targetCycle, p promised) bool { return key.target == target && !p.breached })
}

func (t targets) seen(s *Sight, breaches, rate Name) {
	for _, p := range t {
		if p.breached {
			s.count(breaches, p.at, p.place)
		}
		s.share(rate, p.at, p.place, p.breached)
	}
}
