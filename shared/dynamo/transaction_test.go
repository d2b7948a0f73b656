package dynamo

import (
	"context"
	"errors"
	"strings"
	"testing"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/ticket"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// change is a change whose transaction has three parts: the state, an event and a receipt.
func change() ticket.Change {
	e := event.New(event.TicketNoted, (stub{}).table().now(), event.Actor{Kind: event.Staff, ID: "bo"}, event.Empty{}, nil)
	e.Seq, e.Aggregate = 2, event.Aggregate{Kind: event.Ticket, ID: "T1", Version: 2}
	return ticket.Change{
		Before: 1, Ticket: ticket.Ticket{ID: "T1", Seq: 2, Version: 2}, Events: []event.Event{e},
		Receipt: &event.Receipt{Scope: "s", Key: "k", Result: "2"},
	}
}

func TestACancelledTransactionSaysWhatItMeans(t *testing.T) {
	for name, c := range map[string]struct {
		codes []string
		want  fault.Kind
	}{
		"the state changed":                           {[]string{"ConditionalCheckFailed", "None", "None"}, fault.Lost},
		"the event is taken":                          {[]string{"None", "ConditionalCheckFailed", "None"}, fault.Lost},
		"the key was used":                            {[]string{"None", "None", "ConditionalCheckFailed"}, fault.Replayed},
		"the key was used and the state changed":      {[]string{"ConditionalCheckFailed", "None", "ConditionalCheckFailed"}, fault.Replayed},
		"the state changed and others are writing":    {[]string{"TransactionConflict", "ConditionalCheckFailed", "None"}, fault.Lost},
		"the table is busy":                           {[]string{"ThrottlingError", "None", "None"}, fault.Exhausted},
		"the table is busy and the state changed":     {[]string{"ThrottlingError", "ConditionalCheckFailed", "None"}, fault.Lost},
		"others keep writing":                         {[]string{"None", "TransactionConflict", "None"}, fault.Lost},
		"the database refuses":                        {[]string{"None", "ValidationError", "None"}, fault.Internal},
		"the database gives no reason":                {[]string{"None", "None", "None"}, fault.Internal},
		"the database gives a reason for what is not": {[]string{"None", "None", "None", "ConditionalCheckFailed"}, fault.Internal},
	} {
		t.Run(name, func(t *testing.T) {
			table := stub{transact: func(*dynamodb.TransactWriteItemsInput) error { return cancelled(c.codes...) }}.table()
			if err := table.SaveTicket(t.Context(), change()); err == nil || fault.KindOf(err) != c.want {
				t.Fatalf("got %v of kind %d, want kind %d", err, fault.KindOf(err), c.want)
			}
		})
	}
}

func TestATransactionThatOnlyCollidedIsTriedAgain(t *testing.T) {
	calls := 0
	table := stub{transact: func(in *dynamodb.TransactWriteItemsInput) error {
		if in.ClientRequestToken != nil {
			t.Error("an attempt has the token of another")
		}
		token := "set by the client"
		in.ClientRequestToken = &token
		if calls++; calls < 3 {
			return cancelled("TransactionConflict", "None", "None")
		}
		return nil
	}}.table()
	if err := table.SaveTicket(t.Context(), change()); err != nil || calls != 3 {
		t.Fatalf("%d calls, %v", calls, err)
	}
}

func TestWaitingForOthersEndsWithTheCaller(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	table := stub{transact: func(*dynamodb.TransactWriteItemsInput) error {
		cancel()
		return &types.TransactionConflictException{}
	}}.table()
	if err := table.SaveTicket(ctx, change()); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
}

func TestARepetitionIsToldTheFirstResult(t *testing.T) {
	table := stub{transact: func(*dynamodb.TransactWriteItemsInput) error {
		err := cancelled("None", "None", "ConditionalCheckFailed").(*types.TransactionCanceledException) //nolint:errorlint // just made
		err.CancellationReasons[2].Item = attributes{attrResult: text("7")}
		return err
	}}.table()
	err := table.SaveTicket(t.Context(), change())
	if e, ok := errors.AsType[*fault.Error](err); !ok || e.Kind != fault.Replayed || e.Result != "7" {
		t.Fatalf("got %v", err)
	}
}

func TestWhatTheTableCannotHoldIsRefusedBeforeItIsAsked(t *testing.T) {
	table := stub{}.table()
	large := change()
	large.Ticket.Subject = strings.Repeat("x", maxDocument)
	if err := table.SaveTicket(t.Context(), large); !fault.Is(err, fault.TooLarge) {
		t.Fatalf("got %v", err)
	}
	large = change()
	large.Events[0].Private = []byte(`"` + strings.Repeat("x", maxDocument) + `"`)
	if err := table.SaveTicket(t.Context(), large); !fault.Is(err, fault.TooLarge) {
		t.Fatalf("got %v", err)
	}
	large = change()
	half := []byte(`"` + strings.Repeat("x", maxDocument/2) + `"`)
	large.Events[0].Private = half
	large.Events = append(large.Events, large.Events[0])
	if err := table.SaveTicket(t.Context(), large); !fault.Is(err, fault.TooLarge) {
		t.Fatalf("got %v", err)
	}
}

func TestADatabaseThatFailsIsNoFaultOfTheCaller(t *testing.T) {
	down := errors.New("no route")
	table := stub{
		transact: func(*dynamodb.TransactWriteItemsInput) error { return down },
		get:      func(*dynamodb.GetItemInput) (*dynamodb.GetItemOutput, error) { return nil, down },
		query:    func(*dynamodb.QueryInput) (*dynamodb.QueryOutput, error) { return nil, down },
		update:   func(*dynamodb.UpdateItemInput) error { return down },
	}.table()
	inTeam := change()
	inTeam.Ticket.Team = "payments"
	for name, do := range map[string]func() error{
		"save":         func() error { return table.SaveTicket(t.Context(), change()) },
		"save in team": func() error { return table.SaveTicket(t.Context(), inTeam) },
		"read":         func() error { _, err := table.Ticket(t.Context(), "T1"); return err },
		"receipt":      func() error { _, _, err := table.Receipt(t.Context(), "s", "k"); return err },
		"timeline":     func() error { _, err := table.Timeline(t.Context(), event.Ticket, "T1", 0, 0); return err },
		"list": func() error {
			_, err := table.Tickets(t.Context(), ticket.Query{View: ticket.Mine, Assignee: "bo"})
			return err
		},
		"queues":   func() error { _, err := table.Tickets(t.Context(), ticket.Query{View: ticket.Queue}); return err },
		"policies": func() error { _, err := table.Policies(t.Context()); return err },
	} {
		if err := do(); !errors.Is(err, down) || fault.KindOf(err) != fault.Internal {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestATeamIsRegisteredOnce(t *testing.T) {
	updates := 0
	table := stub{
		update:   func(*dynamodb.UpdateItemInput) error { updates++; return nil },
		transact: func(*dynamodb.TransactWriteItemsInput) error { return nil },
	}.table()
	c := change()
	c.Ticket.Team = "payments"
	for range 3 {
		if err := table.SaveTicket(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	if updates != 1 {
		t.Fatalf("%d updates, want 1", updates)
	}
}
