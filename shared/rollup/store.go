// Package rollup keeps figures: once a day it looks at what was written, keeps what each case shows of each day, and adds
// that up. What it costs goes by what happened, and not by how many cases are open.
//
// What a case shows of a day is a fact. A case that was written is observed anew, whole, and only facts that differ are
// written: so what comes late changes the past days that it belongs to. Then every day with a changed fact is summed anew
// from all of its facts, and the backlog is carried on from day to day. All of it goes by shard, as the table does.
package rollup

import (
	"context"
	"encoding/json"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/insight"
)

// Case names what figures are made of.
type Case struct {
	Kind event.Kind `json:"kind"`
	ID   string     `json:"id"`
}

// Kinds are the kinds of cases that figures are made of.
var Kinds = []event.Kind{event.Ticket, event.Complaint, event.Survey, event.Call, event.Visit, event.Incident}

// Fact is what a case shows of a day.
type Fact struct {
	Case         Case
	Day          insight.Day
	Observations []insight.Observation
	// Damaged says that what is stored cannot be understood, so that there are no observations. It is never written.
	Damaged bool `json:"-"`
}

// Known says of which days a case has facts. It is kept with the fact of the day that the case began on, its home, which
// is therefore there even when it shows nothing.
type Known struct {
	Case     Case
	Home     insight.Day
	Revision int64                  // rises by one with every change; 0 has no facts yet
	Days     map[insight.Day]string // a hash of the fact of each day, the home's too
	Asked    []insight.Day          // days to come on which the case is looked at again
	// Damaged says that what is stored under the home cannot be understood. It is never written.
	Damaged bool `json:"-"`
}

// Change is what is written of one case, whole or not at all.
type Change struct {
	Known Known  // after the change
	Facts []Fact // those that differ; the home's is always among them
	// Asks are days on which the case has to be looked at again, since a question about its customer falls due.
	Asks []insight.Day
	// Mends says that what is stored under the home cannot be understood, and is replaced.
	Mends bool
}

// Sum is what the facts of one day and shard add up to, of one measure by one dimension. Document is its JSON, in which
// equal sums are equal bit for bit; nothing where what is stored cannot be understood.
type Sum struct {
	Measure  insight.Name
	By       insight.Dimension
	Document json.RawMessage
}

// Place names sums.
type Place struct {
	Day     insight.Day
	Shard   int
	Measure insight.Name
	By      insight.Dimension
}

// Mark says how far the figures of a shard are.
type Mark struct {
	Shard    int         `json:"shard"`
	Revision int64       `json:"revision"`          // rises by one with every change; 0 was never saved
	First    insight.Day `json:"first,omitempty"`   // the first day that has figures
	Through  insight.Day `json:"through,omitempty"` // the last one
	At       time.Time   `json:"at,omitzero"`       // everything written before this time is in the figures, but of Failed
	// Reading is how far a roll-up under way has come; nil between two of them.
	Reading *Reading `json:"reading,omitempty"`
	// Dirty are days with facts that may differ from their sums, in order.
	Dirty []insight.Day `json:"dirty,omitempty"`
	// Failed are cases that could not be measured, at most a hundred. Through and At go on without them: what was known of
	// them before stays in the figures, and each roll-up tries them again first, until they can be measured.
	Failed []Failure `json:"failed,omitempty"`
}

// Reading is a roll-up under way: it looks at what was written on the days from Day to To.
type Reading struct {
	At      time.Time   `json:"at"` // when it began
	Through insight.Day `json:"through"`
	To      insight.Day `json:"to"`
	Day     insight.Day `json:"day"`             // the day that it is at
	After   string      `json:"after,omitempty"` // where in it the next page begins
	Done    bool        `json:"done,omitempty"`  // all is read, and only sums are left
}

// Store keeps facts and sums.
type Store interface {
	// Timeline gives up to limit events after the sequence number, in order; limit 0 means all.
	Timeline(ctx context.Context, kind event.Kind, id string, after int64, limit int) ([]event.Event, error)
	// Touched gives up to limit cases of a shard that began on a day, were written on it and not later, or are asked about
	// on it, and where the next page begins, which is empty at the end. It goes by indexes, which may lag some seconds
	// behind. A case may come twice.
	Touched(ctx context.Context, day insight.Day, shard int, after string, limit int) ([]Case, string, error)
	// Known gives what is known of a case that began on a day, consistently; Revision 0 when nothing is. Damaged, as package
	// fault calls it, when what is stored cannot be understood.
	Known(ctx context.Context, c Case, home insight.Day) (Known, error)
	// SaveFacts writes a change. Lost when the stored Known has another revision than the one before the change's; of a
	// change that mends, when what is stored can be understood.
	SaveFacts(ctx context.Context, c Change) error
	// Facts gives up to limit facts of a day and shard with observations, or damaged, by kind and id, and where the next
	// page begins. Where not even the key tells of which case it is, the case has no kind, and the key as its id.
	Facts(ctx context.Context, day insight.Day, shard int, after string, limit int) ([]Fact, string, error)
	// FactsOf gives the facts of one case on the days from the first to the last, consistently: those with observations, and
	// those that are damaged.
	FactsOf(ctx context.Context, c Case, from, to insight.Day) ([]Fact, error)
	// Sums gives every sum of a day and shard, consistently, also such as are damaged.
	Sums(ctx context.Context, day insight.Day, shard int) ([]Sum, error)
	// SaveSum writes a sum. Lost when it was written under a later revision of the mark.
	SaveSum(ctx context.Context, day insight.Day, shard int, revision int64, s Sum) error
	// SumsAt gives the documents of those places that have sums, consistently. Damaged when one cannot be understood.
	SumsAt(ctx context.Context, places []Place) (map[Place]json.RawMessage, error)
	// Mark gives how far a shard is, consistently; Revision 0 when it never began.
	Mark(ctx context.Context, shard int) (Mark, error)
	// SaveMark writes it. Lost when the stored one has another revision than the one before.
	SaveMark(ctx context.Context, m Mark) error
}
