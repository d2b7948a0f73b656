package main

import (
	"fmt"
	"time"

	"aftercare/shared/clock"
)

// turn is a moment of a life at which the next wake of its ticket changed: by what people did, or by a wake that found
// something due. It is the same however one waits for it.
type turn struct {
	at   time.Time
	wake time.Time // zero for none
	due  bool      // by a wake
}

// used is what a way of waiting takes for a life.
type used struct {
	transitions int // of Step Functions
	schedules   int // invocations of EventBridge Scheduler
	messages    int // with a delay, through SQS
	writes      int // write units for tokens, to wake what waits
	calls       int // to start, change or end what waits
}

// way is a way of waiting for wakes. It plays a life, and says what that takes.
type way struct {
	name string
	play func(life []turn) used
}

// ways are those that were tried.
func ways() []way {
	const day = 25 * time.Hour
	return []way{
		{"one execution a timer that waits, looks, asks whether to go on, and waits again; a day ahead", loop},
		{"wait and look, then the next execution; a day ahead, one for each nearer wake", func(l []turn) used { return pair(l, day, false) }},
		{"the same, at most 20 minutes ahead", func(l []turn) used { return pair(l, clock.Reach, false) }},
		{"**the same, counting on the timer that comes before**", func(l []turn) used { return pair(l, clock.Reach, true) }},
		{"one execution a ticket, aimed anew by task token; a day ahead", func(l []turn) used { return aimed(l, day) }},
		{"the same, at most 20 minutes ahead", func(l []turn) used { return aimed(l, clock.Reach) }},
		{"EventBridge Scheduler, one schedule a ticket, moved", schedule},
		{"SQS delays, at most 15 minutes ahead", delay},
	}
}

// found gives the wake that a look at a time finds; zero for one that is not ahead.
func found(life []turn, now time.Time) time.Time {
	var wake time.Time
	for _, t := range life {
		if !t.at.After(now) {
			wake = t.wake
		}
	}
	if !wake.After(now) {
		return time.Time{}
	}
	return wake
}

// swept reports whether a turn's wake, out of reach at first, comes within it before the next turn.
func swept(life []turn, i int, reach time.Duration) bool {
	near := life[i].wake.Add(-reach)
	return !life[i].wake.IsZero() && near.After(life[i].at) && (i+1 == len(life) || !life[i+1].at.Before(near))
}

// nearer reports whether a wake comes before another, of which zero means none.
func nearer(wake, than time.Time) bool {
	return !wake.IsZero() && (than.IsZero() || wake.Before(than))
}

// loop is what an execution for each nearer wake takes that goes around while it is the latest: Wait, Deadline, Again,
// and Wait or Done.
func loop(life []turn) (u used) {
	var before time.Time
	for i, t := range life {
		if t.due || !nearer(t.wake, before) {
			before = t.wake
			continue
		}
		before = t.wake
		u.calls++
		u.transitions++
		replaced := false
		for wake := t.wake; !wake.IsZero() && !replaced; wake = found(life, wake) {
			u.transitions += 3
			replaced = armedAgain(life, i, wake)
		}
	}
	return u
}

// armedAgain reports whether a nearer wake after the turn replaced its timer before the time.
func armedAgain(life []turn, i int, now time.Time) bool {
	before := life[i].wake
	for _, t := range life[i+1:] {
		if t.at.After(now) {
			return false
		}
		if !t.due && nearer(t.wake, before) {
			return true
		}
		before = t.wake
	}
	return false
}

// pair is what executions of two states take: started for each wake within reach that came nearer, or only where no
// timer comes before; each looks when it ends, and starts the next. What is out of reach is started once it is near.
func pair(life []turn, reach time.Duration, counting bool) used {
	names := map[time.Time]bool{}
	var start func(wake time.Time)
	start = func(wake time.Time) {
		if names[wake] {
			return
		}
		names[wake] = true
		if next := found(life, wake); !next.IsZero() && !next.After(wake.Add(reach)) {
			start(next)
		}
	}
	var armedFor, before time.Time
	for i, t := range life {
		wanted := nearer(t.wake, before) && !t.wake.After(t.at.Add(reach))
		if counting {
			wanted = clock.Needs(before, t.wake, armedFor, t.at)
		}
		if wanted && !t.due {
			armedFor = t.wake
			start(t.wake)
		}
		if swept(life, i, reach) {
			start(t.wake)
		}
		before = t.wake
	}
	return used{transitions: 2 * len(names), calls: len(names)}
}

// aimed is what one execution takes that waits for a token or its time: Aim, which is entered anew when it is aimed at
// something nearer, and Deadline when its time has come; it ends where nothing within reach is left to wait for. Each
// Aim gives out a token, which has to be kept with the ticket.
func aimed(life []turn, reach time.Duration) (u used) {
	var aim time.Time
	enter := func(wake time.Time) {
		aim = wake
		u.transitions++
		u.writes++
	}
	until := func(now time.Time) {
		for !aim.IsZero() && !aim.After(now) {
			next := found(life, aim)
			u.transitions++
			if aim = (time.Time{}); !next.IsZero() && !next.After(now.Add(reach)) {
				enter(next)
			}
		}
	}
	for i, t := range life {
		until(t.at)
		if !t.due && nearer(t.wake, aim) && !t.wake.After(t.at.Add(reach)) {
			u.calls++
			enter(t.wake)
		}
		if swept(life, i, reach) {
			if until(t.wake.Add(-reach)); aim.IsZero() {
				u.calls++
				enter(t.wake)
			}
		}
	}
	for !aim.IsZero() {
		until(aim)
	}
	return u
}

// schedule is what one schedule takes that is created, moved with every wake, and deleted.
func schedule(life []turn) (u used) {
	var set time.Time
	for i, t := range life {
		if !t.wake.Equal(set) {
			u.calls++
			set = t.wake
		}
		if i+1 == len(life) && !set.IsZero() || i+1 < len(life) && !set.IsZero() && !life[i+1].at.Before(set) {
			u.schedules++
			set = time.Time{}
		}
	}
	return u
}

// delay is what messages take that are sent for each wake within the longest delay, by the rule of the executions.
func delay(life []turn) used {
	u := pair(life, 15*time.Minute, true)
	return used{messages: u.transitions / 2, calls: u.calls}
}

// price gives what a thousand such lives cost, by the prices of the list.
func (u used) price(list priceList) float64 {
	of := func(item string, n int) float64 {
		return 1000 * float64(n) * list.Items[item].Price / list.Items[item].Per
	}
	return of("step functions transition", u.transitions) + of("scheduler invocation", u.schedules) +
		of("sqs request", u.messages*perMessage) + of("dynamodb write request unit", u.writes)
}

// counted names what is paid for.
func (u used) counted() string {
	switch {
	case u.transitions > 0:
		return fmt.Sprint(u.transitions)
	case u.messages > 0:
		return fmt.Sprintf("%d messages", u.messages)
	default:
		return fmt.Sprintf("%d invocations, %d changes", u.schedules, u.calls)
	}
}
