// Package storetest is the contract of storage as tests: whatever keeps tickets, complaints, surveys and the rest
// must pass them, in memory and in DynamoDB alike.
package storetest

import (
	"context"
	"sync"
	"testing"
	"time"

	"aftercare/shared/activity"
	"aftercare/shared/audit"
	"aftercare/shared/call"
	"aftercare/shared/cause"
	"aftercare/shared/clock"
	"aftercare/shared/complaint"
	"aftercare/shared/escalation"
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/feedback"
	"aftercare/shared/incident"
	"aftercare/shared/insight"
	"aftercare/shared/limit"
	"aftercare/shared/link"
	"aftercare/shared/loop"
	"aftercare/shared/notice"
	"aftercare/shared/register"
	"aftercare/shared/rescheduling"
	"aftercare/shared/rollup"
	"aftercare/shared/sla"
	"aftercare/shared/story"
	"aftercare/shared/ticket"
	"aftercare/shared/topic"
	"aftercare/shared/transparency"
	"aftercare/shared/trend"
	"aftercare/shared/visit"
	"aftercare/shared/voice"
)

// Store is all that storage does.
type Store interface {
	ticket.Store
	ticket.PromiseStore
	complaint.Store
	feedback.Store
	feedback.RuleStore
	notice.Store
	link.Store
	limit.Store
	cause.Store
	register.Store
	trend.Store
	topic.Store
	rescheduling.Store
	transparency.Store
	audit.Store
	rollup.Store
	rollup.Doings
	call.Store
	visit.Store
	incident.Store
	activity.Store
	voice.Store
	story.Store
	loop.Store

	Edition(ctx context.Context, id string) (sla.Edition, error)
	Editions(ctx context.Context, id string, version int) ([]sla.Edition, error)
	Calendars(ctx context.Context, after string, limit int) ([]sla.NamedEdition, error)
	PutCalendar(ctx context.Context, id string, before int, e sla.Edition, r rescheduling.Change) error
	PutPolicies(ctx context.Context, before int, p sla.Policies, r rescheduling.Change) error
	LadderOf(ctx context.Context, team string) (escalation.Ladder, int, error)
	PutLadder(ctx context.Context, team string, before int, l escalation.Ladder) error
	Teams(ctx context.Context) ([]string, error)
	Wakes(ctx context.Context, from, to time.Time, limit int) ([]clock.Wake, error)
	Record(ctx context.Context, e event.Event) error

	// SpoilFact and SpoilSum damage what is stored, so that it cannot be understood.
	SpoilFact(ctx context.Context, c rollup.Case, day insight.Day) error
	SpoilSum(ctx context.Context, p rollup.Place) error
}

// Open gives an empty store that reads the time from now. It cleans up after the test by itself.
type Open func(t *testing.T, now func() time.Time) Store

// Run tests that stores keep the contract.
func Run(t *testing.T, open Open) {
	for _, group := range []map[string]func(*testing.T, *bench){
		ticketTests, receiptTests, threadTests, timelineTests, listTests, wakeTests, promiseTests, calendarTests, complaintTests,
		ledgerTests, registerTests, causeTests, exportTests, findingTests, topicTests,
		surveyTests, feedbackRuleTests, noticeTests, linkTests, reschedulingTests, auditTests, callTests, incidentTests, activityTests, raceTests, serviceTests,
		voiceTests, storyTests, rollupTests, reportTests, loopTests,
	} {
		for name, test := range group {
			t.Run(name, func(t *testing.T) {
				b := &bench{at: start}
				b.Store = open(t, b.now)
				test(t, b)
			})
		}
	}
}

// start is when every test begins.
var start = time.Date(2026, 3, 28, 22, 0, 0, 0, time.UTC)

// bench is a store with a clock that the test moves.
type bench struct {
	Store
	mu sync.Mutex
	at time.Time
}

func (b *bench) now() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.at
}

func (b *bench) wait(d time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.at = b.at.Add(d)
}

// save saves a change that must succeed, and gives the ticket.
func (b *bench) save(t *testing.T, c ticket.Change) ticket.Ticket {
	t.Helper()
	if err := b.SaveTicket(t.Context(), c); err != nil {
		t.Fatalf("save ticket %s: %v", c.Ticket.ID, err)
	}
	return c.Ticket
}

// refuses checks that an error is of the kind.
func refuses(t *testing.T, err error, kind fault.Kind) {
	t.Helper()
	if !fault.Is(err, kind) {
		t.Fatalf("got error %v, want one of kind %d", err, kind)
	}
}

// must checks that there is no error.
func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
