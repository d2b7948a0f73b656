package register

import (
	"context"
	"time"

	"aftercare/shared/complaint"
	"aftercare/shared/event"
)

// State is how far an export is.
type State string

// The states. A file is written page by page, each page saved before the next begins; sealed is one whose rows are all
// written and whose place in the chain of exports is taken.
const (
	Requested State = "requested"
	Running   State = "running"
	Sealed    State = "sealed"
	Done      State = "done"
)

// Export is one file of the register, and how far it is.
type Export struct {
	ID          string    `json:"id"`
	Seq         int64     `json:"seq"`
	State       State     `json:"state"`
	Format      Format    `json:"format"`
	From        time.Time `json:"from"` // received in [From, To)
	To          time.Time `json:"to"`
	RequestedAt time.Time `json:"requestedAt"` // what was entered later is left out
	RequestedBy string    `json:"requestedBy"`
	Request     string    `json:"request,omitempty"` // hash of the request, tells a replay from a misuse of its key

	Upload string   `json:"upload,omitempty"` // of the file that is being written
	Parts  []string `json:"parts,omitempty"`  // the tags of its parts
	Place  string   `json:"place,omitempty"`  // of the last complaint that was written
	Rows   int      `json:"rows"`
	Hash   string   `json:"hash"` // of the last row; of the head, once sealed
	Size   int64    `json:"size"` // bytes so far

	Previous *Link     `json:"previous,omitempty"` // the export that was sealed before
	DoneAt   time.Time `json:"doneAt,omitzero"`
}

// Key is the name of the file in its bucket.
func (e Export) Key() string { return "register/" + e.ID + "." + string(e.Format) }

// Change is what is written of an export in one transaction.
type Change struct {
	Before int64 // the sequence number that was read; 0 for an export that must not exist yet
	Export Export
	Events []event.Event
	Seal   *Seal // takes the next place in the chain of exports; nil does not
}

// Seal is the last place that was taken in the chain of exports.
type Seal struct {
	Number int // from 1, without gaps
	Link
}

// Store keeps exports and their chain. Every write is conditional.
type Store interface {
	complaint.Lines
	// ComplaintsByID gives complaints in the order of their ids, without those that are not there. At most 100.
	ComplaintsByID(ctx context.Context, ids []string) ([]complaint.Complaint, error)
	// Export gives an export as it is now. Missing when there is none.
	Export(ctx context.Context, id string) (Export, error)
	// SaveExport writes a change whole or not at all. Lost when another came first, or took the place in the chain.
	SaveExport(ctx context.Context, c Change) error
	// LastSeal gives the last place that was taken in the chain; number 0 before the first.
	LastSeal(ctx context.Context) (Seal, error)
}

// Files keeps files, which are written part by part.
type Files interface {
	// Begin begins a file, and names its upload.
	Begin(ctx context.Context, key, contentType string) (upload string, err error)
	// Part writes a part, from 1; the same again replaces it. All but the last have MinPart bytes or more.
	Part(ctx context.Context, key, upload string, n int, body []byte) (tag string, err error)
	// Finish puts the parts together. Done again it changes nothing.
	Finish(ctx context.Context, key, upload string, tags []string) error
}

// MinPart is the least a part has that is not the last, by S3's limits of multipart uploads.
const MinPart = 5 << 20

// RequestedData is the data of export.requested and export.continued.
type RequestedData struct {
	Format Format    `json:"format"`
	From   time.Time `json:"from"`
	To     time.Time `json:"to"`
	Rows   int       `json:"rows"` // so far
}

// FinishedData is the data of export.finished.
type FinishedData struct {
	Format Format    `json:"format"`
	From   time.Time `json:"from"`
	To     time.Time `json:"to"`
	Rows   int       `json:"rows"`
	Head   string    `json:"head"` // the hash of the last row; what is made public of it cannot be changed unseen
}

// happen adds an event to a change, and numbers it.
func (c *Change) happen(t event.Type, now time.Time, actor event.Actor, correlation string, data any) {
	c.Export.Seq++
	e := event.New(t, now, actor, data, nil)
	e.Seq, e.Correlation = c.Export.Seq, correlation
	e.Aggregate = event.Aggregate{Kind: event.Export, ID: c.Export.ID, Version: c.Export.Seq}
	c.Events = append(c.Events, e)
}
