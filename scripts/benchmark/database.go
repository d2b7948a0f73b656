package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"

	"aftercare/shared/dynamo/layout"
)

// database stands between the functions and a DynamoDB: it passes every request on and counts what it takes. Writes
// are counted from the items themselves, because the databases that run on one machine do not agree with AWS on
// transactions; reads are counted as the database says.
type database struct {
	backend string // address of the DynamoDB
	client  *http.Client

	mu     sync.Mutex
	items  map[string]item // as last written through here, by table and key
	count  func(count func(*tally))
	stream func(records []record)
}

// record is an item that was inserted, as the table's stream brings it.
type record struct {
	keys, image item
}

// dynamoTarget begins the X-Amz-Target of every request to DynamoDB.
const dynamoTarget = "DynamoDB_20120810."

func (d *database) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	action := strings.TrimPrefix(r.Header.Get("X-Amz-Target"), dynamoTarget)
	if err := d.pass(w, r, action); err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
	}
}

func (d *database) pass(w http.ResponseWriter, r *http.Request, action string) error {
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	var body map[string]json.RawMessage
	if err := json.Unmarshal(raw, &body); err != nil {
		return fmt.Errorf("a request that is no JSON: %w", err)
	}
	body["ReturnConsumedCapacity"] = json.RawMessage(`"INDEXES"`)
	if raw, err = json.Marshal(body); err != nil {
		return err
	}
	on, err := http.NewRequestWithContext(r.Context(), http.MethodPost, d.backend, bytes.NewReader(raw))
	if err != nil {
		return err
	}
	for _, name := range []string{"X-Amz-Target", "Content-Type", "Authorization", "X-Amz-Date", "X-Amz-Security-Token"} {
		if v := r.Header.Get(name); v != "" {
			on.Header.Set(name, v)
		}
	}
	res, err := d.client.Do(on)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if err := d.counted(action, raw, res.StatusCode, answer); err != nil {
		return err
	}
	for name, values := range res.Header {
		if name != "Content-Length" && name != "Connection" {
			w.Header()[name] = values
		}
	}
	w.WriteHeader(res.StatusCode)
	_, err = w.Write(answer)
	return err
}

// put is one item that a request writes.
type put struct {
	Table string `json:"TableName"`
	Item  item   `json:"Item"`
}

func (d *database) counted(action string, request []byte, status int, answer []byte) error {
	d.count(func(t *tally) { t.Calls["DynamoDB."+action]++ })
	if status != http.StatusOK {
		return nil
	}
	switch action {
	case "PutItem":
		var p put
		if err := json.Unmarshal(request, &p); err != nil {
			return err
		}
		if err := d.wrote([]put{p}, false); err != nil {
			return err
		}
	case "TransactWriteItems":
		var body struct {
			TransactItems []struct{ Put *put }
		}
		if err := json.Unmarshal(request, &body); err != nil {
			return err
		}
		var puts []put
		for _, part := range body.TransactItems {
			if part.Put == nil {
				return fmt.Errorf("a transaction with a part that is no Put cannot be counted")
			}
			puts = append(puts, *part.Put)
		}
		if err := d.wrote(puts, true); err != nil {
			return err
		}
	}
	return d.consumed(action, answer)
}

// wrote counts items that were written together, and hands the new events among them to the stream.
func (d *database) wrote(puts []put, transaction bool) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	var inserted []record
	for _, p := range puts {
		pk, sk := p.Item.str(layout.PK), p.Item.str(layout.SK)
		at := p.Table + "\x00" + pk + "\x00" + sk
		old := d.items[at]
		units, size, err := writeUnits(old, p.Item, transaction)
		if err != nil {
			return err
		}
		d.items[at] = p.Item
		d.count(func(t *tally) {
			w := written{Key: label(pk, sk), Bytes: size, Units: units["table"], Index: sum(units) - units["table"]}
			t.Items = append(t.Items, w)
			for name, n := range units {
				t.Writes[name] += n
			}
		})
		if old == nil && strings.HasPrefix(sk, layout.EventPrefix) {
			inserted = append(inserted, record{keys: item{layout.PK: p.Item[layout.PK], layout.SK: p.Item[layout.SK]}, image: p.Item})
		}
	}
	if len(inserted) > 0 {
		d.stream(inserted)
	}
	return nil
}

// label names an item without its ids: "TICKET STATE".
func label(pk, sk string) string {
	kind, _, _ := strings.Cut(pk, "#")
	sort, _, _ := strings.Cut(sk, "#")
	return kind + " " + sort
}

// capacity is what DynamoDB says that a request took.
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ConsumedCapacity.html
type capacity struct {
	CapacityUnits float64
	Table         *struct{ CapacityUnits float64 }
	Indexes       map[string]struct{ CapacityUnits float64 } `json:"GlobalSecondaryIndexes"`
}

// consumed counts the reads of an answer, and keeps what it says of writes for comparison. An UpdateItem is written
// once, as everybody agrees.
func (d *database) consumed(action string, answer []byte) error {
	var body struct{ ConsumedCapacity json.RawMessage }
	if err := json.Unmarshal(answer, &body); err != nil || body.ConsumedCapacity == nil {
		return err
	}
	all := []capacity{{}}
	if body.ConsumedCapacity[0] == '[' {
		all = nil
		if err := json.Unmarshal(body.ConsumedCapacity, &all); err != nil {
			return err
		}
	} else if err := json.Unmarshal(body.ConsumedCapacity, &all[0]); err != nil {
		return err
	}
	for _, c := range all {
		by := map[string]float64{}
		for name, index := range c.Indexes {
			by[name] = index.CapacityUnits
		}
		if rest := c.CapacityUnits - sum(by); rest > 0 {
			by["table"] = rest
		}
		d.count(func(t *tally) {
			switch action {
			case "GetItem", "BatchGetItem", "Query", "Scan":
				for name, n := range by {
					t.Reads[name] += n
				}
			case "UpdateItem":
				for name, n := range by {
					t.Writes[name] += n
				}
				t.Said += c.CapacityUnits
			default:
				t.Said += c.CapacityUnits
			}
		})
	}
	return nil
}
