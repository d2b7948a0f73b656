// Package limit bounds how often somebody does something, where nobody signs in.
package limit

import (
	"context"
	"fmt"
	"time"

	"aftercare/shared/fault"
)

// Rule allows so many in any span of time.
type Rule struct {
	Most   int
	Within time.Duration
}

// Window is when somebody did it of late. It names them by something that tells nothing of them, such as a keyed hash.
type Window struct {
	ID       string      `json:"id"`
	Revision int64       `json:"revision"` // rises by one with every change; 0 was never saved
	Taken    []time.Time `json:"taken"`
	Expires  time.Time   `json:"expires"` // when it may be forgotten
}

// Take takes a place in the window, or says how long until one is free.
func (w Window) Take(r Rule, now time.Time) (Window, time.Duration) {
	kept := make([]time.Time, 0, r.Most)
	for _, at := range w.Taken {
		if now.Sub(at) < r.Within {
			kept = append(kept, at)
		}
	}
	if len(kept) >= r.Most {
		return w, kept[0].Add(r.Within).Sub(now)
	}
	w.Taken = append(kept, now)
	w.Revision++
	w.Expires = now.Add(r.Within)
	return w, 0
}

// Store keeps windows. Reads are consistent.
type Store interface {
	// Limit gives a window; one of revision 0 with the id set when there is none.
	Limit(ctx context.Context, id string) (Window, error)
	// SaveLimit writes a window on condition that the stored one has the revision before it, or, for revision 1, that
	// there is none. Lost otherwise. It may be deleted from Expires on.
	SaveLimit(ctx context.Context, w Window) error
}

// Limiter bounds by windows in a store.
type Limiter struct {
	store Store
	now   func() time.Time
}

// New makes a limiter.
func New(store Store, now func() time.Time) *Limiter { return &Limiter{store: store, now: now} }

// races is how often a window that others also take places in is read again.
const races = 16

// Take takes a place, or is Exhausted with the time to wait.
func (l *Limiter) Take(ctx context.Context, id string, r Rule) error {
	for range races {
		w, err := l.store.Limit(ctx, id)
		if err != nil {
			return fmt.Errorf("read limit: %w", err)
		}
		w, wait := w.Take(r, l.now())
		if wait > 0 {
			return &fault.Error{Kind: fault.Exhausted, Detail: "too many in a short time: try again later", RetryAfter: wait}
		}
		err = l.store.SaveLimit(ctx, w)
		if !fault.Is(err, fault.Lost) {
			return err
		}
	}
	return &fault.Error{Kind: fault.Exhausted, Detail: "too many at once: try again later", RetryAfter: time.Second}
}
