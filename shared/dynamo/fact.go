package dynamo

import (
	"context"
	"fmt"
	"slices"

	"aftercare/shared/dynamo/layout"
	"aftercare/shared/fault"
	"aftercare/shared/insight"
	"aftercare/shared/rollup"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
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
	item, err := t.homeItem(ctx, c, home)
	if err != nil || item == nil {
		return k, err
	}
	err = decodeKnown(item, &k)
	return k, err
}

// homeItem reads the item of the day that a case began on; nil when there is none.
func (t *Table) homeItem(ctx context.Context, c rollup.Case, home insight.Day) (attributes, error) {
	out, err := t.client.GetItem(ctx, &dynamodb.GetItemInput{TableName: &t.name, Key: factKey(c, home), ConsistentRead: aws.Bool(true)})
	if err != nil {
		return nil, fmt.Errorf("read a fact: %w", err)
	}
	return out.Item, nil
}

func decodeKnown(item attributes, k *rollup.Known) error {
	doc, err := decodeDocument[factDocument]("fact", item)
	if err != nil {
		return err
	}
	if k.Revision, err = attributeNumber(stored(item), attrVersion); err != nil {
		return fault.Damaged(fmt.Errorf("a stored fact cannot be read: %w", err))
	}
	k.Days, k.Asked = doc.Days, doc.Asked
	return nil
}

// SaveFacts writes a change. Lost when the stored Known has another revision than the one before the change's; of a change
// that mends, when what is stored can be understood.
func (t *Table) SaveFacts(ctx context.Context, c rollup.Change) error {
	x := t.begin()
	for _, f := range c.Facts {
		holds := known(c.Known)
		if c.Mends && f.Day == c.Known.Home {
			var err error
			if holds, err = t.damagedStill(ctx, c.Known); err != nil {
				return err
			}
		}
		x.fact(f, c.Known, holds)
	}
	for _, day := range c.Asks {
		x.put(key(layout.QuestionPK(string(day), layout.Shard(c.Known.Case.ID)), layout.AggregatePK(c.Known.Case.Kind, c.Known.Case.ID)), condition{})
	}
	return x.commit(ctx)
}

// known holds while the stored Known has the revision before another's.
func known(k rollup.Known) condition {
	if k.Revision == 1 {
		return absent(lost("fact"))
	}
	return unchanged(attrVersion, number(k.Revision-1), lost("fact"))
}

// damagedStill holds while what cannot be understood under a home is what was found there. Lost when it can be understood.
func (t *Table) damagedStill(ctx context.Context, k rollup.Known) (condition, error) {
	item, err := t.homeItem(ctx, k.Case, k.Home)
	if err != nil {
		return condition{}, err
	}
	if item == nil || !fault.IsDamaged(decodeKnown(item, &k)) {
		return condition{}, lost("fact")(nil)
	}
	c := condition{
		expression: "attribute_exists(pk)", names: map[string]string{"#doc": attrDoc, "#version": attrVersion}, values: attributes{}, failed: lost("fact"),
	}
	for name, value := range map[string]types.AttributeValue{"doc": item[attrDoc], "version": item[attrVersion]} {
		if value == nil {
			c.expression += " AND attribute_not_exists(#" + name + ")"
			continue
		}
		c.expression += " AND #" + name + " = :" + name
		c.values[":"+name] = value
	}
	return c, nil
}

// fact writes a fact. That of the case's first day is written with each change, and has the condition for all.
func (x *transaction) fact(f rollup.Fact, k rollup.Known, holds condition) {
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
	x.put(item, holds)
}

// Facts gives up to limit facts of a day and shard with observations, or damaged, by kind and id, and where the next page begins.
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
			sk, err := attributeText(stored(item), layout.SK)
			if err != nil {
				return nil, "", err
			}
			f := decodeFact(item, sk, day)
			if len(f.Observations) > 0 || f.Damaged {
				facts = append(facts, f)
			}
			if len(facts) == limit {
				return facts, sk, nil
			}
		}
		if page.LastEvaluatedKey == nil {
			return facts, "", nil
		}
		in.ExclusiveStartKey = page.LastEvaluatedKey
	}
}

// FactsOf gives the facts of one case on the days from the first to the last, consistently: those with observations, and
// those that are damaged.
func (t *Table) FactsOf(ctx context.Context, c rollup.Case, from, to insight.Day) ([]rollup.Fact, error) {
	days := map[string]insight.Day{} // by partition
	var keys []attributes
	for day := from; day <= to; day = day.Next() {
		days[layout.FactPK(string(day), layout.Shard(c.ID))] = day
		keys = append(keys, factKey(c, day))
	}
	var facts []rollup.Fact
	for batch := range slices.Chunk(keys, maxBatch) {
		err := t.batchGet(ctx, batch, func(pk, sk string, item attributes) error {
			if f := decodeFact(item, sk, days[pk]); len(f.Observations) > 0 || f.Damaged {
				facts = append(facts, f)
			}
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("read the facts of a case: %w", err)
		}
	}
	return facts, nil
}

// decodeFact reads a fact, as far as it can be understood.
func decodeFact(item attributes, sk string, day insight.Day) rollup.Fact {
	f := rollup.Fact{Day: day}
	kind, id, ok := layout.ParseAggregatePK(sk)
	if !ok {
		f.Case.ID, f.Damaged = sk, true
		return f
	}
	f.Case = rollup.Case{Kind: kind, ID: id}
	doc, err := decodeDocument[factDocument]("fact", item)
	if err != nil {
		f.Damaged = true
		return f
	}
	f.Observations = doc.Observations
	for i := range f.Observations {
		f.Observations[i].Day = day
	}
	return f
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
