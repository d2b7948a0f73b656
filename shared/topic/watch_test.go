package topic_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/memory"
	"aftercare/shared/topic"
)

// written is a source of texts in memory, which counts how many it handed out.
type written struct {
	texts []topic.Text
	read  int
}

func (*written) Kind() event.Kind { return event.Survey }

func (w *written) Each(_ context.Context, from, to time.Time, give func(topic.Text) error) error {
	for _, t := range w.texts {
		if !t.At.Before(from) && t.At.Before(to) {
			w.read++
			if err := give(t); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *written) Text(_ context.Context, id string) (topic.Text, error) {
	for _, t := range w.texts {
		if t.ID == id {
			return t, nil
		}
	}
	return topic.Text{}, fault.NotFound("text")
}

// add lets n people write a text, so many days before midnight.
func (w *written) add(n int, ago float64, text string) {
	for range n {
		id := fmt.Sprintf("S%04d", len(w.texts))
		w.texts = append(w.texts, topic.Text{
			Case:     topic.Case{Kind: event.Survey, ID: id, At: midnight.Add(-time.Duration(ago * 24 * float64(time.Hour)))},
			Customer: "customer of " + id, Language: "en", Parts: []string{text},
		})
	}
}

// desk is a service with a source, on a store in memory.
type desk struct {
	*memory.Store
	topic.Service
	source *written
	at     time.Time
}

func aDesk() *desk {
	d := &desk{source: &written{}, at: midnight.Add(5 * time.Hour)}
	d.Store = memory.New(func() time.Time { return d.at })
	d.Service = topic.Service{Store: d.Store, Sources: []topic.Source{d.source}}
	return d
}

// look looks so many days after the first look would.
func (d *desk) look(t *testing.T, days int) topic.Seen {
	t.Helper()
	d.at = midnight.AddDate(0, 0, days).Add(5 * time.Hour)
	seen, err := d.Look(t.Context(), midnight.AddDate(0, 0, days), d.at)
	if err != nil {
		t.Fatal(err)
	}
	return seen
}

// all gives the topics that are listed.
func (d *desk) all(t *testing.T) []topic.Topic {
	t.Helper()
	all, _, err := d.Topics(t.Context(), topic.Query{From: d.at.AddDate(0, 0, -30), To: d.at.AddDate(0, 0, 1), Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestLook_TellsOfATopicOnceAWeek(t *testing.T) {
	d := aDesk()
	d.source.add(6, 3, "Staking rewards are missing")
	if diff := cmp.Diff(topic.Seen{Texts: 6, Grown: 1, Told: 1}, d.look(t, 0)); diff != "" {
		t.Fatal(diff)
	}
	if seen := d.look(t, 0); seen.Told != 0 {
		t.Errorf("told again: %+v", seen)
	}
	first := d.all(t)
	if len(first) != 1 || first[0].Status != topic.Offered || first[0].Found != 1 || first[0].Week != "2026-W46" || !strings.HasPrefix(first[0].ID, "2026-W46-") {
		t.Fatalf("got %+v", first)
	}
	if strings.Contains(first[0].ID, "stak") {
		t.Error("the id tells a word")
	}
	d.source.add(8, -1, "Staking rewards")                       // the day after
	if seen := d.look(t, 3); seen.Told != 1 || seen.Grown != 2 { // missing is no other topic: it was of this one
		t.Errorf("not told in the next week: %+v", seen)
	}
	if got := d.all(t); len(got) != 1 || got[0].ID != first[0].ID || got[0].Found != 2 || got[0].Week != "2026-W47" || got[0].Count() != 14 {
		t.Errorf("got %+v", got)
	}
}

func TestLook_TellsAgainWhenItHasDoubled(t *testing.T) {
	d := aDesk()
	d.source.add(5, 3, "staking")
	d.look(t, 0)
	d.source.add(4, 2, "staking")
	if seen := d.look(t, 0); seen.Told != 0 {
		t.Errorf("nine of five: %+v", seen)
	}
	d.source.add(1, 2, "staking")
	if seen := d.look(t, 0); seen.Told != 1 || d.all(t)[0].Count() != 10 || d.all(t)[0].Found != 1 {
		t.Errorf("ten of five: %+v %+v", seen, d.all(t))
	}
}

func TestLook_LeavesADismissedTopicQuietUntilItDoubles(t *testing.T) {
	d := aDesk()
	d.source.add(6, 1, "staking")
	d.look(t, 0)
	id := d.all(t)[0].ID
	decided, err := d.Decide(t.Context(), id, topic.Deciding{Verdict: topic.Verdict{Decision: topic.Dismissed}, Do: topic.Do{Now: d.at, Actor: event.Actor{Kind: event.Staff, ID: "lin"}}})
	if err != nil || decided.Status != topic.Dismissed {
		t.Fatal(err)
	}
	if present, err := d.Present(t.Context(), d.at); err != nil || len(present) != 0 {
		t.Errorf("present: %+v, %v", present, err)
	}
	d.source.add(5, -2, "staking")
	if seen := d.look(t, 4); seen.Grown != 1 || seen.Told != 0 {
		t.Errorf("eleven of six, in another week: %+v", seen)
	}
	d.source.add(1, -2, "staking")
	if seen := d.look(t, 4); seen.Told != 1 {
		t.Errorf("twelve of six: %+v", seen)
	}
	if got := d.all(t); len(got) != 1 || got[0].ID != id || got[0].Status != topic.Offered || got[0].Decision == nil {
		t.Errorf("got %+v", got)
	}
	events, err := d.Timeline(t.Context(), event.Topic, id, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	rebuilt, err := topic.Replay(events)
	if diff := cmp.Diff(d.all(t)[0], rebuilt); err != nil || diff != "" {
		t.Errorf("the timeline tells otherwise: %v %s", err, diff)
	}
	for _, e := range events {
		if strings.Contains(string(e.Data), "stak") {
			t.Errorf("a word is published: %s", e.Data)
		}
	}
}

func TestLook_KeepsAnArticleOrAProblemDecided(t *testing.T) {
	d := aDesk()
	d.source.add(6, 1, "staking")
	d.look(t, 0)
	if _, err := d.Decide(t.Context(), d.all(t)[0].ID, topic.Deciding{Verdict: topic.Verdict{Decision: topic.Article}}); err != nil {
		t.Fatal(err)
	}
	d.source.add(5, -2, "staking")
	if seen := d.look(t, 4); seen.Told != 1 || d.all(t)[0].Status != topic.Article || d.all(t)[0].Count() != 11 {
		t.Errorf("%+v %+v", seen, d.all(t))
	}
}

// The weeks before are read once, and from then on their counts.
func TestLook_ReadsTheTextsOfTheLastDaysAlone(t *testing.T) {
	d := aDesk()
	for ago := range 35 {
		d.source.add(3, float64(ago)+0.5, "deposit")
	}
	d.look(t, 0)
	if d.source.read != 105 {
		t.Errorf("the first look read %d texts", d.source.read)
	}
	d.source.read = 0
	d.look(t, 1)
	if d.source.read != 18 { // six days of three; nobody wrote on the seventh
		t.Errorf("the second look read %d texts", d.source.read)
	}
	if got := d.all(t); len(got) != 0 {
		t.Errorf("found %+v", got)
	}
}

// The day of the look is not over, so that its counts are not kept.
func TestLook_KeepsNoDayThatIsNotOver(t *testing.T) {
	d := aDesk()
	d.source.add(5, 0.5, "staking")
	d.source.add(1, -0.1, "staking")
	seen, err := d.Look(t.Context(), midnight.AddDate(0, 0, 1), d.at)
	if err != nil || seen.Texts != 6 || seen.Told != 1 {
		t.Fatalf("%+v, %v", seen, err)
	}
	days, err := d.TermDays(t.Context(), midnight, midnight.AddDate(0, 0, 1))
	if err != nil || len(days) != 0 {
		t.Errorf("kept %+v, %v", days, err)
	}
	late := d.source.texts[0]
	late.ID, late.Customer = "late", "late"
	d.source.texts = append(d.source.texts, late)
	d.look(t, 0)
	days, err = d.TermDays(t.Context(), midnight.AddDate(0, 0, -1), midnight)
	if err != nil || len(days) != topic.Parts || days[0].Texts != 6 || days[0].Revision != 2 {
		t.Errorf("kept %+v, %v", days, err)
	}
}

// What is counted of a topic is what a text is told to belong to.
func TestBelonging_IsByTheLeadingTerm(t *testing.T) {
	d := aDesk()
	d.source.add(6, 1, "Ledger pairing fails")
	d.source.add(6, 2, "提现失败")
	d.look(t, 0)
	present, err := d.Present(t.Context(), d.at)
	if err != nil || len(present) != 2 {
		t.Fatalf("%+v, %v", present, err)
	}
	for text, want := range map[string]int{"My ledger pairing is broken": 1, "提现失败了": 1, "Ledger pairing, 提现失败": 2, "deposit": 0, "": 0} {
		if got := topic.Belonging(topic.Terms(text, "en", topic.NamesOf()), present); len(got) != want {
			t.Errorf("%q belongs to %d", text, len(got))
		}
	}
}

func TestDecide_ChecksWhatIsDecided(t *testing.T) {
	d := aDesk()
	d.source.add(6, 1, "staking")
	d.look(t, 0)
	id, stale := d.all(t)[0].ID, int64(9)
	phrase := strings.TrimSpace(strings.Repeat("abandon ", 11) + "about")
	for name, c := range map[string]struct {
		id   string
		do   topic.Deciding
		want fault.Kind
	}{
		"no such decision": {id, topic.Deciding{Verdict: topic.Verdict{Decision: topic.Offered}}, fault.Invalid},
		"no such topic":    {"other", topic.Deciding{Verdict: topic.Verdict{Decision: topic.Article}}, fault.Missing},
		"another version":  {id, topic.Deciding{Verdict: topic.Verdict{Decision: topic.Article}, Version: &stale}, fault.Stale},
		"a phrase as name": {id, topic.Deciding{Verdict: topic.Verdict{Decision: topic.Article, Assignee: phrase}}, fault.Invalid},
	} {
		if _, err := d.Decide(t.Context(), c.id, c.do); !fault.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	d.Service.Known = func(_ context.Context, id string) (bool, error) { return id == "lin", nil }
	stranger := topic.Deciding{Verdict: topic.Verdict{Decision: topic.Article, Assignee: "Bo of the desk"}}
	if _, err := d.Decide(t.Context(), id, stranger); !fault.Is(err, fault.Invalid) {
		t.Errorf("nobody's id: %v", err)
	}
	key := &event.Receipt{Scope: "s", Key: "k", Hash: "h"}
	in := topic.Deciding{Verdict: topic.Verdict{Decision: topic.Problem, Note: "Words: " + phrase, Assignee: "lin"}, Receipt: key}
	for range 2 {
		got, err := d.Decide(t.Context(), id, in)
		if err != nil || got.Version != 2 || got.Status != topic.Problem || strings.Contains(got.Decision.Note, "abandon") {
			t.Errorf("%+v, %v", got, err)
		}
	}
	in.Receipt = nil
	if got, err := d.Decide(t.Context(), id, in); err != nil || got.Version != 2 {
		t.Errorf("the same again: version %d, %v", got.Version, err)
	}
	in.Receipt = &event.Receipt{Scope: "s", Key: "k", Hash: "other"}
	if _, err := d.Decide(t.Context(), id, in); !fault.Is(err, fault.Invalid) {
		t.Errorf("another request under the key: %v", err)
	}
}

func TestQuote_IsTheSentenceAndNamesNobody(t *testing.T) {
	found := topic.Topic{Language: "en", Terms: []topic.Term{{Key: "en:ledger"}, {Key: "en:ledger pair"}}}
	chinese := topic.Topic{Language: "zh", Terms: []topic.Term{{Key: "zh:提现"}}}
	for _, c := range []struct {
		of   topic.Topic
		text string
		want string
	}{
		{found, "Hello. I have a Ledger. The Ledger pairing fails! Thanks.", "The Ledger pairing fails!"},
		{found, "Ledger 0x52908400098527886E0F7030069857D2E4169EE7 of zora@example.com, Zora, at https://example.com/x?y.", "Ledger *** of *** ***, at ***"},
		{found, "Ledger of Zo\u200bra.", "Ledger of ***."},
		{found, "Nothing of it.", ""},
		{chinese, "你好。我是王小明，提现失败！谢谢", "我是***，提现失败！"},
	} {
		got := c.of.Quote(topic.Text{Parts: []string{c.text}, Language: "en", Name: "Zora 王小明"}, topic.NamesOf())
		if got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
	if got := []rune(found.Quote(topic.Text{Parts: []string{"Ledger " + strings.Repeat("does not ", 99)}, Language: "en"}, topic.NamesOf())); len(got) != 200 {
		t.Errorf("%d characters", len(got))
	}
}
