package notice_test

import (
	"testing"
	"time"

	"aftercare/shared/complaint"
	"aftercare/shared/event"
)

func TestTheOwnerOfALessonIsRemindedUntilItIsDone(t *testing.T) {
	c := newCompany(t)
	due := noon.Add(48 * time.Hour)
	told := event.New(event.ComplaintLessonDue, noon, event.Actor{Kind: event.System}, complaint.Reminder{Lesson: 1, Reminder: 1, Owner: "lin", DueBy: due}, nil)
	told.Seq, told.Aggregate = 1, event.Aggregate{Kind: event.Complaint, ID: caseID, Version: 1}
	kept := complaint.Complaint{
		ID: caseID, Seq: 1, Version: 1, Status: complaint.Closed, LastAt: noon, CreatedAt: noon, ReceivedAt: noon,
		Lessons: []complaint.Lesson{{N: 1, Action: "Check twice.", Owner: "lin", DueBy: due, At: noon, Reminded: 1}},
	}
	if err := c.SaveComplaint(t.Context(), complaint.Change{Complaint: kept, Events: []event.Event{told}}); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := c.notices.Handle(t.Context(), told.Publish()); err != nil {
			t.Fatal(err)
		}
	}
	c.wantInbox(t, "lin@example.com [ABCD-EFGH-JKMN] Lesson to put into practice")
	if got, err := c.complaints.Store().Complaint(t.Context(), caseID); err != nil {
		t.Fatal(err)
	} else {
		before := got.Seq
		got.Seq++
		got.Lessons[0].DoneAt = noon
		done := told
		done.Seq = got.Seq
		if err := c.SaveComplaint(t.Context(), complaint.Change{Before: before, Complaint: got, Events: []event.Event{done}}); err != nil {
			t.Fatal(err)
		}
		if err := c.notices.Handle(t.Context(), done.Publish()); err != nil {
			t.Fatal(err)
		}
	}
	c.wantInbox(t)
}
