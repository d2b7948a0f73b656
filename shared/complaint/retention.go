package complaint

import (
	"sync"
	"time"

	"aftercare/shared/jurisdiction"
)

// keptYears is how long the company keeps a complaint after closing it, whatever else is erased. Where the law asks for
// longer, its profile says so.
const keptYears = 5

// RetainUntil is until when the record of a closed complaint must be kept: years from closing, by the profile of its
// jurisdiction (MiCA, Article 68(9): five), and never less than the company's own. The zero time while it is open, and
// so without an end.
func (c Complaint) RetainUntil() time.Time {
	if c.ClosedAt.IsZero() {
		return time.Time{}
	}
	return c.ClosedAt.AddDate(max(keptYears, yearsOf(c.Jurisdiction)), 0, 0)
}

// MayErase reports whether the record of a complaint may be erased: it is closed, its time has passed, nobody holds it,
// and nothing is owed any more. Whatever erases, for whatever reason, asks this first; a wish to
// be forgotten does not outweigh it (GDPR, Article 17(3)(b) and (e)).
func MayErase(c Complaint, now time.Time) bool {
	until := c.RetainUntil()
	return !until.IsZero() && !now.Before(until) && !c.Held && !c.owes()
}

var (
	yearsMu sync.Mutex
	years   = map[Jurisdiction]int{}
)

// yearsOf reads a profile once. A jurisdiction that is no longer known keeps the company's own years.
func yearsOf(j Jurisdiction) int {
	yearsMu.Lock()
	defer yearsMu.Unlock()
	if n, known := years[j]; known {
		return n
	}
	profile, err := jurisdiction.Find(j)
	if err == nil {
		years[j] = max(profile.Records.Years, 0)
	}
	return years[j]
}
