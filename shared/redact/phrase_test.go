package redact_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"aftercare/shared/redact"
)

// twelve different words, so that one that is left over can be seen.
var twelve = strings.Fields("ability absurd cactus dolphin eagle fabric galaxy hamster jungle jaguar kangaroo lizard")

func join(format string) string {
	var text strings.Builder
	for i, w := range twelve {
		text.WriteString(strings.NewReplacer("Word", "Word", "N", fmt.Sprint(i+1), "W", w).Replace(format))
	}
	return text.String()
}

func eachWord(change func(i int, w string) string) string {
	words := slices.Clone(twelve)
	for i, w := range words {
		words[i] = change(i, w)
	}
	return strings.Join(words, " ")
}

func fullWidth(w string) string {
	return strings.Map(func(r rune) rune { return r - 'a' + 'ａ' }, w)
}

func TestNothingHidesAPhrase(t *testing.T) {
	ordinals := strings.Fields("First Second Third Fourth Fifth Sixth Seventh Eighth Ninth Tenth Eleventh Twelfth")
	tests := map[string]string{
		"plain":                 join("W "),
		"upper case":            strings.ToUpper(join("W ")),
		"title case":            eachWord(func(_ int, w string) string { return strings.ToUpper(w[:1]) + w[1:] }),
		"commas":                join("W, "),
		"commas alone":          join("W,"),
		"full-width commas":     join("W，"),
		"Chinese commas":        join("W、"),
		"numbers with dots":     join("N. W "),
		"numbers glued":         join("N.W "),
		"numbers before":        join("NW "),
		"numbers behind":        join("WN "),
		"parentheses":           join("(N) W "),
		"hash signs":            join("#N W\n"),
		"mixed numbering":       "1. ability 2) absurd #3 cactus [4] dolphin 5: eagle 6- fabric 7 galaxy 8、hamster 9/jungle 10.jaguar 11 kangaroo ⑫ lizard",
		"circled numbers":       eachWord(func(i int, w string) string { return string(rune('①'+i)) + w }),
		"letters as numbering":  eachWord(func(i int, w string) string { return string(rune('a'+i)) + ") " + w }),
		"Roman numerals":        "i. ability ii. absurd iii. cactus iv. dolphin v. eagle vi. fabric vii. galaxy viii. hamster ix. jungle x. jaguar xi. kangaroo xii. lizard",
		"ordinals":              eachWord(func(i int, w string) string { return ordinals[i] + ": " + w }),
		"ordinals and a verb":   eachWord(func(i int, w string) string { return ordinals[i] + " is " + w + ", " }),
		"1st, 2nd":              "1st ability 2nd absurd 3rd cactus 4th dolphin 5th eagle 6th fabric 7th galaxy 8th hamster 9th jungle 10th jaguar 11th kangaroo 12th lizard",
		"word N is":             join("word N is W, "),
		"Word N:":               join("Word N: W\n"),
		"line breaks":           join("W\n"),
		"Windows line breaks":   join("W\r\n"),
		"blank lines":           join("W\n\n\n"),
		"bullets":               join("• W\n"),
		"stars":                 join("* W\n"),
		"dashes":                join("W - "),
		"hyphens alone":         join("W-"),
		"underscores":           join("W_"),
		"slashes":               join("W/"),
		"pipes":                 join("| N | W |\n"),
		"tabs":                  join("N\tW\n"),
		"quotes":                join(`"W" `),
		"typographic quotes":    join("“W” "),
		"quoted mail":           join("> > W\n"),
		"angle brackets":        join("<W> "),
		"arrows":                join("W → "),
		"emoji":                 join("W 🔑 "),
		"dots":                  join("W. "),
		"semicolons":            join("W;"),
		"plus signs":            join("W+"),
		"percent-encoded":       join("W%20"),
		"percent line feeds":    join("W%0A"),
		"escaped line feeds":    join(`W\n`),
		"escaped code points":   join(`W\u000a`),
		"HTML list":             join("<li>W</li>"),
		"HTML breaks":           join("W<br/>\n"),
		"HTML with attributes":  join(`<span class="w">W</span>`),
		"HTML spaces":           join("W&nbsp;"),
		"HTML numeric spaces":   join("W&#160;"),
		"no-break spaces":       join("W\u00a0"),
		"ideographic spaces":    join("W\u3000"),
		"zero-width between":    join("W\u200b"),
		"zero-width and space":  join("\u200bW\ufeff "),
		"zero-width inside":     eachWord(func(_ int, w string) string { return w[:2] + "\u200b" + w[2:] }),
		"soft hyphens":          eachWord(func(_ int, w string) string { return w[:3] + "\u00ad" + w[3:] }),
		"combining marks":       eachWord(func(_ int, w string) string { return w[:1] + "\u0301" + w[1:] }),
		"full-width letters":    eachWord(func(_ int, w string) string { return fullWidth(w) }),
		"full-width all":        strings.ReplaceAll(eachWord(func(_ int, w string) string { return fullWidth(w) }), " ", "　"),
		"bold letters":          strings.Map(func(r rune) rune { return mathBold(r) }, join("W ")),
		"ligatures":             strings.NewReplacer("fi", "ﬁ", "fl", "ﬂ", "ff", "ﬀ").Replace("finger flower office affair flip fit fiscal rifle cliff flag effort final"),
		"JSON array":            `["` + strings.Join(twelve, `","`) + `"]`,
		"four letters each":     eachWord(func(_ int, w string) string { return w[:4] }),
		"run together":          join("W"),
		"camel case":            strings.ReplaceAll(eachWord(func(_ int, w string) string { return strings.ToUpper(w[:1]) + w[1:] }), " ", ""),
		"and":                   strings.Join(twelve, " and "),
		"und dann":              strings.Join(twelve, " und dann "),
		"Chinese numbering":     join("第N个W"),
		"Chinese between":       join("第N个单词是W，"),
		"Chinese around":        "我的助记词是" + join("W ") + "请帮我恢复",
		"one foreign word":      strings.Join(twelve[:7], " ") + " hmm " + strings.Join(twelve[7:], " "),
		"one word mistyped":     strings.Replace(join("W "), "kangaroo", "kangroo", 1),
		"one letter changed":    strings.Replace(join("W "), "galaxy", "galaxi", 1),
		"letters swapped":       strings.Replace(join("W "), "lph", "lhp", 1),
		"a bracketed number":    join("[N]W"),
		"many spaces":           join("W" + strings.Repeat(" ", 300)),
		"with extra list words": "please help " + join("W ") + " thank you",
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			clean, found := redact.Secrets("Dear support,\n" + text + "\nGreetings from me")
			if !slices.Contains(found, redact.RecoveryPhrase) || len(found) != 1 {
				t.Fatalf("found %v in %q", found, text)
			}
			for _, w := range twelve {
				if strings.Contains(strings.ToLower(clean), w) {
					t.Errorf("%q is left in %q", w, clean)
				}
			}
			if !strings.HasPrefix(clean, "Dear support,\n") || !strings.HasSuffix(clean, "Greetings from me") {
				t.Errorf("too much was removed: %q", clean)
			}
		})
	}
}

func mathBold(r rune) rune {
	if 'a' <= r && r <= 'z' {
		return r - 'a' + '𝐚'
	}
	return r
}

func TestPhraseOfEveryLengthIsRemovedWhole(t *testing.T) {
	words := wordList(t)
	for _, n := range []int{12, 13, 15, 18, 21, 24, 25, 48} {
		text := strings.Join(words[:n], " ")
		if clean, _ := redact.Secrets(text); clean != redact.RecoveryPhrase.Marker() {
			t.Errorf("%d words: %q", n, clean)
		}
		interrupted := strings.Join(words[:n/2], " ") + " oops " + strings.Join(words[n/2:n], " ")
		if clean, _ := redact.Secrets(interrupted); clean != redact.RecoveryPhrase.Marker() {
			t.Errorf("%d words, interrupted: %q", n, clean)
		}
	}
}

func TestElevenWordsAreNoPhrase(t *testing.T) {
	eleven := strings.Join(twelve[:11], " ")
	for _, text := range []string{
		eleven,
		"The following were written: " + eleven + " were these.",
		strings.Join(twelve[:11], ", "),
		strings.Join(twelve[:11], "\n"),
		strings.Join(twelve[:11], " and "),
	} {
		if clean, found := redact.Secrets(text); clean != text {
			t.Errorf("%v in %q", found, text)
		}
	}
}

func TestTheHeadingOfAPhraseStays(t *testing.T) {
	text := "My backup words\n\n" + join("N. W\n") + "\nIs it compromised?"
	clean, _ := redact.Secrets(text)
	if clean != "My backup words\n\n1. [removed: recovery phrase]\n\nIs it compromised?" {
		t.Errorf("got %q", clean)
	}
}
