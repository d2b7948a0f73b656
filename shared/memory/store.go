// Package memory keeps everything in memory, by the same contract as package dynamo, for tests and simulations. It
// holds what it is given as JSON, as the table does: what does not survive that is not kept here either.
package memory

import (
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"aftercare/shared/complaint"
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/ticket"
)

// Store is everything. It is safe for concurrent use.
type Store struct {
	now func() time.Time

	mu        sync.Mutex
	states    map[aggregate]stateItem
	events    map[aggregate][]event.Event
	documents map[documentKey]revision
	receipts  map[outsideKey]receipt
	threads   map[ticket.Thread]string
	teams     map[string]bool
	policies  [][]byte            // by version - 1
	ladders   map[string][][]byte // by team, by version - 1
	calendars map[string][][]byte // by name, by version - 1
	lines     map[string][]byte   // of the register, by place
	decisions []complaint.Precedent
	causes    [][]byte // by version - 1
	asking    [][]byte // the rules of feedback, by version - 1
	figures   figures
}

type aggregate struct {
	kind event.Kind
	id   string
}

type stateItem struct {
	seq int64
	doc []byte
}

type outsideKey struct{ scope, key string }

type receipt struct {
	event.Receipt
	expires time.Time
}

// New makes an empty store. now gives the present time, by which receipts expire.
func New(now func() time.Time) *Store {
	return &Store{
		now: now, states: map[aggregate]stateItem{}, events: map[aggregate][]event.Event{},
		receipts: map[outsideKey]receipt{}, threads: map[ticket.Thread]string{}, teams: map[string]bool{},
		documents: map[documentKey]revision{}, figures: newFigures(),
		ladders: map[string][][]byte{}, calendars: map[string][][]byte{}, lines: map[string][]byte{},
	}
}

// transaction is what is written together: every check passes, or nothing is written. Replayed outranks the other
// meanings of a failed check.
type transaction struct {
	checks  []func() error
	effects []func()
}

func (x *transaction) check(f func() error) { x.checks = append(x.checks, f) }

func (x *transaction) effect(f func()) { x.effects = append(x.effects, f) }

func (s *Store) commit(x *transaction) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var first error
	for _, check := range x.checks {
		err := check()
		if fault.Is(err, fault.Replayed) {
			return err
		}
		if first == nil {
			first = err
		}
	}
	if first != nil {
		return first
	}
	for _, effect := range x.effects {
		effect()
	}
	return nil
}

// state writes an aggregate with its events on condition that it still is as the command found it.
func (s *Store) state(x *transaction, at aggregate, before, seq int64, doc any, events []event.Event) {
	raw := encode(doc)
	added := make([]event.Event, len(events))
	for i, e := range events {
		added[i] = clone(e)
	}
	x.check(func() error {
		if s.states[at].seq != before {
			return lost(string(at.kind))
		}
		return nil
	})
	x.effect(func() {
		s.states[at] = stateItem{seq: seq, doc: raw}
		s.events[at] = append(s.events[at], added...)
		s.touch(at)
	})
}

// happen adds events to a history whose next place the first of them is to take; none adds nothing.
func (s *Store) happen(x *transaction, at aggregate, events []event.Event) {
	if len(events) == 0 {
		return
	}
	added := make([]event.Event, len(events))
	for i, e := range events {
		added[i] = clone(e)
	}
	x.check(func() error {
		if int64(len(s.events[at])) != added[0].Seq-1 {
			return lost(string(at.kind))
		}
		return nil
	})
	x.effect(func() {
		s.events[at] = append(s.events[at], added...)
		s.touch(at)
	})
}

// receipt remembers a key from outside; nil remembers nothing.
func (s *Store) receipt(x *transaction, r *event.Receipt) {
	if r == nil {
		return
	}
	kept := *r
	at := outsideKey{r.Scope, r.Key}
	x.check(func() error {
		if old, found := s.receipts[at]; found && s.now().Before(old.expires) {
			e := fault.New(fault.Replayed, "this was done before")
			e.Result = old.Result
			return e
		}
		return nil
	})
	x.effect(func() { s.receipts[at] = receipt{kept, s.now().Add(event.ReceiptLife).Truncate(time.Second)} })
}

func lost(what string) error {
	return fault.New(fault.Lost, "the %s was changed by somebody else in the meantime", what)
}

// load reads an aggregate; Missing when there is none.
func load[T any](s *Store, at aggregate) (T, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	item, found := s.states[at]
	if !found {
		var none T
		return none, fault.NotFound(string(at.kind))
	}
	return decode[T](item.doc), nil
}

// all reads every aggregate of a kind.
func all[T any](s *Store, kind event.Kind) []T {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []T
	for at, item := range s.states {
		if at.kind == kind {
			out = append(out, decode[T](item.doc))
		}
	}
	return out
}

// encode and decode fail only on a mistake in the program.
func encode(doc any) []byte {
	raw, err := json.Marshal(doc)
	if err != nil {
		panic(fmt.Sprintf("memory: a %T does not encode: %v", doc, err))
	}
	return raw
}

func decode[T any](raw []byte) T {
	var doc T
	if err := json.Unmarshal(raw, &doc); err != nil {
		panic(fmt.Sprintf("memory: a %T does not decode: %v", doc, err))
	}
	return doc
}
