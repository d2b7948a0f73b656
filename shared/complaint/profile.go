package complaint

import (
	"fmt"
	"slices"
	"time"
)

// Jurisdiction names the rules that a complaint is handled under.
type Jurisdiction string

// The jurisdictions.
const (
	MiCA   Jurisdiction = "mica" // EU: Regulation (EU) 2023/1114, Article 71, with Delegated Regulation (EU) 2025/294
	UK     Jurisdiction = "uk"   // FCA Handbook, DISP 1
	NoRule Jurisdiction = "none" // the company's own timeframes alone
)

// Limit is how long after receipt something is due. Hours count real time, to the second; months and weeks are of
// the calendar of the company's time zone and end with their last day there, at 23:59:59.
type Limit struct {
	Hours  int
	Weeks  int
	Months int
}

// Term is a limit with the name of its deadline.
type Term struct {
	Name  Name
	Limit Limit
}

// Profile is what a jurisdiction asks, as data: another country is another row of profiles.
type Profile struct {
	Jurisdiction Jurisdiction
	Terms        []Term
}

// company holds the timeframes that the company publishes for itself, as Article 1 of Delegated Regulation (EU)
// 2025/294 wants them published: admissible within a day (Article 4 asks for an acknowledgement without undue delay
// and gives no number), investigated within five days, decided within fifteen (Article 6: within the company's own
// published timeframe). All count from receipt.
var company = []Term{
	{Acknowledgement, Limit{Hours: 24}},
	{Investigation, Limit{Hours: 5 * 24}},
	{Decision, Limit{Hours: 15 * 24}},
}

// profiles holds the statutory limits beside them. Nothing pauses or extends one: not weekends, not holidays, not a
// request for information.
var profiles = []Profile{
	// Delegated Regulation (EU) 2025/294, Article 6: a decision in any case within two months of receipt.
	{MiCA, []Term{{DecisionStatutory, Limit{Months: 2}}}},
	// FCA DISP 1.6.2R: a final response by the end of eight weeks after receipt.
	{UK, []Term{{DecisionStatutory, Limit{Weeks: 8}}}},
	{NoRule, nil},
}

// Regime is a jurisdiction's profile at work in the company's time zone.
type Regime struct {
	profile Profile
	zone    *time.Location
}

// NewRegime finds the profile of a jurisdiction. zone is where the company's days begin and end.
func NewRegime(j Jurisdiction, zone *time.Location) (Regime, error) {
	i := slices.IndexFunc(profiles, func(p Profile) bool { return p.Jurisdiction == j })
	if i < 0 {
		return Regime{}, fmt.Errorf("there is no jurisdiction %q: choose mica, uk or none", j)
	}
	if zone == nil {
		return Regime{}, fmt.Errorf("jurisdiction %s needs the company's time zone", j)
	}
	return Regime{profile: profiles[i], zone: zone}, nil
}

// Jurisdiction names the regime's rules.
func (r Regime) Jurisdiction() Jurisdiction { return r.profile.Jurisdiction }

// Deadlines gives every deadline of a complaint received at a time, by due time.
func (r Regime) Deadlines(received time.Time) []Deadline {
	received = received.UTC().Truncate(time.Second)
	deadlines := make([]Deadline, 0, len(company)+len(r.profile.Terms))
	for _, t := range slices.Concat(company, r.profile.Terms) {
		deadlines = append(deadlines, Deadline{Name: t.Name, DueAt: t.Limit.after(received, r.zone)})
	}
	slices.SortStableFunc(deadlines, func(a, b Deadline) int { return a.DueAt.Compare(b.DueAt) })
	return deadlines
}

// after gives when the limit ends for what was received at a time.
func (l Limit) after(received time.Time, zone *time.Location) time.Time {
	if l.Months == 0 && l.Weeks == 0 {
		return received.Add(time.Duration(l.Hours) * time.Hour)
	}
	year, month, day := received.In(zone).Date()
	if l.Months > 0 {
		// A limit of months ends on the day of the same number, or on the month's last day where that has none,
		// as in Regulation (EEC, Euratom) No 1182/71, Article 3(2)(c). AddDate would run over into the next month.
		first := time.Date(year, month+time.Month(l.Months), 1, 0, 0, 0, 0, time.UTC)
		year, month = first.Year(), first.Month()
		day = min(day, first.AddDate(0, 1, -1).Day())
	}
	return endOfDay(year, month, day+7*l.Weeks, zone)
}

// endOfDay is the last second of a local day, the later one where the clocks go back over midnight.
func endOfDay(year int, month time.Month, day int, zone *time.Location) time.Time {
	last := time.Date(year, month, day, 23, 59, 59, 0, zone)
	if again := last.Add(time.Hour); again.Day() == last.Day() {
		last = again
	}
	return last.UTC()
}
