package dynamo

import (
	"context"
	"fmt"

	"aftercare/shared/complaint"
	"aftercare/shared/dynamo/layout"
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/ticket"
)

// Misplaced names the lists in which a case stands elsewhere than its state says, or does not stand at all: the
// attributes beside the document that differ from what the document asks for. Missing when there is no such case.
func (t *Table) Misplaced(ctx context.Context, kind event.Kind, id string) ([]string, error) {
	item, err := t.get(ctx, string(kind), layout.AggregatePK(kind, id), layout.StateSK)
	if err != nil {
		return nil, err
	}
	if item == nil {
		return nil, fault.NotFound(string(kind))
	}
	var in []entry
	switch kind {
	case event.Ticket:
		doc, err := decodeDocument[ticket.Ticket](string(kind), item)
		if err != nil {
			return nil, err
		}
		in = ticketLists(doc)
	case event.Complaint:
		doc, err := decodeDocument[complaint.Complaint](string(kind), item)
		if err != nil {
			return nil, err
		}
		in = complaintLists(doc)
	default: // stands in no list
	}
	var misplaced []string
	for _, index := range layout.Indexes() {
		if index == layout.ByChange {
			continue // says when the item was written, which its document does not tell
		}
		want := entry{index: index}
		for _, e := range in {
			if e.index == index {
				want = e
			}
		}
		if held(item, index.PK) != want.pk || held(item, index.SK) != want.sk {
			misplaced = append(misplaced, index.Name)
		}
	}
	return misplaced, nil
}

// held is the text of an attribute; empty when there is none.
func held(item attributes, name string) string {
	value, ok, present := stored(item).text(name)
	if present && !ok {
		return fmt.Sprintf("%T", item[name])
	}
	return value
}
