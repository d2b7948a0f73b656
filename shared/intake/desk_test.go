package intake_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"aftercare/shared/complaint"
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/intake"
	"aftercare/shared/ticket"
)

var (
	received   = time.Date(2026, 11, 22, 10, 30, 0, 0, time.UTC) // when the queue took a message
	errPassing = errors.New("the table did not answer")
)

// counter takes contacts and complaints, and keeps what was refused.
type counter struct {
	contacts   []ticket.Contact
	complaints []complaint.FilingCommand
	filers     []complaint.Who
	refusals   []intake.Refusal
	recorded   []event.Event
	fails      error // what taking in fails with
	keeping    error // what keeping a refusal fails with
}

func (c *counter) Contact(_ context.Context, got ticket.Contact) (ticket.Done, error) {
	if c.fails != nil {
		return ticket.Done{}, c.fails
	}
	if _, _, err := got.Check(); err != nil { // as the service does
		return ticket.Done{}, err
	}
	c.contacts = append(c.contacts, got)
	return ticket.Done{}, nil
}

func (c *counter) File(_ context.Context, f complaint.FilingCommand, who complaint.Who) (complaint.Done, error) {
	c.complaints, c.filers = append(c.complaints, f), append(c.filers, who)
	return complaint.Done{}, c.fails
}

func (c *counter) Refuse(_ context.Context, r intake.Refusal) error {
	c.refusals = append(c.refusals, r)
	return c.keeping
}

func (c *counter) Record(_ context.Context, e event.Event) error {
	c.recorded = append(c.recorded, e)
	return nil
}

// desk is the intake's with the counter behind it.
func (c *counter) desk() intake.Desk {
	ids := func(_ context.Context, scope, key string) ([]string, error) {
		return []string{"[" + scope + "|" + strings.ReplaceAll(key, "\x00", "+") + "]", "[of before]"}, nil
	}
	return intake.Desk{
		Handlers: map[string]intake.Handler{
			intake.ContactReceived: intake.Contacts{Tickets: c, IDs: ids}, intake.ComplaintReceived: intake.Complaints{Complaints: c, IDs: ids},
		},
		Refusals: c, Recorder: c, Now: func() time.Time { return received.Add(time.Second) },
	}
}

// take hands a message to the desk, which must be done with it.
func (c *counter) take(t *testing.T, raw []byte) {
	t.Helper()
	if err := c.desk().Handle(t.Context(), "queue-1", raw, received); err != nil {
		t.Fatal(err)
	}
}

// sample is a message from the folder of samples.
func sample(t testing.TB, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "..", "events", name))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// edited is a sample with some of its parts changed: to nil takes a part out.
func edited(t testing.TB, name string, parts map[string]any) []byte {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal(sample(t, name), &m); err != nil {
		t.Fatal(err)
	}
	for path, value := range parts {
		at, names := m, strings.Split(path, ".")
		for _, n := range names[:len(names)-1] {
			at, _ = at[n].(map[string]any)
		}
		last := names[len(names)-1]
		if at[last] = value; value == nil {
			delete(at, last)
		}
	}
	raw, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestEverySampleIsTakenInOrRefused(t *testing.T) {
	taken := map[string]bool{}
	for _, folder := range []string{"intake", "refused"} {
		files, err := filepath.Glob(filepath.Join("..", "..", "events", folder, "*.json"))
		if err != nil || len(files) == 0 {
			t.Fatalf("no samples in %s: %v", folder, err)
		}
		for _, file := range files {
			name := folder + "/" + filepath.Base(file)
			t.Run(name, func(t *testing.T) {
				var c counter
				raw := sample(t, name)
				c.take(t, raw)
				var m struct{ Type string }
				if err := json.Unmarshal(raw, &m); err != nil {
					t.Fatal(err)
				}
				want := folder == "intake" && (m.Type == intake.ContactReceived || m.Type == intake.ComplaintReceived)
				if got := len(c.contacts)+len(c.complaints) == 1; got != want || len(c.refusals) != len(c.recorded) || (len(c.refusals) == 1) == want {
					t.Errorf("%d contacts, %d complaints, %d refusals: %+v", len(c.contacts), len(c.complaints), len(c.refusals), c.refusals)
				}
				taken[m.Type] = taken[m.Type] || want
			})
		}
	}
	if !taken[intake.ContactReceived] || !taken[intake.ComplaintReceived] {
		t.Errorf("taken in were %v", taken)
	}
}

func TestAContactBecomesACommand(t *testing.T) {
	var c counter
	c.take(t, sample(t, "intake/contact-chat.json"))
	got := c.contacts[0]
	if got.Source != "/chat/livechat" || got.Message != "chat-0001" || got.ID != "[contact /chat/livechat|chat-0001]" || len(got.IDs) != 2 {
		t.Errorf("message %s of %s opens %s of %v", got.Message, got.Source, got.ID, got.IDs)
	}
	if got.Thread == nil || got.Thread.Source != got.Source || got.Channel != ticket.Chat || got.Customer.Assurance != ticket.Asserted || !got.Customer.Reachable {
		t.Errorf("got %+v", got.Opening)
	}
	if got.ReceivedAt.After(received) {
		t.Errorf("the clock starts at %s, after the sending", got.ReceivedAt)
	}
}

func TestACustomerIsToldByTheStrongestThingThatIsKnown(t *testing.T) {
	for name, c := range map[string]struct {
		customer  map[string]any
		id        string
		reachable bool
	}{
		"the exchange's id": {map[string]any{"id": "alice", "email": "alice@example.com", "phone": "+43 1 234"}, "alice", true},
		"an address":        {map[string]any{"email": "Alice@Example.com", "phone": "+43 1 234"}, "[customer email|alice@example.com]", true},
		"a number":          {map[string]any{"phone": "+43 (1) 234-5"}, "[customer phone|4312345]", false},
		"the conversation":  {map[string]any{"name": "Alice"}, "[customer thread|/chat/livechat+t1]", false},
	} {
		t.Run(name, func(t *testing.T) {
			var all counter
			all.take(t, edited(t, "intake/contact-chat.json", map[string]any{"data.customer": c.customer, "data.thread": "t1"}))
			if len(all.contacts) != 1 {
				t.Fatalf("refused: %+v", all.refusals)
			}
			if got := all.contacts[0].Customer; got.ID != c.id || got.Reachable != c.reachable {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func TestTheClockStartsWhenTheMessageSaysWithinBounds(t *testing.T) {
	for name, c := range map[string]struct {
		said string
		want time.Time
	}{
		"as said":          {"2026-11-22T10:00:00Z", time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)},
		"in another zone":  {"2026-11-22T11:00:00+01:00", time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)},
		"after sending":    {"2026-11-22T11:00:00Z", received},
		"more than a day":  {"2026-11-01T00:00:00Z", received.Add(-24 * time.Hour)},
		"a year in front ": {"2027-11-01T00:00:00Z", received},
	} {
		t.Run(name, func(t *testing.T) {
			var all counter
			all.take(t, edited(t, "intake/contact-chat.json", map[string]any{"time": c.said}))
			if got := all.contacts[0].ReceivedAt; !got.Equal(c.want) {
				t.Errorf("starts at %s, want %s", got, c.want)
			}
		})
	}
}

func TestASendingInTheFutureIsNow(t *testing.T) {
	var c counter
	if err := c.desk().Handle(t.Context(), "q", edited(t, "intake/contact-chat.json", map[string]any{"time": "2027-01-01T00:00:00Z"}), received.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if got := c.contacts[0].ReceivedAt; !got.Equal(received.Add(time.Second)) {
		t.Errorf("starts at %s", got)
	}
}

// What cannot be understood is refused with the fields that are at fault, and never with what they say.
func TestWhatIsRefusedAndWhy(t *testing.T) {
	const secret = "s3cret value"
	for name, c := range map[string]struct {
		parts  map[string]any
		fields []string
	}{
		"no id":                  {map[string]any{"id": nil}, []string{"id"}},
		"no source":              {map[string]any{"source": ""}, []string{"source"}},
		"another specversion":    {map[string]any{"specversion": secret}, []string{"specversion"}},
		"no time":                {map[string]any{"time": nil}, []string{"time"}},
		"a time of no sort":      {map[string]any{"time": secret}, nil},
		"no data":                {map[string]any{"data": nil}, []string{"data"}},
		"data of no sort":        {map[string]any{"data": secret}, []string{"data"}},
		"a list for data":        {map[string]any{"data": []any{secret}}, []string{"data"}},
		"an unknown type":        {map[string]any{"type": secret}, nil},
		"no thread":              {map[string]any{"data.thread": nil}, []string{"data.thread"}},
		"a thread that is long":  {map[string]any{"data.thread": strings.Repeat("x", 256)}, []string{"data.thread"}},
		"an address of no sort":  {map[string]any{"data.customer.email": secret}, []string{"data.customer.email"}},
		"an address and a name":  {map[string]any{"data.customer.email": "Alice <alice@example.com>"}, []string{"data.customer.email"}},
		"a phone of no length":   {map[string]any{"data.customer.phone": strings.Repeat("1", 33)}, []string{"data.customer.phone"}},
		"a channel of no sort":   {map[string]any{"data.channel": secret}, []string{"channel"}},
		"no body":                {map[string]any{"data.body": nil}, []string{"body"}},
		"a category of no sort":  {map[string]any{"data.category": secret}, []string{"category"}},
		"a number for a body":    {map[string]any{"data.body": 5}, []string{"body"}},
		"a list for a customer":  {map[string]any{"data.customer": []any{secret}}, []string{"customer"}},
		"a word for a yes or no": {map[string]any{"data.automatic": secret}, []string{"automatic"}},
	} {
		t.Run(name, func(t *testing.T) {
			var all counter
			all.take(t, edited(t, "intake/contact-chat.json", c.parts))
			if len(all.refusals) != 1 || len(all.contacts) > 0 {
				t.Fatalf("%d refusals, %d contacts", len(all.refusals), len(all.contacts))
			}
			r := all.refusals[0]
			var names []string
			for _, f := range r.Fields {
				names = append(names, f.Name)
				if strings.Contains(f.Problem, secret) {
					t.Errorf("%s %s", f.Name, f.Problem)
				}
			}
			if diff := cmp.Diff(c.fields, names); diff != "" {
				t.Errorf("fields (-want +got):\n%s", diff)
			}
			if r.Reason == "" || strings.Contains(r.Reason, secret) || r.MessageID != "queue-1" || !r.RefusedAt.Equal(received.Add(time.Second)) {
				t.Errorf("got %+v", r)
			}
			told := all.recorded[0]
			if told.Type != event.ContactRefused || told.Aggregate.ID != "queue-1" || told.Seq != 1 || strings.Contains(string(told.Data), secret) {
				t.Errorf("told %+v", told)
			}
		})
	}
}

func TestAWrongKindOfValueIsNamedInWords(t *testing.T) {
	for path, c := range map[string]struct {
		value any
		want  string
	}{
		"data.channel": {5, "is not a string"}, "data.automatic": {"x", "is not true or false"}, "data.customer": {"x", "is not an object"}, "id": {5, "is not a string"},
	} {
		var all counter
		all.take(t, edited(t, "intake/contact-chat.json", map[string]any{path: c.value}))
		if got := all.refusals[0].Fields[0].Problem; got != c.want {
			t.Errorf("%s %s, want %s", path, got, c.want)
		}
	}
}

func TestWhatIsNoJSONIsRefused(t *testing.T) {
	for _, raw := range []string{"", "null", "hello", "[]", "5", `"x"`, "{", "\xff\xfe", strings.Repeat("[", 10_000)} {
		var c counter
		c.take(t, []byte(raw))
		if len(c.refusals) != 1 {
			t.Errorf("%.20q: %d refusals", raw, len(c.refusals))
			continue
		}
		if _, err := json.Marshal(c.refusals[0]); err != nil {
			t.Errorf("%.20q: the refusal does not encode: %v", raw, err)
		}
	}
}

func TestWhatFailsForAPassingCauseComesAgain(t *testing.T) {
	for name, fails := range map[string]error{"storage": errPassing, "a race": fault.New(fault.Lost, "changes too fast")} {
		t.Run(name, func(t *testing.T) {
			c := counter{fails: fails}
			err := c.desk().Handle(t.Context(), "q", sample(t, "intake/contact-chat.json"), received)
			if !errors.Is(err, fails) || len(c.refusals) > 0 {
				t.Errorf("%d refusals: %v", len(c.refusals), err)
			}
			if began := event.TraceOf(err); began != "chat-0001" {
				t.Errorf("the log would name it %q", began)
			}
		})
	}
	c := counter{keeping: errPassing}
	if err := c.desk().Handle(t.Context(), "q", []byte("{"), received); !errors.Is(err, errPassing) || len(c.recorded) > 0 {
		t.Errorf("a refusal that was not kept is done with: %v", err)
	}
}

func TestAComplaintBecomesACommand(t *testing.T) {
	var c counter
	c.take(t, sample(t, "intake/complaint.json"))
	if len(c.complaints) != 1 {
		t.Fatalf("refused: %+v", c.refusals)
	}
	got, who := c.complaints[0], c.filers[0]
	if !strings.HasPrefix(got.ID, "[complaint ") || len(got.Earlier) != 1 || got.Channel == "" || got.ReceivedAt.After(received) {
		t.Errorf("got %+v", got)
	}
	if who.Actor.Kind != event.Customer || who.Actor.ID != got.Customer.ID || len(who.Groups) > 0 {
		t.Errorf("filed by %+v", who)
	}
	var none counter
	none.take(t, edited(t, "intake/complaint.json", map[string]any{"data.customer": map[string]any{"name": "Alice"}}))
	if len(none.refusals) != 1 || none.refusals[0].Fields[0].Name != "data.customer" {
		t.Errorf("a complaint of nobody: %+v", none.refusals)
	}
}

// Whatever arrives is decoded or refused as a fault that repeats nothing, and what is decoded has its whole envelope.
func FuzzDecode(f *testing.F) {
	for _, folder := range []string{"intake", "refused"} {
		files, err := filepath.Glob(filepath.Join("..", "..", "events", folder, "*.json"))
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range files {
			f.Add(sample(f, folder+"/"+filepath.Base(file)))
		}
	}
	for _, s := range []string{"", "null", "[]", `{"data":null}`, `{"time":"x"}`, "\xff"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		m, err := intake.Decode(raw)
		if err != nil {
			if kind := fault.KindOf(err); kind != fault.Malformed && kind != fault.Invalid {
				t.Fatalf("kind %d: %v", kind, err)
			}
			return
		}
		if m.ID == "" || m.Source == "" || m.Type == "" || m.Time.IsZero() || m.SpecVersion != "1.0" || !json.Valid(m.Data) {
			t.Fatalf("got %+v", m)
		}
	})
}
