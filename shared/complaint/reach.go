package complaint

import (
	"context"
	"fmt"
	"slices"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/text"
	"aftercare/shared/ticket"
)

// Copy is a letter that was asked for on paper (Delegated Regulation (EU) 2025/294, Article 7). The address stands in
// the timeline alone.
type Copy struct {
	N      int       `json:"n"` // from 1
	Letter string    `json:"letter"`
	At     time.Time `json:"at"`
	SentAt time.Time `json:"sentAt,omitzero"`
}

// maxCopies is how many letters of a complaint can be asked for on paper.
const maxCopies = 20

// Confirmed is the data of complaint.confirmed: whoever filed without signing in has used the link in their mail.
type Confirmed struct {
	Assurance ticket.Assurance `json:"assurance"`
}

// Assigned is the data of complaint.assigned: staff found out whose complaint it is.
type Assigned struct {
	CustomerID string `json:"customerId"`
}

// Copied is the data of complaint.copyAsked and complaint.copySent.
type Copied struct {
	N        int    `json:"n"`
	Letter   string `json:"letter"`
	Redacted bool   `json:"redacted,omitempty"`
}

// CopiedText is the private part of complaint.copyAsked.
type CopiedText struct {
	Address string `json:"address,omitempty"`
}

// applyReached gives the complaint after something changed of how its complainant is reached.
func applyReached(c Complaint, e event.Event) (Complaint, error) {
	switch e.Type {
	case event.ComplaintConfirmed:
		d, err := event.Decode[Confirmed](e)
		c.Customer.Assurance = d.Assurance
		return c, err
	case event.ComplaintAssigned:
		d, err := event.Decode[Assigned](e)
		c.Customer.ID = d.CustomerID
		return c, err
	case event.ComplaintLinksRevoked:
		c.LinksRevokedAt = e.Time
		return c, nil
	}
	d, err := event.Decode[Copied](e)
	if err != nil {
		return c, err
	}
	if e.Type == event.ComplaintCopyAsked {
		c.Copies = append(append([]Copy(nil), c.Copies...), Copy{N: d.N, Letter: d.Letter, At: e.Time})
		return c, nil
	}
	if d.N < 1 || d.N > len(c.Copies) {
		return c, fmt.Errorf("complaint %s has no paper copy %d", c.ID, d.N)
	}
	c.Copies = append([]Copy(nil), c.Copies...)
	c.Copies[d.N-1].SentAt = e.Time
	return c, nil
}

// Confirm notes that whoever filed without signing in has used the link in their mail, so that the address is theirs.
// Whoever they are beyond that nobody has checked.
func Confirm(c Complaint, terms Terms) (Complaint, []event.Event, error) {
	return step(c, ConfirmationStep, terms, nil, func(d *draft, row Transition, _ bool) error {
		if c.Customer.Assurance == ticket.Unverified {
			d.take(row, Confirmed{Assurance: ticket.Asserted}, nil)
		}
		return nil
	})
}

// Assign says whose complaint it is that somebody filed without signing in, or for somebody else. Only staff can know.
// Whoever filed it keeps their link.
func Assign(c Complaint, customer string, terms Terms) (Complaint, []event.Event, error) {
	check := only(func(w *words) {
		customer = w.Name("customerId", w.Required("customerId", customer, ticket.MaxCustomerID), ticket.MaxCustomerID)
	})
	return step(c, AssignmentStep, terms, check, func(d *draft, row Transition, _ bool) error {
		if c.Guest == "" {
			return fault.InvalidField("customerId", "is known of a complaint that was filed by who signed in")
		}
		if c.Customer.ID != customer {
			if c.grants() {
				return fault.InState(string(c.Status), "money was granted to whose complaint it is: that stays until it is paid or void")
			}
			d.take(row, Assigned{CustomerID: customer}, nil)
		}
		return nil
	})
}

// grants reports whether money is on its way to the customer: in a draft, offered, or due. Whoever approved it approved
// it for them, so that nobody can lead it elsewhere afterwards.
func (c Complaint) grants() bool {
	return c.Draft != nil && c.Draft.Compensation != nil ||
		slices.ContainsFunc(c.Remedies, func(r Remedy) bool { return r.PaidAt.IsZero() })
}

// Revoke ends every link to the complaint and its letters that was given out until now.
func Revoke(c Complaint, reason string, terms Terms) (Complaint, []event.Event, error) {
	check := only(func(w *words) { reason = w.required("reason", reason, text.MaxBody) })
	return step(c, RevocationStep, terms, check, func(d *draft, row Transition, redacted bool) error {
		d.take(row, Hold{Redacted: redacted}, Reason{Reason: reason})
		return nil
	})
}

// Letters lists the kinds of letters that can be asked for on paper.
var Letters = []string{"receipt", "acknowledgement", "investigation", "request", "holding", "decision", "followUp", "closing"}

// wrote reports whether a letter was written.
func (c Complaint) wrote(letter string) bool {
	return map[string]bool{
		"receipt": true, "acknowledgement": !c.AcknowledgedAt.IsZero(), "investigation": !c.InvestigatedAt.IsZero(),
		"request": len(c.Requests) > 0, "holding": c.Delay != nil, "decision": c.Solution != nil,
		"followUp": !c.FulfilledAt.IsZero(), "closing": !c.ClosedAt.IsZero(),
	}[letter]
}

// Paper asks for a letter on paper, at an address if it is not the one that is known.
func Paper(c Complaint, letter, address string, terms Terms) (Complaint, []event.Event, error) {
	check := only(func(w *words) {
		w.OneOf("document", letter, Letters...)
		address = w.optional("address", address, maxContact)
	})
	return step(c, PaperStep, terms, check, func(d *draft, row Transition, redacted bool) error {
		switch {
		case !c.wrote(letter):
			return fault.InvalidField("document", "is a letter that was not written yet")
		case len(c.Copies) >= maxCopies:
			return fault.InvalidField("document", fmt.Sprintf("is one more than the %d that can be asked for", maxCopies))
		}
		d.take(row, Copied{N: len(c.Copies) + 1, Letter: letter, Redacted: redacted}, CopiedText{Address: address})
		return nil
	})
}

// Dispatch notes that a letter on paper was sent. Saying so again changes nothing.
func Dispatch(c Complaint, n int, terms Terms) (Complaint, []event.Event, error) {
	return step(c, DispatchStep, terms, nil, func(d *draft, row Transition, _ bool) error {
		if n < 1 || n > len(c.Copies) {
			return fault.NotFound("paper copy")
		}
		if asked := c.Copies[n-1]; asked.SentAt.IsZero() {
			d.take(row, Copied{N: n, Letter: asked.Letter}, nil)
		}
		return nil
	})
}

// Confirm notes that whoever filed without signing in has used their link.
func (s *Service) Confirm(ctx context.Context, id string, who Who) (Done, error) {
	return s.change(ctx, id, ConfirmationStep, Do{Who: who, alone: true}, Confirm)
}

// Assign says whose complaint it is.
func (s *Service) Assign(ctx context.Context, id, customer string, do Do) (Done, error) {
	return s.change(ctx, id, AssignmentStep, do, func(c Complaint, terms Terms) (Complaint, []event.Event, error) {
		return Assign(c, customer, terms)
	})
}

// Revoke ends every link that was given out until now.
func (s *Service) Revoke(ctx context.Context, id, reason string, do Do) (Done, error) {
	return s.change(ctx, id, RevocationStep, do, func(c Complaint, terms Terms) (Complaint, []event.Event, error) {
		return Revoke(c, reason, terms)
	})
}

// Paper asks for a letter on paper.
func (s *Service) Paper(ctx context.Context, id, letter, address string, do Do) (Done, error) {
	return s.change(ctx, id, PaperStep, do, func(c Complaint, terms Terms) (Complaint, []event.Event, error) {
		return Paper(c, letter, address, terms)
	})
}

// Dispatch notes that a letter on paper was sent.
func (s *Service) Dispatch(ctx context.Context, id string, n int, do Do) (Done, error) {
	return s.change(ctx, id, DispatchStep, do, func(c Complaint, terms Terms) (Complaint, []event.Event, error) {
		return Dispatch(c, n, terms)
	})
}
