package complaint_test

import (
	"context"
	"strconv"
	"sync"
	"testing"
	"time"

	"aftercare/shared/complaint"
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

func TestAWakeOfWhatIsGoneIsHarmless(t *testing.T) {
	store := memory.New(noon)
	if next, current, err := service(t, store, store).Wake(t.Context(), "ZZZZZZZZZZZZ", 1); err != nil || current || !next.IsZero() {
		t.Errorf("%s, %t, %v", next, current, err)
	}
}
