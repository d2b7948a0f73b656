package rollup

import (
	"fmt"
	"slices"

	"aftercare/shared/fault"
	"aftercare/shared/sla"
	"aftercare/shared/ticket"
)

// maxFailed is how many cases of a shard are passed over at a time: some 60 bytes each in the mark. Where more cannot be
// measured it is none of theirs, such as a new version that reads no timeline, and the roll-up stops until that is mended.
const maxFailed = 100

// ownFault reports whether an error is of the case alone, and not of the storage: its timeline cannot be understood, or
// what it shows is more than can be kept. Whatever is not known to be so ends the roll-up, which is gone on with.
func ownFault(err error) bool { return fault.IsDamaged(err) || fault.Is(err, fault.TooLarge) }

// fail notes that a case could not be measured. An error says that too many cannot.
func (m *Mark) fail(c Case) error {
	switch {
	case slices.Contains(m.Failed, c):
		return nil
	case len(m.Failed) >= maxFailed:
		return fmt.Errorf("more than %d cases cannot be measured, %s %s among them", maxFailed, c.Kind, c.ID)
	}
	m.Failed = append(slices.Clone(m.Failed), c)
	return nil
}

// measured notes which of the cases that were looked at could not be measured, and that the others could.
func (m *Mark) measured(cases, failed []Case) error {
	m.Failed = slices.DeleteFunc(slices.Clone(m.Failed), func(c Case) bool {
		return slices.Contains(cases, c) && !slices.Contains(failed, c)
	})
	if len(m.Failed) == 0 {
		m.Failed = nil
	}
	for _, c := range failed {
		if err := m.fail(c); err != nil {
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
