// Package topic groups what customers write into topics, by counting words: terms of the texts, terms that are written
// more often than in the weeks before, and terms that stand in the same texts. No model is asked and no text leaves the
// account, so whoever doubts a topic can count it again.
//
// The steps, each in the file of its name: terms (which words of a text count), count (how many people wrote a term on a
// day), rise (which terms grow), join (which of them are one topic), suggest (what a topic may be good for).
package topic

import (
	"time"

	"aftercare/shared/event"
)

// Status is what became of a topic.
type Status string

// The states. A topic is offered until somebody decides what it is.
const (
	Offered   Status = "offered"
	Article   Status = "article"   // to be written about
	Problem   Status = "problem"   // for those who make the product
	Dismissed Status = "dismissed" // neither: it stays quiet until it doubles
)

// Statuses lists them.
var Statuses = []string{string(Offered), string(Article), string(Problem), string(Dismissed)}

// Decisions lists what can be decided.
var Decisions = []string{string(Article), string(Problem), string(Dismissed)}

// Term is a word, two neighbouring words, or two Chinese characters that stand beside each other.
type Term struct {
	// Key is the term as it is counted, after its language: "en:withdraw", "en:ledger pair", "zh:提现".
	Key string `json:"key"`
	// Text is how most people wrote it.
	Text string `json:"text"`
	// Cases is how many texts of the seven days hold it.
	Cases int `json:"cases,omitempty"`
}

// Case is where a text stands: a ticket, a survey, a complaint, or what a customer wrote unasked.
type Case struct {
	Kind event.Kind `json:"kind"`
	ID   string     `json:"id"`
	// TicketID is the ticket that a survey or feedback is about; empty for none.
	TicketID string    `json:"ticketId,omitempty"`
	At       time.Time `json:"at"` // when it was written
}

// Week is how much one week had of a topic.
type Week struct {
	From  time.Time `json:"from"`
	To    time.Time `json:"to"`
	Count int       `json:"count"` // people and days; see Count
}

// Topic is something that customers write about more often than before. Its first term leads it: what is counted of
// a topic is counted of that term.
type Topic struct {
	ID       string `json:"id"`
	Seq      int64  `json:"seq"`
	Version  int64  `json:"version"`
	Status   Status `json:"status"`
	Language string `json:"language"` // of its terms: en, de or zh
	Terms    []Term `json:"terms"`

	// Of the last time that it was found.
	Week       string     `json:"week"`   // as in FoundData
	Weeks      []Week     `json:"weeks"`  // the base weeks and then the one that grew
	People     int        `json:"people"` // who wrote of it in that week
	Documents  int        `json:"documents"`
	Cases      []Case     `json:"cases"` // of that week, newest first, at most [MaxCases]
	Suggestion Suggestion `json:"suggestion"`

	Decision *Decision `json:"decision,omitempty"`

	FirstAt time.Time `json:"firstAt"` // when it was found first
	FoundAt time.Time `json:"foundAt"` // and last
	Found   int       `json:"found"`   // in how many weeks
}

// Decision is what a person made of a topic.
type Decision struct {
	Decision Status      `json:"decision"`
	Note     string      `json:"note,omitempty"`
	Assignee string      `json:"assignee,omitempty"`
	By       event.Actor `json:"by"`
	At       time.Time   `json:"at"`
	Count    int         `json:"count"` // of the week that it was decided on: a dismissed topic comes back at twice this
}

// Count is what the week had that the topic was last found in.
func (t Topic) Count() int {
	if len(t.Weeks) == 0 {
		return 0
	}
	return t.Weeks[len(t.Weeks)-1].Count
}

// Mean is what the weeks before that had, each.
func (t Topic) Mean() float64 {
	if len(t.Weeks) < 2 {
		return 0
	}
	before := 0
	for _, w := range t.Weeks[:len(t.Weeks)-1] {
		before += w.Count
	}
	return float64(before) / float64(len(t.Weeks)-1)
}

// Lead is the key of the term that the topic is counted by.
func (t Topic) Lead() string {
	if len(t.Terms) == 0 {
		return ""
	}
	return t.Terms[0].Key
}
