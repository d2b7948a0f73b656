package intake

import (
	"context"
	"encoding/json"
	"time"

	"aftercare/shared/complaint"
	"aftercare/shared/fault"
	"aftercare/shared/seal"
)

// RemedyPayment is the data of support.remedy.paid: the exchange paid what remedy.due asked for.
type RemedyPayment struct {
	ComplaintID string    `json:"complaintId"`
	RemedyID    string    `json:"remedyId"`
	PaidAt      time.Time `json:"paidAt"`
}

// Payer notes that remedies were paid.
type Payer interface {
	Paid(ctx context.Context, id, remedy string, at time.Time) (complaint.Done, error)
}

// Remedies turns support.remedy.paid into the end of a remedy's clock.
type Remedies struct{ Complaints Payer }

// Handle takes one message. The same remedy again changes nothing; one that was never due is refused.
func (h Remedies) Handle(ctx context.Context, m Message, sent time.Time) error {
	var p RemedyPayment
	if err := json.Unmarshal(m.Data, &p); err != nil {
		return malformed("the data of the payment cannot be read", err)
	}
	id, ok := seal.ParseID(p.ComplaintID)
	switch {
	case !ok:
		return fault.InvalidField("data.complaintId", "is no complaint")
	case p.RemedyID == "":
		return fault.InvalidField("data.remedyId", "is missing")
	case p.PaidAt.IsZero():
		return fault.InvalidField("data.paidAt", "is missing")
	case p.PaidAt.After(sent.Add(paidAhead)):
		return fault.InvalidField("data.paidAt", "lies in the future")
	}
	_, err := h.Complaints.Paid(ctx, id, p.RemedyID, p.PaidAt)
	return err
}

// paidAhead is how far another system's clock may go ahead of ours.
const paidAhead = 5 * time.Minute
