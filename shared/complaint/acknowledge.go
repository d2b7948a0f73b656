package complaint

import (
	"cmp"
	"fmt"
	"slices"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/jurisdiction"
	"aftercare/shared/text"
	"aftercare/shared/ticket"
)

// maxAbout is how many people a complaint can be about.
const maxAbout = 20

// Verdict is the command to acknowledge a complaint: whether it is admissible, and why if it is not.
type Verdict struct {
	Admissible bool
	Reasons    string
	About      []string // ids of the staff whom it is about: they neither investigate nor approve it
	// Service corrects what the complaint is about, which the customer need not know; empty: as it was filed.
	Service jurisdiction.Service
}

// Acknowledge judges a complaint admissible or not (Delegated Regulation (EU) 2025/294, Article 4).
func Acknowledge(c Complaint, v Verdict, terms Terms) (Complaint, []event.Event, error) {
	if err := permit(c, AcknowledgementStep, terms.Who); err != nil {
		return c, nil, err
	}
	var w words
	v.Reasons = w.optional("reasons", v.Reasons, text.MaxBody)
	if len(v.About) > maxAbout {
		w.Add("about", fmt.Sprintf("has more than %d people", maxAbout))
	}
	for i, id := range v.About[:min(len(v.About), maxAbout)] {
		if w.Name(fmt.Sprintf("about[%d]", i), id, ticket.MaxCustomerID) == "" {
			w.Add(fmt.Sprintf("about[%d]", i), "is missing")
		}
	}
	if v.Service != "" {
		w.OneOf("service", string(v.Service), jurisdiction.Services...)
	}
	if err := w.Err(); err != nil {
		return c, nil, err
	}
	verdict := "admissible"
	if !v.Admissible {
		verdict = "inadmissible"
	}
	row, err := transition(c, AcknowledgementStep, verdict)
	if err != nil {
		return c, nil, err
	}
	if !v.Admissible && v.Reasons == "" {
		return c, nil, fault.InvalidField("reasons", "are needed when a complaint is not admissible")
	}
	d := begin(c, terms)
	seq := d.Seq + 1
	judged := Judged{Status: row.To, Admissible: v.Admissible, About: v.About, Redacted: len(w.Removed) > 0}
	if !v.Admissible {
		judged.Deadlines = []Due{d.due(ClosureDue, d.now.Add(AnswerTime))}
	} else if v.Service != "" && v.Service != c.about() {
		judged.Service, judged.Deadlines = v.Service, d.corrected(v.Service)
	}
	d.take(row, judged, Reasons{Reasons: v.Reasons})
	d.breach() // a corrected limit may have passed already
	d.endanger(w.Removed, seq, false)
	return d.finish(c)
}

// about is the service that the complaint is about.
func (c Complaint) about() jurisdiction.Service { return cmp.Or(c.Service, jurisdiction.CryptoAsset) }

// corrected gives the law's limits for another service, counted from the receipt, of those that still run. Where the
// law that the complaint was filed under is not known any more, its limits stay.
func (d *draft) corrected(about jurisdiction.Service) []Due {
	if d.terms.Regime.zone == nil {
		return nil
	}
	var all []Due
	for _, limit := range d.terms.Regime.Deadlines(d.ReceivedAt, about) {
		if had, ok := d.Deadline(limit.Name); ok && had.Running() && slices.Contains(Statutory, string(limit.Name)) {
			all = append(all, Due{Name: limit.Name, DueAt: limit.DueAt, ExtensibleTo: limit.ExtensibleTo, Lapses: limit.Lapses})
		}
	}
	return all
}
