package e2e

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// message is one that lies in a queue, or is being handled.
type message struct {
	MessageID string `json:"MessageId"`
	Body      string
}

// queues gives what lies in every queue, by the queue's name, without taking anything out.
func (s *stack) queues(ctx context.Context) (map[string][]message, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.endpoint+"/_ministack/sqs/messages", nil)
	if err != nil {
		return nil, err
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	// By account, by region, by queue.
	var answer struct {
		Messages map[string]map[string]map[string][]message
	}
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		return nil, err
	}
	all := map[string][]message{}
	for _, regions := range answer.Messages {
		for _, queues := range regions {
			for url, messages := range queues {
				all[url[strings.LastIndex(url, "/")+1:]] = messages
			}
		}
	}
	return all, nil
}

// leftovers counts the messages in the queues where only failures end.
func (s *stack) leftovers(ctx context.Context) (map[string]int, error) {
	all, err := s.queues(ctx)
	left := map[string]int{}
	for name, messages := range all {
		for _, end := range []string{"DeadLetters", "Unroutable", "Failures"} {
			if strings.Contains(name, end) && len(messages) > 0 {
				left[name] = len(messages)
			}
		}
	}
	return left, err
}

// idle reports whether no consumer of the bus has anything to do. What follows from an event lies in a queue as soon as the
// event is published, and until all that follows is done.
func (s *stack) idle(t *testing.T) bool {
	t.Helper()
	all, err := s.queues(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for name, messages := range all {
		for _, consumer := range []string{"TimersQueue", "EscalationsQueue", "SurveysQueue", "NoticesQueue"} {
			if strings.Contains(name, consumer) && len(messages) > 0 {
				return false
			}
		}
	}
	return true
}

// rests waits until nothing follows from what happened to a ticket any more but by its clocks, and gives its timeline.
func (p *person) rests(t *testing.T, id string) (items []item) {
	t.Helper()
	of, about := "tickets/"+id, "ticket "+id
	within(t, lease, of+" comes to rest", func() bool {
		items = p.timeline(t, of)
		published := slices.DeleteFunc(p.stack.logged(t, "relay", about), func(l line) bool { return l.Msg != "published" || l.Aggregate != about })
		return len(published) >= len(items) && p.stack.idle(t) && len(p.timeline(t, of)) == len(items)
	})
	return items
}
