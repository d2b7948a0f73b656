package voice_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/ticket"
	"aftercare/shared/voice"
)

var (
	noon   = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	alice  = event.Actor{Kind: event.Customer, ID: "customer-alice", Name: "Alice"}
	lin    = event.Actor{Kind: event.Staff, ID: "staff-lin", Name: "Lin"}
	terms  = voice.Terms{Now: noon, Actor: alice}
	phrase = strings.TrimSpace(strings.Repeat("abandon ", 11) + "about")
)

func giving(kind voice.Kind, body string) voice.Giving {
	return voice.Giving{
		ID: "5W8X1C3NQ7KM", Kind: kind, Body: body,
		Customer: ticket.Customer{ID: alice.ID, Name: "Alice", Email: "alice@example.test", Language: "en", Reachable: true},
	}
}

func TestGive_TakesInWhatACustomerWrote(t *testing.T) {
	v, events, err := voice.Give(giving(voice.Suggestion, " A dark mode, please.\r\nAlice "), terms)
	if err != nil || len(events) != 1 {
		t.Fatalf("%d events, %v", len(events), err)
	}
	if v.Status != voice.Received || v.Body != "A dark mode, please.\nAlice" || v.Language != "en" || v.Version != 1 {
		t.Errorf("%+v", v)
	}
	if got := keys(v.Terms); !slices.Equal(got, []string{"en:dark", "en:mode"}) {
		t.Errorf("it is about %v", got)
	}
	if published := string(events[0].Data); strings.Contains(published, "dark") || strings.Contains(published, "Alice") {
		t.Errorf("what is published holds what was written: %s", published)
	}
}

func keys(terms []voice.Term) []string {
	var keys []string
	for _, t := range terms {
		keys = append(keys, t.Key)
	}
	return keys
}

func TestGive_RemovesSecretsAndTellsTheExchange(t *testing.T) {
	for kind, want := range map[voice.Kind][]event.Type{
		voice.Suggestion: {event.FeedbackGiven, event.SecretRedacted, event.CustomerAtRisk},
		voice.Praise:     {event.FeedbackGiven, event.SecretRedacted, event.CustomerAtRisk},
		voice.Problem:    {event.FeedbackGiven}, // its ticket tells
	} {
		v, events, err := voice.Give(giving(kind, "My words are "+phrase), terms)
		if err != nil {
			t.Fatal(err)
		}
		var got []event.Type
		for _, e := range events {
			got = append(got, e.Type)
			if strings.Contains(string(e.Data)+string(e.Private), "abandon") {
				t.Errorf("%s of %s holds the secret", e.Type, kind)
			}
		}
		if !slices.Equal(got, want) || !v.Redacted {
			t.Errorf("%s: %v, redacted %t", kind, got, v.Redacted)
		}
	}
}

func TestGive_RefusesWhatIsNone(t *testing.T) {
	for name, g := range map[string]voice.Giving{
		"no kind": giving("wish", "x"), "no words": giving(voice.Praise, " "), "a control character": giving(voice.Praise, "x\x00"),
		"too long": giving(voice.Praise, strings.Repeat("x", 20_001)),
	} {
		if _, _, err := voice.Give(g, terms); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestHandle_ByHand(t *testing.T) {
	for name, c := range map[string]struct {
		from   voice.Status
		had    string
		to     voice.Status
		answer string
		kind   fault.Kind
		tells  bool
	}{
		"plan it":                       {voice.Received, "", voice.Planned, "", 0, true},
		"do it":                         {voice.Received, "", voice.Done, "Since today.", 0, true},
		"decline it":                    {voice.Received, "", voice.Declined, "It is against the law.", 0, true},
		"decline it without a word":     {voice.Received, "", voice.Declined, "", fault.Invalid, false},
		"done after planned":            {voice.Planned, "", voice.Done, "", 0, true},
		"plans change":                  {voice.Declined, "No.", voice.Planned, "After all.", 0, true},
		"the same again":                {voice.Planned, "Soon.", voice.Planned, "Soon.", 0, false},
		"the same without words":        {voice.Planned, "Soon.", voice.Planned, "", 0, false},
		"further words":                 {voice.Planned, "Soon.", voice.Planned, "Next week.", 0, true},
		"unheard":                       {voice.Planned, "", voice.Received, "", fault.Conflict, false},
		"received, with an answer":      {voice.Received, "", voice.Received, "Thanks.", fault.Invalid, false},
		"nothing":                       {voice.Received, "", voice.Received, "", 0, false},
		"something that is not a state": {voice.Received, "", "ignored", "", fault.Invalid, false},
	} {
		before := voice.Voice{ID: "V", Seq: 3, Version: 2, Status: c.from, Answer: c.had, LastAt: noon}
		v, events, err := voice.Handle(before, voice.Handling{Status: c.to, Answer: c.answer}, voice.Terms{Now: noon, Actor: lin})
		if c.kind != 0 {
			if !fault.Is(err, c.kind) {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if err != nil || v.Status != c.to || (len(events) == 1) != c.tells || c.tells && (v.Version != 3 || v.HandledBy != lin.ID) {
			t.Errorf("%s: %+v, %d events, %v", name, v, len(events), err)
		}
	}
}

// Whatever is done, its timeline tells the same, and nobody is left without a word: every change of status is told.
func TestAVoiceIsWhatItsTimelineTells(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom([]voice.Kind{voice.Suggestion, voice.Praise, voice.Problem}).Draw(t, "kind")
		v, all, err := voice.Give(giving(kind, rapid.SampledFrom([]string{"Dark mode.", phrase}).Draw(t, "body")), terms)
		if err != nil {
			t.Fatal(err)
		}
		for range rapid.IntRange(0, 8).Draw(t, "steps") {
			before := v
			var events []event.Event
			if rapid.Bool().Draw(t, "delivery") {
				v, events, err = voice.Note(v, event.NoticeSent, ticket.Delivery{Notice: "n", To: "customer"}, terms)
				if err != nil || v.Version != before.Version {
					t.Fatalf("a delivery raises the version, or fails: %v", err)
				}
			} else {
				h := voice.Handling{
					Status: voice.Status(rapid.SampledFrom(voice.Statuses).Draw(t, "status")), Answer: rapid.SampledFrom([]string{"", "Yes.", "No."}).Draw(t, "answer"),
				}
				v, events, err = voice.Handle(v, h, terms)
				if err == nil && (v.Status != before.Status) != (len(events) == 1 && before.Status != h.Status) {
					t.Fatalf("from %s to %s with %d events", before.Status, v.Status, len(events))
				}
			}
			all = append(all, events...)
		}
		rebuilt, err := voice.Replay(all)
		if err != nil || !cmp.Equal(rebuilt, v) {
			t.Fatalf("%v\n%s", err, cmp.Diff(v, rebuilt))
		}
	})
}

func TestAlike(t *testing.T) {
	for _, c := range []struct {
		a, b, language string
		want           bool
	}{
		{"A dark mode, please", "I want a dark mode in the app, it hurts my eyes at night", "en", true},
		{"Dark mode please!", "Please: dark modes", "en", true},
		{"A dark mode, please", "Faster withdrawals, please", "en", false},
		{"请增加夜间模式", "夜间模式什么时候有？", "zh", true},
		{"请增加夜间模式", "提现太慢了", "zh", false},
		{"Dunkelmodus für die Anzeige", "Bitte einen Dunkelmodus in der Anzeige", "de", true},
		{"?", "?", "en", false},
	} {
		if got := voice.Alike(voice.TermsOf(c.a, c.language, ""), voice.TermsOf(c.b, c.language, "")); got != c.want {
			t.Errorf("%q and %q are alike: %t (%v, %v)", c.a, c.b, got, keys(voice.TermsOf(c.a, c.language, "")), keys(voice.TermsOf(c.b, c.language, "")))
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOf(rapid.SampledFrom(strings.Fields("dark mode withdraw ledger slow fee chart night email phone")))
		a, b := voice.TermsOf(strings.Join(words.Draw(t, "a"), " "), "en", ""), voice.TermsOf(strings.Join(words.Draw(t, "b"), " "), "en", "")
		if voice.Alike(a, b) != voice.Alike(b, a) {
			t.Fatal("which one is asked first matters")
		}
		if len(a) > 0 && !voice.Alike(a, a) {
			t.Fatal("a text is not like itself")
		}
	})
}

func TestGrouped_ByHand(t *testing.T) {
	day := 24 * time.Hour
	at := func(id string, days int, kind voice.Kind, body string) voice.Voice {
		return voice.Voice{ID: id, Kind: kind, Body: body, Terms: voice.TermsOf(body, "en", ""), CreatedAt: noon.Add(-time.Duration(days) * day)}
	}
	all := []voice.Voice{
		at("A", 20, voice.Suggestion, "Dark mode for charts"), at("B", 3, voice.Suggestion, "dark mode"), at("C", 2, voice.Suggestion, "A dark mode!"),
		at("D", 1, voice.Suggestion, "Lower fees for withdrawals"), at("E", 1, voice.Praise, "Dark mode is great"), at("F", 15, voice.Praise, "Kind people"),
	}
	slices.Reverse(all)
	groups := voice.Grouped(all, noon.Add(-7*day))
	var got []string
	for _, g := range groups {
		growth := "new"
		if x := g.Growth(7 * day); x != nil {
			growth = fmt.Sprint(*x)
		}
		got = append(got, fmt.Sprintf("%s %s %d after %d, %s: %s", g.ID, g.Kind, g.Count, g.Before, growth, strings.Join(g.Terms, " ")))
	}
	want := []string{
		"A suggestion 2 after 1, 8: dark mode", "D suggestion 1 after 0, new: fees lower withdrawals", "E praise 1 after 0, new: dark mode",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if recent := groups[0].Recent; len(recent) != 2 || recent[0].ID != "C" {
		t.Errorf("examples: %+v", recent)
	}
}

// The same voices make the same groups in whatever order they come, and each stands in one.
func TestGrouped_OrderDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all []voice.Voice
		for i := range rapid.IntRange(0, 12).Draw(t, "n") {
			words := rapid.SliceOfN(rapid.SampledFrom(strings.Fields("dark mode ledger slow charts night")), 1, 4).Draw(t, "words")
			all = append(all, voice.Voice{
				ID: fmt.Sprint(i), Kind: voice.Suggestion, Terms: voice.TermsOf(strings.Join(words, " "), "en", ""),
				CreatedAt: noon.Add(-time.Duration(rapid.IntRange(0, 20).Draw(t, "days")) * 24 * time.Hour),
			})
		}
		from := noon.Add(-7 * 24 * time.Hour)
		groups := voice.Grouped(all, from)
		if diff := cmp.Diff(groups, voice.Grouped(rapid.Permutation(all).Draw(t, "order"), from)); diff != "" {
			t.Fatal(diff)
		}
		in, want := 0, 0
		for _, g := range groups {
			in += g.Count
		}
		for _, v := range all {
			if !v.CreatedAt.Before(from) {
				want++
			}
		}
		if in != want {
			t.Fatalf("%d of %d stand in groups", in, want)
		}
	})
}
