package complaint

import (
	"fmt"
	"slices"
	"time"

	"aftercare/shared/jurisdiction"
)

// Jurisdiction names the rules that a complaint is handled under; what they are is in package jurisdiction.
type Jurisdiction = jurisdiction.ID

// The jurisdictions that code names. There may be more: each is a file.
const (
	MiCA   Jurisdiction = "mica" // EU: Regulation (EU) 2023/1114, Article 71, with Delegated Regulation (EU) 2025/294
	UK     Jurisdiction = "uk"   // FCA Handbook, DISP 1
	NoRule Jurisdiction = "none" // the company's own timeframes alone
)

// company holds the timeframes that the company publishes for itself, as Article 1(2)(e) of Delegated Regulation (EU)
// 2025/294 wants them published: admissible within a day (Article 4 asks for an acknowledgement without undue delay
// and gives no number), investigated within five days, decided within fifteen (Article 6(2): within the company's own
// published timeframe). All count from receipt, around the clock.
var company = []struct {
	name   Name
	within jurisdiction.Limit
}{
	{Acknowledgement, jurisdiction.Limit{Hours: 24}},
	{Investigation, jurisdiction.Limit{Hours: 5 * 24}},
	{Decision, jurisdiction.Limit{Hours: 15 * 24}},
}

// Regime is a jurisdiction's profile at work in the company's time zone.
type Regime struct {
	profile jurisdiction.Profile
	zone    *time.Location
}

// NewRegime finds the profile of a jurisdiction. zone is where the company's days begin and end.
func NewRegime(j Jurisdiction, zone *time.Location) (Regime, error) {
	profile, err := jurisdiction.Find(j)
	if err != nil {
		return Regime{}, err
	}
	if zone == nil {
		return Regime{}, fmt.Errorf("jurisdiction %s needs the company's time zone", j)
	}
	for _, d := range profile.Deadlines {
		if !slices.Contains(Statutory, d.Name) {
			return Regime{}, fmt.Errorf("jurisdiction %s limits %q, which the procedure does not know", j, d.Name)
		}
	}
	return Regime{profile: profile, zone: zone}, nil
}

// Timeframe is a limit as the company publishes it.
type Timeframe struct {
	Name     string
	Service  jurisdiction.Service // that it is for; empty for all that no other of the name is for
	Within   jurisdiction.Limit
	Extended *jurisdiction.Limit // in exceptional cases
}

// Timeframes gives the company's own limits, and the jurisdiction's beside them, in the order of the procedure.
func (r Regime) Timeframes() []Timeframe {
	var all []Timeframe
	for _, own := range company {
		all = append(all, Timeframe{Name: string(own.name), Within: own.within})
	}
	for _, d := range r.profile.Deadlines {
		all = append(all, Timeframe{Name: d.Name, Service: d.Service, Within: d.Within, Extended: d.Extended})
	}
	return all
}

// Jurisdiction names the regime's rules.
func (r Regime) Jurisdiction() Jurisdiction { return r.profile.ID }

// Profile gives all that the jurisdiction asks.
func (r Regime) Profile() jurisdiction.Profile { return r.profile }

// Zone is where the company's days begin and end.
func (r Regime) Zone() *time.Location { return r.zone }

// Deadlines gives every deadline of a complaint about a service, received at a time, by due time. Nothing pauses or
// extends one, neither weekends nor a request for information, but what the law itself names ([Deadline.ExtensibleTo]).
func (r Regime) Deadlines(received time.Time, about jurisdiction.Service) []Deadline {
	var deadlines []Deadline
	for _, own := range company {
		deadlines = append(deadlines, Deadline{Name: own.name, DueAt: own.within.After(received, r.zone, jurisdiction.Holidays{})})
	}
	for _, due := range r.profile.Due(received, about, r.zone) {
		deadlines = append(deadlines, Deadline{Name: Name(due.Name), DueAt: due.At, ExtensibleTo: due.ExtensibleTo, Lapses: due.Lapses})
	}
	slices.SortStableFunc(deadlines, func(a, b Deadline) int { return a.DueAt.Compare(b.DueAt) })
	return deadlines
}
