package dynamo

import (
	"fmt"
	"time"

	"aftercare/shared/dynamo/layout"
	"aftercare/shared/fault"
)

// revision is a document without a history, which counts its changes itself.
type revision struct {
	what    string // for people: "survey"
	pk      string
	number  int64 // of this one; 1 must be the first
	doc     any
	expires time.Time // when it may be deleted; zero for never
	in      []entry
}

// revision writes a document on condition that the stored one has the revision before it. What has expired and was
// not deleted yet still counts.
func (x *transaction) revision(r revision) {
	raw, err := encodeDocument(r.doc)
	switch {
	case err != nil:
		x.fail(fmt.Errorf("encode %s: %w", r.what, err))
		return
	case r.number < 1:
		x.fail(fmt.Errorf("a %s is saved without a revision", r.what))
		return
	case len(raw) > maxDocument:
		x.fail(fault.New(fault.TooLarge, "the %s is more than can be kept", r.what))
		return
	}
	item := key(r.pk, layout.StateSK)
	item[attrDoc], item[attrVersion] = text(raw), number(r.number)
	if !r.expires.IsZero() {
		item[layout.Expires] = number(r.expires.Unix())
	}
	for _, e := range r.in {
		item[e.index.PK], item[e.index.SK] = text(e.pk), text(e.sk)
	}
	if r.number == 1 {
		x.put(item, absent(lost(r.what)))
		return
	}
	x.put(item, unchanged(attrVersion, number(r.number-1), lost(r.what)))
}
