package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/outbox"
)

// batchSize is how many events EventBridge takes at once.
const batchSize = 10

// remembered is how long consumers know what they have done, less a margin for the time that this takes.
const remembered = event.ReceiptLife - time.Hour

// press publishes events, or only counts them.
type press struct {
	bus      outbox.Publisher
	publish  bool
	old      bool
	oldest   time.Time     // what happened before may be done twice
	each     time.Duration // between two batches
	progress io.Writer
	began    time.Time

	waiting []event.Detail
	types   map[event.Type]int
	cases   map[string]bool
	tooOld  int
	failed  []string
	told    time.Time
}

// take publishes an event, when there are enough for a batch.
func (p *press) take(ctx context.Context, e event.Event) error {
	if e.Time.Before(p.oldest) && !p.old {
		p.tooOld++
		return nil
	}
	if p.types == nil {
		p.types, p.cases = map[event.Type]int{}, map[string]bool{}
	}
	p.types[e.Type]++
	p.cases[e.Aggregate.Name()] = true
	p.tell()
	if !p.publish {
		return nil
	}
	p.waiting = append(p.waiting, e.Publish())
	if len(p.waiting) < batchSize {
		return nil
	}
	if err := p.flush(ctx); err != nil {
		return err
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(p.each):
		return nil
	}
}

// flush publishes what waits. When a whole batch fails, so would the next.
func (p *press) flush(ctx context.Context) error {
	details := p.waiting
	p.waiting = nil
	failed := 0
	var last error
	for i, err := range p.bus.Publish(ctx, details) {
		if err != nil {
			failed, last = failed+1, err
			p.failed = append(p.failed, details[i].ID)
		}
	}
	if failed > 0 && failed == len(details) {
		return fmt.Errorf("nothing is published any more: %w", last)
	}
	return nil
}

// tell shows once a second how far it is.
func (p *press) tell() {
	if p.told.IsZero() {
		p.told = p.began
	}
	if now := time.Now(); now.Sub(p.told) >= time.Second {
		p.told = now
		_, _ = fmt.Fprintf(p.progress, "  %d cases, %d events, %ds\n", len(p.cases), p.count(), int(now.Sub(p.began).Seconds()))
	}
}

func (p *press) count() (n int) {
	for _, m := range p.types {
		n += m
	}
	return n
}

// summary says what was done, or would be.
func (p *press) summary(out io.Writer) error {
	for _, t := range slices.Sorted(maps.Keys(p.types)) {
		if _, err := fmt.Fprintf(out, "%7d %s\n", p.types[t], t); err != nil {
			return err
		}
	}
	verb, hint := "would be published", "; --yes publishes them"
	if p.publish {
		verb, hint = "published", ""
	}
	if p.count() == 0 {
		hint = ""
	}
	_, err := fmt.Fprintf(out, "%7d events %s, cases: %d%s\n", p.count()-len(p.failed), verb, len(p.cases), hint)
	if p.tooOld > 0 {
		_, problem := fmt.Fprintf(out, "%7d left out, older than 30 days: --old would publish them, and may repeat what followed\n", p.tooOld)
		err = errors.Join(err, problem)
	}
	if len(p.failed) > 0 {
		err = errors.Join(err, fmt.Errorf("%d events were not taken, the first is %s", len(p.failed), p.failed[0]))
	}
	return err
}
