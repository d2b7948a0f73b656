package redact_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"aftercare/shared/redact"
)

// numberings are what people write before the n-th word.
var numberings = []string{"", "N. ", "N) ", "#N ", "(N) ", "N: ", "N", "N- ", "[N] ", "• ", "- ", "\t", "\"", "> ", "第N个", "word N: "}

// separators are what people write after a word.
var separators = []string{
	" ", "  ", ", ", ",", "\n", "\r\n", "\n\n", "; ", " | ", "/", " - ", "\t", ". ", "\u200b ", "\u00a0", "，", "、", "\u3000",
	"\" ", " → ", "_", "<br>", "&nbsp;", "%20", `\n`,
}

var casings = []func(string) string{
	func(w string) string { return w },
	strings.ToUpper,
	func(w string) string { return strings.ToUpper(w[:1]) + w[1:] },
	func(w string) string { return w[:1] + strings.ToUpper(w[1:]) },
	fullWidth,
	func(w string) string { return w[:1] + "\u200b" + w[1:] },
	func(w string) string { return w[:2] + "\u00ad" + w[2:] },
}

// prose has no word of the list and no digit.
var prose = []string{"", "Dear Sirs,\n", "The following were written down:\n", "我的钱包打不开了。", "And these are mine: ", "<p>"}

func numberText(n int) string { return string(rune('0'+n/10)) + string(rune('0'+n%10)) }

func TestAnyPhraseInAnyDressIsRemoved(t *testing.T) {
	list := wordList(t)
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.SampledFrom(list), 12, 30).Draw(t, "words")
		mixed := rapid.Bool().Draw(t, "mixed")
		casing := rapid.SampledFrom(casings)
		numbering := rapid.SampledFrom(numberings)
		separator := rapid.SampledFrom(separators)
		c, n, s := casing.Draw(t, "casing"), numbering.Draw(t, "numbering"), separator.Draw(t, "separator")
		before, after := rapid.SampledFrom(prose).Draw(t, "before"), rapid.SampledFrom(prose).Draw(t, "after")

		var text strings.Builder
		text.WriteString(before)
		for i, w := range words {
			if mixed {
				c, n, s = casing.Draw(t, "casing"), numbering.Draw(t, "numbering"), separator.Draw(t, "separator")
			}
			text.WriteString(strings.ReplaceAll(n, "N", numberText(i+1)) + c(w))
			if i < len(words)-1 {
				text.WriteString(s)
			}
		}
		text.WriteString("\n" + after)

		clean, found := redact.Secrets(text.String())
		if len(found) != 1 || found[0] != redact.RecoveryPhrase {
			t.Fatalf("found %v in %q", found, text.String())
		}
		if !strings.HasPrefix(clean, before) || !strings.HasSuffix(clean, after) {
			t.Fatalf("too much is gone: %q", clean)
		}
		rest := strings.Replace(clean, redact.RecoveryPhrase.Marker(), "", 1)
		rest = strings.TrimSuffix(strings.TrimPrefix(rest, before), after)
		for _, left := range strings.FieldsFunc(strings.ToLower(rest), func(r rune) bool { return r < 'a' || r > 'z' }) {
			if left != "word" && left != "br" { // a numbering or a tag beside the marker
				t.Fatalf("%q is left in %q", left, clean)
			}
		}
	})
}

// pieces is a mixture of whatever the detectors look at.
func pieces(t *rapid.T, list []string) string {
	part := rapid.OneOf(
		rapid.SampledFrom(list),
		rapid.SampledFrom(append(separators, numberings...)),
		rapid.SampledFrom([]string{
			key, "0x" + key, txid, hash, wif, wifShort, xprv, xpub, ed25519, bip38, vector, key[:32], key[32:], groups(key, 8, " "),
			" private key ", " tx ", " hash ", ", ", "my key: ", " deposit ", "transaction\n", "import ", "私钥", "交易", "and", "the", "xyz",
			redact.RecoveryPhrase.Marker(), redact.PrivateKey.Marker(), "[removed: ", "]", "\\", "%", "\\u00", "ﬁ", "ﬂ", "é", "\xff",
			strings.Join(twelve, " and "), strings.Join(twelve[:11], " "), strings.Join(twelve[:6], "\n"), "galaxi", "wordd", "0x", "5",
		}),
		rapid.StringMatching(`[0-9a-f]{1,8}`),
		rapid.String(),
	)
	return strings.Join(rapid.SliceOfN(part, 0, 60).Draw(t, "pieces"), rapid.SampledFrom([]string{"", " "}).Draw(t, "glue"))
}

func TestWhatComesBackHoldsNoSecret(t *testing.T) {
	list := wordList(t)
	rapid.Check(t, func(t *rapid.T) { checkOnce(t, pieces(t, list)) })
}

type failer interface {
	Fatalf(format string, args ...any)
}

// checkOnce holds what is true of every text.
func checkOnce(t failer, text string) {
	clean, found := redact.Secrets(text)
	if len(found) == 0 && clean != text {
		t.Fatalf("nothing found, and yet %q became %q", text, clean)
	}
	if again, more := redact.Secrets(clean); again != clean {
		t.Fatalf("a second call found %v:\n%q\n%q\n%q", more, text, clean, again)
	}
}

func TestTextsKeepTheirPlaces(t *testing.T) {
	list := wordList(t)
	rapid.Check(t, func(t *rapid.T) {
		texts := []string{pieces(t, list), pieces(t, list), pieces(t, list)}
		clean, found := redact.All(texts...)
		if len(clean) != len(texts) {
			t.Fatalf("%d texts became %d", len(texts), len(clean))
		}
		joined, kinds := redact.Secrets(strings.Join(texts, "\n"))
		if len(found) != len(kinds) {
			t.Fatalf("found %v alone and %v joined", found, kinds)
		}
		if len(found) == 0 && strings.Join(clean, "\n") != joined {
			t.Fatalf("%q became %q", texts, clean)
		}
		for _, kind := range kinds {
			if !strings.Contains(strings.Join(clean, "\n"), kind.Marker()) {
				t.Fatalf("no marker of %s in %q", kind, clean)
			}
		}
	})
}
