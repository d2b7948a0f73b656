package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
)

// After all tests nothing lies where only failures end: what they sent was
// handled, or refused with a reason.
func TestMain(m *testing.M) {
	code := m.Run()
	if s, err := load(); err == nil {
		left, err := s.leftovers(context.Background())
		if err != nil {
			fmt.Println("FAIL: reading the queues:", err)
			code = 1
		}
		for queue, n := range left {
			fmt.Printf("FAIL: %d messages lie in %s\n", n, queue)
			code = 1
		}
	}
	os.Exit(code)
}

// leftovers counts the messages in the queues where only failures end.
func (s *stack) leftovers(ctx context.Context) (map[string]int, error) {
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
		Messages map[string]map[string]map[string][]any
	}
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		return nil, err
	}
	left := map[string]int{}
	for _, regions := range answer.Messages {
		for _, queues := range regions {
			for url, messages := range queues {
				name := url[strings.LastIndex(url, "/")+1:]
				for _, end := range []string{"DeadLetters", "Unroutable", "Failures"} {
					if strings.Contains(name, end) && len(messages) > 0 {
						left[name] = len(messages)
					}
				}
			}
		}
	}
	return left, nil
}
