package notice

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"aftercare/shared/complaint"
	"aftercare/shared/document"
	"aftercare/shared/escalation"
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/link"
	"aftercare/shared/seal"
	"aftercare/shared/staff"
	"aftercare/shared/ticket"
)

// Tickets is what notices read of tickets.
type Tickets interface {
	// Ticket gives a ticket as it is now. Missing when there is none.
	Ticket(ctx context.Context, id string) (ticket.Ticket, error)
	// Timeline gives up to limit events after the sequence number, in order.
	Timeline(ctx context.Context, kind event.Kind, id string, after int64, limit int) ([]event.Event, error)
}

// Complaints is what notices read of complaints.
type Complaints interface {
	// Complaint gives a complaint as it is now. Missing when there is none.
	Complaint(ctx context.Context, id string) (complaint.Complaint, error)
	// Timeline gives up to limit events after the sequence number, in order; limit 0 means all.
	Timeline(ctx context.Context, kind event.Kind, id string, after int64, limit int) ([]event.Event, error)
}

// Links makes links for whoever gets a mail.
type Links interface {
	// Issue gives the address of a new link to what l names, and its end.
	Issue(ctx context.Context, l link.Link) (address string, expires time.Time, err error)
}

// Letters is what letters need besides their complaint: who writes them, and the links to them.
type Letters struct {
	House document.House
	Links Links
}

// Notices tells people what happened.
type Notices struct {
	desk       *Desk
	tickets    Tickets
	complaints Complaints
	staff      staff.Directory
	letters    Letters
	voices     Voices
	stories    Stories
	surveys    Surveys
	loops      Loops
}

// NewNotices makes the notices of what happens to tickets and complaints.
func NewNotices(desk *Desk, tickets Tickets, complaints Complaints, directory staff.Directory, letters Letters) *Notices {
	return &Notices{desk: desk, tickets: tickets, complaints: complaints, staff: directory, letters: letters}
}

// Handle tells whom an event concerns. It may be called for an event any number of times. An event that concerns
// nobody by its type is Malformed: the rule that brought it here is wrong.
func (n *Notices) Handle(ctx context.Context, e event.Detail) error {
	switch e.Type {
	case event.TicketOpened:
		return n.opened(ctx, e)
	case event.SecretRedacted:
		return n.redacted(ctx, e)
	case event.TicketReplied:
		return n.replied(ctx, e)
	case event.TicketEscalated:
		return n.escalated(ctx, e)
	case event.SLAWarned:
		return n.warned(ctx, e)
	case event.FeedbackReceived:
		return n.rated(ctx, e)
	case event.FeedbackLoopOpened:
		return n.followed(ctx, e)
	case event.FeedbackLoopAsked:
		return n.solvedNow(ctx, e)
	case event.FeedbackLoopContradicted:
		return n.contradicted(ctx, e)
	case event.FeedbackGiven:
		return n.given(ctx, e)
	case event.FeedbackHandled:
		return n.handled(ctx, e)
	case event.StoryAsked, event.StorySubmitted, event.StoryPublished:
		return n.story(ctx, e)
	case event.ComplaintFiled, event.ComplaintAcknowledged, event.ComplaintInvestigated, event.ComplaintAsked,
		event.ComplaintDelayed, event.ComplaintProposed, event.ComplaintFulfilled, event.ComplaintClosed:
		return n.letter(ctx, e)
	case event.ComplaintMessaged:
		return n.messaged(ctx, e)
	case event.ComplaintLessonDue:
		return n.lesson(ctx, e)
	case event.ComplaintEscalated:
		return n.raised(ctx, e)
	}
	return fault.New(fault.Malformed, "there is no notice of an event of type %s", e.Type)
}

// called tells whom a level calls to take a case over. Of a top that did not take over in time, administrators hear
// too.
func (n *Notices) called(ctx context.Context, e event.Detail, call escalation.Call) error {
	var roles []string
	if call.Role != "" {
		roles = append(roles, call.Role)
	}
	if call.Reminder > 0 && call.Role != "admin" {
		roles = append(roles, "admin")
	}
	return n.tell(ctx, roles, call.People, e.ID, Notice{
		Kind: e.Aggregate.Kind, Case: e.Aggregate.ID, Template: Escalation,
		Content: Content{
			Reference: reference(e.Aggregate.ID), Kind: e.Aggregate.Kind, Level: call.Level, Role: call.Role,
			Cause: call.Cause, TakeoverBy: call.TakeoverBy, Again: call.Again, Reminder: call.Reminder,
		},
	})
}

// tell sends a text to each member of some roles and to some people of the staff, once to each, and goes on to the
// next when one fails. Where a role has nobody, or somebody has left, the case's timeline says so.
func (n *Notices) tell(ctx context.Context, roles, people []string, about string, base Notice) error {
	members, err := staff.Named(ctx, n.staff, people)
	if err != nil {
		return err
	}
	for _, role := range roles {
		more, err := n.staff.Members(ctx, role)
		if err != nil {
			return fmt.Errorf("who is %s: %w", role, err)
		}
		if len(more) == 0 {
			more = []staff.Member{{ID: role}}
		}
		for _, m := range more {
			if !slices.ContainsFunc(members, func(had staff.Member) bool { return had.ID == m.ID }) {
				members = append(members, m)
			}
		}
	}
	base.Instead, base.Staff, base.Auto = base.Template, true, Generated
	var failed error
	for _, m := range members {
		one := base
		one.ID, one.To = ID(about, base.Template, m.ID), m.Email
		failed = errors.Join(failed, n.desk.Send(ctx, one))
	}
	return failed
}

// customer names the customer in the id of a notice.
const customer = "customer"

func reference(id string) string { return seal.Reference(id) }

// data reads what was published with an event as a T.
func data[T any](e event.Detail) (T, error) {
	var v T
	if err := json.Unmarshal(e.Data, &v); err != nil {
		return v, &fault.Error{Kind: fault.Malformed, Detail: fmt.Sprintf("the data of %s is not in our form", e.Type)}
	}
	return v, nil
}
