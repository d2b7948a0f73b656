package dynamo

import (
	"context"
	"fmt"

	"aftercare/shared/dynamo/layout"
	"aftercare/shared/fault"
	"aftercare/shared/insight"
	"aftercare/shared/rollup"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// factDocument is a fact as it is stored. That of the day on which its case began also says what is known.
type factDocument struct {
	Observations []insight.Observation  `json:"observations,omitempty"` // without their day, which is in the key
	Days         map[insight.Day]string `json:"days,omitempty"`
	Asked        []insight.Day          `json:"asked,omitempty"`
}

func factKey(c rollup.Case, day insight.Day) attributes {
	return key(layout.FactPK(string(day), layout.Shard(c.ID)), layout.AggregatePK(c.Kind, c.ID))
}

// Known gives what is known of a case that began on a day, consistently; Revision 0 when nothing is.
func (t *Table) Known(ctx context.Context, c rollup.Case, home insight.Day) (rollup.Known, error) {
	k := rollup.Known{Case: c, Home: home}
	out, err := t.client.GetItem(ctx, &dynamodb.GetItemInput{TableName: &t.name, Key: factKey(c, home), ConsistentRead: aws.Bool(true)})
	if err != nil {
		return k, fmt.Errorf("read a fact: %w", err)
	}
	if out.Item == nil {
		return k, nil
	}
	doc, err := decodeDocument[factDocument]("fact", out.Item)
	if err != nil {
		return k, err
	}
	if k.Revision, err = attributeNumber(stored(out.Item), attrVersion); err != nil {
		return k, fault.Damaged(fmt.Errorf("a stored fact cannot be read: %w", err))
	}
	k.Days, k.Asked = doc.Days, doc.Asked
	return k, nil
}

// SaveFacts writes a change. Lost when the stored Known has another revision than the one before the change's.
func (t *Table) SaveFacts(ctx context.Context, c rollup.Change) error {
	x := t.begin()
	for _, f := range c.Facts {
		x.fact(f, c.Known)
	}
	for _, day := range c.Asks {
		x.put(key(layout.QuestionPK(string(day), layout.Shard(c.Known.Case.ID)), layout.AggregatePK(c.Known.Case.Kind, c.Known.Case.ID)), condition{})
	}
	return x.commit(ctx)
}

// fact writes a fact. That of the case's first day is written with each change, and has the condition for all.
func (x *transaction) fact(f rollup.Fact, k rollup.Known) {
	doc := factDocument{Observations: make([]insight.Observation, len(f.Observations))}
	for i, o := range f.Observations {
		o.Day = ""
		doc.Observations[i] = o
	}
	home := f.Day == k.Home
	if home {
		doc.Days, doc.Asked = k.Days, k.Asked
	}
	packed, err := packDocument("a fact", doc)
	if err != nil {
		x.fail(err)
		return
	}
	item := factKey(f.Case, f.Day)
	item[attrDoc] = packed
	if !home {
		x.put(item, condition{})
		return
	}
	item[attrVersion] = number(k.Revision)
	if k.Revision == 1 {
		x.put(item, absent(lost("fact")))
		return
	}
	x.put(item, unchanged(attrVersion, number(k.Revision-1), lost("fact")))
}

// Facts gives up to limit facts of a day and shard with observations, by kind and id, and where the next page begins.
func (t *Table) Facts(ctx context.Context, day insight.Day, shard int, after string, limit int) ([]rollup.Fact, string, error) {
	in := &dynamodb.QueryInput{
		TableName: &t.name, ConsistentRead: aws.Bool(true), KeyConditionExpression: aws.String("pk = :pk AND sk > :after"),
		ExpressionAttributeValues: attributes{
			":pk": text(layout.FactPK(string(day), shard)), ":after": text(max(after, layout.Before)),
		},
		Limit: aws.Int32(int32(min(limit, maxQuery))), //nolint:gosec // at most maxQuery
	}
	var facts []rollup.Fact
	for {
		page, err := t.client.Query(ctx, in)
		if err != nil {
			return nil, "", fmt.Errorf("read facts: %w", err)
		}
		for _, item := range page.Items {
			f, err := decodeFact(item, day)
			if err != nil {
				return nil, "", err
			}
			if len(f.Observations) > 0 {
				facts = append(facts, f)
			}
			if len(facts) == limit {
				return facts, layout.AggregatePK(f.Case.Kind, f.Case.ID), nil
			}
		}
		if page.LastEvaluatedKey == nil {
			return facts, "", nil
		}
		in.ExclusiveStartKey = page.LastEvaluatedKey
	}
}

func decodeFact(item attributes, day insight.Day) (rollup.Fact, error) {
	doc, err := decodeDocument[factDocument]("fact", item)
	if err != nil {
		return rollup.Fact{}, err
	}
	sk, err := attributeText(stored(item), layout.SK)
	if err != nil {
		return rollup.Fact{}, fmt.Errorf("a stored fact cannot be read: %w", err)
	}
	kind, id, ok := layout.ParseAggregatePK(sk)
	if !ok {
		return rollup.Fact{}, fmt.Errorf("a stored fact is of no case")
	}
	for i := range doc.Observations {
		doc.Observations[i].Day = day
	}
	return rollup.Fact{Case: rollup.Case{Kind: kind, ID: id}, Day: day, Observations: doc.Observations}, nil
}

// Mark gives how far the figures of a shard are, consistently; Revision 0 when they never began.
func (t *Table) Mark(ctx context.Context, shard int) (rollup.Mark, error) {
	m, err := document[rollup.Mark](ctx, t, "mark", layout.MarkPK(shard), layout.StateSK)
	if fault.Is(err, fault.Missing) {
		return rollup.Mark{Shard: shard}, nil
	}
	return m, err
}

// SaveMark writes it. Lost when the stored one has another revision than the one before.
func (t *Table) SaveMark(ctx context.Context, m rollup.Mark) error {
	x := t.begin()
	x.revision(revision{what: "mark of a roll-up", pk: layout.MarkPK(m.Shard), number: m.Revision, doc: m})
	return x.commit(ctx)
}
