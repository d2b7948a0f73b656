package complaint

import "time"

// Point is one thing that the customer complains about, as the company understood it. Each gets an answer (Delegated
// Regulation (EU) 2025/294, Article 6).
type Point struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

// Request is a question to the customer.
type Request struct {
	N          int       `json:"n"` // from 1
	About      string    `json:"about,omitempty"`
	Question   string    `json:"question"`
	AskedAt    time.Time `json:"askedAt"`
	AnsweredAt time.Time `json:"answeredAt,omitzero"`
}

// Upheld says how far the customer is right.
type Upheld string

// The three.
const (
	UpheldYes    Upheld = "yes"
	UpheldPartly Upheld = "partly"
	UpheldNo     Upheld = "no"
)

// Findings are what the investigation came to.
type Findings struct {
	Summary  string    `json:"summary"`
	Upheld   Upheld    `json:"upheld"`
	Category string    `json:"category"`
	Cause    string    `json:"cause,omitempty"` // id in the tree of causes
	Asset    string    `json:"asset,omitempty"`
	Evidence []string  `json:"evidence,omitempty"` // ids
	By       string    `json:"by"`
	At       time.Time `json:"at"`
}

// Kind is what the company does for the customer.
type Kind string

// The kinds of remedies.
const (
	Apology    Kind = "apology"
	Correction Kind = "correction"
	FeeWaiver  Kind = "feeWaiver"
	Credit     Kind = "credit"
)

// Kinds lists them.
var Kinds = []string{string(Apology), string(Correction), string(FeeWaiver), string(Credit)}

// PointAnswer answers one point.
type PointAnswer struct {
	Point string `json:"point"` // its id
	Text  string `json:"text"`
}

// Compensation is a remedy with money: a credit, or a fee that is given back.
type Compensation struct {
	Kind   Kind   `json:"kind"` // feeWaiver | credit
	Amount string `json:"amount"`
	Asset  string `json:"asset"`
}

// Solution is a decision, as a draft or as it was sent. The latest one is kept here, all of them in the timeline.
type Solution struct {
	N int `json:"n"` // from 1
	SolutionText
	Upheld     Upheld    `json:"upheld"`
	Remedies   []Kind    `json:"remedies,omitempty"`
	RemedyID   string    `json:"remedyId,omitempty"` // of the compensation
	ExpectedBy time.Time `json:"expectedBy"`
	ProposedBy string    `json:"proposedBy"`
	ApprovedBy string    `json:"approvedBy,omitempty"`
	SentAt     time.Time `json:"sentAt,omitzero"`
	AcceptedAt time.Time `json:"acceptedAt,omitzero"`
	RejectedAt time.Time `json:"rejectedAt,omitzero"`
}

// Remedy is a compensation that went out in a decision. It counts in the ledger of whoever answers for it.
type Remedy struct {
	ID string `json:"id"`
	Compensation
	Ledger LedgerID  `json:"ledger"`
	DueAt  time.Time `json:"dueAt,omitzero"` // set once the customer accepted: by then the exchange pays
	PaidAt time.Time `json:"paidAt,omitzero"`
}

// Unpaid reports whether the exchange was asked to pay and has not said that it did.
func (r Remedy) Unpaid() bool { return !r.DueAt.IsZero() && r.PaidAt.IsZero() }

// LedgerID names the ledger of what one person granted in one month.
type LedgerID struct {
	Person string `json:"person"`
	Month  string `json:"month"` // as 2026-11, in UTC
}

// Delay is the last notice that the decision comes late.
type Delay struct {
	Reasons    string    `json:"reasons"`
	DecisionBy time.Time `json:"decisionBy"`
	At         time.Time `json:"at"`
}

// Lesson is what the company does so that it does not happen again.
type Lesson struct {
	N      int       `json:"n"` // from 1
	Cause  string    `json:"cause"`
	Action string    `json:"action"`
	Owner  string    `json:"owner"`
	DueBy  time.Time `json:"dueBy"`
	At     time.Time `json:"at"`

	Reminded int       `json:"reminded,omitempty"` // the last reminder of its owner
	DoneAt   time.Time `json:"doneAt,omitzero"`
	DoneBy   string    `json:"doneBy,omitempty"`
	Note     string    `json:"note,omitempty"` // what was done
}
