package rollup

import (
	"fmt"
	"slices"

	"aftercare/shared/fault"
	"aftercare/shared/sla"
	"aftercare/shared/ticket"
)

// Failure is a case that could not be measured.
type Failure struct {
	Case
	Why Why `json:"why,omitempty"` // empty for one of before reasons were kept
}

// Why says why a case could not be measured.
type Why string

// The reasons.
const (
	WhyTimeline  Why = "timeline"  // it cannot be understood
	WhyFact      Why = "fact"      // a stored fact cannot be understood, and its key names no case to make it anew from
	WhyTooLarge  Why = "tooLarge"  // it shows more than can be kept
	WhyNeighbour Why = "neighbour" // another case of the customer cannot be understood; only what rests on that is left out
)

// maxFailed is how many cases of a shard are passed over at a time: some 80 bytes each in the mark. Where more cannot be
// measured it is none of theirs, such as a new version that reads no timeline, and the roll-up stops until that is mended.
const maxFailed = 100

// ownFault gives the reason where an error is of the case alone, and not of the storage: its timeline cannot be understood,
// or what it shows is more than can be kept. Empty for whatever is not known to be so: that ends the roll-up, which is
// gone on with.
func ownFault(err error) Why {
	switch {
	case fault.Is(err, fault.TooLarge):
		return WhyTooLarge
	case fault.IsDamaged(err):
		return WhyTimeline
	default:
		return ""
	}
}

// fail notes that a case could not be measured. An error says that too many cannot.
func (m *Mark) fail(f Failure) error {
	at := slices.IndexFunc(m.Failed, func(had Failure) bool { return had.Case == f.Case })
	switch {
	case at >= 0 && m.Failed[at] == f:
		return nil
	case at < 0 && len(m.Failed) >= maxFailed:
		return fmt.Errorf("more than %d cases cannot be measured, %s %s among them", maxFailed, f.Kind, f.ID)
	}
	m.Failed = slices.Clone(m.Failed)
	if at >= 0 {
		m.Failed[at] = f
		return nil
	}
	m.Failed = append(m.Failed, f)
	return nil
}

// measured notes which of the cases that were looked at could not be measured, and that the others could.
func (m *Mark) measured(cases []Case, failed []Failure) error {
	m.Failed = slices.DeleteFunc(slices.Clone(m.Failed), func(had Failure) bool {
		return slices.Contains(cases, had.Case) && !slices.ContainsFunc(failed, func(f Failure) bool { return f.Case == had.Case })
	})
	if len(m.Failed) == 0 {
		m.Failed = nil
	}
	for _, f := range failed {
		if err := m.fail(f); err != nil {
			return err
		}
	}
	return nil
}

// asked is promises that remember when they could not be looked up, so that a storage that fails is not taken for a
// timeline that cannot be understood. They serve one look at one case.
type asked struct {
	ticket.Promises
	failed error
}

func (a *asked) Policy(id string, version int) (sla.Policy, error) {
	p, err := a.Promises.Policy(id, version)
	return p, a.note(err)
}

func (a *asked) Calendar(id string, version int) (*sla.Calendar, error) {
	c, err := a.Promises.Calendar(id, version)
	return c, a.note(err)
}

// note remembers an error unless it says that there is nothing under that name, or nothing that can be understood.
func (a *asked) note(err error) error {
	if err != nil && a.failed == nil && !fault.Is(err, fault.Missing) && !fault.IsDamaged(err) {
		a.failed = err
	}
	return err
}
