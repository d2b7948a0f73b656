package complaint

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"aftercare/shared/escalation"
	"aftercare/shared/event"
)

// TestLifeOfAComplaint gives random commands by random people at random times, some of them back in time, and checks
// after each what must hold of every complaint.
func TestLifeOfAComplaint(t *testing.T) {
	law := regime(t, MiCA, "Europe/Vienna")
	causes := []escalation.Cause{
		escalation.Breach, escalation.ByCustomer, escalation.ByStaff, escalation.TakeoverExpired,
	}
	rapid.Check(t, func(t *rapid.T) {
		now := monday
		f := filing()
		f.ReceivedAt = now.Add(-time.Duration(rapid.IntRange(0, 20*24).Draw(t, "hours ago")) * time.Hour)
		c, events, err := File(f, law, by(cora, now))
		if err != nil {
			t.Fatal(err)
		}
		for range rapid.IntRange(0, 30).Draw(t, "commands") {
			now = now.Add(time.Duration(rapid.IntRange(-600, 4*24*3600).Draw(t, "seconds")) * time.Second)
			who := rapid.SampledFrom([]Who{alice, wei, bo, lin, cora, ada, System}).Draw(t, "who")
			cmd := rapid.SampledFrom([]command{
				acknowledge(true, ""), acknowledge(false, "Not ours."), TakeOver, deescalate, Withdraw,
				closeWith("inadmissible"), escalate(rapid.SampledFrom(causes).Draw(t, "cause")), Wake, Wake,
				func(c Complaint, terms Terms) (Complaint, []event.Event, error) {
					return Note(c, event.NoticeSent, Delivery{Notice: "n", Template: "receipt", To: "customer"}, terms)
				},
			}).Draw(t, "command")
			after, more, err := cmd(c, by(who, now))
			if err != nil {
				if len(more) > 0 {
					t.Fatal("a refused command made events")
				}
				continue
			}
			checkStep(t, c, after, more)
			c, events = after, append(events, more...)
		}
		replayed, err := Replay(events)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := asJSON(replayed), asJSON(c); got != want {
			t.Fatalf("the timeline gives\n%s\nand the commands gave\n%s", got, want)
		}
		checkClocks(t, c, events)
	})
}

// checkStep checks what must hold between a complaint before and after one command.
func checkStep(t *rapid.T, before, after Complaint, events []event.Event) {
	if len(events) == 0 {
		if asJSON(before) != asJSON(after) {
			t.Fatal("the complaint changed without an event")
		}
		return
	}
	record := true
	for i, e := range events {
		if e.Seq != before.Seq+int64(i)+1 {
			t.Fatalf("event %d follows on %d", e.Seq, before.Seq)
		}
		if e.Time.Before(before.LastAt) {
			t.Fatal("time ran back")
		}
		record = record && e.Type.Record()
	}
	if !record && after.Version != before.Version+1 || record && after.Version != before.Version {
		t.Fatalf("version %d after %d", after.Version, before.Version)
	}
	if before.Escalation.Waiting() && after.Escalation.Level > before.Escalation.Level {
		t.Fatalf("level %d rose to %d while it waited", before.Escalation.Level, after.Escalation.Level)
	}
	if after.Escalation.Level > before.Escalation.Level+1 || after.Escalation.Level > len(escalation.Default()) {
		t.Fatalf("level %d rose to %d", before.Escalation.Level, after.Escalation.Level)
	}
	if before.Status == Closed && after.Status != Closed {
		t.Fatal("a closed complaint came back to life")
	}
}

// checkClocks checks that each deadline was breached and met at most once, that none is lost, and that the timer is the
// one that the timeline tells of.
func checkClocks(t *rapid.T, c Complaint, events []event.Event) {
	type once struct {
		kind   event.Type
		target Name
	}
	seen := map[once]bool{}
	var armed Armed
	for _, e := range events {
		switch e.Type {
		case event.SLAArmed:
			next, err := event.Decode[Armed](e)
			if err != nil || next.Revision != armed.Revision+1 {
				t.Fatalf("armed %+v after %+v, %v", next, armed, err)
			}
			armed = next
		case event.SLABreached, event.SLAMet, event.SLACancelled:
			clock, err := event.Decode[Clock](e)
			if key := (once{e.Type, clock.Target}); err != nil || seen[key] {
				t.Fatalf("%s of %s came twice, or %v", e.Type, clock.Target, err)
			} else {
				seen[key] = true
			}
		}
	}
	if !c.ArmedFor.Equal(armed.WakeAt) || c.ArmRevision != armed.Revision {
		t.Fatalf("armed as %d for %s, and the timeline says %+v", c.ArmRevision, c.ArmedFor, armed)
	}
	if c.Status == Closed && !c.WakeAt().IsZero() {
		t.Fatal("a closed complaint has a clock")
	}
	before := c
	woken, _, err := Wake(c, by(System, c.LastAt.AddDate(1, 0, 0)))
	if err != nil {
		t.Fatal(err)
	}
	if asJSON(before) != asJSON(c) {
		t.Fatal("a command changed the complaint that it was given")
	}
	for _, d := range woken.Deadlines {
		if d.Running() {
			t.Fatalf("a year later %s still runs", d.Name)
		}
	}
}
