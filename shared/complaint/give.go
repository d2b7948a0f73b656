package complaint

import (
	"fmt"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/text"
	"aftercare/shared/ticket"
)

// Give adds a piece of evidence, by either side: a text, a link, a transaction, or the history of a ticket, which is
// handed in. Its hash is fixed now.
func Give(c Complaint, e Evidence, history []event.Event, terms Terms) (Complaint, []event.Event, error) {
	check := only(func(w *words) { e = e.check(w) })
	return step(c, EvidenceStep, terms, check, func(d *draft, row Transition, redacted bool) error {
		switch {
		case len(c.Evidence) >= maxGiven:
			return fault.InvalidField("name", fmt.Sprintf("would be more than the %d pieces of evidence that a complaint can have", maxGiven))
		case e.Kind == TicketEvidence && len(history) == 0:
			return fault.InvalidField("ticketId", "is no ticket of this customer")
		case e.Kind == TicketEvidence:
			e.TicketSeq = history[len(history)-1].Seq
		}
		e.ID, e.By, e.At = evidenceID(len(c.Evidence)), terms.Who.side(c), d.now
		e.SHA256 = e.hash(history)
		d.take(row, Evidenced{Evidence: e.ID, Kind: e.Kind, SHA256: e.SHA256, Redacted: redacted}, EvidencedText{Evidence: e})
		return nil
	})
}

// check brings the evidence into its one form. It says or links something, or it is a transaction or a ticket.
func (e Evidence) check(w *words) Evidence {
	clean := Evidence{
		Name: w.required("name", e.Name, text.MaxName),
		URL:  w.optional("url", e.URL, maxURL),
		Text: w.optional("text", e.Text, text.MaxBody), TicketID: e.TicketID,
	}
	switch said := e.URL != "" || e.Text != ""; {
	case e.Transaction != nil && (said || e.TicketID != ""), e.TicketID != "" && said:
		w.Add("text", "and url belong together, a transaction and a ticketId each stand alone")
	case e.Transaction != nil:
		clean.Kind = TransactionEvidence
	case e.TicketID != "":
		clean.Kind = TicketEvidence
	case e.URL != "":
		clean.Kind = LinkEvidence
	case e.Text != "":
		clean.Kind = TextEvidence
	default:
		w.Add("text", "is needed, or a url, a transaction or a ticketId")
	}
	if clean.URL != "" {
		webAddress(w, "url", clean.URL)
	}
	clean.Transaction = ticket.CheckTransaction(&w.Checker, "transaction", e.Transaction, &w.Remover)
	return clean
}

// side is the customer's or the company's.
func (w Who) side(c Complaint) event.ActorKind {
	if w.Actor.ID != "" && w.Actor.ID == c.Customer.ID {
		return event.Customer
	}
	return w.Actor.Kind
}
