// Package document makes the letters of the complaint procedure: what is told to whoever complains, at each step, with
// all that the law wants in it. A document is made from the event that it tells and from what was before it, never from
// what is now: whoever opens it later reads the same.
package document

import (
	"fmt"
	"time"

	"aftercare/shared/complaint"
	"aftercare/shared/event"
	"aftercare/shared/jurisdiction"
)

// Kind says which letter a document is.
type Kind string

// The letters, as the procedure names them; what is not admissible has one of its own.
const (
	Receipt       Kind = "receipt"         // we have it
	Admitted      Kind = "acknowledgement" // we take it up
	Inadmissible  Kind = "inadmissible"    // we do not, and why
	Understanding Kind = "investigation"   // what we take the problem to be
	Request       Kind = "request"         // we need to know more
	Holding       Kind = "holding"         // the decision comes late
	Decision      Kind = "decision"
	Fulfilled     Kind = "followUp" // what we promised is done
	Closing       Kind = "closing"
)

// Kinds lists them.
var Kinds = []Kind{Receipt, Admitted, Inadmissible, Understanding, Request, Holding, Decision, Fulfilled, Closing}

// House is who writes, as the letter says it. It goes with a link to the letter, so that a later telephone number does
// not get into a letter of today.
type House struct {
	Company         string `json:"company"`
	ComplaintsEmail string `json:"complaintsEmail,omitempty"`
	ComplaintsPhone string `json:"complaintsPhone,omitempty"`
	Zone            string `json:"zone"` // IANA name of the zone of all times in the letter
}

// Document is one letter about one complaint.
type Document struct {
	Kind      Kind
	Seq       int64               // of the event that it tells
	At        time.Time           // of that event
	Complaint complaint.Complaint // as that change left it
	event     event.Event
}

// Of gives the kind of letter that an event makes; false for an event that makes none.
func Of(e event.Event) (Kind, bool) {
	switch e.Type {
	case event.ComplaintFiled:
		return Receipt, true
	case event.ComplaintAcknowledged:
		d, err := event.Decode[complaint.Judged](e)
		if err != nil || !d.Admissible {
			return Inadmissible, err == nil
		}
		return Admitted, true
	case event.ComplaintInvestigated:
		return Understanding, true
	case event.ComplaintAsked:
		return Request, true
	case event.ComplaintDelayed:
		return Holding, true
	case event.ComplaintProposed:
		return Decision, true
	case event.ComplaintFulfilled:
		return Fulfilled, true
	case event.ComplaintClosed:
		return Closing, true
	}
	return "", false
}

// At gives the letter that the event of a sequence number makes. events is the complaint's timeline from the start to
// there, and further if there is more: the complaint is as the whole change left it, with the clocks that it met.
func At(events []event.Event, seq int64) (Document, error) {
	if seq < 1 || seq > int64(len(events)) {
		return Document{}, fmt.Errorf("the timeline has no event %d", seq)
	}
	told := events[seq-1]
	kind, ok := Of(told)
	if !ok {
		return Document{}, fmt.Errorf("an event of type %s makes no letter", told.Type)
	}
	end := seq
	for end < int64(len(events)) && events[end].Aggregate.Version == told.Aggregate.Version && !events[end].Type.Record() {
		end++
	}
	c, err := complaint.Replay(events[:end])
	if err != nil {
		return Document{}, err
	}
	return Document{Kind: kind, Seq: seq, At: told.Time, Complaint: c, event: told}, nil
}

// profile is what the law of the complaint's jurisdiction asks.
func (d Document) profile() (jurisdiction.Profile, error) {
	return jurisdiction.Find(d.Complaint.Jurisdiction)
}
