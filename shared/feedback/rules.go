package feedback

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"time"

	"aftercare/shared/sla"
	"aftercare/shared/ticket"
)

// Rules say who is asked, when, and how often. A new version replaces them as a whole; every version is kept.
type Rules struct {
	Version int `json:"version"` // 0: as shipped
	// CSAT is an ordered list: the first rule that matches a ticket holds, the last one matches everything.
	CSAT []CSATRule `json:"csat"`
	NPS  NPSRule    `json:"nps"`
	CES  CESRule    `json:"ces"`
}

// Match names the values that a rule is for. An empty list matches every value; all that are not empty must match.
type Match struct {
	Channel  []string `json:"channel,omitempty"`
	Category []string `json:"category,omitempty"`
	Tier     []string `json:"tier,omitempty"`
	Language []string `json:"language,omitempty"`
	Team     []string `json:"team,omitempty"`
}

// CSATRule says how customers are asked about the tickets that it matches.
type CSATRule struct {
	Match    Match        `json:"match"`
	Delay    sla.Duration `json:"delay"`    // after the solution
	Sampling float64      `json:"sampling"` // the share that is asked, from 0 to 1
	// QuietPeriod is how long nobody is asked again who was asked anything.
	QuietPeriod sla.Duration `json:"quietPeriod"`
	// IncidentQuiet is how long the notice of an incident that touches the ticket is fresh: so long nobody is asked.
	IncidentQuiet sla.Duration `json:"incidentQuiet"`
}

// NPSRule says whether, whom and when the company asks by calendar whether one would recommend it.
type NPSRule struct {
	On       bool    `json:"on"`
	Match    Match   `json:"match"` // by tier and language of the customer alone
	Sampling float64 `json:"sampling"`
	// Every is how long somebody is not asked this again.
	Every sla.Duration `json:"every"`
	// ActiveWithin is how long ago a ticket, a complaint or reported activity makes somebody a customer to be asked.
	ActiveWithin sla.Duration `json:"activeWithin"`
	QuietPeriod  sla.Duration `json:"quietPeriod"` // as in CSATRule
	// Day and Hour are when a wave begins each month, in the company's time zone.
	Day  int `json:"day"`
	Hour int `json:"hour"`
	// Since is when On, Day or Hour were last set: no wave begins that was due before.
	Since time.Time `json:"since,omitzero"`
}

// CESRule says whether customers are asked after they helped themselves how much effort it took.
type CESRule struct {
	On          bool         `json:"on"`
	Sampling    float64      `json:"sampling"`
	QuietPeriod sla.Duration `json:"quietPeriod"` // as in CSATRule
}

// DefaultRules hold until others are set: everybody is asked about a solved ticket, at once unless the notice of an
// incident is fresh. Mail that nobody waits for is the operator's choice: no wave begins by itself.
func DefaultRules() Rules {
	return Rules{
		CSAT: []CSATRule{{Sampling: 1, IncidentQuiet: DefaultIncidentQuiet}},
		NPS: NPSRule{
			Sampling: 1, Every: sla.Duration(minEvery), ActiveWithin: sla.Duration(30 * day), Day: 1, Hour: 10,
		},
		CES: CESRule{On: true, Sampling: 1},
	}
}

const day = 24 * time.Hour

// DefaultIncidentQuiet is how long the notice of an incident is fresh where a rule does not say.
const DefaultIncidentQuiet = sla.Duration(day)

// RuleStore keeps the rules.
type RuleStore interface {
	RuleFinder
	// FeedbackRulesOf gives the rules as they were in a version. Missing when there was none.
	FeedbackRulesOf(ctx context.Context, version int) (Rules, error)
	// PutFeedbackRules sets the rules as the version after before. Lost when another version is in force.
	PutFeedbackRules(ctx context.Context, before int, r Rules) error
}

// RuleFinder finds the rules in force.
type RuleFinder interface {
	// FeedbackRules gives the rules in force; the default, of version 0, when none were set.
	FeedbackRules(ctx context.Context) (Rules, error)
}

// Replace gives the version after r, set at a time. Invalid, with all that is wrong, for rules that cannot be.
func (r Rules) Replace(next Rules, now time.Time) (Rules, error) {
	if err := next.Validate(); err != nil {
		return r, err
	}
	next.Version = r.Version + 1
	next.NPS.Since = r.NPS.Since
	if !r.NPS.On || r.NPS.Day != next.NPS.Day || r.NPS.Hour != next.NPS.Hour {
		next.NPS.Since = now.UTC().Truncate(time.Second)
	}
	return next, nil
}

// ruleFor gives the rule that holds for a ticket.
func (r Rules) ruleFor(t ticket.Ticket) CSATRule {
	for _, rule := range r.CSAT {
		if rule.Match.covers(t) {
			return rule
		}
	}
	return CSATRule{} // valid rules end with one that matches everything: nobody is asked by none
}

func (m Match) covers(t ticket.Ticket) bool {
	return listed(m.Channel, string(t.Channel)) && listed(m.Category, t.Category) && listed(m.Tier, t.Customer.Tier) &&
		listed(m.Language, t.Language) && listed(m.Team, t.Team)
}

func listed(list []string, value string) bool { return len(list) == 0 || slices.Contains(list, value) }

// remembers reports whether any rule asks when a customer was last asked anything: only then is that written.
func (r Rules) remembers() bool {
	return r.NPS.QuietPeriod > 0 || r.CES.QuietPeriod > 0 ||
		slices.ContainsFunc(r.CSAT, func(rule CSATRule) bool { return rule.QuietPeriod > 0 })
}

// Sampled reports whether something belongs to a share of all, by a hash of its name: always the same, spread evenly,
// and a larger share holds all of a smaller one.
func Sampled(share float64, name string) bool {
	if share >= 1 {
		return true
	}
	sum := sha256.Sum256([]byte("aftercare sampling\x00" + name))
	const bits = 53 // what a float64 holds exactly
	return float64(binary.BigEndian.Uint64(sum[:])>>(64-bits))/(1<<bits) < share
}
