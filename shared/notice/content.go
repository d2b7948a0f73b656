package notice

import (
	"time"

	"aftercare/shared/escalation"
	"aftercare/shared/event"
	"aftercare/shared/sla"
)

// Content is what the texts tell. Each uses what it needs; a zero value is left out.
type Content struct {
	Reference string // of the case, as people are told it
	Kind      event.Kind

	FirstReply time.Duration // promised, from the message on
	Resolution time.Duration

	Body  string // what an agent wrote, or the reasons of a decision; in a praise alone what a customer wrote
	Agent string // who wrote it, as customers see them

	Level      int // of the escalation
	Role       string
	Cause      escalation.Cause
	TakeoverBy time.Time
	Again      bool // the top, which was called before
	Reminder   int  // from 1, where nobody of the top took over in time

	Target sla.Name // what is due soon
	DueAt  time.Time

	Score   int
	Highest int // score that there is

	Outcome string // of feedback: planned, done or declined

	Link        string // where to answer the survey
	Unsubscribe string // where to refuse further ones
	Expires     time.Time
}
