package text_test

import (
	"strings"
	"testing"

	"aftercare/shared/effort"
	"aftercare/shared/text"
)

func TestLanguagesAreBroughtIntoOneForm(t *testing.T) {
	for given, want := range map[string]string{
		"en": "en", "EN-us": "en-US", "zh_CN": "zh-CN", "zh-Hant-TW": "zh-Hant-TW", "de-1996": "de-1996", "und": "und",
	} {
		if got, ok := text.Language(given); !ok || got != want {
			t.Errorf("%s: %q %t", given, got, ok)
		}
	}
}

func TestLanguageCannotSpellAnythingElse(t *testing.T) {
	for _, given := range []string{
		"", "english please", "abandon", "x-abandon-ability-able", "en-x-abandon-ability", "en-u-co-phonebk", "en-t-abandon",
		"zh-" + strings.Repeat("a-", 20),
	} {
		if got, ok := text.Language(given); ok {
			t.Errorf("%q was taken as %q", given, got)
		}
	}
}

func TestLongLanguageIsRefusedWithoutWork(t *testing.T) {
	long := strings.Repeat("-", 1<<20) // parsing it takes a minute
	taken := false
	if took := effort.Of(func() { _, taken = text.Language(long) }); taken || took > effort.Limit {
		t.Errorf("taken: %t, after %s", taken, took)
	}
}
