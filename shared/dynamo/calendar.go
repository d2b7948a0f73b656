package dynamo

import (
	"context"
	"fmt"

	"aftercare/shared/dynamo/layout"
	"aftercare/shared/fault"
	"aftercare/shared/rescheduling"
	"aftercare/shared/sla"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// Calendar gives a calendar with all its editions so far. Missing when there is none of that name.
func (t *Table) Calendar(ctx context.Context, id string) (*sla.Calendar, error) {
	if id == sla.Always {
		return sla.AlwaysOpen(), nil
	}
	editions, err := t.editions(ctx, id, layout.VersionSK(layout.MaxVersion))
	if err != nil {
		return nil, err
	}
	if len(editions) == 0 {
		return nil, fault.NotFound("calendar")
	}
	return sla.Compile(id, editions)
}

// CalendarOf gives a calendar as it was in a version. Missing when there was none.
func (t *Table) CalendarOf(ctx context.Context, id string, version int) (*sla.Calendar, error) {
	if id == sla.Always && version == 0 {
		return sla.AlwaysOpen(), nil
	}
	editions, err := t.Editions(ctx, id, version)
	if err != nil {
		return nil, err
	}
	return sla.Compile(id, editions)
}

// Edition gives the latest edition of a calendar. Missing when there is none of that name.
func (t *Table) Edition(ctx context.Context, id string) (sla.Edition, error) {
	c, err := document[sla.NamedEdition](ctx, t, "calendar", layout.CalendarsPK, layout.CalendarSK(id))
	return c.Edition, err
}

// Calendars gives up to limit calendars by name, those after a name; limit 0 means all.
func (t *Table) Calendars(ctx context.Context, after string, limit int) ([]sla.NamedEdition, error) {
	from := layout.CalendarSK("")
	if after != "" {
		from = layout.CalendarSK(after) + layout.Before // behind the name itself, and before all that follow it
	}
	return documents[sla.NamedEdition](ctx, t, "calendars", limit, layout.CalendarsPK, from, layout.CalendarSK(layout.After))
}

// Editions gives the editions of a calendar up to a version, oldest first. Missing when there is no such version.
func (t *Table) Editions(ctx context.Context, id string, version int) ([]sla.Edition, error) {
	if version < 1 || version > layout.MaxVersion {
		return nil, fault.NotFound("version of the calendar")
	}
	editions, err := t.editions(ctx, id, layout.VersionSK(version))
	if err == nil && len(editions) != version { // they are numbered from 1 without gaps
		return nil, fault.NotFound("version of the calendar")
	}
	return editions, err
}

func (t *Table) editions(ctx context.Context, id, last string) ([]sla.Edition, error) {
	return documents[sla.Edition](ctx, t, "versions of a calendar", 0, layout.CalendarPK(id), layout.VersionSK(1), last)
}

// PutCalendar sets a calendar, as the version after before, which is 0 for a new one; e.Version is overwritten with
// it. What brings open tickets under it is written with it. Lost when the version in force is another than before.
func (t *Table) PutCalendar(ctx context.Context, id string, before int, e sla.Edition, r rescheduling.Change) error {
	e.Version = before + 1
	x := t.begin()
	x.version("calendar", before, sla.NamedEdition{ID: id, Edition: e},
		key(layout.CalendarsPK, layout.CalendarSK(id)), key(layout.CalendarPK(id), layout.VersionSK(before+1)))
	x.rescheduling(r)
	return x.commit(ctx)
}

// documents reads what stands between two sort keys, both included, in their order and consistently; up to limit, or
// all for 0.
func documents[T any](ctx context.Context, t *Table, what string, limit int, pk, from, to string) ([]T, error) {
	in := &dynamodb.QueryInput{
		TableName: &t.name, ConsistentRead: aws.Bool(true),
		KeyConditionExpression:    aws.String("pk = :pk AND sk BETWEEN :from AND :to"),
		ExpressionAttributeValues: attributes{":pk": text(pk), ":from": text(from), ":to": text(to)},
	}
	var out []T
	for {
		if limit > 0 {
			in.Limit = aws.Int32(int32(min(limit-len(out), maxQuery))) //nolint:gosec // at most maxQuery
		}
		page, err := t.client.Query(ctx, in)
		if err != nil {
			return nil, fmt.Errorf("read the %s: %w", what, err)
		}
		for _, item := range page.Items {
			doc, err := decodeDocument[T](what, item)
			if err != nil {
				return nil, err
			}
			out = append(out, doc)
		}
		if page.LastEvaluatedKey == nil || limit > 0 && len(out) >= limit {
			return out, nil
		}
		in.ExclusiveStartKey = page.LastEvaluatedKey
	}
}
