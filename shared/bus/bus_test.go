package bus_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"aftercare/shared/bus"
	"aftercare/shared/event"
	"aftercare/shared/fault"
)

var errPassing = errors.New("the bus did not answer")

// client takes entries as EventBridge does: fails are how often it takes none of a request, refuses how often it
// takes all of a request but the entries of an id.
type client struct {
	requests [][]string // the ids of each request
	sizes    []int
	entries  []types.PutEventsRequestEntry
	fails    int
	refuses  map[string]int
	short    bool // answers for fewer entries than it got
}

func (c *client) PutEvents(_ context.Context, in *eventbridge.PutEventsInput, _ ...func(*eventbridge.Options)) (*eventbridge.PutEventsOutput, error) {
	var ids []string
	size := 0
	out := &eventbridge.PutEventsOutput{}
	for _, e := range in.Entries {
		var d event.Detail
		if err := json.Unmarshal([]byte(aws.ToString(e.Detail)), &d); err != nil {
			return nil, err
		}
		ids = append(ids, d.ID)
		size += 14 + len(aws.ToString(e.Source)) + len(aws.ToString(e.DetailType)) + len(aws.ToString(e.Detail))
		result := types.PutEventsResultEntry{EventId: aws.String("x")}
		if c.refuses[d.ID] > 0 {
			c.refuses[d.ID]--
			result = types.PutEventsResultEntry{ErrorCode: aws.String("ThrottlingException")}
		}
		out.Entries = append(out.Entries, result)
	}
	c.requests, c.sizes = append(c.requests, ids), append(c.sizes, size)
	if c.fails > 0 {
		c.fails--
		return nil, errPassing
	}
	if c.short {
		out.Entries = out.Entries[:len(out.Entries)-1]
	}
	c.entries = append(c.entries, in.Entries...)
	return out, nil
}

// details are n events, each with so many bytes of data.
func details(n, bytes int) []event.Detail {
	var out []event.Detail
	for i := range n {
		out = append(out, event.Detail{
			ID: fmt.Sprint(i), Type: event.TicketOpened, Time: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC),
			Aggregate: event.Aggregate{Kind: event.Ticket, ID: "A", Version: 1}, Data: json.RawMessage(`"` + strings.Repeat("x", bytes) + `"`),
		})
	}
	return out
}

func publish(t *testing.T, c *client, d []event.Detail) []error {
	t.Helper()
	return bus.Bus{Client: c, Name: "aftercare"}.Publish(t.Context(), d)
}

func TestPublish_SaysWhatHappenedAsConsumersSubscribeToIt(t *testing.T) {
	var c client
	d := details(1, 1)
	if errs := publish(t, &c, d); errs[0] != nil {
		t.Fatal(errs[0])
	}
	e := c.entries[0]
	if aws.ToString(e.EventBusName) != "aftercare" || aws.ToString(e.Source) != "aftercare" || aws.ToString(e.DetailType) != "ticket.opened" || !aws.ToTime(e.Time).Equal(d[0].Time) {
		t.Errorf("got %+v", e)
	}
}

func TestPublish_PutsTenInARequestAndKeepsTheirOrder(t *testing.T) {
	for n, want := range map[int][]int{0: nil, 1: {1}, 10: {10}, 11: {10, 1}, 25: {10, 10, 5}} {
		var c client
		publish(t, &c, details(n, 1))
		var got []int
		var order []string
		for _, r := range c.requests {
			got, order = append(got, len(r)), append(order, r...)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%d events went in requests of %v, want %v", n, got, want)
		}
		for i, id := range order {
			if id != fmt.Sprint(i) {
				t.Errorf("the order is %v", order)
			}
		}
	}
}

func TestPublish_PutsNoMoreBytesInARequestThanAreTaken(t *testing.T) {
	var c client
	errs := publish(t, &c, details(9, 60_000))
	for i, size := range c.sizes {
		if size > 256<<10 {
			t.Errorf("request %d has %d bytes", i, size)
		}
	}
	if len(c.requests) != 3 || slices.ContainsFunc(errs, func(err error) bool { return err != nil }) {
		t.Errorf("requests of %v: %v", c.requests, errs)
	}
}

func TestPublish_PutsOnlyWhatWasNotTakenAgain(t *testing.T) {
	c := client{refuses: map[string]int{"1": 1, "3": 2}}
	errs := publish(t, &c, details(5, 1))
	want := [][]string{{"0", "1", "2", "3", "4"}, {"1", "3"}, {"3"}}
	if !slices.EqualFunc(c.requests, want, slices.Equal) || slices.ContainsFunc(errs, func(err error) bool { return err != nil }) {
		t.Errorf("requests of %v, want %v: %v", c.requests, want, errs)
	}
}

func TestPublish_TellsWhichEventsWereNotTakenInTheEnd(t *testing.T) {
	c := client{refuses: map[string]int{"2": 1000}}
	errs := publish(t, &c, details(12, 1))
	for i, err := range errs {
		if (err != nil) != (i == 2) {
			t.Errorf("event %d: %v", i, err)
		}
	}
	if errs[2] != nil && !strings.Contains(errs[2].Error(), "ThrottlingException") {
		t.Errorf("got %v", errs[2])
	}
}

func TestPublish_RepeatsARequestThatFailed(t *testing.T) {
	c := client{fails: 2}
	if errs := publish(t, &c, details(2, 1)); errs[0] != nil || errs[1] != nil || len(c.requests) != 3 {
		t.Errorf("%d requests: %v", len(c.requests), errs)
	}
	c = client{fails: 3}
	if errs := publish(t, &c, details(2, 1)); !errors.Is(errs[0], errPassing) || !errors.Is(errs[1], errPassing) {
		t.Errorf("got %v", errs)
	}
}

func TestPublish_WhatGotNoAnswerWasNotTaken(t *testing.T) {
	c := client{short: true}
	if errs := publish(t, &c, details(3, 1)); errs[0] != nil || errs[1] != nil || errs[2] == nil {
		t.Errorf("got %v", errs)
	}
}

func TestPublish_AnEventThatDoesNotEncodeHoldsBackNoOther(t *testing.T) {
	var c client
	d := details(3, 1)
	d[1].Data = json.RawMessage(`{`)
	errs := publish(t, &c, d)
	if errs[0] != nil || errs[1] == nil || errs[2] != nil || len(c.entries) != 2 {
		t.Errorf("%d were taken: %v", len(c.entries), errs)
	}
}

func TestPublish_EndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	c := client{fails: 3}
	errs := bus.Bus{Client: &c, Name: "aftercare"}.Publish(ctx, details(1, 1))
	if errs[0] == nil || len(c.requests) != 1 {
		t.Errorf("%d requests: %v", len(c.requests), errs)
	}
}

func TestPublish_AnEventThatTheBusNeverTakesHoldsBackNoOther(t *testing.T) {
	d := details(3, 10)
	d[1].Data = json.RawMessage(`"` + strings.Repeat("x", 256<<10) + `"`)
	errs := publish(t, &client{}, d)
	if errs[0] != nil || !fault.Is(errs[1], fault.TooLarge) || errs[2] != nil {
		t.Error(errs)
	}
}
