package notice

import (
	"context"

	"aftercare/shared/complaint"
	"aftercare/shared/event"
	"aftercare/shared/redact"
)

// filed sends the receipt of a complaint, with what Article 4 of Delegated Regulation (EU) 2025/294 wants in an
// acknowledgement: contact, date of receipt, expected timeframe, and a copy of what was filed.
func (n *Notices) filed(ctx context.Context, e event.Detail) error {
	c, err := n.complaints.Complaint(ctx, e.Aggregate.ID)
	if err != nil {
		return err
	}
	content := procedure(c)
	content.Copy = copyOf(c)
	return n.desk.Send(ctx, toComplainant(e, c, ComplaintReceipt, Replied, content))
}

// judged tells the customer whether the complaint is admissible, and why if not.
func (n *Notices) judged(ctx context.Context, e event.Detail) error {
	d, err := data[complaint.Judged](e)
	if err != nil {
		return err
	}
	c, err := n.complaints.Complaint(ctx, e.Aggregate.ID)
	if err != nil {
		return err
	}
	template := ComplaintAdmitted
	if !d.Admissible {
		template = ComplaintInadmissible
	}
	content := procedure(c)
	content.Body = c.Reasons
	return n.desk.Send(ctx, toComplainant(e, c, template, Person, content))
}

// redactedComplaint tells the customer to move their funds, once for each text that a secret was removed from.
func (n *Notices) redactedComplaint(ctx context.Context, e event.Detail) error {
	c, err := n.complaints.Complaint(ctx, e.Aggregate.ID)
	if err != nil {
		return err
	}
	return n.desk.Send(ctx, toComplainant(e, c, SecretWarning, Replied, procedure(c)))
}

// raised calls the people of a level to take the complaint over.
func (n *Notices) raised(ctx context.Context, e event.Detail) error {
	d, err := data[complaint.Raised](e)
	if err != nil {
		return err
	}
	return n.tell(ctx, d.Role, e.ID, Notice{
		Kind: event.Complaint, Case: e.Aggregate.ID, Template: Escalation,
		Content: Content{
			Reference: reference(e.Aggregate.ID), Kind: event.Complaint,
			Level: d.Level, Role: d.Role, Cause: d.Cause, TakeoverBy: d.TakeoverBy,
		},
	})
}

// toComplainant makes a notice to the customer. Without an address that may be written to, the timeline says that
// the customer was not told: the letter has to go another way.
func toComplainant(e event.Detail, c complaint.Complaint, t Template, auto Auto, content Content) Notice {
	notice := Notice{
		ID: ID(e.ID, t, customer), Kind: event.Complaint, Case: c.ID, Template: t, Instead: t,
		Language: c.Language, Auto: auto, Content: content,
	}
	if reachable(c.Customer) {
		notice.To = c.Customer.Email
	}
	return notice
}

// procedure is what every letter about a complaint tells of its times: those that still run.
func procedure(c complaint.Complaint) Content {
	content := Content{Reference: reference(c.ID), Kind: event.Complaint, ReceivedAt: c.ReceivedAt}
	for _, d := range c.Deadlines {
		if d.Running() && !d.Lapses {
			content.Due = append(content.Due, Due{Name: string(d.Name), At: d.DueAt})
		}
	}
	return content
}

// copyOf is what the customer filed. Secrets were removed before it was stored; that none goes out in clear must not
// hang on that alone.
func copyOf(c complaint.Complaint) *Copy {
	clean := func(s string) string { s, _ = redact.Secrets(s); return s }
	filed := &Copy{
		Subject: clean(c.Subject), Statement: clean(c.Statement), DesiredRemedy: clean(c.DesiredRemedy),
		ServiceReference: c.ServiceReference, OccurredAt: c.OccurredAt,
	}
	if c.Loss != nil {
		filed.Loss = c.Loss.Amount + " " + c.Loss.Asset
	}
	for _, e := range c.Evidence {
		evidence := e.Name
		for _, more := range []string{e.URL, e.Text} {
			if more != "" {
				evidence += "\n" + more
			}
		}
		filed.Evidence = append(filed.Evidence, clean(evidence))
	}
	return filed
}
