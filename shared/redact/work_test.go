package redact

import (
	"fmt"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// longest is the longest text that the contract lets in, in characters.
const longest = 20_000

// worst are texts that keep the detectors as busy as a text can.
var worst = map[string]string{
	"list words":         "abandon ability able ",
	"interrupted words":  "abandon ability able about above absent absorb abstract absurd abuse access xyz ",
	"one foreign word":   "abandon the ",
	"typos":              "abandin kangroo abovee dolphon ",
	"run together":       "abandonability",
	"invisible":          "aban\u200bdon",
	"keys":               "5c504ed432cb51138bcf09aa5e8a410dd4a1e204ef84bfed1be16dfba1b22060 ",
	"keys with context":  "tx 5c504ed432cb51138bcf09aa5e8a410dd4a1e204ef84bfed1be16dfba1b22060 key ",
	"half keys":          "5c504ed432cb51138bcf09aa5e8a410d ",
	"bytes":              "ab ",
	"cues":               "tx key tx key ",
	"cues around a key":  "5c504ed432cb51138bcf09aa5e8a410dd4a1e204ef84bfed1be16dfba1b22060 tx,key;tx,key;tx,key;tx,key;tx,key;",
	"groups like a WIF":  "5Kb8 ",
	"almost WIF":         "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTK ",
	"almost a key pair":  strings.Repeat("z", 88) + " ",
	"almost an xprv":     "xprv" + strings.Repeat("z", 107) + " ",
	"one long word":      "z",
	"one long number":    "a1",
	"Chinese":            "我的充值还没有到账",
	"markers":            "[removed: private key]",
	"half markers":       "[removed: ",
	"emoji":              "🔑",
	"brackets":           "[[[[",
	"numbers in letters": "a1b2",
}

func fill(pattern string, characters int) string {
	n := len([]rune(pattern))
	return strings.Repeat(pattern, characters/n+1)
}

func worked(text string) int {
	v := newView(text)
	v.detect(phrases, checkedKeys, hexKeys)
	return v.work
}

func TestWorkGrowsInProportionToTheText(t *testing.T) {
	const (
		perCharacter = 250 // steps; a full Base58 decoding of every group is the most
		slack        = 1.2
	)
	for name, pattern := range worst {
		t.Run(name, func(t *testing.T) {
			half, full := worked(fill(pattern, longest/2)), worked(fill(pattern, longest))
			if full > perCharacter*longest {
				t.Errorf("%d steps for %d characters", full, longest)
			}
			if float64(full) > 2*slack*float64(half)+1000 {
				t.Errorf("%d steps for %d characters, %d for half of them", full, longest, half)
			}
		})
	}
}

func TestAllocationsDoNotGrowWithOrdinaryText(t *testing.T) {
	text := fill("The deposit of yesterday is not there yet, and I would like to know why. ", longest)
	list()
	if n := testing.AllocsPerRun(5, func() { Secrets(text) }); n > 50 {
		t.Errorf("%.0f allocations for %d characters of prose", n, longest)
	}
}

func TestEveryLabelIsInTheListAndNoEnumeratorIs(t *testing.T) {
	for w := range labels {
		if list().ids[w] == 0 {
			t.Errorf("label %q is not in the list", w)
		}
	}
	for w := range enumerators {
		if list().id([]byte(w)) != 0 {
			t.Errorf("%q is in the list: it belongs to the labels", w)
		}
	}
	if len(list().ids) != 2048 || len(list().prefixes) != 2048 {
		t.Errorf("%d words, %d prefixes", len(list().ids), len(list().prefixes))
	}
}

func TestCompatibleFormsAreSorted(t *testing.T) {
	for i, f := range compatForms {
		if f.last < f.first || i > 0 && f.first <= compatForms[i-1].last {
			t.Errorf("range %d, %U to %U, is out of order", i, f.first, f.last)
		}
		if c, ok := compatible(f.last); !ok || !isAlnum(c) && f.first != 0xFF01 {
			t.Errorf("%U is %q", f.last, c)
		}
	}
}

func BenchmarkSecrets(b *testing.B) {
	for name, pattern := range worst {
		text := fill(pattern, longest)
		b.Run(fmt.Sprintf("%s/%d", name, longest), func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				Secrets(text)
			}
		})
	}
}

func TestCompatibleFormsAreThoseOfUnicode(t *testing.T) {
	for r := rune(utf8.RuneSelf); r <= unicode.MaxRune; r++ {
		want := norm.NFKC.String(string(r))
		plain := len(want) == 1 && (isAlnum(want[0]) || 0xFF01 <= r && r <= 0xFF5E)
		if unicode.Is(unicode.Nl, r) || unicode.Is(unicode.Lm, r) && r > 0xA000 || r == 'ª' || r == 'º' || r == 0x1F12B || r == 0x1F12C {
			continue // Roman numerals and marks of order
		}
		got, ok := compatible(r)
		if ok != plain || ok && string(got) != want {
			t.Errorf("%U reads as %q, %t; its NFKC form is %q", r, got, ok, want)
		}
	}
}
