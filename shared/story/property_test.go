package story_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/story"
	"aftercare/shared/ticket"
)

var (
	noon  = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	alice = event.Actor{Kind: event.Customer, ID: "customer-alice"}
	lin   = event.Actor{Kind: event.Staff, ID: "staff-lin", Name: "Lin"}
)

func beginning() story.Beginning {
	src := story.Source{Kind: story.Survey, ID: "3GZ5T8Y1P0MD"}
	return story.Beginning{
		ID: story.IDOf(src), Source: src, TicketID: "7KQ2M9XR4T1B", Words: "Quick and kind.", Language: "en",
		Customer: ticket.Customer{ID: alice.ID, Name: "Alice Liddell", Email: "alice@example.test", Reachable: true},
	}
}

// life is a random life of a story, and what an honest witness remembers of it: which text the customer was shown, and
// which they said yes to.
type life struct {
	now       time.Time
	story     story.Story
	events    []event.Event
	shown     string // behind the link, with its edition
	edition   int
	agreed    map[string]time.Time // texts that the customer approved, and when
	withdrawn bool
}

func (l *life) do(t *rapid.T, by event.Actor, command story.Command) error {
	after, events, err := command(l.story, story.Terms{Now: l.now, Actor: by})
	if err != nil {
		if len(events) > 0 || !cmp.Equal(after, l.story) {
			t.Fatalf("a refused command left something: %v", err)
		}
		return err
	}
	if len(events) > 0 && after.Version != l.story.Version+1 || len(events) == 0 && !cmp.Equal(after, l.story) {
		t.Fatalf("version %d after %d, with %d events", after.Version, l.story.Version, len(events))
	}
	l.story, l.events = after, append(l.events, events...)
	return nil
}

// Nothing is ever readable by everybody whose very text the customer did not approve, nor anything that is over.
func TestNothingIsPublishedThatTheCustomerDidNotApprove(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := &life{now: noon, agreed: map[string]time.Time{}}
		b := beginning()
		begin := func(s story.Story, terms story.Terms) (story.Story, []event.Event, error) {
			return story.Allow(s, b, terms)
		}
		if rapid.Bool().Draw(t, "asked") {
			begin = func(s story.Story, terms story.Terms) (story.Story, []event.Event, error) {
				return story.Ask(s, b, terms)
			}
		}
		if err := l.do(t, lin, begin); err != nil {
			t.Fatal(err)
		}
		texts := rapid.SampledFrom([]string{"Quick and kind.", "Kind people.", "They helped at once.", "Never again another exchange."})
		t.Repeat(map[string]func(*rapid.T){
			"time passes": func(t *rapid.T) {
				l.now = l.now.Add(rapid.SampledFrom([]time.Duration{time.Second, 20 * 24 * time.Hour, 400 * 24 * time.Hour}).Draw(t, "by"))
			},
			"edit": func(t *rapid.T) {
				words := texts.Draw(t, "text")
				_ = l.do(t, lin, func(s story.Story, terms story.Terms) (story.Story, []event.Event, error) {
					return story.Edit(s, words, terms)
				})
			},
			"submit":  func(t *rapid.T) { _ = l.do(t, lin, story.Submit) },
			"publish": func(t *rapid.T) { _ = l.do(t, lin, story.Publish) },
			"look": func(*rapid.T) {
				if l.story.Status == story.Submitted {
					l.shown, l.edition = l.story.Text, l.story.Edition
				}
			},
			"approve what was seen": func(t *rapid.T) {
				before := len(l.events)
				_ = l.do(t, alice, func(s story.Story, terms story.Terms) (story.Story, []event.Event, error) {
					return story.Approve(s, l.edition, terms)
				})
				if len(l.events) > before {
					l.agreed[l.shown] = l.now
				}
			},
			"allow":  func(t *rapid.T) { _ = l.do(t, alice, begin) },
			"refuse": func(t *rapid.T) { l.withdrawn = l.do(t, alice, story.Refuse) == nil || l.withdrawn },
			"withdraw": func(t *rapid.T) {
				if err := l.do(t, alice, story.Withdraw); err != nil {
					t.Fatalf("it cannot be withdrawn when it is %s: %v", l.story.Status, err)
				}
				l.withdrawn = true
			},
			"": func(t *rapid.T) {
				for _, told := range story.Tell([]story.Story{l.story}, l.now) {
					at, agreed := l.agreed[told.Text]
					if !agreed || l.withdrawn || l.now.Sub(at) >= story.PublicLife {
						t.Fatalf("%q is public; agreed %t, withdrawn %t", told.Text, agreed, l.withdrawn)
					}
				}
				if l.story.Status == story.Published && l.story.Approved != l.story.Edition {
					t.Fatalf("edition %d is published, %d is approved", l.story.Edition, l.story.Approved)
				}
				rebuilt, err := story.Replay(l.events)
				if err != nil || !cmp.Equal(rebuilt, l.story) {
					t.Fatalf("its timeline tells another: %v\n%s", err, cmp.Diff(l.story, rebuilt))
				}
			},
		})
	})
}

func TestAStoryGoesItsWay(t *testing.T) {
	l := &life{now: noon}
	step := func(name string, by event.Actor, command story.Command, want story.Status, kind fault.Kind) {
		t.Helper()
		after, events, err := command(l.story, story.Terms{Now: l.now, Actor: by})
		if kind != 0 {
			if !fault.Is(err, kind) {
				t.Fatalf("%s: %v", name, err)
			}
			return
		}
		if err != nil || after.Status != want {
			t.Fatalf("%s: %s, %v", name, after.Status, err)
		}
		l.story, l.events = after, append(l.events, events...)
	}
	edit := func(words string) story.Command {
		return func(s story.Story, terms story.Terms) (story.Story, []event.Event, error) {
			return story.Edit(s, words, terms)
		}
	}
	approve := func(edition int) story.Command {
		return func(s story.Story, terms story.Terms) (story.Story, []event.Event, error) {
			return story.Approve(s, edition, terms)
		}
	}
	ask := func(s story.Story, terms story.Terms) (story.Story, []event.Event, error) {
		return story.Ask(s, beginning(), terms)
	}
	allow := func(s story.Story, terms story.Terms) (story.Story, []event.Event, error) {
		return story.Allow(s, beginning(), terms)
	}

	step("ask", lin, ask, story.Asked, 0)
	step("ask again", lin, ask, "", fault.Conflict)
	step("edit before it is allowed", lin, edit("Kind people."), "", fault.Conflict)
	step("allow", alice, allow, story.Allowed, 0)
	step("allow again", alice, allow, story.Allowed, 0)
	step("submit nothing", lin, story.Submit, "", fault.Conflict)
	step("edit", lin, edit("Kind people."), story.Edited, 0)
	step("approve what was not submitted", alice, approve(1), "", fault.Conflict)
	step("submit", lin, story.Submit, story.Submitted, 0)
	step("publish what is not approved", lin, story.Publish, "", fault.Conflict)
	step("approve another edition", alice, approve(2), "", fault.Conflict)
	l.now = l.now.Add(story.ApprovalLife)
	step("approve too late", alice, approve(1), "", fault.Gone)
	step("submit again", lin, story.Submit, story.Submitted, 0)
	step("approve", alice, approve(1), story.Approved, 0)
	step("publish", lin, story.Publish, story.Published, 0)
	if told := story.Tell([]story.Story{l.story}, l.now); len(told) != 1 || told[0] != (story.Told{Text: "Kind people.", Language: "en", Month: "2026-12"}) {
		t.Fatalf("what is told: %+v", told)
	}
	if told := story.Tell([]story.Story{l.story}, l.now.Add(story.PublicLife)); len(told) != 0 {
		t.Error("it is shown longer than the approval holds")
	}
	step("edit what is published", lin, edit("Very kind people."), story.Edited, 0)
	if told := story.Tell([]story.Story{l.story}, l.now); len(told) != 0 {
		t.Error("a text that was edited after the approval is shown")
	}
	step("publish what was edited", lin, story.Publish, "", fault.Conflict)
	step("withdraw", alice, story.Withdraw, story.Withdrawn, 0)
	step("withdraw again", alice, story.Withdraw, story.Withdrawn, 0)
	step("edit what is withdrawn", lin, edit("Kind, says Alice."), "", fault.Conflict)
	step("allow what is withdrawn", alice, allow, "", fault.Conflict)
}

func TestATextThatTellsWhoseItIsIsRefused(t *testing.T) {
	s, _, err := story.Allow(story.Story{}, beginning(), story.Terms{Now: noon, Actor: alice})
	if err != nil {
		t.Fatal(err)
	}
	for _, words := range []string{
		"Thank you, Bo! Alice", "thank you, says LIDDELL", "Write to alice@example.test.", "Call +43 1 555 0100.", "Case 7KQ2-M9XR-4T1B was solved.",
		"case 7kq2m9xr4t1b", "Sent to bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq.", "", " ",
		"abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about",
	} {
		if _, _, err := story.Edit(s, words, story.Terms{Now: noon, Actor: lin}); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q may be published: %v", words, err)
		}
	}
	for _, words := range []string{"They answered in 5 minutes, in 2026.", "Bo was kind.", "很快，很好。"} {
		if _, _, err := story.Edit(s, words, story.Terms{Now: noon, Actor: lin}); err != nil {
			t.Errorf("%q is refused: %v", words, err)
		}
	}
}
