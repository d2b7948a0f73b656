package event

import "time"

// Receipt remembers that a command with a key from outside was carried out, so that its repetition has no
// second effect. It is written in the transaction of the command and kept for 30 days.
type Receipt struct {
	Scope  string // who may use the key, and for what: "POST /v1/tickets/X/messages alice", "escalations"
	Key    string
	Hash   string // of the request: tells a replay from a misuse of the key; empty when the key alone decides
	Result string // what the command made, such as a sequence number
}

// ReceiptLife is how long a repetition is recognised.
const ReceiptLife = 30 * 24 * time.Hour
