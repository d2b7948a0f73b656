package dynamo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"

	"aftercare/shared/dynamo/layout"
	"aftercare/shared/fault"
	"aftercare/shared/insight"
	"aftercare/shared/rollup"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"golang.org/x/sync/errgroup"
)

// Sums gives every sum of a day and shard, consistently.
func (t *Table) Sums(ctx context.Context, day insight.Day, shard int) ([]rollup.Sum, error) {
	in := &dynamodb.QueryInput{
		TableName: &t.name, ConsistentRead: aws.Bool(true), KeyConditionExpression: aws.String("pk = :pk"),
		ExpressionAttributeValues: attributes{":pk": text(layout.SumPK(string(day), shard))},
	}
	var sums []rollup.Sum
	for {
		page, err := t.client.Query(ctx, in)
		if err != nil {
			return nil, fmt.Errorf("read figures: %w", err)
		}
		for _, item := range page.Items {
			if s, err := decodeSum(item); s.Measure != "" { // without a document where that is damaged
				sums = append(sums, s)
			} else if err != nil && !fault.IsDamaged(err) {
				return nil, err
			}
		}
		if page.LastEvaluatedKey == nil {
			return sums, nil
		}
		in.ExclusiveStartKey = page.LastEvaluatedKey
	}
}

// decodeSum reads a sum. Where only its document is damaged, the rest of it comes with the error.
func decodeSum(item attributes) (rollup.Sum, error) {
	sk, err := attributeText(stored(item), layout.SK)
	if err != nil {
		return rollup.Sum{}, fmt.Errorf("stored figures cannot be read: %w", err)
	}
	by, measure, ok := layout.ParseSumSK(sk)
	if !ok {
		return rollup.Sum{}, fault.Damaged(errors.New("stored figures are of no measure"))
	}
	s := rollup.Sum{Measure: insight.Name(measure), By: insight.Dimension(by)}
	raw, err := documentUpTo(stored(item), attrDoc, maxSum)
	if err != nil {
		return s, fault.Damaged(fmt.Errorf("stored figures cannot be read: %w", err))
	}
	s.Document = json.RawMessage(raw)
	return s, nil
}

// maxSum is how large a sum is before it is packed: it is mostly base64 and ids, which are packed to about half. So it is
// the packed size that decides, and this bounds what is read into memory.
const maxSum = 2 << 20

// packSum packs a sum. One by agent has some 25 bytes for each agent who did something on the day, and where it
// tells times 3 more for each of their cases.
func packSum(s rollup.Sum) ([]byte, error) {
	raw, err := encodeDocument(s.Document)
	if err != nil {
		return nil, fmt.Errorf("encode a sum: %w", err)
	}
	var packed []byte
	if len(raw) <= maxSum {
		if packed, err = pack(raw); err != nil {
			return nil, fmt.Errorf("pack a sum: %w", err)
		}
	}
	if len(packed) == 0 || len(packed) > maxDocument {
		return nil, fault.New(fault.TooLarge, "the figures of %s by %s are of more than an item can keep", s.Measure, s.By)
	}
	return packed, nil
}

// SaveSum writes a sum. Lost when it was written under a later revision of the mark.
func (t *Table) SaveSum(ctx context.Context, day insight.Day, shard int, revision int64, s rollup.Sum) error {
	packed, err := packSum(s)
	if err != nil {
		return err
	}
	item := key(layout.SumPK(string(day), shard), layout.SumSK(string(s.By), string(s.Measure)))
	item[attrDoc], item[attrVersion] = &types.AttributeValueMemberB{Value: packed}, number(revision)
	x := t.begin()
	x.put(item, condition{
		expression: "attribute_not_exists(pk) OR #version <= :now OR NOT attribute_type(#version, :number)", // the last is damaged
		names:      map[string]string{"#version": attrVersion},
		values:     attributes{":now": number(revision), ":number": text("N")}, failed: lost("sum"),
	})
	return x.commit(ctx)
}

// SumsAt gives the documents of those places that have sums, consistently. It reads them in batches, some at once.
func (t *Table) SumsAt(ctx context.Context, places []rollup.Place) (map[rollup.Place]json.RawMessage, error) {
	found := make(map[rollup.Place]json.RawMessage, len(places))
	var mu sync.Mutex
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(allAtOnce)
	for begin := 0; begin < len(places); begin += maxBatch {
		batch := places[begin:min(begin+maxBatch, len(places))]
		g.Go(func() error {
			items, err := t.sumItems(ctx, batch)
			mu.Lock()
			defer mu.Unlock()
			for _, p := range batch {
				item, there := items[layout.SumPK(string(p.Day), p.Shard)+" "+layout.SumSK(string(p.By), string(p.Measure))]
				if !there || err != nil {
					continue
				}
				var s rollup.Sum
				if s, err = decodeSum(item); err == nil {
					found[p] = s.Document
				}
			}
			return err
		})
	}
	return found, g.Wait()
}

// sumItems reads the items of one batch of places, by their two keys with a space between.
func (t *Table) sumItems(ctx context.Context, places []rollup.Place) (map[string]attributes, error) {
	items := map[string]attributes{}
	keys := make([]attributes, len(places))
	for i, p := range places {
		keys[i] = key(layout.SumPK(string(p.Day), p.Shard), layout.SumSK(string(p.By), string(p.Measure)))
	}
	err := t.batchGet(ctx, keys, func(pk, sk string, item attributes) error {
		items[pk+" "+sk] = item
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read figures: %w", err)
	}
	return items, nil
}
