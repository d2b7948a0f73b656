package transparency

import (
	"time"

	"aftercare/shared/event"
)

// State is where an edition of a report stands.
type State string

// The states. What was frozen does not change; only what was approved is published.
const (
	Frozen    State = "frozen"
	Approved  State = "approved"
	Refused   State = "refused"
	Withdrawn State = "withdrawn"
)

// Filing is all editions of the report of a month. Its id is the month.
type Filing struct {
	Month    Month     `json:"month"`
	Seq      int64     `json:"seq"` // of the last event
	Version  int64     `json:"version"`
	Editions []Edition `json:"editions"` // from 1, without gaps
}

// Edition is one frozen report, and what became of it.
type Edition struct {
	Number      int       `json:"number"`
	State       State     `json:"state"`
	Provisional bool      `json:"provisional,omitempty"`
	CutOff      time.Time `json:"cutOff"`
	FrozenAt    time.Time `json:"frozenAt"`
	FrozenBy    string    `json:"frozenBy,omitempty"` // who asked for it; empty for the schedule
	Hash        string    `json:"hash"`               // SHA-256 of the content
	Size        int       `json:"size"`               // bytes of the content
	Reason      string    `json:"reason,omitempty"`   // why it corrects the one before, or came early
	DecidedAt   time.Time `json:"decidedAt,omitzero"`
	DecidedBy   string    `json:"decidedBy,omitempty"`
	Decision    string    `json:"decision,omitempty"` // the reason of the decision
	WithdrawnAt time.Time `json:"withdrawnAt,omitzero"`
	WithdrawnBy string    `json:"withdrawnBy,omitempty"`
	Withdrawal  string    `json:"withdrawal,omitempty"` // its reason
}

// Edition gives one by its number; the last one for 0. False when there is none.
func (f Filing) Edition(number int) (Edition, bool) {
	if number == 0 {
		number = len(f.Editions)
	}
	if number < 1 || number > len(f.Editions) {
		return Edition{}, false
	}
	return f.Editions[number-1], true
}

// Public gives the edition that is published: the last that was approved. False when there is none. withdrawn says that
// there was one.
func (f Filing) Public() (e Edition, published, withdrawn bool) {
	for _, e := range f.Editions {
		switch e.State {
		case Approved:
			return f.last(Approved), true, false
		case Withdrawn:
			withdrawn = true
		}
	}
	return Edition{}, false, withdrawn
}

func (f Filing) last(s State) (found Edition) {
	for _, e := range f.Editions {
		if e.State == s {
			found = e
		}
	}
	return found
}

// FrozenData is the data of report.frozen.
type FrozenData struct {
	Month       Month     `json:"month"`
	Edition     int       `json:"edition"`
	Provisional bool      `json:"provisional,omitempty"`
	CutOff      time.Time `json:"cutOff"`
	Hash        string    `json:"hash"`
	Size        int       `json:"size"`
}

// DecidedData is the data of report.approved, report.refused and report.withdrawn.
type DecidedData struct {
	Month   Month  `json:"month"`
	Edition int    `json:"edition"`
	Hash    string `json:"hash"`
}

// Said is the private part of all of these: what somebody wrote.
type Said struct {
	Reason string `json:"reason,omitempty"`
}

// Change is what is written of a report, in one transaction.
type Change struct {
	Before  int64 // the sequence number that was read; 0 for a report that must not exist yet
	Filing  Filing
	Events  []event.Event
	Content *Content       // of a new edition
	Receipt *event.Receipt // of an outside key
}

// Content is what was frozen in an edition. It is written once.
type Content struct {
	Month   Month
	Edition int
	Bytes   []byte
}
