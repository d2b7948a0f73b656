package document_test

import (
	"testing"
	"time"
	_ "time/tzdata" // the machine need not have zone files

	"aftercare/shared/complaint"
	"aftercare/shared/document"
	"aftercare/shared/event"
	"aftercare/shared/jurisdiction"
	"aftercare/shared/ticket"
)

var (
	received = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	alice    = event.Actor{Kind: event.Customer, ID: "alice"}
	cora     = event.Actor{Kind: event.Staff, ID: "cora", Name: "Cora"}
	house    = document.House{
		Company: "Example Exchange", ComplaintsEmail: "complaints@example.test", ComplaintsPhone: "+43 1 555 0100", Zone: "Europe/Vienna",
	}
)

// story is a timeline that grows, an hour with each change.
type story []event.Event

// tell adds an event of a change of its own, and gives its number.
func (s *story) tell(t event.Type, who event.Actor, data, private any) int64 {
	n := int64(len(*s) + 1)
	e := event.New(t, received.Add(time.Duration(n-1)*time.Hour), who, data, private)
	e.Seq, e.Aggregate = n, event.Aggregate{Kind: event.Complaint, ID: "0123456789AB", Version: n}
	*s = append(*s, e)
	return n
}

// also adds an event to the last change.
func (s *story) also(t event.Type, data any) {
	n := s.tell(t, event.Actor{Kind: event.System}, data, nil)
	(*s)[n-1].Aggregate.Version, (*s)[n-1].Time = (*s)[n-2].Aggregate.Version, (*s)[n-2].Time
}

func days(n int) time.Time { return received.AddDate(0, 0, n) }

func filed(j jurisdiction.ID) story {
	var s story
	s.tell(event.ComplaintFiled, alice, complaint.Filed{
		Status: complaint.Received, CustomerID: "alice", Channel: ticket.Web, Language: "en", Jurisdiction: j, ReceivedAt: received,
		Deadlines: []complaint.Due{{Name: complaint.Acknowledgement, DueAt: days(1)}, {Name: complaint.Decision, DueAt: days(15)}},
	}, complaint.FiledText{
		Customer: ticket.Customer{ID: "alice", Name: "Alice", Email: "alice@example.com"},
		Subject:  "Fee taken twice", Statement: "Two fees for one withdrawal.", DesiredRemedy: "Give one back.",
		OccurredAt: received.AddDate(0, 0, -3), Loss: &complaint.Money{Amount: "12.50", Asset: "EUR"}, ServiceReference: "withdrawal 7",
		Evidence:       []complaint.Evidence{{ID: "e1", Kind: complaint.LinkEvidence, Name: "bank statement", URL: "https://example.com/s"}},
		Representative: &complaint.Representative{Name: "Wei", Contact: "wei@example.com", Authorization: "Power of attorney of 1 May"},
	})
	return s
}

// tellers add the event of each kind of letter to a complaint that was filed, with what comes before it.
var tellers map[document.Kind]func(s *story) int64

func init() {
	tellers = map[document.Kind]func(s *story) int64{
		document.Receipt: func(*story) int64 { return 1 },
		document.Admitted: func(s *story) int64 {
			n := s.tell(event.ComplaintAcknowledged, cora, complaint.Judged{Status: complaint.Acknowledged, Admissible: true},
				complaint.Reasons{Reasons: "It is about a service of ours."})
			s.also(event.SLAMet, complaint.Clock{Target: complaint.Acknowledgement, Cycle: 1, At: received, DueAt: days(1)})
			return n
		},
		document.Inadmissible: func(s *story) int64 {
			return s.tell(event.ComplaintAcknowledged, cora, complaint.Judged{Status: complaint.Inadmissible},
				complaint.Reasons{Reasons: "It is about another company."})
		},
		document.Understanding: func(s *story) int64 {
			return s.tell(event.ComplaintInvestigated, cora, complaint.Investigated{Status: complaint.Investigating, Points: []string{"p1", "p2"}},
				complaint.InvestigatedText{Understanding: "The fee was taken two times.", Points: []complaint.Point{
					{ID: "p1", Text: "The second fee"}, {ID: "p2", Text: "The slow answer"},
				}})
		},
		document.Request: func(s *story) int64 {
			return s.tell(event.ComplaintAsked, cora, complaint.Asked{N: 1}, complaint.AskedText{Question: "Which account was it?"})
		},
		document.Holding: func(s *story) int64 {
			return s.tell(event.ComplaintDelayed, cora, complaint.Delayed{DecisionBy: days(30)}, complaint.Reasons{Reasons: "The chain is forked."})
		},
		document.Decision: func(s *story) int64 {
			tell(s, document.Understanding)
			s.tell(event.ComplaintFound, cora, complaint.FoundData{Status: complaint.Found, Upheld: complaint.UpheldPartly, Category: "fees"},
				complaint.FoundText{Summary: "One fee was too much."})
			return s.tell(event.ComplaintProposed, cora, complaint.ProposedData{
				Status: complaint.Proposed, Solution: 1, Upheld: complaint.UpheldPartly, Remedies: []complaint.Kind{complaint.Apology, complaint.Credit},
				RemedyID: "R1", ExpectedBy: days(20), ProposedBy: "cora",
				Deadlines: []complaint.Due{{Name: complaint.Answer, Cycle: 1, DueAt: days(14)}},
			}, complaint.SolutionText{
				Statement: "We credit the second fee.", Reasoning: "The log shows two charges.", Appeal: "You can go to the arbitration board.",
				Answers: []complaint.PointAnswer{{Point: "p1", Text: "It was taken twice, and we give it back."}, {Point: "p2", Text: "We answered within a day."}},
				Differs: "For staff alone.", Compensation: &complaint.Compensation{Kind: complaint.Credit, Amount: "12.50", Asset: "EUR"},
			})
		},
		document.Fulfilled: func(s *story) int64 {
			tell(s, document.Decision)
			return s.tell(event.ComplaintFulfilled, cora, complaint.FulfilledData{
				Status: complaint.Fulfilled, Solution: 1, Deadlines: []complaint.Due{{Name: complaint.Answer, Cycle: 2, DueAt: days(28)}},
			}, complaint.NoteText{Note: "12.50 EUR were credited."})
		},
		document.Closing: func(s *story) int64 {
			tell(s, document.Decision)
			return s.tell(event.ComplaintClosed, cora, complaint.Ended{Status: complaint.Closed, By: complaint.ClosureStep},
				complaint.EndedText{Outcome: "noResponse", Reason: "Nothing more came."})
		},
	}
}

func tell(s *story, k document.Kind) int64 { return tellers[k](s) }

// letter is a letter of a kind from a full story.
func letter(t testing.TB, j jurisdiction.ID, k document.Kind) document.Document {
	t.Helper()
	s := filed(j)
	n := tell(&s, k)
	d, err := document.At(s, n)
	if err != nil {
		t.Fatal(err)
	}
	if d.Kind != k {
		t.Fatalf("%s is a letter of kind %s", k, d.Kind)
	}
	return d
}
