package complaint

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/redact"
	"aftercare/shared/text"
	"aftercare/shared/ticket"
)

// Ruling is the command to say what the investigation came to.
type Ruling struct {
	Summary  string
	Upheld   Upheld
	Evidence []string // ids of what it rests on
	Cause    string   // id in the tree of causes; empty when none is known
	Category string   // of tickets; empty: the linked ticket's, or other
	Asset    string   // empty: that of the loss, or of the linked ticket's transaction
}

// Find says what the investigation came to: how far the customer is right, and on which evidence that rests.
func Find(c Complaint, r Ruling, terms Terms) (Complaint, []event.Event, error) {
	check := only(func(w *words) {
		r.Summary = w.required("summary", r.Summary, text.MaxBody)
		w.OneOf("upheld", string(r.Upheld), string(UpheldYes), string(UpheldPartly), string(UpheldNo))
		if r.Cause != "" && (!idForm.MatchString(r.Cause) || redact.InName(r.Cause)) {
			w.Add("cause", "is not an id of a cause")
		}
		if r.Category != "" {
			w.OneOf("category", r.Category, ticket.Categories...)
		}
		if r.Asset != "" {
			r.Asset = asset(w, "asset", r.Asset)
		}
		if len(r.Evidence) > maxGiven {
			w.Add("evidence", fmt.Sprintf("has more than %d items", maxGiven))
		}
	})
	return step(c, FindingsStep, terms, check, func(d *draft, row Transition, redacted bool) error {
		for i, id := range r.Evidence {
			if !slices.ContainsFunc(c.Evidence, func(e Evidence) bool { return e.ID == id }) {
				return fault.InvalidField(fmt.Sprintf("evidence[%d]", i), "is no evidence of this complaint")
			}
		}
		if r.Cause != "" && terms.Causes != nil && !terms.Causes.Has(r.Cause) {
			return fault.InvalidField("cause", "is not in the tree of causes")
		}
		d.take(row, FoundData{
			Status: row.To, Upheld: r.Upheld, Cause: r.Cause, Evidence: r.Evidence, Redacted: redacted,
			Category: cmp.Or(r.Category, terms.Linked.Category, "other"), Asset: cmp.Or(r.Asset, c.asset(terms.Linked)),
		}, FoundText{Summary: r.Summary})
		return nil
	})
}

// asset is what the complaint is about, as far as it says so itself.
func (c Complaint) asset(linked Linked) string {
	said := linked.Asset
	if c.Loss != nil {
		said = c.Loss.Asset
	}
	if said = strings.ToUpper(strings.TrimSpace(said)); assetForm.MatchString(said) {
		return said
	}
	return ""
}
