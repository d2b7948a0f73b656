package texts_test

import (
	"encoding/json"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the machine need not have zone files

	"aftercare/shared/texts"
)

// A further language is a further folder: what English says, each language says.
func TestALanguageIsAWholeFolder(t *testing.T) {
	want := contents(t, texts.Fallback)
	if len(want) < 30 {
		t.Fatalf("only %d texts in %s: are they read at all?", len(want), texts.Fallback)
	}
	for _, lang := range texts.Languages() {
		got := contents(t, lang)
		for what, text := range want {
			if other, there := got[what]; !there || strings.TrimSpace(text) != "" && strings.TrimSpace(other) == "" {
				t.Errorf("%s lacks %s", lang, what)
			}
		}
		for what := range got {
			if _, there := want[what]; !there {
				t.Errorf("%s has %s, which %s has not", lang, what, texts.Fallback)
			}
		}
	}
}

// contents gives the texts of a language by file and, in JSON, by path.
func contents(t *testing.T, lang string) map[string]string {
	t.Helper()
	all := map[string]string{}
	files, err := fs.ReadDir(texts.Folder(lang), ".")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		raw, err := fs.ReadFile(texts.Folder(lang), file.Name())
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(file.Name(), ".json") {
			all[file.Name()] = string(raw)
			continue
		}
		var v any
		if err := json.Unmarshal(raw, &v); err != nil {
			t.Fatalf("%s/%s: %v", lang, file.Name(), err)
		}
		walk(v, file.Name(), all)
	}
	return all
}

func walk(v any, at string, into map[string]string) {
	switch v := v.(type) {
	case map[string]any:
		for name, member := range v {
			walk(member, at+"."+name, into)
		}
	case []any:
		for _, member := range v {
			walk(member, at+"[]", into)
		}
	case string:
		into[at] += v
	}
}

func TestTheReaderGetsTheirLanguageOrEnglish(t *testing.T) {
	for tag, want := range map[string]string{
		"en": "en", "en-GB": "en", "zh": "zh", "zh-TW": "zh", "zh-Hans-CN": "zh", "de": "de", "de-AT": "de", "fr": "en",
		"": "en", "no tag": "en",
	} {
		if got := texts.For(tag); got != want {
			t.Errorf("%q reads %s, want %s", tag, got, want)
		}
	}
	for header, want := range map[string]string{
		"": "en", "fr, de;q=0.8, en;q=0.5": "de", "en;q=0.1,zh-CN;q=0.9": "zh", "*": "en", "de,,;": "en",
		strings.Repeat("de,", 100): "en",
	} {
		if got := texts.Negotiate(header); got != want {
			t.Errorf("a browser with %.40q reads %s, want %s", header, got, want)
		}
	}
}

func TestTimesAreSaidAsTheLanguageDoes(t *testing.T) {
	vienna, err := time.LoadLocation("Europe/Vienna")
	if err != nil {
		t.Fatal(err)
	}
	words, err := texts.Vocabularies()
	if err != nil {
		t.Fatal(err)
	}
	for lang, want := range map[string][2]string{
		"en": {"1 March 2026, 00:30 CET", "1 March 2026"},
		"de": {"1. März 2026, 00:30 CET", "1. März 2026"},
		"zh": {"2026年3月1日 00:30 CET", "2026年3月1日"},
	} {
		at := time.Date(2026, 2, 28, 23, 30, 0, 0, time.UTC)
		if got := [2]string{words[lang].At(at, vienna), words[lang].On(at, vienna)}; got != want {
			t.Errorf("%s says %q, want %q", lang, got, want)
		}
	}
	if got, want := texts.Languages(), []string{"de", "en", "zh"}; !slices.Equal(got, want) {
		t.Errorf("languages %v, want %v", got, want)
	}
}
