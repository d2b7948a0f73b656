package complaint

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"aftercare/shared/escalation"
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/ticket"
)

const id = "0123456789AB"

var monday = at("2026-03-02T10:00:00Z")

// People of the tests.
var (
	alice = Who{Actor: event.Actor{Kind: event.Customer, ID: "alice", Name: "Alice"}}
	wei   = Who{Actor: event.Actor{Kind: event.Customer, ID: "wei", Name: "Wei"}}
	bo    = Who{Actor: event.Actor{Kind: event.Staff, ID: "bo", Name: "Bo"}, Groups: []string{"agent"}}
	lin   = Who{Actor: event.Actor{Kind: event.Staff, ID: "lin", Name: "Lin"}, Groups: []string{"lead"}}
	cora  = Who{Actor: event.Actor{Kind: event.Staff, ID: "cora", Name: "Cora"}, Groups: []string{"compliance"}}
	ada   = Who{Actor: event.Actor{Kind: event.Staff, ID: "ada", Name: "Ada"}, Groups: []string{"admin"}}
)

func at(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return t
}

func regime(t testing.TB, j Jurisdiction, zone string) Regime {
	t.Helper()
	location, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	r, err := NewRegime(j, location)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func by(who Who, now time.Time) Terms {
	return Terms{Now: now, Who: who, Ladder: escalation.Default(), Authority: DefaultAuthority()}
}

func filing() FilingCommand {
	return FilingCommand{
		ID:         id,
		FilingText: FilingText{Subject: "Withdrawal blocked", Statement: "My withdrawal is blocked since Friday."},
		Customer:   ticket.Customer{ID: "alice", Name: "Alice", Email: "alice@example.com", Assurance: ticket.Authenticated, Reachable: true},
		Channel:    ticket.Web,
	}
}

// life is a complaint under test with its whole timeline.
type life struct {
	t      testing.TB
	c      Complaint
	events []event.Event
}

func filed(t testing.TB) *life {
	t.Helper()
	l := &life{t: t}
	c, events, err := File(filing(), regime(t, MiCA, "Europe/Vienna"), by(alice, monday))
	if err != nil {
		t.Fatal(err)
	}
	l.c, l.events = c, events
	return l
}

// do lets a command act that must succeed, and gives the types of what happened.
func (l *life) do(who Who, now time.Time, cmd command) []event.Type {
	l.t.Helper()
	c, events, err := cmd(l.c, by(who, now))
	if err != nil {
		l.t.Fatal(err)
	}
	l.c, l.events = c, append(l.events, events...)
	return types(events)
}

func types(events []event.Event) []event.Type {
	out := make([]event.Type, 0, len(events))
	for _, e := range events {
		out = append(out, e.Type)
	}
	return out
}

func acknowledge(admissible bool, reasons string) command {
	return func(c Complaint, terms Terms) (Complaint, []event.Event, error) {
		return Acknowledge(c, Verdict{Admissible: admissible, Reasons: reasons}, terms)
	}
}

func escalate(cause escalation.Cause) command {
	return func(c Complaint, terms Terms) (Complaint, []event.Event, error) {
		return Escalate(c, cause, "Nobody answers me.", terms)
	}
}

func deescalate(c Complaint, terms Terms) (Complaint, []event.Event, error) {
	return Deescalate(c, "Settled by telephone.", terms)
}

func closeWith(outcome string) command {
	return func(c Complaint, terms Terms) (Complaint, []event.Event, error) {
		return Close(c, Closure{Outcome: outcome, Reason: "Not about a service of ours."}, terms)
	}
}

func wantKind(t testing.TB, err error, kind fault.Kind) {
	t.Helper()
	if !fault.Is(err, kind) {
		t.Errorf("got error %v of kind %d, want kind %d", err, fault.KindOf(err), kind)
	}
}

func wantTypes(t testing.TB, got []event.Type, want ...event.Type) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("got events %v, want %v", got, want)
	}
	for i := range got {
		if got[i] != want[i] {
			t.Fatalf("got events %v, want %v", got, want)
		}
	}
}

// asJSON is how storage keeps a value; it also compares two.
func asJSON(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(raw)
}

func mentions(e event.Event, words string) bool { return strings.Contains(string(e.Data), words) }

var twoPoints = []Point{{"p1", "The withdrawal is late."}, {"p2", "Nobody answered."}}

func investigate(c Complaint, terms Terms) (Complaint, []event.Event, error) {
	return Investigate(c, Inquiry{Understanding: "A withdrawal came late.", Points: twoPoints}, terms)
}

func ask(c Complaint, terms Terms) (Complaint, []event.Event, error) {
	return Ask(c, Question{Question: "From which account?"}, terms)
}

func reply(c Complaint, terms Terms) (Complaint, []event.Event, error) {
	return Reply(c, 1, "From the first.", terms)
}

func give(c Complaint, terms Terms) (Complaint, []event.Event, error) {
	return Give(c, Evidence{Name: "receipt", Text: "Paid."}, nil, terms)
}

func write(c Complaint, terms Terms) (Complaint, []event.Event, error) {
	return Write(c, "I am still waiting.", terms)
}

func find(upheld Upheld) command {
	return func(c Complaint, terms Terms) (Complaint, []event.Event, error) {
		return Find(c, Ruling{Summary: "The queue stood still.", Upheld: upheld, Cause: "queue", Category: "withdrawal"}, terms)
	}
}

// proposal answers everything; with money, where an amount in EUR is given.
func proposal(now time.Time, amount string) Proposal {
	p := Proposal{SolutionText: SolutionText{
		Statement: "We are sorry.", Answers: []PointAnswer{{"p1", "It was."}, {"p2", "We did not."}}, Reasoning: "Our queue stood still.",
		Appeal: "You can turn to the authority.",
	}, Remedies: []Kind{Apology}, ExpectedBy: now.Add(5 * 24 * time.Hour)}
	if amount != "" {
		p.Compensation = &Compensation{Kind: Credit, Amount: amount, Asset: "EUR"}
	}
	return p
}

func propose(amount string) command {
	return func(c Complaint, terms Terms) (Complaint, []event.Event, error) {
		return Propose(c, proposal(c.LastAt.Add(time.Hour), amount), terms)
	}
}

func approve(c Complaint, terms Terms) (Complaint, []event.Event, error) {
	return Approve(c, Approval{Approved: true}, terms)
}

func refuse(c Complaint, terms Terms) (Complaint, []event.Event, error) {
	return Approve(c, Approval{Reason: "Too much."}, terms)
}

func reject(c Complaint, terms Terms) (Complaint, []event.Event, error) {
	return Reject(c, "That is not enough.", terms)
}

func fulfil(c Complaint, terms Terms) (Complaint, []event.Event, error) {
	return Fulfil(c, "Credited today.", terms)
}

func follow(satisfied bool) command {
	return func(c Complaint, terms Terms) (Complaint, []event.Event, error) {
		return Follow(c, FollowUp{Satisfied: satisfied, Comment: "Well."}, terms)
	}
}

func postpone(c Complaint, terms Terms) (Complaint, []event.Event, error) {
	return Postpone(c, Postponement{Reasons: "The chain is slow.", DecisionBy: c.LastAt.AddDate(0, 1, 0)}, terms)
}

func learn(c Complaint, terms Terms) (Complaint, []event.Event, error) {
	return Learn(c, Learning{Cause: "queue", Action: "Watch it.", Owner: "lin", DueBy: c.LastAt.AddDate(0, 1, 0)}, terms)
}

// complete puts the first lesson into practice; the complaint gets one where it has none.
func complete(c Complaint, terms Terms) (Complaint, []event.Event, error) {
	if len(c.Lessons) == 0 {
		c.Lessons = []Lesson{{N: 1, Owner: "lin", DueBy: c.LastAt.AddDate(0, 1, 0), At: c.LastAt}}
	}
	return Complete(c, Completion{Lesson: 1, Note: "Watched since Monday."}, terms)
}

func keep(hold bool) command {
	return func(c Complaint, terms Terms) (Complaint, []event.Event, error) {
		return Keep(c, hold, "A court asks for it.", terms)
	}
}

// assign is about a complaint that was filed without signing in.
func assign(c Complaint, terms Terms) (Complaint, []event.Event, error) {
	c.Guest, c.Draft, c.Remedies = "guest-1", nil, nil // money on its way to somebody has a test of its own
	return Assign(c, "wei", terms)
}

func revoke(c Complaint, terms Terms) (Complaint, []event.Event, error) {
	return Revoke(c, "The mailbox was stolen.", terms)
}

func paper(c Complaint, terms Terms) (Complaint, []event.Event, error) {
	return Paper(c, "receipt", "Alice, 1 Main Street", terms)
}

// dispatch is about a letter that was asked for.
func dispatch(c Complaint, terms Terms) (Complaint, []event.Event, error) {
	c.Copies = []Copy{{N: 1, Letter: "receipt", At: c.LastAt}}
	return Dispatch(c, 1, terms)
}
