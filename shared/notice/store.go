package notice

import (
	"context"
	"time"
)

// Store keeps what was sent, and how much of late to whom. Reads are consistent; writes are conditional.
type Store interface {
	// Notice gives the record of a notice; the zero Record, of revision 0, when nobody claimed it yet.
	Notice(ctx context.Context, id string) (Record, error)
	// SaveNotice writes a record on condition that the stored one has the revision before it, or, for revision 1,
	// that there is none. Lost otherwise. The record may be deleted from Expires on.
	SaveNotice(ctx context.Context, r Record) error
	// Window gives what was admitted of late to an address, by the address's hash; the zero Window with the
	// address set, of revision 0, when nothing was.
	Window(ctx context.Context, address string) (Window, error)
	// SaveWindow writes a window as SaveNotice does a record. It may be deleted from Expires on.
	SaveWindow(ctx context.Context, w Window) error
}

// State is what became of a notice.
type State string

// The states of a notice.
const (
	Waiting State = "waiting" // surely not sent yet: whoever comes may send it
	Sending State = "sending" // claimed: it was sent if the case's timeline says so, else after a crash nobody knows
	Sent    State = "sent"    // the mail system took it, and the timeline could not be told at once
	Failed  State = "failed"  // given up, for Reason
)

// Record is what is known of one notice to one person. It holds neither text nor address.
type Record struct {
	ID       string    `json:"id"`
	Revision int64     `json:"revision"` // rises by one with every change; 0 was never saved
	State    State     `json:"state"`
	Template Template  `json:"template"`
	Language string    `json:"language,omitempty"`
	Attempts int       `json:"attempts"`         // how often it may have been sent
	Lease    time.Time `json:"lease,omitzero"`   // while sending: from then on the worker counts as crashed
	Reason   string    `json:"reason,omitempty"` // why it failed
	Expires  time.Time `json:"expires"`          // when it may be forgotten
}

// Window is when automatic replies went to one address of late.
type Window struct {
	Address  string    `json:"address"` // hash of the normalised address
	Revision int64     `json:"revision"`
	Admitted []Entry   `json:"admitted"`
	Expires  time.Time `json:"expires"` // when it may be forgotten
}

// Entry is one admission.
type Entry struct {
	Notice string    `json:"notice"`
	At     time.Time `json:"at"`
}
