package dynamo

import (
	"encoding/json"
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

// image is the item of a change's events as the table's stream gives it.
func image(t testing.TB, all ...event.Event) map[string]events.DynamoDBAttributeValue {
	t.Helper()
	item, err := eventItem(all)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]events.DynamoDBAttributeValue{}
	for name, v := range item {
		switch v := v.(type) {
		case *types.AttributeValueMemberS:
			out[name] = events.NewStringAttribute(v.Value)
		case *types.AttributeValueMemberB:
			out[name] = events.NewBinaryAttribute(v.Value)
		}
	}
	return out
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// packedText is a text as it is stored in an attribute.
func packedText(t testing.TB, raw string) events.DynamoDBAttributeValue {
	t.Helper()
	packed, err := pack(raw)
	if err != nil {
		t.Fatal(err)
	}
	return events.NewBinaryAttribute(packed)
}

func TestTheEventsOfAChangeOnTheStreamAreThoseThatWereSaved(t *testing.T) {
	least, next := told(), told()
	least.Private, least.Correlation, least.Actor = nil, "", event.Actor{Kind: event.System}
	next.Seq++
	for _, want := range [][]event.Event{{told()}, {least}, {told(), next}} {
		got, err := DecodeEvents(image(t, want...))
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Fatalf("%v\n%s", err, diff)
		}
	}
}

func TestAnItemThatHoldsNoEventsIsRefusedWithTheNameOfWhatIsWrong(t *testing.T) {
	const good = `{"seq":12,"type":"ticket.replied","time":"2026-03-01T12:00:00Z","version":9,"actor":{"kind":"staff"},"data":{}}`
	str := events.NewStringAttribute
	alter := func(from, to string) string { return "[" + strings.Replace(good, from, to, 1) + "]" }
	for name, c := range map[string]struct {
		pk, sk string // empty for the right one
		events string
		says   string
	}{
		"no event":                   {events: "[]", says: "its key is not that of"},
		"no list":                    {events: "{}", says: "has another type"},
		"no JSON":                    {events: `[{"seq": secret}]`, says: "no JSON from byte"},
		"no type":                    {events: alter(`"ticket.replied"`, `""`), says: "a type or an actor is missing"},
		"a type that is a number":    {events: alter(`"ticket.replied"`, `1`), says: `field "type"`},
		"no actor":                   {events: alter(`"staff"`, `""`), says: "a type or an actor is missing"},
		"no sequence number":         {events: alter(`"seq":12,`, ``), says: "its key is not that of"},
		"a sequence number in words": {events: alter(`12,`, `"secret",`), says: `field "seq"`},
		"a negative sequence number": {events: alter(`12,`, `-12,`), says: "its key is not that of"},
		"another's sequence number":  {events: alter(`12,`, `13,`), says: "its key is not that of"},
		"a gap":                      {events: "[" + strings.Replace(good, "12", "10", 1) + "," + good + "]", says: "does not follow"},
		"a negative version":         {events: alter(`9`, `-9`), says: "a version is negative"},
		"no data":                    {events: alter(`,"data":{}`, ``), says: "data is missing"},
		"no time":                    {events: alter(`2026-03-01T12:00:00Z`, `secret`), says: "a time is none"},
		"a time of another zone":     {events: alter(`12:00:00Z`, `12:00:00+01:00`), says: "a time is none"},
		"another's kind of key":      {events: alter("", ""), pk: "secret", says: "names no aggregate"},
		"a key without an id":        {events: alter("", ""), pk: "TICKET#", says: "names no aggregate"},
		"the key of another change":  {events: alter("", ""), sk: "EVENT#000000000011", says: "its key is not that of"},
	} {
		t.Run(name, func(t *testing.T) {
			item := map[string]events.DynamoDBAttributeValue{
				"pk": str(or(c.pk, "TICKET#T1")), "sk": str(or(c.sk, "EVENT#000000000012")), attrEvents: packedText(t, c.events),
			}
			_, err := DecodeEvents(item)
			if err == nil || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "secret") {
				t.Fatalf("got %v, want it to say %q", err, c.says)
			}
		})
	}
	for name, c := range map[string]struct {
		attribute string
		value     events.DynamoDBAttributeValue
		says      string
	}{
		"no key":                   {"pk", events.NewNullAttribute(), "attribute pk is not text"},
		"no events at all":         {attrEvents, events.NewNullAttribute(), "attribute events is not text"},
		"events without a type":    {attrEvents, events.DynamoDBAttributeValue{}, "attribute events is not text"},
		"events packed otherwise":  {attrEvents, events.NewBinaryAttribute([]byte("secret")), "attribute events is packed in a way that is not known"},
		"events that are damaged":  {attrEvents, events.NewBinaryAttribute([]byte("\x01secret")), "attribute events is packed and damaged"},
		"events that were cut off": {attrEvents, events.NewBinaryAttribute([]byte("\x01")), "attribute events is packed and damaged"},
		"events that are too much": {attrEvents, packedText(t, strings.Repeat("x", maxDocument+1)), "attribute events is packed and larger"},
	} {
		t.Run(name, func(t *testing.T) {
			item := image(t, told())
			item[c.attribute] = c.value
			_, err := DecodeEvents(item)
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

func FuzzDecodeEvents(f *testing.F) {
	f.Add(`[{"seq":12,"type":"ticket.replied","time":"2026-03-01T12:00:00Z","version":9,"actor":{"kind":"staff"},"data":{}}]`, "TICKET#T1", "EVENT#000000000012", []byte(nil))
	f.Add(`[]`, "TICKET#", "EVENT#", []byte("\x01"))
	f.Add(``, "TICKET#T1", "EVENT#000000000001", []byte("\x02x"))
	f.Fuzz(func(t *testing.T, list, pk, sk string, packed []byte) {
		item := map[string]events.DynamoDBAttributeValue{
			"pk": events.NewStringAttribute(pk), "sk": events.NewStringAttribute(sk), attrEvents: packedText(t, list),
		}
		if list == "" {
			item[attrEvents] = events.NewBinaryAttribute(packed)
		}
		got, err := DecodeEvents(item)
		if err != nil {
			return
		}
		for _, e := range got {
			if !json.Valid(e.Data) || e.Seq < 1 || e.Type == "" || e.Aggregate.ID == "" {
				t.Fatalf("took %+v for an event", e)
			}
		}
		again, err := DecodeEvents(image(t, got...))
		if err != nil || len(again) != len(got) {
			t.Fatalf("saving and reading again gives other events: %v\n%s", err, cmp.Diff(got, again))
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
