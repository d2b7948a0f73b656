package ticket_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"aftercare/shared/escalation"
	"aftercare/shared/event"
	"aftercare/shared/sla"
	"aftercare/shared/ticket"
)

// opens changes the office's hours from now on: in Berlin, on working days, until 17:00.
func (l *life) opens(t tb, hour string) {
	t.Helper()
	l.hours, l.since = append(l.hours, hour), append(l.since, l.now)
	editions := make([]sla.Edition, 0, len(l.hours))
	for i, hour := range l.hours {
		windows := []string{hour + "-17:00"}
		editions = append(editions, sla.Edition{Version: i + 1, From: l.since[i], Spec: sla.CalendarSpec{
			TimeZone: "Europe/Berlin",
			Hours:    map[string][]string{"mon": windows, "tue": windows, "wed": windows, "thu": windows, "fri": windows},
		}})
	}
	c, err := sla.Compile("office", editions)
	if err != nil {
		t.Fatal(err)
	}
	l.calendars = append(l.calendars, c)
}

// within promises everybody a resolution within so much of the calendar.
func within(version int, calendar string, d time.Duration) sla.Policies {
	return sla.Policies{Version: version, List: []sla.Policy{{
		ID: "all", Calendar: calendar, WarnTo: []string{},
		Targets: map[sla.Name]sla.Rule{sla.Resolution: {Within: sla.Duration(d), PauseOn: []string{"pending"}}},
	}}}
}

// inOffice is a ticket of Saturday night, promised four hours of the office, on Monday.
func inOffice(t tb) *life {
	t.Helper()
	l := &life{now: start, policies: within(1, "office", 4*time.Hour), ladder: escalation.Default()}
	l.opens(t, "09:00")
	l.must(t, alice, open())
	return l
}

func (l *life) wantDue(t tb, want time.Time) {
	t.Helper()
	if got := l.target(t, sla.Resolution).DueAt; !got.Equal(want) {
		t.Fatalf("due %s, want %s", got, want)
	}
}

// monday is the one after start; clocks went forward on the Sunday between.
var monday = time.Date(2026, 3, 29, 22, 0, 0, 0, time.UTC)

func TestAdopt_ANewHourHoldsFromTheChangeOn(t *testing.T) {
	l := inOffice(t)
	l.wantDue(t, monday.Add(13*time.Hour))
	l.after(t, 38*time.Hour) // Monday 14:00 in Berlin, one hour after it was due
	l.must(t, bo, ticket.Fire)
	if len(only(l.events, event.SLABreached)) != 1 {
		t.Fatalf("no breach among %v", types(l.events))
	}

	l = inOffice(t)
	l.after(t, 35*time.Hour) // Monday 11:00: two hours counted
	l.opens(t, "12:00")
	l.must(t, system, ticket.Adopt)
	l.wantDue(t, monday.Add(14*time.Hour)) // from twelve on, two more
	changed := data[ticket.Changed](t, l.last, event.TicketChanged)
	if want := (ticket.Changed{Policy: "all", PolicyVersion: 1, CalendarVersion: 2}); !cmp.Equal(changed, want) {
		t.Errorf("published %+v, want %+v", changed, want)
	}
	if len(only(l.last, event.SLARescheduled)) != 1 {
		t.Errorf("no new due time among %v", types(l.last))
	}
	l.must(t, system, ticket.Adopt)
	if len(l.last) > 0 {
		t.Errorf("adopted again: %v", types(l.last))
	}
	l.wantReplays(t)
}

func TestAdopt_ADueTimeThatNowLiesInThePastIsABreachAtTheChange(t *testing.T) {
	l := inOffice(t)
	l.after(t, 36*time.Hour)
	l.policies = within(2, "office", time.Hour)
	l.must(t, system, ticket.Adopt)
	breach := data[ticket.Clock](t, l.last, event.SLABreached)
	if !breach.At.Equal(l.now) || !breach.Remeasured || !breach.DueAt.Equal(monday.Add(10*time.Hour)) {
		t.Errorf("%+v", breach)
	}
	l.wantReplays(t)
}

func TestAdopt_LeavesWhatIsPromisedAlike(t *testing.T) {
	l := inOffice(t)
	l.policies.Version = 2
	l.must(t, system, ticket.Adopt)
	if len(l.last) > 0 || l.SLA.Version != 1 {
		t.Errorf("wrote %v, version %d", types(l.last), l.SLA.Version)
	}
}

func TestAdopt_LeavesWhatIsOver(t *testing.T) {
	for _, s := range []ticket.Status{ticket.StatusSolved, ticket.StatusClosed} {
		l := in(t, s)
		l.policies = within(1, sla.Always, time.Hour)
		l.must(t, system, ticket.Adopt)
		if len(l.last) > 0 {
			t.Errorf("%s: %v", s, types(l.last))
		}
	}
}

func TestReopening_IsUnderWhatIsPromisedThen(t *testing.T) {
	for name, again := range map[string]func(l *life){
		"by the customer": func(l *life) { l.must(t, alice, reply("It is not solved.")) },
		"by staff":        func(l *life) { l.must(t, bo, reopen("It came back.")) },
		"by a low score":  func(l *life) { l.must(t, alice, rate(1)) },
	} {
		t.Run(name, func(t *testing.T) {
			l := inOffice(t)
			l.after(t, 36*time.Hour) // Monday 12:00
			l.must(t, bo, solve(""))
			l.policies = within(2, "office", 6*time.Hour)
			l.opens(t, "13:00")
			l.after(t, 2*time.Hour) // 14:00
			again(l)
			l.wantDue(t, monday.Add(17*time.Hour)) // three of six hours counted
			if l.SLA.Version != 2 || l.SLA.CalendarVersion != 2 {
				t.Errorf("version %d, calendar %d", l.SLA.Version, l.SLA.CalendarVersion)
			}
			l.wantReplays(t)
		})
	}
}

func TestOpen_NamesTheVersionOfTheCalendar(t *testing.T) {
	l := inOffice(t)
	if d := data[ticket.Opened](t, l.events, event.TicketOpened); d.CalendarVersion != 1 || l.SLA.CalendarVersion != 1 {
		t.Errorf("published %d, stored %d", d.CalendarVersion, l.SLA.CalendarVersion)
	}
}

func (l *life) wantReplays(t tb) {
	t.Helper()
	told, err := ticket.Replay(l.events, l.promises())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(l.Ticket, stored(told)); diff != "" {
		t.Fatalf("the timeline tells another ticket (-stored +told):\n%s", diff)
	}
}
