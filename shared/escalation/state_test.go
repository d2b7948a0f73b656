package escalation_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"aftercare/shared/escalation"
)

var now = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

func TestRaise_MovesOneLevelUpUnlessOneWaits(t *testing.T) {
	waiting := escalation.State{Level: 1, Cause: escalation.Breach, At: now, TakeoverBy: now.Add(time.Minute)}
	taken := waiting.TakeOver("lin", now)
	expired, _ := waiting.Expire(now.Add(time.Minute))
	top := escalation.State{Level: 3}
	for name, c := range map[string]struct {
		from   escalation.State
		cause  escalation.Cause
		raised int // the level, or 0 when it is only noted
	}{
		"from the desk":                      {escalation.State{}, escalation.ByCustomer, 1},
		"a breach while one waits":           {waiting, escalation.Breach, 0},
		"the customer while one waits":       {waiting, escalation.ByCustomer, 0},
		"a low score while one waits":        {waiting, escalation.LowScore, 0},
		"an expiry that was overtaken":       {waiting, escalation.TakeoverExpired, 0},
		"a rejection while one waits":        {waiting, escalation.Rejection, 2},
		"once it was taken over":             {taken, escalation.Breach, 2},
		"once the time to take over is over": {expired, escalation.TakeoverExpired, 2},
		"once it was stopped":                {waiting.Stop(), escalation.Breach, 2},
		"at the top":                         {top, escalation.ByCustomer, 0},
		"a rejection at the top":             {top, escalation.Rejection, 0},
	} {
		t.Run(name, func(t *testing.T) {
			got, raised := c.from.Raise(escalation.Default(), c.cause, now)
			if raised != (c.raised > 0) {
				t.Fatalf("raised %t", raised)
			}
			want := c.from
			if raised {
				want = escalation.State{Level: c.raised, Cause: c.cause, At: now, TakeoverBy: now.Add(30 * time.Minute)}
			}
			if got != want {
				t.Errorf("got %+v, want %+v", got, want)
			}
		})
	}
}

func TestRaise_OnAnEmptyLadderOnlyNotes(t *testing.T) {
	if got, raised := (escalation.State{}).Raise(nil, escalation.Breach, now); raised || got != (escalation.State{}) {
		t.Errorf("raised to %+v", got)
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

func TestAt_OutsideTheLadderThereIsNoLevel(t *testing.T) {
	l := escalation.Default()
	for level, want := range map[int]string{-1: "", 0: "", 1: "lead", 2: "compliance", 3: "admin", 4: ""} {
		if got := l.At(level).Role; got != want {
			t.Errorf("level %d is for %q, want %q", level, got, want)
		}
	}
}

func TestMayTakeOver_IsForTheLevelsRoleAndThoseAbove(t *testing.T) {
	l := escalation.Default()
	for name, c := range map[string]struct {
		ladder escalation.Ladder
		level  int
		groups []string
		may    bool
	}{
		"its own role":                    {l, 2, []string{"compliance"}, true},
		"a role above":                    {l, 1, []string{"admin"}, true},
		"a role below":                    {l, 2, []string{"lead"}, false},
		"one of several":                  {l, 3, []string{"agent", "admin"}, true},
		"nobody":                          {l, 1, nil, false},
		"the top of a shortened ladder":   {l[:2], 3, []string{"compliance"}, true},
		"below it":                        {l[:2], 3, []string{"lead"}, false},
		"whoever stands above level zero": {l, 0, []string{"lead"}, true},
		"an empty ladder":                 {nil, 1, []string{"admin"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := c.ladder.MayTakeOver(c.level, c.groups); got != c.may {
				t.Errorf("got %t", got)
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

// Whatever happens, the level never rises while one waits but for a rejection, and never above the top.
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
				s, _ = s.Raise(l, cause, at)
			}
			if s.Level > len(l) || s.Level > before.Level+1 || s.Level > before.Level && before.Waiting() && cause != escalation.Rejection {
				r.Fatalf("for %s from %+v to %+v on a ladder of %d", cause, before, s, len(l))
			}
		}
	})
}

func TestALevelThatTheLadderHasLostIsTheTops(t *testing.T) {
	l := escalation.Default()
	for level, want := range map[int]string{1: "lead", 3: "admin", 4: "admin", 9: "admin"} {
		if got := l.Called(level); got != want {
			t.Errorf("level %d calls %q instead of %q", level, got, want)
		}
	}
}
