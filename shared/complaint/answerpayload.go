package complaint

import "time"

// The published parts of the events from the acknowledgement to the last lesson: as those in payload.go, without what
// people wrote.

// Investigated is the data of complaint.investigated.
type Investigated struct {
	Status   Status   `json:"status"`
	Points   []string `json:"points"` // the ids of what has to be answered
	Redacted bool     `json:"redacted,omitempty"`
}

// Asked is the data of complaint.asked.
type Asked struct {
	N        int    `json:"n"`               // of the request, from 1
	About    string `json:"about,omitempty"` // the field of the template that is missing
	Redacted bool   `json:"redacted,omitempty"`
}

// Answered is the data of complaint.answered.
type Answered struct {
	N        int  `json:"n"`
	Redacted bool `json:"redacted,omitempty"`
}

// Evidenced is the data of complaint.evidenced.
type Evidenced struct {
	Evidence string       `json:"evidence"` // its id
	Kind     EvidenceKind `json:"kind"`
	SHA256   string       `json:"sha256"`
	Redacted bool         `json:"redacted,omitempty"`
}

// Messaged is the data of complaint.messaged.
type Messaged struct {
	Deadlines []Due `json:"deadlines,omitempty"` // a customer who writes gets the time to answer anew
	Redacted  bool  `json:"redacted,omitempty"`
}

// FoundData is the data of complaint.found.
type FoundData struct {
	Status   Status   `json:"status"`
	Upheld   Upheld   `json:"upheld"`
	Category string   `json:"category"`
	Cause    string   `json:"cause,omitempty"` // id in the tree of causes
	Asset    string   `json:"asset,omitempty"`
	Evidence []string `json:"evidence,omitempty"` // ids of what they rest on
	Redacted bool     `json:"redacted,omitempty"`
}

// Drafted is the data of complaint.drafted: a solution that waits for approval.
type Drafted struct {
	Status     Status    `json:"status"`
	Solution   int       `json:"solution"` // its number, from 1
	Upheld     Upheld    `json:"upheld"`
	Remedies   []Kind    `json:"remedies,omitempty"`
	RemedyID   string    `json:"remedyId,omitempty"` // of the one with money
	ExpectedBy time.Time `json:"expectedBy"`
	Redacted   bool      `json:"redacted,omitempty"`
}

// Judgement is the data of complaint.approved and complaint.refused.
type Judgement struct {
	Status   Status `json:"status,omitempty"` // after a refusal; the solution that is sent says its own
	Solution int    `json:"solution"`
	Redacted bool   `json:"redacted,omitempty"`
}

// ProposedData is the data of complaint.proposed: the decision goes to the customer.
type ProposedData struct {
	Status     Status    `json:"status"`
	Solution   int       `json:"solution"`
	Upheld     Upheld    `json:"upheld"`
	Remedies   []Kind    `json:"remedies,omitempty"`
	RemedyID   string    `json:"remedyId,omitempty"` // of the one with money
	ExpectedBy time.Time `json:"expectedBy"`
	ProposedBy string    `json:"proposedBy"` // the person who wrote it; the actor is who sent it
	Deadlines  []Due     `json:"deadlines"`
	Redacted   bool      `json:"redacted,omitempty"`
}

// AcceptedData is the data of complaint.accepted.
type AcceptedData struct {
	Status    Status `json:"status"`
	Solution  int    `json:"solution"`
	Deadlines []Due  `json:"deadlines"`
}

// Owed is the data of remedy.due: what the exchange has to pay, once for each id.
type Owed struct {
	RemedyID   string    `json:"remedyId"`
	Kind       Kind      `json:"kind"`
	Amount     string    `json:"amount"`
	Asset      string    `json:"asset"`
	CustomerID string    `json:"customerId"`
	DueAt      time.Time `json:"dueAt"`
}

// Paid is the data of remedy.paid.
type Paid struct {
	RemedyID string    `json:"remedyId"`
	PaidAt   time.Time `json:"paidAt"`
}

// RejectedData is the data of complaint.rejected: the customer does not agree, or was not satisfied in the end.
type RejectedData struct {
	Status    Status `json:"status"`
	By        Step   `json:"by"` // rejection | follow-up
	Solution  int    `json:"solution"`
	Deadlines []Due  `json:"deadlines"`
	Redacted  bool   `json:"redacted,omitempty"`
}

// FulfilledData is the data of complaint.fulfilled.
type FulfilledData struct {
	Status    Status `json:"status"`
	Solution  int    `json:"solution"`
	Deadlines []Due  `json:"deadlines"`
	Redacted  bool   `json:"redacted,omitempty"`
}

// Delayed is the data of complaint.delayed.
type Delayed struct {
	DecisionBy time.Time `json:"decisionBy"`
	Deadlines  []Due     `json:"deadlines"`
	Redacted   bool      `json:"redacted,omitempty"`
}

// Learned is the data of complaint.learned.
type Learned struct {
	Lesson   int       `json:"lesson"`          // its number, from 1
	Cause    string    `json:"cause,omitempty"` // its id in the tree of causes
	Owner    string    `json:"owner"`
	DueBy    time.Time `json:"dueBy"`
	Redacted bool      `json:"redacted,omitempty"`
}

// Hold is the data of complaint.held and complaint.released: the record must be kept beyond its time, or no longer.
type Hold struct {
	Redacted bool `json:"redacted,omitempty"`
}

// The private parts. Those with a reason alone are a Reason.

// InvestigatedText is the private part of complaint.investigated.
type InvestigatedText struct {
	Understanding string  `json:"understanding"`
	Points        []Point `json:"points"`
}

// AskedText is the private part of complaint.asked.
type AskedText struct {
	Question string `json:"question"`
}

// AnsweredText is the private part of complaint.answered.
type AnsweredText struct {
	Answer string `json:"answer"`
}

// EvidencedText is the private part of complaint.evidenced.
type EvidencedText struct {
	Evidence Evidence `json:"item"`
}

// MessagedText is the private part of complaint.messaged.
type MessagedText struct {
	Body string `json:"body"`
}

// FoundText is the private part of complaint.found.
type FoundText struct {
	Summary string `json:"summary"`
}

// SolutionText is the private part of complaint.drafted and complaint.proposed.
type SolutionText struct {
	Statement    string        `json:"statement"`
	Answers      []PointAnswer `json:"answers"`
	Compensation *Compensation `json:"compensation,omitempty"`
	Reasoning    string        `json:"reasoning"`
	Appeal       string        `json:"appeal,omitempty"`
	Differs      string        `json:"differs,omitempty"` // why it is not as earlier decisions on the like
}

// NoteText is the private part of complaint.fulfilled.
type NoteText struct {
	Note string `json:"note"`
}

// LearnedText is the private part of complaint.learned.
type LearnedText struct {
	Cause  string `json:"cause"`
	Action string `json:"action"`
}
