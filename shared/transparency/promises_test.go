package transparency_test

import (
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the machine need not have zone files

	"aftercare/shared/event"
	"aftercare/shared/memory"
	"aftercare/shared/rescheduling"
	"aftercare/shared/sla"
	"aftercare/shared/texts"
	"aftercare/shared/transparency"
)

var now = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// world is a store in which operators set things.
type world struct {
	*testing.T
	*memory.Store
	now time.Time
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{T: t, now: now}
	w.Store = memory.New(func() time.Time { return w.now })
	return w
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// promise sets policies, as operators do.
func (w *world) promise(list ...sla.Policy) {
	w.Helper()
	had, err := w.Policies(w.Context())
	w.must(err)
	r, err := rescheduling.Request(rescheduling.OfPolicies(had.Version+1), rescheduling.Terms{Now: w.now, Actor: event.Actor{Kind: event.Staff, ID: "lin"}})
	w.must(err)
	w.must(w.PutPolicies(w.Context(), had.Version, sla.Policies{List: list}, r))
}

// open sets the hours of a calendar.
func (w *world) open(id string, spec sla.CalendarSpec) {
	w.Helper()
	r, err := rescheduling.Request(rescheduling.OfCalendar(id, 1), rescheduling.Terms{Now: w.now})
	w.must(err)
	w.must(w.PutCalendar(w.Context(), id, 0, sla.Edition{From: w.now, Spec: spec}, r))
}

func (w *world) inForce() transparency.Promises {
	w.Helper()
	p, err := transparency.InForce(w.Context(), w.Store, w.now)
	w.must(err)
	return p
}

func hours(d time.Duration) sla.Rule { return sla.Rule{Within: sla.Duration(d)} }

func TestThePromisesInForceAreToldInPlainWords(t *testing.T) {
	w := newWorld(t)
	w.promise(
		sla.Policy{ID: "fast", Calendar: sla.Always, Match: sla.Match{Channel: []string{"chat", "web"}}, Targets: map[sla.Name]sla.Rule{
			sla.FirstReply: hours(5 * time.Minute), sla.Resolution: {Within: sla.Duration(24 * time.Hour), PauseOn: []string{"pending", "hold"}},
		}},
		sla.Policy{ID: "now", Calendar: sla.Always, Match: sla.Match{Priority: []string{"urgent"}}, Targets: map[sla.Name]sla.Rule{sla.FirstReply: hours(time.Hour)}},
		sla.Policy{ID: "rest", Calendar: sla.Always, Targets: map[sla.Name]sla.Rule{sla.FirstReply: hours(24 * time.Hour)}},
	)
	p := w.inForce()
	for lang, want := range map[string][]string{
		"en": {"Chat, Web: first reply within 5 minutes; solution within 24 hours, not counting while we wait for you or for somebody else; around the clock", "Urgent: first reply within 1 hour; around the clock", "Every other case: first reply within 24 hours; around the clock"},
		"de": {"Chat, Web: erste Antwort innerhalb von 5 Minuten; Lösung innerhalb von 24 Stunden; solange wir auf Sie oder auf Dritte warten, zählt die Zeit nicht; rund um die Uhr", "Dringend: erste Antwort innerhalb von 1 Stunde; rund um die Uhr", "Jedes andere Anliegen: erste Antwort innerhalb von 24 Stunden; rund um die Uhr"},
		"zh": {"在线聊天、网页: 5 分钟内首次回复; 24 小时内解决，等待您或第三方的时间不计; 全天候（每周 7 天、每天 24 小时）", "紧急: 1 小时内首次回复; 全天候（每周 7 天、每天 24 小时）", "其他所有情况: 24 小时内首次回复; 全天候（每周 7 天、每天 24 小时）"},
	} {
		for i := range want {
			if got := p.Text(lang, i); got != want[i] {
				t.Errorf("%s: %s, want %s", lang, got, want[i])
			}
		}
	}
}

func TestWhatOperatorsCallThingsIsNotPublished(t *testing.T) {
	w := newWorld(t)
	w.open("night-shift-omega", sla.CalendarSpec{
		TimeZone: "Europe/Berlin", Hours: map[string][]string{"mon": {"09:00-12:00", "13:00-17:00"}}, HolidaySets: []string{"DE-BE"},
		Holidays: []sla.Holiday{{From: "2026-11-21", To: "2026-11-21"}, {From: "2026-12-24", To: "2027-01-01", Name: "works outing"}, {From: "2026-11-20", To: "2026-11-22"}},
	})
	w.promise(
		sla.Policy{ID: "whales", Match: sla.Match{Tier: []string{"platinum"}}, Calendar: sla.Always, Targets: map[sla.Name]sla.Rule{sla.FirstReply: hours(time.Minute)}},
		sla.Policy{ID: "policy-omega", Calendar: "night-shift-omega", Targets: map[sla.Name]sla.Rule{sla.FirstReply: hours(4 * time.Hour)}, WarnAt: []float64{0.5}},
	)
	p := w.inForce()
	shown := p.Page("en", "Example Exchange", time.UTC).Text()
	for _, inner := range []string{"omega", "whales", "platinum", "outing", "1 minute", "21 November"} {
		if strings.Contains(shown, inner) {
			t.Errorf("%s is published:\n%s", inner, shown)
		}
	}
	for _, want := range []string{
		"With some customers something else has been agreed", "Every case: first reply within 4 hours", "counted in opening hours 1", "Monday: 09:00-12:00, 13:00-17:00",
		"Tuesday: closed", "Time zone: Europe/Berlin", "public holidays (DE-BE)", "20 November 2026 to 22 November 2026", "24 December 2026 to 1 January 2027",
		"In force since 22 November 2026 (version 1).",
	} {
		if !strings.Contains(shown, want) {
			t.Errorf("%q is missing:\n%s", want, shown)
		}
	}
}

func TestWhatIsPublishedIsWhatIsInForce(t *testing.T) {
	w := newWorld(t)
	if p := w.inForce(); p.Version != 0 || !p.Since.IsZero() || len(p.List) != len(sla.Default().List) || p.Agreed {
		t.Errorf("%+v", p)
	}
	w.promise(sla.Policy{ID: "a", Calendar: sla.Always, Targets: map[sla.Name]sla.Rule{sla.FirstReply: hours(time.Hour)}})
	w.now = w.now.Add(time.Hour)
	w.promise(sla.Policy{ID: "a", Calendar: sla.Always, Targets: map[sla.Name]sla.Rule{sla.FirstReply: hours(2 * time.Hour)}})
	if p := w.inForce(); p.Version != 2 || !p.Since.Equal(w.now) || p.List[0].Targets[sla.FirstReply].Within != 2*time.Hour {
		t.Errorf("%+v", p)
	}
}

func TestTheDefaultsHaveWordsInEveryLanguage(t *testing.T) {
	p := newWorld(t).inForce()
	for _, lang := range texts.Languages() {
		shown := string(p.Page(lang, "Example Exchange", time.UTC).HTML())
		for _, raw := range []string{"security<", ">urgent<", "email", "%!", "()"} {
			if strings.Contains(shown, raw) && (lang != "en" || raw != ">urgent<") {
				t.Errorf("%s shows %s:\n%s", lang, raw, shown)
			}
		}
		if strings.Contains(shown, "<script") || strings.Contains(shown, " style=") {
			t.Errorf("%s is not allowed by its own policy", lang)
		}
	}
}
