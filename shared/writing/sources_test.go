package writing_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/feedback"
	"aftercare/shared/memory"
	"aftercare/shared/ticket"
	"aftercare/shared/topic"
	"aftercare/shared/writing"
)

// midnight ends the day that is read.
var midnight = time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)

// texts reads a source over the day before midnight.
func texts(t *testing.T, s topic.Source) []topic.Text {
	t.Helper()
	var out []topic.Text
	err := s.Each(t.Context(), midnight.AddDate(0, 0, -1), midnight, func(text topic.Text) error {
		out = append(out, text)
		one, err := s.Text(t.Context(), text.ID)
		if diff := cmp.Diff(text, one); err != nil || diff != "" {
			t.Errorf("read alone: %v %s", err, diff)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(out, func(a, b topic.Text) int { return a.At.Compare(b.At) })
	return out
}

func TestTickets_AreReadByWhatTheyWereOpenedWith(t *testing.T) {
	at := midnight.Add(-2 * time.Hour)
	store := memory.New(func() time.Time { return at })
	service := ticket.NewService(store, store, func() time.Time { return at })
	open := func(id string, actor event.ActorKind, automatic bool) {
		t.Helper()
		_, err := service.Open(t.Context(), ticket.Opening{
			ID: id, Subject: "Staking", Body: "Where are my rewards?", Channel: ticket.Web, Language: "en", Automatic: automatic,
			Customer: ticket.Customer{ID: "alice", Name: "Alice Example", Assurance: ticket.Authenticated},
		}, event.Actor{Kind: actor, ID: "alice"}, nil)
		if err != nil {
			t.Fatal(err)
		}
	}
	open("T1", event.Customer, false)
	open("T2", event.Customer, true) // a machine's
	open("T3", event.System, false)  // ours
	open("T5", event.Customer, false)
	if _, err := service.MarkSpam(t.Context(), "T5", ticket.Do{Actor: event.Actor{Kind: event.Staff, ID: "bo"}}); err != nil {
		t.Fatal(err)
	}
	at = at.Add(time.Hour)
	if _, err := service.Write(t.Context(), "T1", ticket.Reply{Body: "Anybody?"}, ticket.Do{Actor: event.Actor{Kind: event.Customer, ID: "alice"}}); err != nil {
		t.Fatal(err)
	}
	at = at.Add(2 * time.Hour)
	open("T4", event.Customer, false) // another day
	want := []topic.Text{{
		Case: topic.Case{Kind: event.Ticket, ID: "T1", At: midnight.Add(-2 * time.Hour)}, Customer: "alice", Name: "Alice Example", Language: "en",
		Parts: []string{"Staking", "Where are my rewards?"},
	}}
	source := writing.Tickets{Store: store}
	if diff := cmp.Diff(want, texts(t, source)); diff != "" {
		t.Error(diff)
	}
	for _, id := range []string{"T3", "none"} {
		if _, err := source.Text(t.Context(), id); !fault.Is(err, fault.Missing) {
			t.Errorf("%s: %v", id, err)
		}
	}
}

// surveys are surveys in memory.
type surveys []feedback.Survey

func (s surveys) Survey(_ context.Context, id string) (feedback.Survey, error) {
	for _, v := range s {
		if v.ID == id {
			return v, nil
		}
	}
	return feedback.Survey{}, fault.NotFound("survey")
}

func (s surveys) Ticket(_ context.Context, id string) (ticket.Ticket, error) {
	if id != "T8" {
		return ticket.Ticket{}, fault.NotFound("ticket")
	}
	return ticket.Ticket{ID: id, Customer: ticket.Customer{ID: "alice", Name: "Alice Example"}}, nil
}

func (s surveys) EachSurvey(_ context.Context, from, to time.Time, each func(feedback.Survey) error) error {
	for _, v := range s {
		if !v.AskedAt.Before(from) && v.AskedAt.Before(to) {
			if err := each(v); err != nil {
				return err
			}
		}
	}
	return nil
}

func TestSurveys_AreReadByTheirCommentsOnTheDayOfTheAnswer(t *testing.T) {
	asked := func(id string, ago time.Duration, answered time.Duration, comment string) feedback.Survey {
		v := feedback.Survey{ID: id, TicketID: "T" + id, CustomerID: "wei", Language: "zh", AskedAt: midnight.Add(-ago)}
		if answered > 0 {
			v.Answer = &feedback.Answer{Score: 2, Comment: comment, FirstAt: midnight.Add(-answered)}
		}
		return v
	}
	const day, hour = 24 * time.Hour, time.Hour
	source := writing.Surveys{Store: surveys{
		asked("1", 12*day, 3*hour, "提现失败"), asked("2", hour*9, 2*hour, "慢"), asked("3", 9*hour, 0, ""), asked("4", 9*hour, 2*hour, ""),
		asked("5", 12*day, 30*hour, "前天"), asked("6", 2*hour, -hour, ""),
	}}
	var got []string
	for _, text := range texts(t, source) {
		got = append(got, text.ID+" "+text.TicketID+" "+text.Parts[0])
	}
	if diff := cmp.Diff([]string{"1 T1 提现失败", "2 T2 慢"}, got); diff != "" {
		t.Error(diff)
	}
	if _, err := source.Text(t.Context(), "3"); !fault.Is(err, fault.Missing) {
		t.Errorf("no comment: %v", err)
	}
	named := asked("7", hour, hour, "慢")
	named.Customer = &ticket.Customer{ID: "wei", Name: "Wei"}
	if text, err := (writing.Surveys{Store: surveys{named}}).Text(t.Context(), "7"); err != nil || text.Name != "Wei" {
		t.Errorf("the name that is no term is %q, %v", text.Name, err)
	}
	for id, want := range map[string]string{"8": "Alice Example", "9": ""} { // of the ticket, where there is one
		if text, err := (writing.Surveys{Store: surveys{asked(id, hour, hour, "慢")}}).Text(t.Context(), id); err != nil || text.Name != want {
			t.Errorf("%s: the name is %q, %v", id, text.Name, err)
		}
	}
}
