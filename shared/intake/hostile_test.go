package intake_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"aftercare/shared/call"
	"aftercare/shared/complaint"
	"aftercare/shared/effort"
	"aftercare/shared/event"
	"aftercare/shared/feedback"
	"aftercare/shared/incident"
	"aftercare/shared/intake"
	"aftercare/shared/memory"
	"aftercare/shared/seal"
	"aftercare/shared/ticket"
	"aftercare/shared/visit"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// watched is storage that writes down everything that it is given, but for what is kept as a hash alone.
type watched struct {
	*memory.Store
	kept strings.Builder
}

func (w *watched) SaveTicket(ctx context.Context, c ticket.Change) error {
	w.write(c.Ticket, c.Events)
	return w.Store.SaveTicket(ctx, c)
}

func (w *watched) SaveCall(ctx context.Context, c call.Change) error {
	w.write(c)
	return w.Store.SaveCall(ctx, c)
}

func (w *watched) SaveComplaint(ctx context.Context, c complaint.Change) error {
	w.write(c.Complaint, c.Events)
	return w.Store.SaveComplaint(ctx, c)
}

func (w *watched) Record(_ context.Context, e event.Event) error {
	w.write(e)
	return nil
}

func (w *watched) Refuse(_ context.Context, r intake.Refusal) error {
	w.write(r)
	return nil
}

func (w *watched) write(values ...any) {
	for _, v := range values {
		raw, err := json.Marshal(v)
		if err != nil {
			panic(err)
		}
		w.kept.Write(raw)
	}
}

// inlet is everything that a message meets, over storage in memory.
func inlet(t *testing.T) (intake.Desk, *watched) {
	t.Helper()
	clock := func() time.Time { return noon }
	store := &watched{Store: memory.New(clock)}
	regime, err := complaint.NewRegime(complaint.MiCA, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := seal.New([]byte(`{"current":"0123456789abcdef0123456789abcdef"}`))
	if err != nil {
		t.Fatal(err)
	}
	ids := func(_ context.Context, scope, key string) ([]string, error) { return keys.IDs(scope, key), nil }
	tickets := ticket.NewService(store, store.Store, clock)
	complaints := complaint.NewService(store, store, tickets, regime, clock)
	incidents := intake.Incidents{Incidents: incident.NewService(store.Store, clock), IDs: ids}
	return intake.Desk{
		Handlers: map[string]intake.Handler{
			intake.CallEnded:         intake.Calls{Calls: call.NewService(store, store.Store, tickets, time.UTC, clock), IDs: ids},
			intake.VisitEnded:        intake.Visits{Visits: visit.NewService(store.Store, clock), IDs: ids},
			intake.IncidentNoticed:   incidents,
			intake.IncidentEnded:     incidents,
			intake.CustomerActive:    intake.Activities{Days: store.Store, IDs: ids, Now: clock},
			intake.ContactReceived:   intake.Contacts{Tickets: tickets, IDs: ids},
			intake.ComplaintReceived: intake.Complaints{Complaints: complaints, IDs: ids},
			intake.RemedyPaid:        intake.Remedies{Complaints: complaints},
			intake.SurveyAnswered:    intake.Surveys{Feedback: feedback.NewService(store.Store, tickets, clock)},
		},
		Refusals: store, Recorder: store, Now: clock,
	}, store
}

// message is a CloudEvent with some of its values replaced, by their path.
func message(kind string, data map[string]any, replaced map[string]any) []byte {
	m := map[string]any{
		"specversion": "1.0", "id": "m-1", "source": "/chat", "type": kind, "time": "2026-11-22T11:59:00Z",
	}
	var whole map[string]any
	raw, _ := json.Marshal(data) // strings always encode
	_ = json.Unmarshal(raw, &whole)
	m["data"] = whole
	for path, value := range replaced {
		at, names := m, strings.Split(path, ".")
		for _, name := range names[:len(names)-1] {
			next, ok := at[name].(map[string]any)
			if !ok {
				next = map[string]any{}
				at[name] = next
			}
			at = next
		}
		at[names[len(names)-1]] = value
	}
	raw, _ = json.Marshal(m)
	return raw
}

var (
	contact = map[string]any{
		"channel": "chat", "thread": "t-1", "subject": "Hello", "body": "Where is my deposit?",
		"customer":    map[string]any{"id": "alice", "email": "alice@example.com", "name": "Alice"},
		"transaction": map[string]any{"chain": "bitcoin"},
	}
	filing = map[string]any{
		"subject": "Blocked", "statement": "Since Friday.", "customer": map[string]any{"id": "alice"},
		"loss": map[string]any{"amount": "1", "asset": "BTC"}, "evidence": []any{map[string]any{"name": "x", "text": "y"}},
		"representative": map[string]any{"name": "Wei", "contact": "by phone", "authorization": "power of attorney"},
	}
)

// The secrets are of published examples: BIP-39's and BIP-32's test vectors, and a WIF from a textbook.
var secrets = map[string]string{
	"phrase": "legal winner thank year wave sausage worth useful legal winner thank yellow",
	"short":  "act add age aim air all any arm art ask bar bus",
	"dotted": "act.add.age.aim.air.all.any.arm.art.ask.bar.bus",
	"dashed": "act-add-age-aim-air-all-any-arm-art-ask-bar-bus",
	"email":  "act.add.age.aim.air.all.any.arm.art.ask.bar.bus@example.com",
	"wif":    "5KYZdUEo39z3FPrtuX2QbbwGnNP5zTd7yyr2SC1j299sBCnWjss",
	"xprv":   "xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi",
	"hex":    "my private key is 0x0f0e0d0c0b0a09080706050403020100000102030405060708090a0b0c0d0e0f",
}

// traces of the secrets that must be nowhere.
var traces = []string{"winner", "add age", "add.age", "add-age", "5KYZdUEo", "xprv9s", "0x0f0e0d"}

func TestNothingThatIsKeptOfAMessageHoldsASecret(t *testing.T) {
	contactFields := []string{
		"id", "source", "type", "time", "specversion", "subject", "extra", "data.channel", "data.thread", "data.subject", "data.body",
		"data.category", "data.desiredOutcome", "data.automatic", "data.customer.id", "data.customer.email", "data.customer.phone",
		"data.customer.name", "data.customer.language", "data.customer.tier", "data.transaction.chain", "data.transaction.hash",
		"data.transaction.address", "data.transaction.asset", "data.transaction.amount", "data.extra.deeper",
	}
	complaintFields := []string{
		"id", "data.subject", "data.statement", "data.desiredRemedy", "data.occurredAt", "data.serviceReference", "data.language",
		"data.ticketId", "data.channel", "data.loss.amount", "data.loss.asset", "data.representative.name", "data.representative.contact",
		"data.representative.authorization", "data.customer.id", "data.customer.name", "data.customer.tier", "data.evidence",
	}
	try := func(t *testing.T, kind string, data map[string]any, replaced map[string]any) {
		t.Helper()
		desk, store := inlet(t)
		raw := message(kind, data, replaced)
		if err := desk.Handle(event.WithCorrelation(t.Context(), "queue-1"), "queue-1", raw, noon); err != nil {
			t.Fatal(err)
		}
		if store.kept.Len() == 0 {
			t.Fatal("neither taken in nor refused")
		}
		for _, trace := range traces {
			if strings.Contains(store.kept.String(), trace) {
				t.Errorf("%v was kept", replaced)
			}
		}
	}
	for name, secret := range secrets {
		t.Run(name, func(t *testing.T) {
			for _, field := range contactFields {
				try(t, intake.ContactReceived, contact, map[string]any{field: secret})
				try(t, intake.ContactReceived, contact, map[string]any{"data." + secret: field})
			}
			for _, field := range complaintFields {
				try(t, intake.ComplaintReceived, filing, map[string]any{field: secret})
			}
			for _, part := range []string{"name", "url", "text"} {
				evidence := map[string]any{"name": "x", "text": "y"}
				evidence[part] = secret
				try(t, intake.ComplaintReceived, filing, map[string]any{"data.evidence": []any{evidence}})
			}
			for _, field := range []string{"data.surveyId", "data.score", "data.comment"} {
				try(t, intake.SurveyAnswered, map[string]any{"surveyId": "3GZ5T8Y1P0MD", "score": 2}, map[string]any{field: secret})
			}
		})
	}
}

func TestSecretThatIsSpreadOverTheFieldsOfAComplaintIsRemoved(t *testing.T) {
	key := "0x0f0e0d0c0b0a09080706050403020100000102030405060708090a0b0c0d0e0f"
	words := strings.Fields(secrets["phrase"])
	evidence := make([]any, 0, 12)
	for i, w := range words {
		evidence = append(evidence, map[string]any{"name": fmt.Sprint(i + 1), "text": w})
	}
	for name, replaced := range map[string]map[string]any{
		"named in the subject":  {"data.subject": "My private key", "data.statement": key},
		"named by the evidence": {"data.evidence": []any{map[string]any{"name": "private key", "text": key}}},
		"over two texts":        {"data.subject": strings.Join(words[:6], " "), "data.statement": strings.Join(words[6:], " ")},
		"one word an item":      {"data.evidence": evidence},
	} {
		desk, store := inlet(t)
		if err := desk.Handle(t.Context(), "queue-1", message(intake.ComplaintReceived, filing, replaced), noon); err != nil {
			t.Fatal(err)
		}
		kept := store.kept.String()
		if strings.Contains(kept, "0x0f0e") || strings.Contains(kept, "sausage") || !strings.Contains(kept, `"redacted":true`) {
			t.Errorf("%s: %s", name, kept)
		}
	}
}

func TestServiceReferenceThatIsATransactionStays(t *testing.T) {
	desk, store := inlet(t)
	hash := strings.Repeat("0f0e", 16)
	raw := message(intake.ComplaintReceived, filing, map[string]any{"data.serviceReference": hash})
	if err := desk.Handle(t.Context(), "queue-1", raw, noon); err != nil || !strings.Contains(store.kept.String(), hash) {
		t.Errorf("%v %s", err, store.kept.String())
	}
}

func TestMessageThatNobodyCanKeepIsRefusedAtOnce(t *testing.T) {
	long := strings.Repeat("a", 3000)
	for name, raw := range map[string][]byte{
		"endless survey":      message(intake.SurveyAnswered, map[string]any{"surveyId": long, "score": 5}, nil),
		"endless ticket":      message(intake.ComplaintReceived, filing, map[string]any{"data.ticketId": long}),
		"endless customer":    message(intake.ContactReceived, contact, map[string]any{"data.customer.id": long}),
		"endless address":     message(intake.ContactReceived, contact, map[string]any{"data.customer.email": long + "@example.com"}),
		"endless local part":  message(intake.ContactReceived, contact, map[string]any{"data.customer.email": long[:100] + "@example.com"}),
		"address with a turn": message(intake.ContactReceived, contact, map[string]any{"data.customer.email": "ali\u202ece@example.com"}),
		"address with a line": message(intake.ContactReceived, contact, map[string]any{"data.customer.email": "alice@example.com\r\nBcc: wei@example.com"}),
		"two addresses":       message(intake.ContactReceived, contact, map[string]any{"data.customer.email": "alice@example.com, wei@example.com"}),
		"address with a name": message(intake.ContactReceived, contact, map[string]any{"data.customer.email": "Alice <alice@example.com>"}),
		"language of dashes":  message(intake.ContactReceived, contact, map[string]any{"data.customer.language": strings.Repeat("-", 200_000)}),
		"a megabyte":          message(intake.ContactReceived, contact, map[string]any{"data.body": strings.Repeat("xprv ", 200_000)}),
		"a megabyte of depth": []byte(strings.Repeat("[", 1<<20)),
		"depth":               []byte(strings.Repeat(`{"data":`, 30_000)),
		"nothing":             nil,
		"null":                []byte("null"),
		"a time that is none": message(intake.ContactReceived, contact, map[string]any{"time": "99999-01-01T00:00:00Z"}),
		"NUL in the thread":   message(intake.ContactReceived, contact, map[string]any{"data.thread": "a\x00b"}),
		"NUL in the id":       message(intake.ContactReceived, contact, map[string]any{"id": "a\x00b"}),
		"a huge score":        message(intake.SurveyAnswered, map[string]any{"surveyId": "3GZ5T8Y1P0MD", "score": json.Number(strings.Repeat("9", 400))}, nil),
	} {
		t.Run(name, func(t *testing.T) {
			desk, store := inlet(t)
			var err error
			if took := effort.Of(func() { err = desk.Handle(t.Context(), "queue-1", raw, noon) }); err != nil || took > effort.Limit {
				t.Fatalf("%v after %s", err, took)
			}
			kept := store.kept.String()
			if !strings.Contains(kept, `"reason":`) || strings.Contains(kept, "ticket.opened") || len(kept) > 64<<10 {
				t.Errorf("%.300s", kept)
			}
		})
	}
}

func TestClockOfAContactStartsWithinADayOfItsSending(t *testing.T) {
	for said, want := range map[string]time.Time{
		"0000-01-01T00:00:00Z": noon.Add(-24 * time.Hour), "1970-01-01T00:00:00+14:00": noon.Add(-24 * time.Hour),
		"9999-12-31T23:59:59Z": noon, "2026-11-22T11:00:00Z": noon.Add(-time.Hour),
	} {
		desk, store := inlet(t)
		raw := message(intake.ContactReceived, contact, map[string]any{"time": said})
		if err := desk.Handle(t.Context(), "queue-1", raw, noon); err != nil {
			t.Fatal(err)
		}
		if at := want.Format(`"lastCustomerMessageAt":"2006-01-02T15:04:05Z"`); !strings.Contains(store.kept.String(), at) {
			t.Errorf("%s: no %s in %.600s", said, at, store.kept.String())
		}
	}
}

func TestMessageIsNamedInLogsByAnIDThatIsNobodys(t *testing.T) {
	for id, want := range map[string]string{
		"m-1": "m-1", "5f1c0c52-4f5e-4b0e-8f0a-000000000001": "5f1c0c52-4f5e-4b0e-8f0a-000000000001",
		"alice@example.com": "queue-1", "+43 660 1234567": "queue-1", "436601234567": "queue-1", "Alice Wei": "queue-1",
		strings.Repeat("a", 65): "queue-1",
	} {
		desk, _ := inlet(t)
		got := ""
		desk.Handlers[intake.ContactReceived] = handler(func(ctx context.Context) { got = event.CorrelationFrom(ctx) })
		raw := message(intake.ContactReceived, contact, map[string]any{"id": id})
		if err := desk.Handle(event.WithCorrelation(t.Context(), "queue-1"), "queue-1", raw, noon); err != nil || got != want {
			t.Errorf("%s goes by %q, %v", id, got, err)
		}
	}
}

type handler func(context.Context)

func (h handler) Handle(ctx context.Context, _ intake.Message, _ time.Time) error {
	h(ctx)
	return nil
}
