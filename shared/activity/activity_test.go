package activity_test

import (
	"testing"
	"time"

	"aftercare/shared/activity"
	"aftercare/shared/fault"
)

func TestADayIsOfThePastAndNotForgottenYet(t *testing.T) {
	now := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	for name, tt := range map[string]struct {
		at time.Time
		ok bool
	}{
		"now":              {now, true},
		"a clock ahead":    {now.Add(5 * time.Minute), true},
		"tomorrow":         {now.Add(24 * time.Hour), false},
		"none":             {time.Time{}, false},
		"the oldest":       {now.Add(-activity.Kept), true},
		"forgotten by now": {now.Add(-activity.Kept - time.Second), false},
	} {
		err := activity.Day{At: tt.at}.Check(now)
		if (err == nil) != tt.ok || err != nil && !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
