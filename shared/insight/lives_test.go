package insight_test

import (
	"time"

	"aftercare/shared/call"
	"aftercare/shared/complaint"
	"aftercare/shared/escalation"
	"aftercare/shared/event"
	"aftercare/shared/feedback"
	"aftercare/shared/ticket"
	"aftercare/shared/visit"
)

// More of what happens to tickets.

func (l *life) note(now time.Time) *life {
	l.Helper()
	return l.do(now, system, func(t ticket.Ticket, terms ticket.Terms) (ticket.Ticket, []event.Event, error) {
		return ticket.Note(t, event.SurveySent, ticket.Delivery{Notice: "S" + t.ID, Template: "survey", To: "customer"}, terms)
	})
}

func (l *life) rate(now time.Time, score int, changed bool) *life {
	l.Helper()
	actor := event.Actor{Kind: event.Customer, ID: l.Customer.ID}
	return l.do(now, actor, func(t ticket.Ticket, terms ticket.Terms) (ticket.Ticket, []event.Event, error) {
		return ticket.Rate(t, ticket.Feedback{SurveyID: "S" + t.ID, Kind: "csat", Score: score, Changed: changed}, terms)
	})
}

func (l *life) escalate(now time.Time, cause escalation.Cause) *life {
	l.Helper()
	return l.do(now, system, func(t ticket.Ticket, terms ticket.Terms) (ticket.Ticket, []event.Event, error) {
		return ticket.Escalate(t, cause, "It took too long.", terms)
	})
}

// merge closes the ticket in favour of another.
func (l *life) merge(now time.Time, into *life) *life {
	l.Helper()
	l.wait(now.Add(-time.Second))
	into.wait(now.Add(-time.Second))
	from, to, err := ticket.Merge(l.Ticket, into.Ticket, l.terms(now, bo), into.terms(now, bo))
	if err != nil {
		l.Fatal(err)
	}
	l.Ticket, l.events = from.Ticket, append(l.events, from.Events...)
	into.Ticket, into.events = to.Ticket, append(into.events, to.Events...)
	return l
}

func ptr[T any](v T) *T { return &v }

// Other timelines.

// single is a timeline of one event.
func single(kind event.Kind, id string, t event.Type, now time.Time, data any) []event.Event {
	e := event.New(t, now, system, data, nil)
	e.Seq, e.Aggregate = 1, event.Aggregate{Kind: kind, ID: id, Version: 1}
	return []event.Event{e}
}

// called is a call queued at a time, answered so many seconds later; below zero it was missed.
func called(id string, queued time.Time, after int, agent string) []event.Event {
	d := call.Ended{QueuedAt: queued, EndedAt: queued.Add(3 * time.Minute), Agent: agent}
	if after >= 0 {
		d.AnsweredAt = queued.Add(time.Duration(after) * time.Second)
	}
	return single(event.Call, id, event.CallEnded, d.EndedAt, d)
}

func visited(id, customer string, ended time.Time, outcome visit.Outcome) []event.Event {
	return single(event.Visit, id, event.VisitEnded, ended, visit.Ended{CustomerID: customer, Outcome: outcome, EndedAt: ended})
}

// questioned is a survey of a kind, with the scores that came, the first at answered and each a minute after the other.
func questioned(id string, kind feedback.Kind, asked, answered time.Time, scores ...int) []event.Event {
	s := feedback.Survey{ID: id, Kind: kind, CustomerID: "alice"}
	s, e := feedback.Happened(s, event.SurveySent, asked, system, "", feedback.SentData{Kind: kind, CustomerID: "alice", ExpiresAt: asked.Add(feedback.Life)}, nil)
	events := []event.Event{e}
	for i, score := range scores {
		s, e = feedback.Happened(s, event.FeedbackReceived, answered.Add(time.Duration(i)*time.Minute), alice, "",
			ticket.Received{SurveyID: id, Kind: string(kind), Score: score, Changed: i > 0}, nil)
		events = append(events, e)
	}
	return events
}

// grievance is a complaint under commands.
type grievance struct {
	tb
	complaint.Complaint
	events []event.Event
}

// Who works on complaints.
var (
	complainant = complaint.Who{Actor: alice}
	cora        = complaint.Who{Actor: event.Actor{Kind: event.Staff, ID: "cora", Name: "Cora"}, Groups: []string{"compliance"}}
)

func filed(t tb, id string, now, received time.Time, channel ticket.Channel) *grievance {
	t.Helper()
	vienna, err := time.LoadLocation("Europe/Vienna")
	if err != nil {
		t.Fatal(err)
	}
	regime, err := complaint.NewRegime(complaint.MiCA, vienna)
	if err != nil {
		t.Fatal(err)
	}
	who := complainant
	if !received.Equal(now) {
		who = cora
	}
	g := &grievance{tb: t}
	g.Complaint, g.events, err = complaint.File(complaint.FilingCommand{
		ID: id, FilingText: complaint.FilingText{Subject: "Withdrawal blocked", Statement: "It is blocked since Friday."},
		Customer: ticket.Customer{ID: "alice", Email: "alice@example.com", Assurance: ticket.Authenticated, Reachable: true},
		Channel:  channel, ReceivedAt: received,
	}, regime, complaintTerms(who, now))
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func complaintTerms(who complaint.Who, now time.Time) complaint.Terms {
	return complaint.Terms{Now: now, Who: who, Ladder: escalation.Default(), Authority: complaint.DefaultAuthority()}
}

func (g *grievance) do(now time.Time, who complaint.Who, c func(complaint.Complaint, complaint.Terms) (complaint.Complaint, []event.Event, error)) *grievance {
	g.Helper()
	after, events, err := c(g.Complaint, complaintTerms(who, now))
	if err != nil {
		g.Fatalf("complaint %s at %s: %v", g.ID, now, err)
	}
	g.Complaint, g.events = after, append(g.events, events...)
	return g
}

func (g *grievance) acknowledge(now time.Time, admissible bool) *grievance {
	g.Helper()
	return g.do(now, cora, func(c complaint.Complaint, terms complaint.Terms) (complaint.Complaint, []event.Event, error) {
		return complaint.Acknowledge(c, complaint.Verdict{Admissible: admissible, Reasons: "As the law says."}, terms)
	})
}

// investigate finds out what was wrong.
func (g *grievance) investigate(now time.Time) *grievance {
	g.Helper()
	g.do(now, cora, func(c complaint.Complaint, terms complaint.Terms) (complaint.Complaint, []event.Event, error) {
		return complaint.Investigate(c, complaint.Inquiry{Understanding: "It came late.", Points: []complaint.Point{{ID: "p1", Text: "Late."}}}, terms)
	})
	return g.do(now.Add(time.Hour), cora, func(c complaint.Complaint, terms complaint.Terms) (complaint.Complaint, []event.Event, error) {
		return complaint.Find(c, complaint.Ruling{Summary: "The queue stood still.", Upheld: "yes", Cause: "queue", Category: "withdrawal"}, terms)
	})
}

func (g *grievance) propose(now time.Time) *grievance {
	g.Helper()
	return g.do(now, cora, func(c complaint.Complaint, terms complaint.Terms) (complaint.Complaint, []event.Event, error) {
		return complaint.Propose(c, complaint.Proposal{
			SolutionText: complaint.SolutionText{
				Statement: "We are sorry.", Answers: []complaint.PointAnswer{{Point: "p1", Text: "It was."}}, Reasoning: "Our queue stood still.", Appeal: "The authority.",
			},
			Remedies: []complaint.Kind{complaint.Apology}, ExpectedBy: now.Add(5 * 24 * time.Hour),
		}, terms)
	})
}

func (g *grievance) reject(now time.Time) *grievance {
	g.Helper()
	return g.do(now, complainant, func(c complaint.Complaint, terms complaint.Terms) (complaint.Complaint, []event.Event, error) {
		return complaint.Reject(c, "That is not enough.", terms)
	})
}

// wakeComplaint is what a timer does.
func wakeComplaint(c complaint.Complaint, terms complaint.Terms) (complaint.Complaint, []event.Event, error) {
	return complaint.Wake(c, terms)
}
