package visit_test

import (
	"strings"
	"testing"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/memory"
	"aftercare/shared/ticket"
	"aftercare/shared/visit"
)

var start = time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)

func aVisit(with ...func(*visit.Visit)) visit.Visit {
	v := visit.Visit{
		ID: "V1", Request: "told", Article: "withdrawal-pending", Outcome: visit.Solved, StartedAt: start.Add(-time.Minute), EndedAt: start,
		Customer: ticket.Customer{ID: "alice", Email: "alice@example.com", Language: "de", Assurance: ticket.Asserted, Reachable: true},
	}
	for _, w := range with {
		w(&v)
	}
	return v
}

func service() (*visit.Service, *memory.Store) {
	clock := func() time.Time { return start }
	store := memory.New(clock)
	return visit.NewService(store, clock), store
}

func TestAVisitIsRecordedOnceWithWhomToAsk(t *testing.T) {
	s, store := service()
	for range 2 {
		if _, err := s.End(t.Context(), aVisit(), nil); err != nil {
			t.Fatal(err)
		}
	}
	got, err := store.Visit(t.Context(), "V1")
	if err != nil || got.Customer.Email != "alice@example.com" || got.Customer.Language != "de" || !got.Customer.Reachable {
		t.Errorf("%+v, %v", got, err)
	}
	events, err := store.Timeline(t.Context(), event.Visit, "V1", 0, 0)
	if err != nil || len(events) != 1 {
		t.Fatalf("%d events, %v", len(events), err)
	}
	data, err := event.Decode[visit.Ended](events[0])
	if err != nil || data.CustomerID != "alice" || data.Outcome != visit.Solved || data.Article != "withdrawal-pending" || strings.Contains(string(events[0].Data), "@") {
		t.Errorf("%s, %v", events[0].Data, err)
	}
}

func TestAnotherStoryAboutAVisitIsRefusedAndTheFirstStays(t *testing.T) {
	s, store := service()
	if _, err := s.End(t.Context(), aVisit(), nil); err != nil {
		t.Fatal(err)
	}
	_, err := s.End(t.Context(), aVisit(func(v *visit.Visit) { v.Outcome, v.Request = visit.Unsolved, "otherwise" }), nil)
	if got, _ := store.Visit(t.Context(), "V1"); !fault.Is(err, fault.Conflict) || got.Outcome != visit.Solved {
		t.Errorf("%s, %v", got.Outcome, err)
	}
	if got, err := s.End(t.Context(), aVisit(func(v *visit.Visit) { v.ID = "V2" }), []string{"V1"}); err != nil || got.ID != "V1" {
		t.Errorf("after a rotation of the secret it is %s, %v", got.ID, err)
	}
}

func TestWhoIsNotNamedHasNoIDOnTheBus(t *testing.T) {
	s, store := service()
	if _, err := s.End(t.Context(), aVisit(func(v *visit.Visit) { v.Customer = ticket.Customer{ID: "thread", Assurance: ticket.Unverified} }), nil); err != nil {
		t.Fatal(err)
	}
	if events, _ := store.Timeline(t.Context(), event.Visit, "V1", 0, 0); strings.Contains(string(events[0].Data), "customerId") {
		t.Errorf("published %s", events[0].Data)
	}
}

func TestAPageThatIsCalledLikeASecretIsNotPublished(t *testing.T) {
	s, store := service()
	phrase := strings.Repeat("abandon ", 11) + "about"
	v, err := s.End(t.Context(), aVisit(func(v *visit.Visit) { v.Article = phrase }), nil)
	if err != nil || strings.Contains(v.Article, "abandon") {
		t.Errorf("%q, %v", v.Article, err)
	}
	if events, _ := store.Timeline(t.Context(), event.Visit, "V1", 0, 0); strings.Contains(string(events[0].Data), "abandon") {
		t.Errorf("published %s", events[0].Data)
	}
}

func TestWhatCannotBeIsRefusedByField(t *testing.T) {
	for name, tt := range map[string]struct {
		field string
		with  func(*visit.Visit)
	}{
		"no end":                 {"data.endedAt", func(v *visit.Visit) { v.EndedAt = time.Time{} }},
		"tomorrow":               {"data.endedAt", func(v *visit.Visit) { v.EndedAt = start.Add(6 * time.Minute) }},
		"two years ago":          {"data.endedAt", func(v *visit.Visit) { v.EndedAt = start.AddDate(-2, 0, 0) }},
		"ended before":           {"data.startedAt", func(v *visit.Visit) { v.StartedAt = v.EndedAt.Add(time.Second) }},
		"begun two years ago":    {"data.startedAt", func(v *visit.Visit) { v.StartedAt = start.AddDate(-2, 0, 0) }},
		"another outcome":        {"data.outcome", func(v *visit.Visit) { v.Outcome = "perhaps" }},
		"an article of two rows": {"data.article", func(v *visit.Visit) { v.Article = "a\nb" }},
	} {
		s, _ := service()
		if _, err := s.End(t.Context(), aVisit(tt.with), nil); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), tt.field) {
			t.Errorf("%s: %v", name, err)
		}
	}
	s, _ := service()
	if got, err := s.End(t.Context(), aVisit(func(v *visit.Visit) { v.Outcome, v.StartedAt = "", time.Time{} }), nil); err != nil || got.Outcome != visit.Unknown {
		t.Errorf("without an outcome: %+v, %v", got, err)
	}
}
