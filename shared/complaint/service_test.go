package complaint_test

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"testing"
	"time"

	"aftercare/shared/clock"
	"aftercare/shared/complaint"
	"aftercare/shared/escalation"
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/memory"
	"aftercare/shared/ticket"
)

var (
	alice = complaint.Who{Actor: event.Actor{Kind: event.Customer, ID: "alice"}}
	cora  = complaint.Who{Actor: event.Actor{Kind: event.Staff, ID: "cora"}, Groups: []string{"compliance"}}
)

func service(t *testing.T, store complaint.Store, all *memory.Store) *complaint.Service {
	t.Helper()
	regime, err := complaint.NewRegime(complaint.MiCA, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	return complaint.NewService(store, all, all, regime, noon)
}

func noon() time.Time { return time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC) }

func filing() complaint.FilingCommand {
	return complaint.FilingCommand{
		ID:         "0123456789AB",
		FilingText: complaint.FilingText{Subject: "Fees", Statement: "Too high."},
		Customer:   ticket.Customer{ID: "alice", Email: "alice@example.com"},
		Channel:    ticket.Web, Request: "hash-1",
	}
}

func TestOfManyWhoActAtOnceNoneIsLost(t *testing.T) {
	store := memory.New(noon)
	s := service(t, store, store)
	if _, err := s.File(t.Context(), filing(), alice); err != nil {
		t.Fatal(err)
	}
	const people = 16
	var wait sync.WaitGroup
	for i := range people {
		wait.Go(func() {
			do := complaint.Do{Who: complaint.System, Receipt: &event.Receipt{Scope: "escalations", Key: strconv.Itoa(i / 2)}}
			if _, err := s.Escalate(t.Context(), "0123456789AB", "breach", "", do); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	events, err := store.Timeline(t.Context(), event.Complaint, "0123456789AB", 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	count := map[event.Type]int{}
	for _, e := range events {
		count[e.Type]++
	}
	if count[event.ComplaintEscalated] != 1 || count[event.ComplaintNoted] != people/2-1 {
		t.Errorf("%d causes, each sent twice, made %v", people/2, count)
	}
}

func TestTheSameKeyFiledAtOnceFilesOnce(t *testing.T) {
	store := memory.New(noon)
	s := service(t, store, store)
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			if done, err := s.File(t.Context(), filing(), alice); err != nil || done.Complaint.ID != "0123456789AB" {
				t.Errorf("%+v, %v", done.Complaint, err)
			}
		})
	}
	wait.Wait()
	page, err := s.List(t.Context(), alice, complaint.Filter{}, 10, "")
	if err != nil || len(page.Complaints) != 1 {
		t.Errorf("%d complaints, %v", len(page.Complaints), err)
	}
}

func TestAKeyFromBeforeARotationOfTheSecretIsRecognised(t *testing.T) {
	store := memory.New(noon)
	s := service(t, store, store)
	if _, err := s.File(t.Context(), filing(), alice); err != nil {
		t.Fatal(err)
	}
	f := filing()
	f.ID, f.Earlier = "NEWNEWNEWNEW", []string{"0123456789AB"}
	done, err := s.File(t.Context(), f, alice)
	if err != nil || !done.Replay || done.Complaint.ID != "0123456789AB" {
		t.Errorf("%+v, %v", done, err)
	}
	f.Request = "hash-2"
	if _, err := s.File(t.Context(), f, alice); !fault.Is(err, fault.Invalid) {
		t.Errorf("another request under the key: %v", err)
	}
}

// contested loses every race of its first saves.
type contested struct {
	complaint.Store
	losses int
}

func (c *contested) SaveComplaint(ctx context.Context, change complaint.Change) error {
	if c.losses > 0 {
		c.losses--
		return fault.New(fault.Lost, "another command came first")
	}
	return c.Store.SaveComplaint(ctx, change)
}

func TestALostRaceIsRepeatedFromTheLoadAndGivenUpInTheEnd(t *testing.T) {
	store := memory.New(noon)
	if _, err := service(t, store, store).File(t.Context(), filing(), alice); err != nil {
		t.Fatal(err)
	}
	acknowledge := func(losses int) error {
		s := service(t, &contested{store, losses}, store)
		_, err := s.Acknowledge(t.Context(), "0123456789AB", complaint.Verdict{Admissible: true}, complaint.Do{Who: cora})
		return err
	}
	if err := acknowledge(1000); !fault.Is(err, fault.Lost) {
		t.Errorf("after a thousand losses: %v", err)
	}
	if err := acknowledge(5); err != nil {
		t.Errorf("after five losses: %v", err)
	}
}

// The service is what the consumers of both kinds of cases work with.
var (
	_ escalation.Cases = (*complaint.Service)(nil)
	_ clock.Waker      = (*complaint.Service)(nil)
)

func TestTheSameCauseAndTheSameDeliveryCountOnce(t *testing.T) {
	store := memory.New(noon)
	s := service(t, store, store)
	if _, err := s.File(t.Context(), filing(), alice); err != nil {
		t.Fatal(err)
	}
	id := filing().ID
	cause := event.Receipt{Scope: "escalation complaint " + id, Key: "decision/1"}
	for range 2 {
		if _, err := s.Raise(t.Context(), id, escalation.Breach, cause); err != nil {
			t.Fatal(err)
		}
		if err := s.Note(t.Context(), id, event.NoticeSent, complaint.Delivery{Notice: "receipt-1", Template: "receipt", To: "customer"}); err != nil {
			t.Fatal(err)
		}
	}
	if raised, err := s.Raised(t.Context(), cause); !raised || err != nil {
		t.Errorf("raised %t, %v", raised, err)
	}
	events, err := store.Timeline(t.Context(), event.Complaint, id, 0, 0)
	if err != nil || len(events) != 3 { // filed, escalated, sent
		t.Errorf("%d events, %v", len(events), err)
	}
	c, err := store.Complaint(t.Context(), id)
	if err != nil || c.Version != 2 {
		t.Errorf("version %d, %v", c.Version, err)
	}
}

func TestACauseThatComesAfterTheClosingIsLeftAlone(t *testing.T) {
	store := memory.New(noon)
	s := service(t, store, store)
	if _, err := s.File(t.Context(), filing(), alice); err != nil {
		t.Fatal(err)
	}
	closed, err := s.Withdraw(t.Context(), filing().ID, complaint.Do{Who: alice})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := s.Raise(t.Context(), filing().ID, escalation.Breach, event.Receipt{Scope: "escalations", Key: "late"}); err != nil {
			t.Fatal(err)
		}
	}
	if c, err := store.Complaint(t.Context(), filing().ID); err != nil || c.Seq != closed.Complaint.Seq {
		t.Errorf("seq %d after %d, %v", c.Seq, closed.Complaint.Seq, err)
	}
	if wants, err := s.Timer(t.Context(), filing().ID); err != nil || !wants.At.IsZero() {
		t.Errorf("wants a timer: %+v, %v", wants, err)
	}
}

func TestAWakeOfWhatIsGoneIsHarmless(t *testing.T) {
	store := memory.New(noon)
	if next, err := service(t, store, store).Wake(t.Context(), "ZZZZZZZZZZZZ"); err != nil || !next.IsZero() {
		t.Errorf("%s, %v", next, err)
	}
}

// Many decisions at once do not grant more together than the month allows: each is held against the ledger that it
// changes.
func TestDecisionsAtOnceKeepTheMonthsLimit(t *testing.T) {
	store := memory.New(noon)
	s := service(t, store, store)
	const all = 14
	for i := range all {
		f := filing()
		f.ID, f.Request = fmt.Sprintf("0123456789A%c", 'A'+i), ""
		do := complaint.Do{Who: cora}
		for _, step := range []func() (complaint.Done, error){
			func() (complaint.Done, error) { return s.File(t.Context(), f, alice) },
			func() (complaint.Done, error) {
				return s.Acknowledge(t.Context(), f.ID, complaint.Verdict{Admissible: true}, do)
			},
			func() (complaint.Done, error) {
				return s.Investigate(t.Context(), f.ID, complaint.Inquiry{Understanding: "x", Points: []complaint.Point{{ID: "1", Text: "x"}}}, do)
			},
			func() (complaint.Done, error) {
				return s.Find(t.Context(), f.ID, complaint.Ruling{Summary: "x", Upheld: complaint.UpheldYes}, do)
			},
		} {
			if _, err := step(); err != nil {
				t.Fatal(err)
			}
		}
	}
	var wait sync.WaitGroup
	for i := range all {
		wait.Go(func() {
			_, err := s.Propose(t.Context(), fmt.Sprintf("0123456789A%c", 'A'+i), complaint.Proposal{
				ExpectedBy: noon().AddDate(0, 0, 5), SolutionText: complaint.SolutionText{
					Statement: "x", Reasoning: "x", Answers: []complaint.PointAnswer{{Point: "1", Text: "x"}},
					Compensation: &complaint.Compensation{Kind: complaint.Credit, Amount: "1000", Asset: "EUR"},
				},
			}, complaint.Do{Who: cora})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	count := map[complaint.Status]int{}
	for i := range all {
		c, err := store.Complaint(t.Context(), fmt.Sprintf("0123456789A%c", 'A'+i))
		if err != nil {
			t.Fatal(err)
		}
		count[c.Status]++
	}
	ledger, err := store.Ledger(t.Context(), complaint.LedgerOf("cora", noon()))
	if err != nil || ledger.Sums["EUR"] != "10000" || count[complaint.Proposed] != 10 || count[complaint.AwaitingApproval] != all-10 {
		t.Errorf("%v and %+v, %v", count, ledger, err)
	}
}
