package ticket

import (
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/redact"
	"aftercare/shared/text"
)

// defaultCloseAfter is how long a solved ticket waits for an objection when its policy does not say.
const defaultCloseAfter = 4 * 24 * time.Hour

// Solve ends the work on a ticket. With a body it is first a public reply; whoever solves becomes the assignee
// where there is none.
func Solve(t Ticket, body string, terms Terms) (Ticket, []event.Event, error) {
	var c text.Checker
	var r redact.Remover
	body = c.Optional("body", r.Clean(body), text.MaxBody)
	if err := c.Err(); err != nil {
		return t, nil, err
	}
	if t.Status == StatusClosed {
		return t, nil, closed(t)
	}
	if t.Status == StatusSolved {
		return t, nil, fault.InState(string(t.Status), "the ticket is solved already")
	}
	d := begin(t, terms, terms.Now)
	if body != "" {
		status := d.Status
		if status == StatusNew {
			status = StatusOpen
		}
		seq := d.Seq + 1
		d.emit(event.TicketReplied, Replied{Visibility: "public", Status: status, Redacted: len(r.Removed) > 0}, Message{Body: body})
		d.endangered(r.Removed, seq)
	}
	if d.Assignee == "" && terms.Actor.Kind == event.Staff {
		d.emit(event.TicketAssigned, Assigned{Assignee: terms.Actor.ID}, nil)
	}
	after := time.Duration(d.SLA.CloseAfter)
	if after <= 0 {
		after = defaultCloseAfter
	}
	d.emit(event.TicketSolved, SolvedData{Assignee: d.Assignee, Team: d.Team, Channel: d.Channel, ClosesAt: d.now.Add(after), FollowsSurvey: d.FollowsSurvey}, nil)
	return d.finish(t)
}

// Reopen takes a solved ticket up again.
func Reopen(t Ticket, cause, reason string, terms Terms) (Ticket, []event.Event, error) {
	reason, removed, err := cleanReason(reason)
	if err != nil {
		return t, nil, err
	}
	if t.Status != StatusSolved {
		return t, nil, fault.InState(string(t.Status), "only a solved ticket can be reopened")
	}
	d := begin(t, terms, terms.Now)
	d.adopt()
	seq := d.Seq + 1
	d.emit(event.TicketReopened, Reopened{Cause: cause, Channel: d.Channel, Redacted: len(removed) > 0}, Reason{Reason: reason})
	d.endangered(removed, seq)
	return d.finish(t)
}

// cleanReason gives a reason in its one form, and the kinds of secrets that were removed from it.
func cleanReason(reason string) (string, []string, error) {
	var c text.Checker
	var r redact.Remover
	reason = c.Required("reason", r.Clean(reason), text.MaxBody)
	return reason, r.Removed, c.Err()
}

// Feedback is the customer's answer to the question whether they were satisfied.
type Feedback struct {
	SurveyID string
	Kind     string
	Score    int
	Comment  string
	Agent    string   // who had the case when the customer was asked
	Changed  bool     // replaces an earlier answer of theirs
	Removed  []string // the kinds of secrets that were removed from the comment
}

// LowScore is the highest score that asks for another look; HighScore is the one that, with a comment, praises.
const (
	LowScore  = 2
	HighScore = 5
)

// Rate records an answer. A low score reopens a solved ticket; package escalation's consumer moves it up, and opens
// a follow-up of a closed one.
func Rate(t Ticket, f Feedback, terms Terms) (Ticket, []event.Event, error) {
	d := begin(t, terms, terms.Now)
	low := f.Score <= LowScore
	mine := t.FollowsSurvey == "" || t.FollowsSurvey == f.SurveyID // a merge brought what else is to be put right here
	received := Received{
		SurveyID: f.SurveyID, Kind: f.Kind, Score: f.Score, Low: low, Follows: low && mine && t.Status != StatusClosed, Changed: f.Changed,
	}
	if f.Score >= HighScore && f.Comment != "" && f.Agent != "" {
		received.Praise, received.Agent = true, f.Agent
	}
	d.emit(event.FeedbackReceived, received, Comment{Comment: f.Comment})
	d.endanger(f.Removed, d.Seq, false)
	if low && t.Status == StatusSolved {
		d.adopt()
		d.emitAs(system, event.TicketReopened, Reopened{Cause: "lowScore", Channel: d.Channel}, nil)
	}
	d.hasten(f.Removed)
	return d.finish(t)
}
