package sla

import (
	"encoding/json"
	"slices"
	"time"
)

// Name says which promise a target measures.
type Name string

// The four promises. Only a public reply of a person meets the first two.
const (
	// FirstReply runs from the opening to the first answer.
	FirstReply Name = "firstReply"
	// NextReply runs from the oldest unanswered message to its answer, once the
	// first reply is behind.
	NextReply Name = "nextReply"
	// Update runs from one answer to the next, so that the customer hears
	// something every so often while the case is open.
	Update Name = "update"
	// Resolution runs from the opening to the solution.
	Resolution Name = "resolution"
)

// Names lists the promises in the order in which clocks show them.
func Names() []Name { return slices.Clone(names) }

var names = []Name{FirstReply, NextReply, Update, Resolution}

// Who may receive warnings: whoever listens to the event bus, and the assignee
// of the case, by mail.
const (
	Bus      = "bus"
	Assignee = "assignee"
)

// Always is the calendar that is open around the clock, every day.
const Always = "always"

// DefaultCloseAfter is how long a solved case stays solved where its policy
// does not say.
const DefaultCloseAfter = Duration(96 * time.Hour)

// Attributes are what policies look at. They come from the case and its
// customer; an empty one matches only a policy that does not ask for it.
type Attributes struct {
	Channel  string `json:"channel,omitempty"`
	Priority string `json:"priority,omitempty"`
	Category string `json:"category,omitempty"`
	Tier     string `json:"tier,omitempty"`
	Language string `json:"language,omitempty"`
}

// Match names the values that a policy is for. An empty list matches every
// value; a list matches any of its values; all five must match.
type Match struct {
	Channel  []string `json:"channel"`
	Priority []string `json:"priority"`
	Category []string `json:"category"`
	Tier     []string `json:"tier"`
	Language []string `json:"language"`
}

// MarshalJSON writes every list, an absent one as [].
func (m Match) MarshalJSON() ([]byte, error) {
	type plain Match
	p := plain(m)
	for _, list := range []*[]string{&p.Channel, &p.Priority, &p.Category, &p.Tier, &p.Language} {
		if *list == nil {
			*list = []string{}
		}
	}
	return json.Marshal(p)
}

// Rule is one promise: the time allowed, and the statuses of a case in which
// it does not count.
type Rule struct {
	// Within is the time allowed: whole seconds, at most a year.
	Within Duration `json:"within"`
	// PauseOn holds pending, hold or both. Without it the target never pauses.
	PauseOn []string `json:"pauseOn,omitempty"`
}

// Policy is what is promised to the cases that it matches.
type Policy struct {
	ID    string `json:"id"`
	Match Match  `json:"match"`
	// Calendar says when time is counted.
	Calendar string        `json:"calendar"`
	Targets  map[Name]Rule `json:"targets"`
	// WarnAt are the fractions of the time allowed at which to warn, ascending,
	// each above 0 and below 1, of at most three decimals.
	WarnAt []float64 `json:"warnAt,omitempty"`
	// WarnBefore are times before the due time at which to warn, descending: so
	// much of the time that counts is left then.
	WarnBefore []Duration `json:"warnBefore,omitempty"`
	// WarnTo says who receives warnings: the event bus where it is absent, and
	// nobody where it is empty. No timer waits for a warning that nobody
	// receives; it is recorded by what comes next.
	WarnTo []string `json:"warnTo,omitzero"`
	// CloseAfter is how long a solved case stays solved before it closes; zero
	// means [DefaultCloseAfter].
	CloseAfter Duration `json:"closeAfter,omitempty"`
}

// Policies are all policies in order: the first that matches holds. A new
// version replaces them as a whole.
type Policies struct {
	Version int      `json:"version"`
	List    []Policy `json:"policies"`
}

// Match returns the first policy for a. Valid policies end with one that
// matches everything; without any match the answer is a policy that promises
// nothing.
func (p Policies) Match(a Attributes) Policy {
	for _, policy := range p.List {
		if policy.Match.covers(a) {
			return policy.clone()
		}
	}
	return Policy{Calendar: Always}
}

func (m Match) covers(a Attributes) bool {
	return covers(m.Channel, a.Channel) && covers(m.Priority, a.Priority) &&
		covers(m.Category, a.Category) && covers(m.Tier, a.Tier) && covers(m.Language, a.Language)
}

func covers(list []string, value string) bool {
	return len(list) == 0 || slices.Contains(list, value)
}

// everything tells whether m asks for nothing.
func (m Match) everything() bool {
	return len(m.Channel)+len(m.Priority)+len(m.Category)+len(m.Tier)+len(m.Language) == 0
}

func (m Match) clone() Match {
	return Match{
		Channel: slices.Clone(m.Channel), Priority: slices.Clone(m.Priority),
		Category: slices.Clone(m.Category), Tier: slices.Clone(m.Tier), Language: slices.Clone(m.Language),
	}
}

func (p Policy) clone() Policy {
	p.Match = p.Match.clone()
	p.Targets = cloneRules(p.Targets)
	p.WarnAt, p.WarnBefore, p.WarnTo = slices.Clone(p.WarnAt), slices.Clone(p.WarnBefore), slices.Clone(p.WarnTo)
	return p
}

func cloneRules(rules map[Name]Rule) map[Name]Rule {
	if rules == nil {
		return nil
	}
	out := make(map[Name]Rule, len(rules))
	for name, rule := range rules {
		rule.PauseOn = slices.Clone(rule.PauseOn)
		out[name] = rule
	}
	return out
}

// closeAfter is CloseAfter with its default.
func (p Policy) closeAfter() Duration {
	if p.CloseAfter == 0 {
		return DefaultCloseAfter
	}
	return p.CloseAfter
}
