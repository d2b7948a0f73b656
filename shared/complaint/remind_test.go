package complaint

import (
	"slices"
	"testing"
	"time"

	"aftercare/shared/cause"
	"aftercare/shared/event"
	"aftercare/shared/fault"
)

// taught is a complaint that was found on, with a lesson for lin that is due after some days.
func taught(t *testing.T, days int) *life {
	t.Helper()
	l := filed(t)
	for _, p := range paths[Found] {
		l.do(p.who, monday, p.cmd)
	}
	l.do(cora, monday, func(c Complaint, terms Terms) (Complaint, []event.Event, error) {
		return Learn(c, Learning{Cause: "queue", Action: "Watch it.", Owner: "lin", DueBy: monday.AddDate(0, 0, days)}, terms)
	})
	return l
}

// reminders wakes the complaint and gives which reminders went out.
func (l *life) reminders(now time.Time) []int {
	l.t.Helper()
	had := len(l.events)
	l.do(System, now, Wake)
	var numbers []int
	for _, e := range l.events[had:] {
		if e.Type == event.ComplaintLessonDue {
			d, err := event.Decode[Reminder](e)
			if err != nil || d.Lesson != 1 || d.Owner != "lin" {
				l.t.Errorf("%+v, %v", d, err)
			}
			numbers = append(numbers, d.Reminder)
		}
	}
	return numbers
}

func TestLesson_IsRemindedOfBeforeItIsDueAndWhenItIs(t *testing.T) {
	l := taught(t, 10)
	day := func(n int) time.Time { return monday.AddDate(0, 0, n) }
	for _, look := range []struct {
		at   time.Time
		want []int
	}{
		{day(7).Add(-time.Second), nil}, {day(7), []int{1}}, {day(7).Add(time.Hour), nil},
		{day(10).Add(-time.Second), nil}, {day(10), []int{2}}, {day(30), nil},
	} {
		if got := l.reminders(look.at); !slices.Equal(got, look.want) {
			t.Errorf("at %s: %v, want %v", look.at, got, look.want)
		}
	}
	if at := l.c.remindAt(); !at.IsZero() {
		t.Errorf("it is reminded of again at %s", at)
	}
	if due := l.c.LessonDue(); !due.Equal(day(10)) {
		t.Errorf("it is no longer open: %s", due)
	}
}

func TestLesson_IsRemindedOfOnceWhereTimeIsShortOrWasMissed(t *testing.T) {
	short := taught(t, 2)
	if at := short.c.remindAt(); !at.Equal(monday.AddDate(0, 0, 2)) {
		t.Errorf("reminded at %s", at)
	}
	missed := taught(t, 10)
	if got := missed.reminders(monday.AddDate(0, 0, 20)); !slices.Equal(got, []int{2}) {
		t.Errorf("got %v", got)
	}
}

func TestLesson_ThatIsDoneIsRemindedOfNoMore(t *testing.T) {
	l := taught(t, 10)
	l.do(alice, monday.Add(time.Hour), Withdraw)
	if at := l.c.WakeAt(); !at.Equal(monday.AddDate(0, 0, 7)) {
		t.Errorf("closed, it wakes at %s", at)
	}
	wantTypes(t, l.do(lin, monday.AddDate(0, 0, 1), complete), event.ComplaintLessonDone)
	lesson := l.c.Lessons[0]
	if lesson.Open() || lesson.DoneBy != "lin" || lesson.Note == "" || !l.c.LessonDue().IsZero() || !l.c.WakeAt().IsZero() {
		t.Errorf("%+v, wakes at %s", lesson, l.c.WakeAt())
	}
	_, _, err := complete(l.c, by(lin, monday.AddDate(0, 0, 2)))
	wantKind(t, err, fault.Conflict)
	_, _, err = Complete(l.c, Completion{Lesson: 2}, by(lin, monday.AddDate(0, 0, 2)))
	wantKind(t, err, fault.Missing)
	replayed, err := Replay(l.events)
	if err != nil || asJSON(replayed) != asJSON(l.c) {
		t.Errorf("the timeline gives something else: %v", err)
	}
}

func TestFindings_NameACauseOfTheTreeAlone(t *testing.T) {
	l := filed(t)
	for _, p := range paths[Investigating] {
		l.do(p.who, monday, p.cmd)
	}
	tree := cause.Default()
	found := func(cause string) error {
		terms := by(cora, monday)
		terms.Causes = &tree
		_, _, err := Find(l.c, Ruling{Summary: "So it is.", Upheld: UpheldYes, Cause: cause}, terms)
		return err
	}
	for _, known := range []string{"", "delay"} {
		if err := found(known); err != nil {
			t.Errorf("%q: %v", known, err)
		}
	}
	wantKind(t, found("nothing"), fault.Invalid)
}
