package dynamo

import (
	"context"
	"fmt"

	"aftercare/shared/dynamo/layout"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"golang.org/x/sync/errgroup"
)

// list is a range of an index, or of the table itself, spread over partitions. Within a group the partitions are
// merged by sort key; the groups follow one another, which is for lists by day. A sort key is unique in a list, so
// that the last one seen says where any partition goes on.
type list struct {
	index      layout.Index // its PK and SK; an empty Name means the table itself
	groups     [][]string
	from, to   string // sort keys, both included
	descending bool
	after      string // where the last page ended; empty from the start
}

// place is one item of a list: its sort key there, and the partition of the state that it stands for. What it stands
// for is under the sort key at, where that is not empty, instead of the state's.
type place struct {
	sk string
	pk string
	at string
}

// itself is the table as a list: of look-ups, which point at tickets.
var itself = layout.Index{PK: layout.PK, SK: layout.SK}

// walk goes through a list in order.
type walk struct {
	table  *Table
	list   list
	size   int32
	groups [][]string
	parts  []*partition
}

// partition is one partition of a list, read as far as was needed.
type partition struct {
	pk    string
	ready []place
	start attributes // where the next page of it begins
	ended bool
}

// Bounds of what one query for a list reads, and of how many run at once.
const (
	maxQuery    = 1000
	allAtOnce   = 16
	aboveOnPage = 2 // the item after the page, and the one before it, which the range includes
)

// walk begins to go through a list of which about want items will be taken; 0 means all.
func (t *Table) walk(l list, want int) *walk {
	size := int32(maxQuery)
	if want > 0 && want < maxQuery-aboveOnPage {
		size = int32(want + aboveOnPage) //nolint:gosec // less than maxQuery
	}
	if l.from == "" {
		l.from = layout.Before
	}
	if l.to == "" {
		l.to = layout.After
	}
	switch {
	case l.after == "":
	case l.descending:
		l.to = min(l.to, l.after)
	default:
		l.from = max(l.from, l.after)
	}
	return &walk{table: t, list: l, size: size, groups: l.groups}
}

// next gives the next place; false at the end.
func (w *walk) next(ctx context.Context) (place, bool, error) {
	if w.list.from > w.list.to {
		return place{}, false, nil
	}
	for {
		if err := w.fill(ctx); err != nil {
			return place{}, false, err
		}
		var first *partition
		for _, p := range w.parts {
			if len(p.ready) > 0 && (first == nil || w.before(p.ready[0].sk, first.ready[0].sk)) {
				first = p
			}
		}
		if first == nil {
			if len(w.groups) == 0 {
				return place{}, false, nil
			}
			w.parts = nil
			for _, pk := range w.groups[0] {
				w.parts = append(w.parts, &partition{pk: pk})
			}
			w.groups = w.groups[1:]
			continue
		}
		found := first.ready[0]
		first.ready = first.ready[1:]
		if found.sk != w.list.after {
			return found, true, nil
		}
	}
}

func (w *walk) before(a, b string) bool {
	if w.list.descending {
		return a > b
	}
	return a < b
}

// fill reads on in every partition that has nothing ready: only then is the first of all known.
func (w *walk) fill(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(allAtOnce)
	for _, p := range w.parts {
		if len(p.ready) == 0 && !p.ended {
			g.Go(func() error { return w.read(ctx, p) })
		}
	}
	return g.Wait()
}

// read reads pages of a partition until there is something, or it ends.
func (w *walk) read(ctx context.Context, p *partition) error {
	in := &dynamodb.QueryInput{
		TableName: &w.table.name, Limit: &w.size, ScanIndexForward: aws.Bool(!w.list.descending),
		KeyConditionExpression:    aws.String("#pk = :pk AND #sk BETWEEN :from AND :to"),
		ExpressionAttributeNames:  map[string]string{"#pk": w.list.index.PK, "#sk": w.list.index.SK},
		ExpressionAttributeValues: attributes{":pk": text(p.pk), ":from": text(w.list.from), ":to": text(w.list.to)},
		ExclusiveStartKey:         p.start,
	}
	if w.list.index.Name == "" {
		in.ConsistentRead = aws.Bool(true)
	} else {
		in.IndexName = &w.list.index.Name
	}
	for len(p.ready) == 0 && !p.ended {
		out, err := w.table.client.Query(ctx, in)
		if err != nil {
			return fmt.Errorf("query a list: %w", err)
		}
		for _, item := range out.Items {
			found, err := w.place(item)
			if err != nil {
				return err
			}
			p.ready = append(p.ready, found)
		}
		p.start, p.ended = out.LastEvaluatedKey, out.LastEvaluatedKey == nil
		in.ExclusiveStartKey = p.start
	}
	return nil
}

func (w *walk) place(item attributes) (place, error) {
	sk, err := attributeText(stored(item), w.list.index.SK)
	if err != nil {
		return place{}, fmt.Errorf("an item of a list cannot be read: %w", err)
	}
	if w.list.index.Name == "" {
		id, err := attributeText(stored(item), attrTicket)
		if err != nil {
			return place{}, fmt.Errorf("a look-up cannot be read: %w", err)
		}
		return place{sk: sk, pk: ticketPK(id)}, nil
	}
	pk, err := attributeText(stored(item), layout.PK)
	if err != nil {
		return place{}, fmt.Errorf("an item of a list cannot be read: %w", err)
	}
	at, err := attributeText(stored(item), layout.SK)
	if err != nil {
		return place{}, fmt.Errorf("an item of a list cannot be read: %w", err)
	}
	return place{sk: sk, pk: pk, at: at}, nil
}
