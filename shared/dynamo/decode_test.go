package dynamo

import (
	"encoding/json"
	"maps"
	"strings"
	"testing"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/ticket"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/google/go-cmp/cmp"
)

// told is an event with everything in it.
func told() event.Event {
	e := event.New(event.TicketReplied, time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC), event.Actor{Kind: event.Staff, ID: "bo", Name: "Bo"},
		map[string]string{"status": "pending"}, ticket.Message{Body: "top secret"})
	e.Seq, e.Correlation = 12, "req-1"
	e.Aggregate = event.Aggregate{Kind: event.Ticket, ID: "T1", Version: 9}
	return e
}

// image is an event's item as the table's stream gives it.
func image(e event.Event) map[string]events.DynamoDBAttributeValue {
	out := map[string]events.DynamoDBAttributeValue{}
	for name, v := range eventItem(e) {
		switch v := v.(type) {
		case *types.AttributeValueMemberS:
			out[name] = events.NewStringAttribute(v.Value)
		case *types.AttributeValueMemberN:
			out[name] = events.NewNumberAttribute(v.Value)
		}
	}
	return out
}

func TestAnEventOnTheStreamIsTheEventThatWasSaved(t *testing.T) {
	least := told()
	least.Private, least.Correlation, least.Actor = nil, "", event.Actor{Kind: event.System}
	for _, want := range []event.Event{told(), least} {
		got, err := DecodeEvent(image(want))
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Fatalf("%v\n%s", err, diff)
		}
	}
}

func TestAnItemThatIsNoEventIsRefusedWithTheNameOfWhatIsWrong(t *testing.T) {
	str, num := events.NewStringAttribute, events.NewNumberAttribute
	none := events.DynamoDBAttributeValue{}
	for name, c := range map[string]struct {
		attribute string
		value     *events.DynamoDBAttributeValue // nil takes the attribute away
		says      string
	}{
		"no type":                    {attrType, nil, "attribute type is missing"},
		"an empty type":              {attrType, new(str("")), "attribute type is empty"},
		"a type that is a number":    {attrType, new(num("1")), "attribute type is not text"},
		"a type without a type":      {attrType, &none, "attribute type is not text"},
		"a type that is null":        {attrType, new(events.NewNullAttribute()), "attribute type is not text"},
		"no sequence number":         {attrSeq, nil, "attribute seq is missing"},
		"a sequence number in words": {attrSeq, new(str("12")), "attribute seq is not a number"},
		"half a sequence number":     {attrSeq, new(num("1.5")), "attribute seq is not a whole number"},
		"a negative sequence number": {attrSeq, new(num("-1")), "attribute seq is not a whole number"},
		"no number at all":           {attrSeq, new(num("secret")), "attribute seq is not a whole number"},
		"too large a number":         {attrVersion, new(num("99999999999999999999")), "attribute version is not a whole number"},
		"another's sequence number":  {attrSeq, new(num("13")), "its key is not that of"},
		"another's id":               {attrID, new(str("secret")), "its key is not that of"},
		"another's kind":             {attrKind, new(str("complaint")), "its key is not that of"},
		"no data":                    {attrData, nil, "attribute data is missing"},
		"data that is no JSON":       {attrData, new(str("{secret")), "attribute data is not JSON"},
		"words that are no JSON":     {attrPrivate, new(str("secret")), "attribute private is not JSON"},
		"words that are a number":    {attrPrivate, new(num("1")), "attribute private is not text"},
		"no time":                    {attrTime, new(str("secret")), "attribute time is not a time"},
		"a time of another zone":     {attrTime, new(str("2026-03-01T12:00:00+01:00")), "attribute time is not a time"},
		"no key":                     {"pk", nil, "attribute pk is missing"},
	} {
		t.Run(name, func(t *testing.T) {
			item := image(told())
			delete(item, c.attribute)
			if c.value != nil {
				item[c.attribute] = *c.value
			}
			_, err := DecodeEvent(item)
			if err == nil || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "secret") {
				t.Fatalf("got %v, want it to say %q", err, c.says)
			}
		})
	}
}

func TestAStateThatCannotBeReadTellsWhereAndNotWhat(t *testing.T) {
	for name, c := range map[string]struct {
		item attributes
		says string
	}{
		"no document":       {attributes{}, "attribute doc is missing"},
		"a number":          {attributes{attrDoc: number(1)}, "attribute doc is not text"},
		"no JSON":           {attributes{attrDoc: text(`{"id": secret}`)}, "no JSON from byte"},
		"more than one":     {attributes{attrDoc: text(`{} {"secret":1}`)}, "no JSON from byte"},
		"cut off":           {attributes{attrDoc: text(`{"id": "secret`)}, "no JSON from byte"},
		"a wrong type":      {attributes{attrDoc: text(`{"seq": "secret"}`)}, `field "seq"`},
		"a wrong time":      {attributes{attrDoc: text(`{"createdAt": "secret"}`)}, "does not fit"},
		"a wrong deep type": {attributes{attrDoc: text(`{"customer": {"id": 12345}}`)}, `field "customer.id"`},
	} {
		_, err := decodeDocument[ticket.Ticket]("ticket", c.item)
		if err == nil || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "12345") {
			t.Errorf("%s: got %v, want it to say %q", name, err, c.says)
		}
	}
}

func FuzzDecodeEvent(f *testing.F) {
	e := told()
	f.Add(string(e.Type), "2026-03-01T12:00:00Z", "12", "ticket", "T1", string(e.Data), string(e.Private), "TICKET#T1", "EVENT#000000000012", uint8(0))
	f.Add("", "x", "1e3", "", "", "{", "null", "", "", uint8(7))
	f.Fuzz(func(t *testing.T, kind, at, seq, of, id, data, private, pk, sk string, wrong uint8) {
		item := image(told())
		maps.Copy(item, map[string]events.DynamoDBAttributeValue{
			attrType: events.NewStringAttribute(kind), attrTime: events.NewStringAttribute(at), attrSeq: events.NewNumberAttribute(seq),
			attrKind: events.NewStringAttribute(of), attrID: events.NewStringAttribute(id), attrData: events.NewStringAttribute(data),
			attrPrivate: events.NewStringAttribute(private), "pk": events.NewStringAttribute(pk), "sk": events.NewStringAttribute(sk),
		})
		if names := []string{"", attrType, attrSeq, attrData, "pk"}; int(wrong) < len(names) && wrong > 0 {
			item[names[wrong]] = events.NewBinaryAttribute([]byte(data))
		}
		got, err := DecodeEvent(item)
		if err != nil {
			return
		}
		if !json.Valid(got.Data) || got.Seq < 1 || got.Type == "" || got.Aggregate.ID == "" {
			t.Fatalf("took %+v for an event", got)
		}
		again, err := DecodeEvent(image(got))
		if diff := cmp.Diff(got, again); err != nil || diff != "" {
			t.Fatalf("saving and reading again gives another event: %v\n%s", err, diff)
		}
	})
}

func FuzzDecodeDocument(f *testing.F) {
	f.Add(`{"id":"T1","seq":1,"createdAt":"2026-03-01T12:00:00Z"}`)
	f.Add(`{"customer":{"id":1}}`)
	f.Add(`{"sla":{"targets":[{"dueAt":"x"}]}}`)
	f.Fuzz(func(t *testing.T, doc string) {
		got, err := decodeDocument[ticket.Ticket]("ticket", attributes{attrDoc: text(doc)})
		if err != nil {
			return
		}
		if _, err := encodeDocument(got); err != nil {
			t.Fatalf("what was read cannot be written: %v", err)
		}
	})
}
