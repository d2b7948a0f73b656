package complaint

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/ticket"
)

// EvidenceKind says what a piece of evidence is.
type EvidenceKind string

// The kinds. Files join them when attachments exist: a kind of its own whose hash is that of the file's bytes.
const (
	TextEvidence        EvidenceKind = "text"
	LinkEvidence        EvidenceKind = "link"
	TransactionEvidence EvidenceKind = "transaction"
	TicketEvidence      EvidenceKind = "ticket" // the history of a ticket, up to an event
)

// Evidence is something that the statement or the findings rest on: a text, where it is to be found, a transaction,
// or the history of a ticket by reference. Its hash is fixed when it is given.
type Evidence struct {
	ID          string              `json:"id,omitempty"` // e1, e2, ...
	Kind        EvidenceKind        `json:"kind,omitempty"`
	Name        string              `json:"name"`
	URL         string              `json:"url,omitempty"`
	Text        string              `json:"text,omitempty"` // of what came later than the filing, only the timeline has it
	Transaction *ticket.Transaction `json:"transaction,omitempty"`
	TicketID    string              `json:"ticketId,omitempty"`
	TicketSeq   int64               `json:"ticketSeq,omitempty"` // the last event that the hash covers
	SHA256      string              `json:"sha256,omitempty"`    // hexadecimal, over its canonical form
	By          event.ActorKind     `json:"by,omitempty"`        // customer | staff
	At          time.Time           `json:"at,omitzero"`
}

// hash is the SHA-256 over the evidence's canonical form: the JSON of what it says in fixed order, without its number
// and what is known only of the copy here, followed by the history of the ticket that it refers to.
func (e Evidence) hash(history []event.Event) string {
	e.ID, e.SHA256, e.By, e.At = "", "", "", time.Time{}
	sum := sha256.New()
	for _, part := range append([]any{e}, canonical(history)...) {
		raw, err := json.Marshal(part)
		if err != nil { // strings and times of ours, which always encode
			panic("complaint: evidence does not encode")
		}
		sum.Write(raw)
		sum.Write([]byte("\n"))
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// canonical gives what of a timeline is evidence: everything that is stored of each event but who asked for it.
func canonical(history []event.Event) []any {
	lines := make([]any, len(history))
	for i, e := range history {
		lines[i] = struct {
			Seq     int64           `json:"seq"`
			Type    event.Type      `json:"type"`
			Time    time.Time       `json:"time"`
			Actor   event.Actor     `json:"actor"`
			Data    json.RawMessage `json:"data,omitempty"`
			Private json.RawMessage `json:"private,omitempty"`
		}{e.Seq, e.Type, e.Time, e.Actor, e.Data, e.Private}
	}
	return lines
}

// evidenceID names the evidence at an index.
func evidenceID(i int) string { return fmt.Sprintf("e%d", i+1) }
