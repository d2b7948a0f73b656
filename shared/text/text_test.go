package text_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"

	"aftercare/shared/fault"
	"aftercare/shared/text"
)

func TestClean_BringsTextIntoOneForm(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"as it is":              {"Hello", "Hello"},
		"composed":              {"cafe\u0301", "caf\u00e9"},
		"line ends":             {"a\r\nb\nc", "a\nb\nc"},
		"white space around":    {" \t a b \n", "a b"},
		"tab and line feed":     {"a\tb\nc", "a\tb\nc"},
		"other scripts":         {"你好 👋🏽", "你好 👋🏽"},
		"a joiner inside emoji": {"👩‍💻", "👩‍💻"},
	} {
		t.Run(name, func(t *testing.T) {
			if got, problem := text.Clean(c.in, 100); got != c.want || problem != "" {
				t.Errorf("got %q, %q", got, problem)
			}
		})
	}
}

func TestClean_RefusesWhatNoPersonTypes(t *testing.T) {
	for name, in := range map[string]string{
		"empty": "", "blank": " \n\t ", "not UTF-8": "a\xff", "a null": "a\x00b", "a bell": "a\ab", "an escape": "a\x1b[31m",
		"a carriage return alone": "a\rb", "a C1 control": "a\u0085b", "delete": "a\u007fb", "too long": strings.Repeat("x", 11),
	} {
		t.Run(name, func(t *testing.T) {
			got, problem := text.Clean(in, 10)
			if got != "" || problem == "" {
				t.Errorf("got %q, %q", got, problem)
			}
			if in != "" && strings.TrimSpace(in) != "" && strings.Contains(problem, in) {
				t.Errorf("the problem repeats the value: %q", problem)
			}
		})
	}
}

func TestClean_WhatNobodySeesIsEmpty(t *testing.T) {
	for name, in := range map[string]string{
		"no width": "\u200b\u200b", "a joiner": "\u200d", "a mark of order": "\ufeff \u202e", "a soft hyphen": "\u00ad",
		"a filler": "\u3164\uffa0", "a selector": "\ufe0f", "braille without dots": "\u2800", "a wide space": "\u3000\n",
	} {
		t.Run(name, func(t *testing.T) {
			if got, problem := text.Clean(in, 10); got != "" || problem != "is empty" {
				t.Errorf("got %q, %q", got, problem)
			}
			var c text.Checker
			if got := c.Optional("comment", in, 10); got != "" || c.Err() != nil {
				t.Errorf("as a comment: %q, %v", got, c.Err())
			}
		})
	}
	if got, problem := text.Clean("\u200b好\u200d", 10); got == "" || problem != "" {
		t.Errorf("beside a letter: %q, %q", got, problem)
	}
}

func TestChecker_WhatIsOptionalMayBeBlank(t *testing.T) {
	var c text.Checker
	if got := c.Optional("comment", " \r\n\t", 10); got != "" || c.Err() != nil {
		t.Errorf("got %q, %v", got, c.Err())
	}
	if c.Name("tier", " ", 10); c.Err() == nil {
		t.Error("a blank names something")
	}
}

func TestClean_CountsCharactersAndNotBytes(t *testing.T) {
	if _, problem := text.Clean(strings.Repeat("漢", 10), 10); problem != "" {
		t.Error(problem)
	}
	if _, problem := text.Clean(strings.Repeat("e\u0301", 10), 10); problem != "" {
		t.Errorf("counted before it was composed: %s", problem)
	}
	if _, problem := text.Clean(strings.Repeat("漢", 11), 10); problem != "has 11 characters, the most is 10" {
		t.Errorf("got %q", problem)
	}
}

func TestChecker_TellsOfAllProblemsAtOnce(t *testing.T) {
	var c text.Checker
	c.Required("subject", "", 10)
	c.Required("body", "fine", 10)
	c.Optional("note", "", 10)
	c.Optional("name", "a\x00", 10)
	c.OneOf("channel", "fax", "web", "chat")
	c.OneOf("category", "other", "other")
	c.Add("time", "is missing")
	err := c.Err()
	if !fault.Is(err, fault.Invalid) {
		t.Fatalf("got %v", err)
	}
	want := "a value is not valid; subject is empty; name holds a control character other than tab and line feed; channel is none of web, chat; time is missing"
	if diff := cmp.Diff(want, err.Error()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if strings.Contains(err.Error(), "fax") {
		t.Error("the value is repeated")
	}
}

func TestChecker_IsQuietWhenAllIsWell(t *testing.T) {
	var c text.Checker
	if err := c.Err(); err != nil {
		t.Error(err)
	}
}

func FuzzClean_IsInItsFormOrRefused(f *testing.F) {
	for _, s := range []string{"Hello", "e\u0301", "a\r\nb", "\xff", "\x00", " ", "\r\r\n", "a\u0085"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, problem := text.Clean(s, 50)
		if problem != "" {
			if got != "" {
				t.Errorf("refused, and gave %q", got)
			}
			return
		}
		if !norm.NFC.IsNormalString(got) || utf8.RuneCountInString(got) > 50 || got != strings.TrimSpace(got) || got == "" ||
			strings.ContainsFunc(got, func(r rune) bool { return unicode.IsControl(r) && r != '\t' && r != '\n' }) {
			t.Errorf("gave %q", got)
		}
		if again, problem := text.Clean(got, 50); again != got || problem != "" {
			t.Errorf("clean %q becomes %q, %q", got, again, problem)
		}
	})
}

func TestChecker_ADecimalIsExactAndUnsigned(t *testing.T) {
	forty := strings.Repeat("9", 40)
	for given, ok := range map[string]bool{
		"0": true, "0.015": true, "007": true, forty + "." + forty: true,
		"": false, ".": false, "1.": false, ".5": false, "-1": false, "+1": false, "1e3": false, "1,5": false, " 1": false,
		"1.2.3": false, forty + "9": false, "1." + forty + "9": false, "\u0661": false,
	} {
		var c text.Checker
		got := c.Decimal("amount", given)
		if refused := c.Err() != nil; refused == ok || ok && got != given || !ok && got != "" {
			t.Errorf("%q: %q, %v", given, got, c.Err())
		}
	}
}

func TestChecker_ANameIsOneLineWithoutASecret(t *testing.T) {
	for name, c := range map[string]struct {
		in   string
		fine bool
	}{
		"a name":    {"payments", true},
		"none":      {"", true},
		"two lines": {"pay\nments", false},
		"a tab":     {"pay\tments", false},
		"a phrase":  {"abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about", false},
		"too long":  {strings.Repeat("x", 101), false},
	} {
		t.Run(name, func(t *testing.T) {
			var check text.Checker
			got := check.Name("team", c.in, 100)
			if err := check.Err(); (err == nil) != c.fine || c.fine && got != c.in {
				t.Errorf("got %q: %v", got, err)
			}
		})
	}
}
