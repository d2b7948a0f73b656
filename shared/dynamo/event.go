package dynamo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"aftercare/shared/dynamo/layout"
	"aftercare/shared/event"
	"aftercare/shared/fault"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// events writes the events of one change, as one item, on condition that its place in the history is free. A write
// costs by the kilobyte begun, so that a small event beside a large one costs nothing.
func (x *transaction) events(all []event.Event) { x.eventsUntil(all, time.Time{}) }

// eventsUntil is events of something that may be forgotten at a time; zero for never.
func (x *transaction) eventsUntil(all []event.Event, expires time.Time) {
	if len(all) == 0 {
		return
	}
	item, err := eventItem(all)
	if err != nil {
		x.fail(err)
		return
	}
	if !expires.IsZero() {
		item[layout.Expires] = number(expires.Unix())
	}
	x.put(item, absent(lost(string(all[0].Aggregate.Kind))))
}

// Record writes an event of something that has no state, such as a contact that was refused. An event that was
// written before is left as it is.
func (t *Table) Record(ctx context.Context, e event.Event) error {
	x := t.begin()
	x.events([]event.Event{e})
	if err := x.commit(ctx); err != nil && !fault.Is(err, fault.Lost) {
		return fmt.Errorf("record %s: %w", e.Type, err)
	}
	return nil
}

// happening is an event as it is stored. What it belongs to is in the key of its item.
type happening struct {
	Seq         int64           `json:"seq"`
	Type        event.Type      `json:"type"`
	Time        string          `json:"time"`
	Version     int64           `json:"version"`
	Actor       event.Actor     `json:"actor"`
	Data        json.RawMessage `json:"data"`
	Private     json.RawMessage `json:"private,omitempty"`
	Correlation string          `json:"correlation,omitempty"`
}

// eventItem gives the item of the events of one change, which is kept under the number of the last one: whoever
// reads on from a number finds every item that holds a later one.
func eventItem(all []event.Event) (attributes, error) {
	of := all[0].Aggregate
	list := make([]happening, len(all))
	for i, e := range all {
		data := e.Data
		if len(data) == 0 {
			data = json.RawMessage("{}")
		}
		list[i] = happening{
			Seq: e.Seq, Type: e.Type, Time: layout.Time(e.Time), Version: e.Aggregate.Version, Actor: e.Actor,
			Data: data, Private: e.Private, Correlation: e.Correlation,
		}
	}
	packed, err := packDocument("what is said of the "+string(of.Kind), list)
	if err != nil {
		return nil, err
	}
	item := key(layout.AggregatePK(of.Kind, of.ID), layout.EventSK(all[len(all)-1].Seq))
	item[attrEvents] = packed
	return item, nil
}

// DecodeEvents reads the events in the image of an item in a record of the table's stream. Its errors name the
// attribute or the field that is missing or wrong, and never a value.
func DecodeEvents(image map[string]events.DynamoDBAttributeValue) ([]event.Event, error) {
	return decodeEvents(streamed(image))
}

func decodeEvents(r reader) ([]event.Event, error) {
	all, err := readEvents(r)
	if err != nil {
		return nil, fmt.Errorf("the item holds no events: %w", err)
	}
	return all, nil
}

func readEvents(r reader) ([]event.Event, error) {
	pk, err := attributeText(r, layout.PK)
	if err != nil {
		return nil, err
	}
	sk, err := attributeText(r, layout.SK)
	if err != nil {
		return nil, err
	}
	kind, id, ok := layout.ParseAggregatePK(pk)
	if !ok {
		return nil, errors.New("its key names no aggregate")
	}
	raw, err := attributeDocument(r, attrEvents)
	if err != nil {
		return nil, err
	}
	var list []happening
	if err := unmarshal(raw, &list); err != nil {
		return nil, err
	}
	all := make([]event.Event, len(list))
	for i, h := range list {
		if all[i], err = h.event(event.Aggregate{Kind: kind, ID: id, Version: h.Version}); err != nil {
			return nil, err
		}
		if i > 0 && h.Seq != list[i-1].Seq+1 {
			return nil, errors.New("a sequence number does not follow the one before")
		}
	}
	if len(list) == 0 || list[0].Seq < 1 || sk != layout.EventSK(list[len(list)-1].Seq) {
		return nil, errors.New("its key is not that of its last sequence number")
	}
	return all, nil
}

func (h happening) event(of event.Aggregate) (event.Event, error) {
	at, err := time.Parse(time.RFC3339, h.Time)
	switch {
	case err != nil || layout.Time(at) != h.Time:
		return event.Event{}, errors.New("a time is none in UTC of whole seconds")
	case h.Type == "" || h.Actor.Kind == "":
		return event.Event{}, errors.New("a type or an actor is missing")
	case len(h.Data) == 0:
		return event.Event{}, errors.New("data is missing")
	case h.Version < 0:
		return event.Event{}, errors.New("a version is negative")
	}
	return event.Event{
		Type: h.Type, Time: at, Seq: h.Seq, Aggregate: of, Actor: h.Actor, Data: h.Data, Private: h.Private, Correlation: h.Correlation,
	}, nil
}

// streamed is an item as a stream gives it.
type streamed map[string]events.DynamoDBAttributeValue

func (s streamed) text(name string) (string, bool, bool) {
	v, present := s[name]
	if !present || v.IsNull() || v.DataType() != events.DataTypeString {
		return "", false, present
	}
	return v.String(), true, true
}

func (s streamed) number(name string) (string, bool, bool) {
	v, present := s[name]
	if !present || v.IsNull() || v.DataType() != events.DataTypeNumber {
		return "", false, present
	}
	return v.Number(), true, true
}

func (s streamed) binary(name string) ([]byte, bool, bool) {
	v, present := s[name]
	if !present || v.IsNull() || v.DataType() != events.DataTypeBinary {
		return nil, false, present
	}
	return v.Binary(), true, true
}

// Timeline gives up to limit events of an aggregate after a sequence number, in order; limit 0 means all.
func (t *Table) Timeline(ctx context.Context, kind event.Kind, id string, after int64, limit int) ([]event.Event, error) {
	if after >= layout.MaxSeq {
		return nil, nil
	}
	in := &dynamodb.QueryInput{
		TableName: &t.name, ConsistentRead: aws.Bool(true),
		KeyConditionExpression: aws.String("pk = :pk AND sk BETWEEN :from AND :to"),
		ExpressionAttributeValues: attributes{
			":pk":   text(layout.AggregatePK(kind, id)),
			":from": text(layout.EventSK(max(after, 0) + 1)), ":to": text(layout.EventSK(layout.MaxSeq)),
		},
	}
	var out []event.Event
	for {
		if limit > 0 {
			in.Limit = aws.Int32(int32(min(limit-len(out), 1000))) //nolint:gosec // at most 1000
		}
		page, err := t.client.Query(ctx, in)
		if err != nil {
			return nil, fmt.Errorf("read the timeline of a %s: %w", kind, err)
		}
		for _, item := range page.Items {
			change, err := decodeEvents(stored(item))
			if err != nil {
				return nil, fault.Damaged(fmt.Errorf("timeline of %s %s: %w", kind, id, err))
			}
			for _, e := range change {
				if e.Seq > after && (limit == 0 || len(out) < limit) {
					out = append(out, e)
				}
			}
		}
		if page.LastEvaluatedKey == nil || limit > 0 && len(out) >= limit {
			return out, nil
		}
		in.ExclusiveStartKey = page.LastEvaluatedKey
	}
}
