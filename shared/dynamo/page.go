package dynamo

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"aftercare/shared/dynamo/layout"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Bounds of a page, and of what is looked through for it where a filter leaves little.
const (
	defaultLimit = 25
	maxLimit     = 100
	maxLooked    = 2000
)

// page reads one page of a list: the documents that keep lets through, and where the next page begins, which is
// empty at the end. A page may be short, even empty, with a next one: a filter that leaves next to nothing of a long
// list ends a page early. what names the things for errors.
func page[T any](ctx context.Context, t *Table, what string, l list, limit int, keep func(T) bool) ([]T, string, error) {
	if limit <= 0 {
		limit = defaultLimit
	}
	limit = min(limit, maxLimit)
	w := t.walk(l, limit)
	var kept []T
	last, looked := "", 0
	for {
		n := limit + 1 - len(kept) // the one above tells whether there is a next page
		if looked > 0 {
			n = max(n, defaultLimit) // a filter leaves gaps: not one by one
		}
		places, err := w.take(ctx, min(n, maxBatch))
		if err != nil {
			return nil, "", fmt.Errorf("list %ss: %w", what, err)
		}
		docs, err := loadAll[T](ctx, t, what, places)
		if err != nil {
			return nil, "", fmt.Errorf("list %ss: %w", what, err)
		}
		for i, doc := range docs {
			if doc == nil || !keep(*doc) {
				continue
			}
			if len(kept) == limit {
				return kept, last, nil
			}
			kept, last = append(kept, *doc), places[i].sk
		}
		if len(places) == 0 {
			return kept, "", nil
		}
		if looked += len(places); looked >= maxLooked {
			return kept, places[len(places)-1].sk, nil
		}
	}
}

// take gives the next n places, less at the end.
func (w *walk) take(ctx context.Context, n int) ([]place, error) {
	var places []place
	for len(places) < n {
		p, ok, err := w.next(ctx)
		if err != nil {
			return nil, err
		}
		if !ok {
			break
		}
		places = append(places, p)
	}
	return places, nil
}

// Limits of reading states in batches: DynamoDB's for one call, and how often is asked again for what it left out.
const (
	maxBatch   = 100
	maxAskings = 8
)

// loadAll reads the states of places consistently, in their order; nil for one that is gone. There are at most
// maxBatch places.
func loadAll[T any](ctx context.Context, t *Table, what string, places []place) ([]*T, error) {
	if len(places) > maxBatch {
		return nil, errors.New("more states at once than one batch holds")
	}
	out := make([]*T, len(places))
	at := make(map[[2]string][]int, len(places))
	var keys []attributes
	for i, p := range places {
		of := [2]string{p.pk, cmp.Or(p.at, layout.StateSK)}
		if at[of] == nil {
			keys = append(keys, key(of[0], of[1]))
		}
		at[of] = append(at[of], i)
	}
	err := t.batchGet(ctx, keys, func(pk, sk string, item attributes) error {
		doc, err := decodeDocument[T](what, item)
		if err != nil {
			return err
		}
		for _, i := range at[[2]string{pk, sk}] {
			out[i] = &doc
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// batchGet reads items consistently by their keys, at most maxBatch of them, and gives each that is there with its keys. What
// DynamoDB leaves out of an answer is asked for again.
func (t *Table) batchGet(ctx context.Context, keys []attributes, give func(pk, sk string, item attributes) error) error {
	for asked := 0; len(keys) > 0; asked++ {
		if asked == maxAskings {
			return errors.New("the table keeps leaving items out")
		}
		if asked > 0 {
			if err := pause(ctx, 10*time.Millisecond<<asked); err != nil {
				return err
			}
		}
		got, err := t.client.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{
			RequestItems: map[string]types.KeysAndAttributes{t.name: {Keys: keys, ConsistentRead: aws.Bool(true)}},
		})
		if err != nil {
			return fmt.Errorf("read items: %w", err)
		}
		for _, item := range got.Responses[t.name] {
			pk, err := attributeText(stored(item), layout.PK)
			if err != nil {
				return err
			}
			sk, err := attributeText(stored(item), layout.SK)
			if err != nil {
				return err
			}
			if err := give(pk, sk, item); err != nil {
				return err
			}
		}
		keys = got.UnprocessedKeys[t.name].Keys
	}
	return nil
}
