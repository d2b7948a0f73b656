package feedback

import (
	"context"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/ticket"
)

// Change is what one step writes, in one transaction.
type Change struct {
	// Survey is the survey after the step. It is written on condition that the stored one has the revision before
	// it, or, for revision 1, that there is none.
	Survey Survey
	// Events are what the step adds to the survey's own timeline, in order; their numbers follow on the survey's Seq
	// as it was read, and end with what it is now. None for a survey that is told on its ticket's timeline.
	Events []event.Event
	// LastAsked is when the customer and their mailbox were last asked, as it becomes; none where no rule asks for it.
	LastAsked Past
	// Preferences are what was said about being asked by mail, as it becomes; none where nothing was.
	Preferences Wishes
	// Ticket is what the answer does to the ticket; nil for a step that leaves it alone.
	Ticket *ticket.Change
	// Receipt remembers the outside key of an answer; nil without one.
	Receipt *event.Receipt
}

// Store keeps surveys. Reads of one survey are consistent.
type Store interface {
	PreferenceStore
	// Survey gives a survey by its id. Missing when there is none.
	Survey(ctx context.Context, id string) (Survey, error)
	// Timeline gives up to limit events after the sequence number, in order; limit 0 means all.
	Timeline(ctx context.Context, kind event.Kind, id string, after int64, limit int) ([]event.Event, error)
	// SurveyByToken gives the survey whose present TokenHash this is. Missing when there is none, also for a hash
	// that was replaced.
	SurveyByToken(ctx context.Context, tokenHash string) (Survey, error)
	// LastAsked gives when a customer, or a mailbox, was last asked; one of revision 0 where that is not remembered.
	LastAsked(ctx context.Context, customerID string) (LastAsked, error)
	// Receipt gives what a key was used for; false when it was not, or longer ago than it is remembered.
	Receipt(ctx context.Context, scope, key string) (event.Receipt, bool, error)
	// SaveSurvey writes a change whole or not at all, and makes the survey findable by its TokenHash, which changes
	// only while the survey is Claimed or Sending. Lost when the survey, the ticket, LastAsked or Preferences were changed by
	// another in between; Replayed when the receipt exists. The survey may be forgotten from AskedAt + Kept on, with its
	// events and its token.
	SaveSurvey(ctx context.Context, c Change) error
	// PlannedSurveys gives the ids of surveys whose WakeAt is before a time, earliest first, at most limit, by an index
	// that may lag some seconds behind.
	PlannedSurveys(ctx context.Context, before time.Time, limit int) ([]string, error)
	// CustomerSurveys gives a customer's surveys that are told on their own timelines, newest first, at most limit, by
	// an index that may lag some seconds behind.
	CustomerSurveys(ctx context.Context, customer string, limit int) ([]Survey, error)
	// Wave gives the wave that is or was last under way; one of revision 0 before the first.
	Wave(ctx context.Context) (Wave, error)
	// SaveWave writes a wave on condition that the stored one has the revision before it. Lost otherwise.
	SaveWave(ctx context.Context, w Wave) error
	// PraisedSurveys gives a page of the surveys whose answers praise a person, newest first by when they were asked, by
	// an index that may lag some seconds behind, and where the next page begins; empty at the end.
	PraisedSurveys(ctx context.Context, agent, after string, limit int) ([]Survey, string, error)
	// EachSurvey hands each the surveys that are Asked and whose AskedAt lies in [from, to), by an index that may
	// lag some seconds behind. The caller bounds the range. An error of each ends it and comes back.
	EachSurvey(ctx context.Context, from, to time.Time, each func(Survey) error) error
}
