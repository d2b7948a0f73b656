package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/aws/aws-lambda-go/events"
)

// speed is how fast warm calls of one kind are.
type speed struct {
	What         string  `json:"what"`
	Environments int     `json:"environments"`
	Tickets      int     `json:"tickets"` // in the table
	Calls        int     `json:"calls"`
	P50          float64 `json:"p50Ms"`
	P99          float64 `json:"p99Ms"`
	PerSecond    float64 `json:"callsPerSecond"`
	CPU          float64 `json:"cpuMs"` // of the function, for one call, its share of starting included
}

// load is a kind of call: its job, and the n-th event.
type load struct {
	what, job string
	event     func(n int) (any, error)
}

// run makes calls as fast as so many warm environments take them, and measures each. The functions ask the database
// directly. Every environment has answered a call before, which is not measured.
func (w *world) run(ctx context.Context, l load, environments, calls int) (speed, error) {
	s := speed{What: l.what, Environments: environments, Calls: calls}
	pool := make([]*environment, environments)
	for i := range pool {
		e, err := startEnvironment(ctx, l.job, filepath.Join(w.binaries, l.job), w.vars(w.direct))
		if err != nil {
			return s, err
		}
		pool[i] = e
	}
	var mu sync.Mutex
	var took []time.Duration
	var failed error
	next := 0
	call := func(e *environment) bool {
		mu.Lock()
		n := next
		next++
		mu.Unlock()
		if n >= calls+environments {
			return false
		}
		event, err := l.event(n)
		if err == nil {
			var raw []byte
			if raw, err = json.Marshal(event); err == nil {
				began := time.Now()
				var body []byte
				body, err = e.invoke(raw)
				d := time.Since(began)
				err = errors.Join(err, succeeded(body))
				mu.Lock()
				took = append(took, d)
				mu.Unlock()
			}
		}
		if err != nil {
			mu.Lock()
			failed = err
			mu.Unlock()
		}
		return err == nil
	}
	for _, e := range pool {
		call(e)
	}
	took = nil
	began := time.Now()
	var wg sync.WaitGroup
	for _, e := range pool {
		wg.Go(func() {
			for call(e) {
			}
		})
	}
	wg.Wait()
	elapsed := time.Since(began)
	var cpu time.Duration
	for _, e := range pool {
		cpu += e.stop()
	}
	if failed != nil {
		return s, fmt.Errorf("%s: %w", l.what, failed)
	}
	slices.Sort(took)
	s.P50, s.P99 = milliseconds(took[len(took)/2]), milliseconds(took[len(took)*99/100])
	s.PerSecond = float64(len(took)) / elapsed.Seconds()
	s.CPU = milliseconds(cpu) / float64(next-environments)
	return s, nil
}

// succeeded looks at what an HTTP function answered, or which messages another gave back.
func succeeded(body []byte) error {
	var answer struct {
		events.APIGatewayV2HTTPResponse
		events.SQSEventResponse
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return err
	}
	if answer.StatusCode >= 300 || len(answer.BatchItemFailures) > 0 {
		return fmt.Errorf("an answer that is none: %s", body)
	}
	return nil
}

// reads are the calls that are measured at every size of the table: ids are of tickets that are there.
func reads(ids []string) []load {
	ask := func(path func(n int) (string, string)) func(int) (any, error) {
		return func(n int) (any, error) {
			p, query := path(n)
			return request{by: bo, method: "GET", path: p, query: query}.event()
		}
	}
	return []load{
		{"read", "tickets", ask(func(n int) (string, string) { return "/v1/tickets/" + ids[n%len(ids)], "" })},
		{"timeline", "tickets", ask(func(n int) (string, string) { return "/v1/tickets/" + ids[n%len(ids)] + "/timeline", "" })},
		{"list 25", "tickets", ask(func(int) (string, string) { return "/v1/tickets", "view=queue&team=" + team + "&limit=25" })},
	}
}

// changes are the calls that write. ids are of tickets that are there.
func changes(ids []string) []load {
	return []load{
		{"open", "tickets", func(int) (any, error) {
			return request{by: someone(), method: "POST", path: "/v1/tickets", key: key(), body: opening}.event()
		}},
		{"reply", "tickets", func(n int) (any, error) {
			return request{by: bo, method: "POST", path: "/v1/tickets/" + ids[n%len(ids)] + "/messages", key: key(),
				body: map[string]any{"body": body}}.event()
		}},
		{"wake", "deadline", func(n int) (any, error) {
			return map[string]any{"kind": "ticket", "id": ids[n%len(ids)], "revision": 1, "wakeAt": time.Now().UTC().Format(time.RFC3339)}, nil
		}},
		{"contact", "intake", func(int) (any, error) { return contactEvent() }},
	}
}

// Bounds of what is measured: calls with one environment and with many, and the sizes of the table.
const (
	manyEnvironments = 16
	callsOfOne       = 500
	callsOfMany      = 4000
)

var sizes = []int{1_000, 100_000}

// speeds measures warm calls, at each size of a table of its own.
func speeds(ctx context.Context, w *world, address string) ([]speed, error) {
	client := connect(address)
	name, err := createTable(ctx, client)
	if err != nil {
		return nil, err
	}
	w.table = name
	var all []speed
	before := 0
	for _, size := range sizes {
		ids, err := fill(ctx, client, name, before, size, func(done int) {
			fmt.Fprintf(os.Stderr, "\r\033[K  filling the table: %d of %d tickets", done, size)
		})
		if err != nil {
			return nil, err
		}
		before = size
		loads := reads(ids)
		if size == sizes[0] {
			loads = append(loads, changes(ids)...)
		}
		for _, l := range loads {
			for environments, calls := range map[int]int{1: callsOfOne, manyEnvironments: callsOfMany} {
				fmt.Fprintf(os.Stderr, "\r\033[K  measuring: %s, %d tickets, %d environments", l.what, size, environments)
				s, err := w.run(ctx, l, environments, calls)
				if err != nil {
					return nil, err
				}
				s.Tickets = size
				all = append(all, s)
			}
		}
	}
	fmt.Fprint(os.Stderr, "\r\033[K")
	slices.SortStableFunc(all, func(a, b speed) int { return a.Environments - b.Environments })
	return all, nil
}
