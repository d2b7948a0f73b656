package complaint

import (
	"testing"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
)

func TestWhatIsHeldIsNotAskedFor(t *testing.T) {
	f := filing()
	f.Loss = &Money{"1", "BTC"}
	c, _, err := File(f, regime(t, MiCA, "Europe/Vienna"), by(alice, monday))
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = Ask(c, Question{Question: "How much?", About: "loss"}, by(cora, monday))
	wantKind(t, err, fault.Invalid)
	after, _, err := Ask(c, Question{Question: "What do you want?", About: "desiredRemedy"}, by(cora, monday))
	if err != nil || len(after.Requests) != 1 {
		t.Fatal(err)
	}
	statutory, _ := c.Deadline(DecisionStatutory)
	if d, _ := after.Deadline(DecisionStatutory); d != statutory {
		t.Error("asking moved the statutory time")
	}
	_, _, err = Reply(after, 2, "All.", by(alice, monday))
	wantKind(t, err, fault.Missing)
	after, _, err = Reply(after, 1, "All.", by(alice, monday))
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = Reply(after, 1, "More.", by(alice, monday))
	wantKind(t, err, fault.Conflict)
}

func TestTheHashOfEvidenceIsFixedAndTellsOtherEvidenceApart(t *testing.T) {
	history := []event.Event{{Seq: 1, Type: event.TicketOpened, Time: monday}, {Seq: 2, Type: event.TicketReplied, Time: monday}}
	l := filed(t)
	seen := map[string]bool{}
	give := func(e Evidence, history []event.Event) Evidence {
		l.do(alice, monday, func(c Complaint, terms Terms) (Complaint, []event.Event, error) { return Give(c, e, history, terms) })
		return l.c.Evidence[len(l.c.Evidence)-1]
	}
	for _, e := range []Evidence{{Name: "a", Text: "b"}, {Name: "a", Text: "c"}, {Name: "a", URL: "https://example.com/b"}} {
		got := give(e, nil)
		if len(got.SHA256) != 64 || seen[got.SHA256] || got.ID != evidenceID(len(seen)) || got.By != event.Customer {
			t.Errorf("%+v", got)
		}
		if got.SHA256 != give(e, nil).SHA256 {
			t.Error("the same text has another hash")
		}
		seen[got.SHA256], seen[got.ID] = true, true
	}
	whole, part := give(Evidence{Name: "ticket", TicketID: "T"}, history), give(Evidence{Name: "ticket", TicketID: "T"}, history[:1])
	if whole.SHA256 == part.SHA256 || whole.TicketSeq != 2 || part.TicketSeq != 1 {
		t.Errorf("%+v and %+v", whole, part)
	}
	_, _, err := Give(l.c, Evidence{Name: "ticket", TicketID: "T"}, nil, by(alice, monday))
	wantKind(t, err, fault.Invalid)
	_, _, err = Find(filed(t).to(Investigating).c, Ruling{Summary: "x", Upheld: UpheldNo, Evidence: []string{"e7"}}, by(cora, monday.Add(time.Hour)))
	wantKind(t, err, fault.Invalid)
}
