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

// events writes events, each on condition that its place in the history is free.
func (x *transaction) events(all []event.Event) {
	for _, e := range all {
		if len(e.Data)+len(e.Private) > maxDocument {
			x.fail(fault.New(fault.TooLarge, "what is said of the %s is more than can be kept", e.Aggregate.Kind))
			return
		}
		x.put(eventItem(e), absent(lost(string(e.Aggregate.Kind))))
	}
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

func eventItem(e event.Event) attributes {
	item := key(layout.AggregatePK(e.Aggregate.Kind, e.Aggregate.ID), layout.EventSK(e.Seq))
	item[attrType] = text(string(e.Type))
	item[attrTime] = text(layout.Time(e.Time))
	item[attrSeq] = number(e.Seq)
	item[attrKind] = text(string(e.Aggregate.Kind))
	item[attrID] = text(e.Aggregate.ID)
	item[attrVersion] = number(e.Aggregate.Version)
	item[attrActorKind] = text(string(e.Actor.Kind))
	item[attrData] = text("{}")
	if len(e.Data) > 0 {
		item[attrData] = text(string(e.Data))
	}
	for name, v := range map[string]string{
		attrActorID: e.Actor.ID, attrActorName: e.Actor.Name, attrPrivate: string(e.Private), attrCorrelation: e.Correlation,
	} {
		if v != "" {
			item[name] = text(v)
		}
	}
	return item
}

// DecodeEvent reads the image of an event item in a record of the table's stream. Its errors name the attribute
// that is missing or wrong, and never a value.
func DecodeEvent(image map[string]events.DynamoDBAttributeValue) (event.Event, error) {
	return decodeEvent(streamed(image))
}

func decodeEvent(r reader) (event.Event, error) {
	e, err := readEvent(r)
	if err != nil {
		return event.Event{}, fmt.Errorf("the item is no event: %w", err)
	}
	return e, nil
}

func readEvent(r reader) (event.Event, error) {
	var e event.Event
	var err error
	required := func(name string) string {
		v, problem := attributeText(r, name)
		if problem == nil && v == "" {
			problem = fmt.Errorf("attribute %s is empty", name)
		}
		err = errors.Join(err, problem)
		return v
	}
	optional := func(name string) string {
		v, problem := attributeOption(r, name)
		err = errors.Join(err, problem)
		return v
	}
	number := func(name string) int64 {
		n, problem := attributeNumber(r, name)
		err = errors.Join(err, problem)
		return n
	}
	document := func(name, v string) json.RawMessage {
		if v == "" {
			return nil
		}
		if !json.Valid([]byte(v)) {
			err = errors.Join(err, fmt.Errorf("attribute %s is not JSON", name))
		}
		return json.RawMessage(v)
	}
	pk, sk := required(layout.PK), required(layout.SK)
	e.Type = event.Type(required(attrType))
	at := required(attrTime)
	e.Seq = number(attrSeq)
	e.Aggregate = event.Aggregate{Kind: event.Kind(required(attrKind)), ID: required(attrID), Version: number(attrVersion)}
	e.Actor = event.Actor{Kind: event.ActorKind(required(attrActorKind)), ID: optional(attrActorID), Name: optional(attrActorName)}
	e.Data = document(attrData, required(attrData))
	e.Private = document(attrPrivate, optional(attrPrivate))
	e.Correlation = optional(attrCorrelation)
	if err != nil {
		return e, err
	}
	if e.Time, err = time.Parse(time.RFC3339, at); err != nil || layout.Time(e.Time) != at {
		return e, fmt.Errorf("attribute %s is not a time in UTC of whole seconds", attrTime)
	}
	if e.Seq < 1 || pk != layout.AggregatePK(e.Aggregate.Kind, e.Aggregate.ID) || sk != layout.EventSK(e.Seq) {
		return e, errors.New("its key is not that of its aggregate and sequence number")
	}
	return e, nil
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
			e, err := decodeEvent(stored(item))
			if err != nil {
				return nil, fmt.Errorf("timeline of %s %s: %w", kind, id, err)
			}
			out = append(out, e)
		}
		if page.LastEvaluatedKey == nil || limit > 0 && len(out) >= limit {
			return out, nil
		}
		in.ExclusiveStartKey = page.LastEvaluatedKey
	}
}
