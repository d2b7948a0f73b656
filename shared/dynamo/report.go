package dynamo

import (
	"context"
	"fmt"

	"aftercare/shared/dynamo/layout"
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/transparency"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

func reportPK(m transparency.Month) string { return layout.AggregatePK(event.Report, string(m)) }

// Report gives all editions of a month's report. Missing when there is none.
func (t *Table) Report(ctx context.Context, m transparency.Month) (transparency.Filing, error) {
	return document[transparency.Filing](ctx, t, "report", reportPK(m), layout.StateSK)
}

// Reports lists reports, the newest month first, and where the next page begins, which is empty at the end.
func (t *Table) Reports(ctx context.Context, after string, limit int) ([]transparency.Filing, string, error) {
	return newest[transparency.Filing](ctx, t, "report", layout.ReportsPK, after, limit, func(month string) string {
		return reportPK(transparency.Month(month))
	})
}

// ReportContent gives the bytes that were frozen in an edition. Missing when there is none.
func (t *Table) ReportContent(ctx context.Context, m transparency.Month, edition int) ([]byte, error) {
	item, err := t.get(ctx, "content of a report", reportPK(m), layout.VersionSK(edition))
	if err != nil {
		return nil, err
	}
	if item == nil {
		return nil, fault.NotFound("report")
	}
	content, err := attributeDocument(stored(item), attrDoc)
	if err != nil {
		return nil, fmt.Errorf("the content of a report cannot be read: %w", err)
	}
	return []byte(content), nil
}

// SaveReport writes a change whole or not at all. Lost when another came first; Replayed when the receipt exists.
func (t *Table) SaveReport(ctx context.Context, c transparency.Change) error {
	x := t.begin()
	f := c.Filing
	x.state(c.Before, state{what: "report", pk: reportPK(f.Month), seq: f.Seq, doc: f})
	x.events(c.Events)
	if c.Before == 0 {
		x.put(key(layout.ReportsPK, string(f.Month)), condition{})
	}
	if c.Content != nil {
		x.content(*c.Content)
	}
	x.receipt(c.Receipt)
	return x.commit(ctx)
}

// content writes what was frozen, byte for byte, and never again.
func (x *transaction) content(c transparency.Content) {
	if len(c.Bytes) > maxDocument {
		x.fail(fault.New(fault.TooLarge, "the report is more than can be kept"))
		return
	}
	packed, err := pack(string(c.Bytes))
	if err != nil {
		x.fail(fmt.Errorf("pack a report: %w", err))
		return
	}
	item := key(reportPK(c.Month), layout.VersionSK(c.Edition))
	item[attrDoc] = &types.AttributeValueMemberB{Value: packed}
	x.put(item, absent(lost("report")))
}
