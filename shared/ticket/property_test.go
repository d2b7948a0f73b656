package ticket_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"aftercare/shared/clock"
	"aftercare/shared/escalation"
	"aftercare/shared/event"
	"aftercare/shared/sla"
	"aftercare/shared/ticket"
)

// step is one thing that can happen to a ticket.
type step struct {
	actor   event.Actor
	command command
	record  bool // of a delivery: the version stays
	wake    bool // by a timer, whose caller starts the next one
}

// steps draws what can happen, whether the ticket's status allows it or not.
func steps(r *rapid.T, l *life) step {
	received := l.now.Add(-time.Duration(rapid.SampledFrom([]int{0, 0, 1, 60, 700, 86_400}).Draw(r, "received")) * time.Second)
	someone := rapid.SampledFrom([]event.Actor{alice, bo, lin}).Draw(r, "actor")
	body := rapid.SampledFrom([]string{"Hello.", "Hello.", "Hello.", "Restore: " + phrase}).Draw(r, "body")
	switch rapid.SampledFrom([]string{"wake", "wake", "reply", "reply", "machine", "note", "edit", "due", "solve", "reopen", "escalate", "takeover", "deescalate", "rate", "notice", "adopt", "spam"}).Draw(r, "what") {
	case "wake":
		return step{actor: system, command: ticket.Fire, wake: true}
	case "reply":
		return step{actor: someone, command: write(ticket.Reply{Body: body, ReceivedAt: received})}
	case "machine":
		return step{actor: someone, command: write(ticket.Reply{Body: body, Automatic: true})}
	case "note":
		return step{actor: bo, command: write(ticket.Reply{Body: body, Internal: true})}
	case "edit":
		var p ticket.Patch
		if rapid.Bool().Draw(r, "status?") {
			p.Status = to(rapid.SampledFrom([]ticket.Status{ticket.StatusOpen, ticket.StatusPending, ticket.StatusHold}).Draw(r, "status"))
		}
		if rapid.Bool().Draw(r, "priority?") {
			p.Priority = to(ticket.Priority(rapid.SampledFrom(ticket.Priorities).Draw(r, "priority")))
		}
		if rapid.Bool().Draw(r, "category?") {
			p.Category = to(rapid.SampledFrom(ticket.Categories).Draw(r, "category"))
		}
		if rapid.Bool().Draw(r, "rest?") {
			p.Language, p.Subject, p.Team, p.Assignee = to("zh"), to(body), to("chain"), to(rapid.SampledFrom([]string{"", "bo"}).Draw(r, "assignee"))
			p.Tags, p.Transaction = &[]string{"vip"}, to(&ticket.Transaction{Chain: "bitcoin"})
		}
		return step{actor: bo, command: edit(p)}
	case "due":
		due := ticket.DueSet{Target: rapid.SampledFrom(sla.Names()).Draw(r, "target")}
		if rapid.Bool().Draw(r, "set?") {
			due.At = to(l.now.Add(time.Duration(rapid.IntRange(0, 90_000).Draw(r, "ahead")) * time.Second))
		}
		return step{actor: bo, command: edit(ticket.Patch{Due: &due})}
	case "solve":
		return step{actor: bo, command: solve(rapid.SampledFrom([]string{"", body}).Draw(r, "last words"))}
	case "reopen":
		return step{actor: someone, command: reopen(body)}
	case "escalate":
		cause := rapid.SampledFrom([]escalation.Cause{escalation.Breach, escalation.ByCustomer, escalation.ByStaff, escalation.LowScore, escalation.TakeoverExpired}).Draw(r, "cause")
		return step{actor: someone, command: escalate(cause, body)}
	case "takeover":
		return step{actor: lin, command: takeOver("lead", "admin")}
	case "deescalate":
		return step{actor: lin, command: deescalate(body)}
	case "adopt":
		if rapid.Bool().Draw(r, "hours?") {
			l.opens(r, rapid.SampledFrom([]string{"06:00", "09:00", "12:30"}).Draw(r, "opens"))
		}
		if rapid.Bool().Draw(r, "promises?") {
			version := l.policies.Version
			l.policies = policiesOf(r)
			l.policies.Version = version + 1
		}
		return step{actor: system, command: ticket.Adopt}
	case "spam":
		if rapid.IntRange(0, 3).Draw(r, "spam?") > 0 { // it ends the life
			return step{actor: bo, command: reply("No.")}
		}
		return step{actor: bo, command: ticket.Spam}
	case "rate":
		return step{actor: alice, command: rate(rapid.IntRange(1, 5).Draw(r, "score"))}
	default:
		return step{actor: system, command: delivery(rapid.SampledFrom([]event.Type{event.NoticeSent, event.NoticeFailed, event.SurveySent}).Draw(r, "delivery")), record: true}
	}
}

// Whatever people and timers do at whatever times, the stored ticket is what its timeline tells, and the timeline is
// in order and complete.
func TestALife_IsWhatItsTimelineTells(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		l := &life{now: start, policies: policiesOf(r), ladder: escalation.Default()}
		l.opens(r, "09:00")
		l.must(r, alice, open(func(o *ticket.Opening) {
			o.Channel = ticket.Channel(rapid.SampledFrom(ticket.Channels).Draw(r, "channel"))
			o.ReceivedAt = start.Add(-time.Duration(rapid.SampledFrom([]int{0, 0, 200, 4000, 86_400}).Draw(r, "received")) * time.Second)
			o.Body = rapid.SampledFrom([]string{"Hello.", "Restore: " + phrase}).Draw(r, "body")
		}))
		check(r, l, ticket.Ticket{}, step{})
		for range rapid.IntRange(1, 25).Draw(r, "steps") {
			l.now = l.now.Add(pause(r, l))
			before := l.Ticket
			s := steps(r, l)
			if err := l.do(s.actor, s.command); err != nil {
				if !cmp.Equal(before, l.Ticket) {
					r.Fatalf("a refused command changed the ticket")
				}
				continue
			}
			check(r, l, before, s)
		}
		replay(r, l)
		once(r, l)
		explained(r, l)
	})
}

// policiesOf draws the default promises, or ones with updates and short times.
func policiesOf(r *rapid.T) sla.Policies {
	p := sla.Default()
	p.Version = rapid.IntRange(0, 3).Draw(r, "version")
	if rapid.Bool().Draw(r, "short") {
		for i := range p.List {
			p.List[i].Targets[sla.Update] = sla.Rule{Within: sla.Duration(time.Duration(i+1) * time.Hour), PauseOn: []string{"hold"}}
			p.List[i].CloseAfter = sla.Duration(time.Hour)
		}
	}
	if rapid.Bool().Draw(r, "office") {
		for i := range p.List {
			p.List[i].Calendar, p.List[i].WarnTo = "office", nil
			p.List[i].WarnBefore = []sla.Duration{sla.Duration(2 * time.Hour)}
		}
	}
	return p
}

// explained checks that the explanation agrees with the clocks and with what was recorded, and that its parts add up.
func explained(r *rapid.T, l *life) {
	l.must(r, system, ticket.Fire)
	told, err := ticket.Explain(l.events, l.promises(), l.now)
	if err != nil {
		r.Fatal(err)
	}
	cal, err := l.promises().Calendar(l.SLA.Calendar, l.SLA.CalendarVersion)
	if l.SLA.Calendar != sla.Always && err != nil {
		r.Fatal(err)
	}
	now, _ := l.SLA.Fire(later(l.now, l.LastAt), cal)
	var recorded, history []string
	for _, e := range l.events {
		if kind, is := strings.CutPrefix(string(e.Type), "sla."); is && e.Type != event.SLAArmed {
			d := data[ticket.Clock](r, []event.Event{e}, e.Type)
			recorded = append(recorded, fmt.Sprint(kind, d.Target, d.Cycle, d.Fraction, d.Before, d.At.Unix(), d.Remeasured))
		}
	}
	for _, h := range told.History {
		if before := ""; h.Type != sla.StartedRecord {
			if h.Before > 0 {
				before = h.Before.String()
			}
			history = append(history, fmt.Sprint(h.Type, h.Target, h.Cycle, h.Fraction, before, h.At.Unix(), h.Remeasured))
		}
	}
	slices.Sort(recorded)
	slices.Sort(history)
	if diff := cmp.Diff(recorded, history); diff != "" {
		r.Fatalf("the history is not what was recorded (-recorded +history):\n%s", diff)
	}
	if len(told.Targets) != len(now.Targets) {
		r.Fatalf("%d targets explained of %d", len(told.Targets), len(now.Targets))
	}
	for i, g := range now.Targets {
		e := told.Targets[i]
		if e.Name != g.Name || e.Cycle != g.Cycle || e.Status != g.Status || !e.StartedAt.Equal(g.StartedAt) ||
			!e.DueAt.Equal(g.DueAt) || !e.MetAt.Equal(g.MetAt) || !e.BreachedAt.Equal(g.BreachedAt) {
			r.Fatalf("explained %+v, stands %+v", e, g)
		}
		if g.Status == sla.Running || g.Status == sla.Paused || g.Status == sla.Met {
			counted := time.Duration(g.Counted)
			if g.Status == sla.Running {
				counted += time.Duration(cal.Elapsed(g.Since, later(l.now, l.LastAt)))
			}
			if counted != time.Duration(e.CountedSeconds)*time.Second {
				r.Fatalf("%s: %d seconds explained, %s counted", g.Name, e.CountedSeconds, counted)
			}
		}
		for i, in := range e.Intervals {
			if !in.From.Before(in.To) || i > 0 && (in.Kind == e.Intervals[i-1].Kind || !in.From.Equal(e.Intervals[i-1].To)) {
				r.Fatalf("intervals of %s do not follow each other: %+v", g.Name, e.Intervals)
			}
		}
	}
}

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

// pause draws how much time passes: often exactly to the next wake, or about it, and sometimes none, or back.
func pause(r *rapid.T, l *life) time.Duration {
	if wake := l.WakeAt(); !wake.IsZero() && rapid.Bool().Draw(r, "to the wake") {
		return wake.Sub(l.now) + time.Duration(rapid.IntRange(-1, 1).Draw(r, "about"))*time.Second
	}
	return time.Duration(rapid.SampledFrom([]int{-30, 0, 0, 1, 59, 300, 1800, 7200, 50_000}).Draw(r, "seconds")) * time.Second
}

// check looks at what one commit did.
func check(r *rapid.T, l *life, before ticket.Ticket, s step) {
	if len(l.last) == 0 {
		if !cmp.Equal(before, l.Ticket) {
			r.Fatalf("the ticket changed without an event")
		}
		return
	}
	want := before.Version + 1
	if s.record {
		want = before.Version
	}
	at, seq := before.LastAt, before.Seq
	for _, e := range l.last {
		if e.Seq != seq+1 || e.Time.Before(at) || e.Aggregate != (event.Aggregate{Kind: event.Ticket, ID: "T1", Version: want}) {
			r.Fatalf("%s is number %d of %s in version %d, after number %d of %s in version %d", e.Type, e.Seq, e.Time, e.Aggregate.Version, seq, at, before.Version)
		}
		if !e.Time.Equal(e.Time.Truncate(time.Second)) {
			r.Fatalf("%s happened between seconds", e.Type)
		}
		at, seq = e.Time, e.Seq
	}
	if l.Seq != seq || l.Version != want || !l.LastAt.Equal(at) {
		r.Fatalf("the ticket is at number %d, version %d, its last event at %d, %d", l.Seq, l.Version, seq, want)
	}
	needs := !s.wake && clock.Needs(before.NextWake, l.NextWake, before.ArmedFor, l.LastAt)
	if armed := len(only(l.last, event.SLAArmed)); armed > 1 || (armed == 1) != needs || (l.ArmRevision == before.ArmRevision+1) != needs ||
		needs && !l.ArmedFor.Equal(l.NextWake) || !needs && !l.ArmedFor.Equal(before.ArmedFor) {
		r.Fatalf("the next wake went from %s to %s, and %d timers were armed as %d, for %s", before.NextWake, l.NextWake, armed, l.ArmRevision, l.ArmedFor)
	}
	if l.Status == ticket.StatusClosed && !l.WakeAt().IsZero() {
		r.Fatalf("a closed ticket wakes at %s", l.WakeAt())
	}
	if raised := l.Escalation.Level - before.Escalation.Level; raised > 1 || raised > 0 && before.Escalation.Waiting() || l.Escalation.Level > len(l.ladder) {
		r.Fatalf("escalation went from %+v to %+v", before.Escalation, l.Escalation)
	}
	again := *l
	if err := again.do(system, ticket.Fire); err != nil {
		r.Fatalf("wake: %v", err)
	}
	if wake := again.WakeAt(); !wake.IsZero() && !wake.After(again.now) && !wake.After(again.LastAt) {
		r.Fatalf("after a wake at %s the ticket wakes at %s", again.now, wake)
	}
	if err := again.do(system, ticket.Fire); err != nil || len(again.last) > 0 {
		r.Fatalf("a second wake did %v: %v", types(again.last), err)
	}
}

// replay rebuilds the ticket from its timeline as storage keeps it.
func replay(r *rapid.T, l *life) {
	raw, err := json.Marshal(l.events)
	if err != nil {
		r.Fatal(err)
	}
	var timeline []event.Event
	if err := json.Unmarshal(raw, &timeline); err != nil {
		r.Fatal(err)
	}
	told, err := ticket.Replay(timeline, l.promises())
	if err != nil {
		r.Fatal(err)
	}
	if diff := cmp.Diff(l.Ticket, stored(told)); diff != "" {
		r.Fatalf("the ticket is not what its timeline tells (-stored +told):\n%s\n%v", diff, types(l.events))
	}
}

// once checks that nothing is recorded twice: a warning never, a breach or an end only when measuring anew or a
// reopening let the target run again.
func once(r *rapid.T, l *life) {
	seen := map[string]bool{}
	for _, e := range l.events {
		switch e.Type {
		case event.TicketReopened, event.TicketChanged:
			for key := range seen {
				if key[:len(event.SLAWarned)] != string(event.SLAWarned) {
					delete(seen, key)
				}
			}
		case event.SLAWarned, event.SLABreached, event.SLAMet:
			d := data[ticket.Clock](r, []event.Event{e}, e.Type)
			key := fmt.Sprintf("%s %s %d %v %s", e.Type, d.Target, d.Cycle, d.Fraction, d.Before)
			if seen[key] {
				r.Fatalf("%s was recorded twice: %v", key, types(l.events))
			}
			seen[key] = true
		default:
		}
	}
}
