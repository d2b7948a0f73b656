package escalation_test

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"aftercare/shared/escalation"
	"aftercare/shared/fault"
)

var now = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

func TestRaise_MovesOneLevelUpUnlessOneWaits(t *testing.T) {
	waiting := escalation.State{Level: 1, Cause: escalation.Breach, At: now, TakeoverBy: now.Add(time.Minute)}
	taken := waiting.TakeOver("lin", now)
	expired, _ := waiting.Expire(now.Add(time.Minute))
	top := escalation.State{Level: 3, Cause: escalation.Breach}
	held := top.TakeOver("ada", now)
	calling := escalation.State{Level: 3, Cause: escalation.Breach, TakeoverBy: now.Add(time.Minute)}
	reminded := escalation.State{Level: 3, Cause: escalation.TakeoverExpired, Reminders: escalation.MaxReminders - 1}
	tired := escalation.State{Level: 3, Cause: escalation.TakeoverExpired, Reminders: escalation.MaxReminders}
	call := func(level int, role string) *escalation.Call {
		return &escalation.Call{Level: level, Role: role, TakeoverBy: now.Add(30 * time.Minute)}
	}
	again := func(reminder int) *escalation.Call {
		c := call(3, "admin")
		c.Again, c.Reminder = true, reminder
		return c
	}
	for name, c := range map[string]struct {
		from  escalation.State
		cause escalation.Cause
		want  *escalation.Call // nil when it is only noted
	}{
		"from the desk":                      {escalation.State{}, escalation.ByCustomer, call(1, "lead")},
		"a breach while one waits":           {waiting, escalation.Breach, nil},
		"the customer while one waits":       {waiting, escalation.ByCustomer, nil},
		"a low score while one waits":        {waiting, escalation.LowScore, nil},
		"an expiry that was overtaken":       {waiting, escalation.TakeoverExpired, nil},
		"an expiry after the takeover":       {taken, escalation.TakeoverExpired, nil},
		"an expiry at the desk":              {escalation.State{}, escalation.TakeoverExpired, nil},
		"a rejection while one waits":        {waiting, escalation.Rejection, call(2, "compliance")},
		"once it was taken over":             {taken, escalation.Breach, call(2, "compliance")},
		"once the time to take over is over": {expired, escalation.TakeoverExpired, call(2, "compliance")},
		"once it was stopped":                {waiting.Stop(), escalation.Breach, call(2, "compliance")},

		"at the top, the customer is heard":          {held, escalation.ByCustomer, again(0)},
		"at the top, a rejection is":                 {held, escalation.Rejection, again(0)},
		"at the top, a breach is noted":              {held, escalation.Breach, nil},
		"at the top, a colleague's hand-up is noted": {held, escalation.ByStaff, nil},
		"at the top, while it waits":                 {calling, escalation.ByCustomer, nil},
		"at the top, a rejection while it waits":     {calling, escalation.Rejection, nil},
		"a top that took nothing over":               {top, escalation.TakeoverExpired, again(1)},
		"and again":                                  {reminded, escalation.TakeoverExpired, again(escalation.MaxReminders)},
		"but not for ever":                           {tired, escalation.TakeoverExpired, nil},
		"though the customer still is heard":         {tired, escalation.ByCustomer, again(0)},
		"on a ladder that has lost the level":        {escalation.State{Level: 5}, escalation.ByCustomer, &escalation.Call{Level: 5, Role: "admin", TakeoverBy: now.Add(30 * time.Minute), Again: true}},
	} {
		t.Run(name, func(t *testing.T) {
			got, raised, err := c.from.Raise(escalation.Default(), c.cause, now, nil)
			if err != nil || raised != (c.want != nil) {
				t.Fatalf("raised %t, %v", raised, err)
			}
			var want escalation.Call
			if raised {
				want = *c.want
				want.Cause = c.cause
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("(-want +got):\n%s", diff)
			}
			if after := c.from.Called(got, now); raised && (!after.Waiting() || after.Unheard() != (got.Reminder > 0)) {
				t.Errorf("called, it is %+v", after)
			}
		})
	}
}

func TestRaise_OnAnEmptyLadderOnlyNotes(t *testing.T) {
	if got, raised, err := (escalation.State{}).Raise(nil, escalation.ByCustomer, now, nil); raised || err != nil {
		t.Errorf("raised to %+v, %v", got, err)
	}
}

func TestRaise_CountsTheTimeToTakeOverInTheLevelsCalendar(t *testing.T) {
	morning := now.Add(15 * time.Hour)
	hours := func(calendar string, from time.Time, within time.Duration) (time.Time, int, error) {
		if calendar != "vienna" || !from.Equal(now) || within != time.Hour {
			return time.Time{}, 0, errPassing
		}
		return morning, 7, nil
	}
	for calendar, want := range map[string]escalation.Call{
		"":       {TakeoverBy: now.Add(time.Hour)},
		"always": {TakeoverBy: now.Add(time.Hour), Calendar: "always"},
		"vienna": {TakeoverBy: morning, Calendar: "vienna", CalendarVersion: 7},
	} {
		l := escalation.Ladder{{People: []string{"lin", "bo"}, Within: time.Hour, Calendar: calendar}}
		want.Level, want.Cause, want.People = 1, escalation.Breach, []string{"lin", "bo"}
		got, raised, err := escalation.State{}.Raise(l, escalation.Breach, now, hours)
		if diff := cmp.Diff(want, got); diff != "" || !raised || err != nil {
			t.Errorf("%q: %v (-want +got):\n%s", calendar, err, diff)
		}
	}
	l := escalation.Ladder{{Role: "lead", Within: time.Hour, Calendar: "atlantis"}}
	if _, raised, err := (escalation.State{}).Raise(l, escalation.Breach, now, hours); raised || !errors.Is(err, errPassing) {
		t.Errorf("a calendar that is not there: raised %t, %v", raised, err)
	}
}

func TestExpire_EndsTheWaitAtItsTime(t *testing.T) {
	by := now.Add(time.Minute)
	waiting := escalation.State{Level: 1, Cause: escalation.Breach, At: now, TakeoverBy: by}
	for name, c := range map[string]struct {
		state   escalation.State
		at      time.Time
		expired bool
	}{
		"too early":  {waiting, by.Add(-time.Second), false},
		"on time":    {waiting, by, true},
		"late":       {waiting, by.Add(time.Hour), true},
		"taken over": {waiting.TakeOver("lin", now), by, false},
		"stopped":    {waiting.Stop(), by, false},
		"no level":   {escalation.State{}, by, false},
	} {
		t.Run(name, func(t *testing.T) {
			got, expired := c.state.Expire(c.at)
			if expired != c.expired || expired && got.Waiting() || !expired && got != c.state {
				t.Errorf("expired %t: %+v", expired, got)
			}
			if _, again := got.Expire(c.at); again {
				t.Error("it expires twice")
			}
		})
	}
}

func TestLower_MovesDownToTheDeskAndWaitsForNobody(t *testing.T) {
	s := escalation.State{Level: 2, Cause: escalation.Breach, At: now, TakeoverBy: now, By: "lin", TakenOverAt: now}
	for _, want := range []int{1, 0, 0} {
		if s = s.Lower(now); s != (escalation.State{Level: want, At: now}) {
			t.Errorf("got %+v, want level %d", s, want)
		}
	}
}

func TestStop_KeepsWhoTookOverAndWhen(t *testing.T) {
	taken := escalation.State{Level: 1, TakeoverBy: now, TakenOverAt: now, By: "lin"}
	if got := taken.Stop(); got != taken {
		t.Errorf("got %+v", got)
	}
	if got := (escalation.State{Level: 1, TakeoverBy: now}).Stop(); got.Waiting() || got.Level != 1 {
		t.Errorf("got %+v", got)
	}
}

func TestAt_ALevelThatTheLadderHasLostIsTheTops(t *testing.T) {
	l := escalation.Default()
	if got := (escalation.Ladder{}).At(1); got.Role != "" {
		t.Errorf("an empty ladder calls %q", got.Role)
	}
	for level, want := range map[int]string{-1: "", 0: "", 1: "lead", 2: "compliance", 3: "admin", 4: "admin", 9: "admin"} {
		if got := l.At(level).Role; got != want {
			t.Errorf("level %d is for %q, want %q", level, got, want)
		}
	}
}

func TestCheckTakeover_IsForWhomTheLevelCallsAndThoseAbove(t *testing.T) {
	l := escalation.Default()
	people := escalation.Ladder{
		{People: []string{"bo", "lin"}, Within: time.Hour},
		{Role: "compliance", People: []string{"wei"}, Within: time.Hour},
	}
	for name, c := range map[string]struct {
		ladder escalation.Ladder
		level  int
		person escalation.Person
		may    bool
	}{
		"its own role":                           {l, 2, escalation.Person{ID: "x", Groups: []string{"compliance"}}, true},
		"a role above":                           {l, 1, escalation.Person{ID: "x", Groups: []string{"admin"}}, true},
		"a role below":                           {l, 2, escalation.Person{ID: "x", Groups: []string{"lead"}}, false},
		"one of several":                         {l, 3, escalation.Person{ID: "x", Groups: []string{"agent", "admin"}}, true},
		"nobody":                                 {l, 1, escalation.Person{ID: "x"}, false},
		"the top of a shortened ladder":          {l[:2], 3, escalation.Person{ID: "x", Groups: []string{"compliance"}}, true},
		"below it":                               {l[:2], 3, escalation.Person{ID: "x", Groups: []string{"lead"}}, false},
		"an empty ladder":                        {nil, 1, escalation.Person{ID: "x", Groups: []string{"admin"}}, false},
		"one of its people":                      {people, 1, escalation.Person{ID: "bo", Groups: []string{"agent"}}, true},
		"a colleague of theirs":                  {people, 1, escalation.Person{ID: "ada", Groups: []string{"agent", "lead"}}, false},
		"the role above people":                  {people, 1, escalation.Person{ID: "cora", Groups: []string{"compliance"}}, true},
		"a person above people":                  {people, 1, escalation.Person{ID: "wei", Groups: []string{"agent"}}, true},
		"people of the level below":              {people, 2, escalation.Person{ID: "bo", Groups: []string{"agent"}}, false},
		"a group without a name, of nobody's":    {people, 1, escalation.Person{ID: "x", Groups: []string{""}}, false},
		"an id without a name, where none is so": {people, 1, escalation.Person{}, false},
	} {
		t.Run(name, func(t *testing.T) {
			waits := escalation.State{Level: c.level, Cause: escalation.Breach, TakeoverBy: now}
			err := c.ladder.CheckTakeover(waits, c.person, "ticket", "open")
			if c.may && err != nil || !c.may && !fault.Is(err, fault.Forbidden) {
				t.Errorf("got %v", err)
			}
			err = c.ladder.CheckTakeover(waits.TakeOver("lin", now), c.person, "ticket", "open")
			if c.may && !fault.Is(err, fault.Conflict) || !c.may && !fault.Is(err, fault.Forbidden) {
				t.Errorf("once it was taken over: %v", err)
			}
		})
	}
}

func TestAbandoned_OnceTheTimeToTakeOverPassedAndNobodyDid(t *testing.T) {
	waiting := escalation.State{Level: 1, Cause: escalation.Breach, At: now, TakeoverBy: now.Add(time.Minute)}
	expired, _ := waiting.Expire(now.Add(time.Minute))
	for name, c := range map[string]struct {
		state     escalation.State
		abandoned bool
	}{
		"expired":          {expired, true},
		"waiting":          {waiting, false},
		"taken over":       {waiting.TakeOver("lin", now), false},
		"taken over later": {expired.TakeOver("lin", now), false},
		"lowered":          {escalation.State{Level: 2, Cause: escalation.Breach}.Lower(now), false},
		"at the desk":      {escalation.State{}, false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := c.state.Abandoned(); got != c.abandoned {
				t.Errorf("got %t", got)
			}
		})
	}
}

// Whatever happens, the level never rises while one waits but for a rejection, and never above the top; and a top that
// takes nothing over is reminded a few times, not for ever.
func TestNothingRunsAway(t *testing.T) {
	causes := []escalation.Cause{
		escalation.Breach, escalation.ByCustomer, escalation.ByStaff, escalation.LowScore, escalation.TakeoverExpired, escalation.Rejection,
	}
	rapid.Check(t, func(r *rapid.T) {
		l := escalation.Default()[:rapid.IntRange(0, 3).Draw(r, "levels")]
		at := now
		var s escalation.State
		for range rapid.IntRange(1, 50).Draw(r, "steps") {
			at = at.Add(time.Duration(rapid.IntRange(0, 3000).Draw(r, "seconds")) * time.Second)
			before, cause := s, rapid.SampledFrom(causes).Draw(r, "cause")
			switch rapid.IntRange(0, 6).Draw(r, "what") {
			case 0:
				s, _ = s.Expire(at)
			case 1:
				s = s.TakeOver("lin", at)
			case 2:
				s = s.Lower(at)
			case 3:
				s = s.Stop()
			default:
				call, raised, err := s.Raise(l, cause, at, nil)
				if err != nil {
					r.Fatal(err)
				}
				if !raised {
					break
				}
				s = s.Called(call, at)
				if _, twice, _ := s.Raise(l, cause, at, nil); twice && cause != escalation.Rejection {
					r.Fatalf("%s raises %+v twice at once", cause, before)
				}
				if call.Again != (call.Level == before.Level) {
					r.Fatalf("from %+v the call is %+v", before, call)
				}
			}
			if s.Level > len(l) || s.Level > before.Level+1 || s.Level > before.Level && before.Waiting() && cause != escalation.Rejection {
				r.Fatalf("for %s from %+v to %+v on a ladder of %d", cause, before, s, len(l))
			}
			if s.Reminders > escalation.MaxReminders {
				r.Fatalf("reminded %d times", s.Reminders)
			}
		}
	})
}

// Left alone by everybody, a case climbs to the top by itself, and comes to rest there.
func TestWhatNobodyTakesOverClimbsToTheTopByItself(t *testing.T) {
	l, at := escalation.Default(), now
	var s escalation.State
	var calls []int
	for cause := escalation.ByCustomer; ; cause = escalation.TakeoverExpired {
		call, raised, err := s.Raise(l, cause, at, nil)
		if err != nil {
			t.Fatal(err)
		}
		if !raised {
			break
		}
		calls = append(calls, call.Level)
		s, at = s.Called(call, at), call.TakeoverBy
		s, _ = s.Expire(at)
	}
	if !slices.Equal(calls, []int{1, 2, 3, 3, 3, 3}) || !s.Unheard() || !s.Abandoned() {
		t.Errorf("called %v, at the end %+v", calls, s)
	}
}

// Ladders that were stored when a level was a role alone, in time that always counts, are still theirs.
func TestALadderOfRolesAloneStillDecodes(t *testing.T) {
	var l escalation.Ladder
	if err := json.Unmarshal([]byte(`[{"role":"lead","within":60000000000}]`), &l); err != nil {
		t.Fatal(err)
	}
	call, raised, err := escalation.State{}.Raise(l, escalation.Breach, now, nil)
	if err != nil || !raised || call.Role != "lead" || !call.TakeoverBy.Equal(now.Add(time.Minute)) {
		t.Errorf("called %+v, %t, %v", call, raised, err)
	}
}
