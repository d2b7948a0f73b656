package complaint

import (
	"strings"
	"testing"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
)

// All questions of a complaint together leave room for its decision in one item of the table.
func TestQuestionsLeaveRoomForTheDecision(t *testing.T) {
	l := filed(t)
	long := strings.Repeat("x", 18_000)
	ask := func(c Complaint, terms Terms) (Complaint, []event.Event, error) {
		return Ask(c, Question{Question: long}, terms)
	}
	for range 3 {
		l.do(cora, monday.Add(time.Hour), ask)
	}
	_, _, err := ask(l.c, by(cora, monday.Add(time.Hour)))
	wantKind(t, err, fault.TooLarge)
}
