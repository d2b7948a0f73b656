package web

import (
	"encoding/json"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"aftercare/shared/fault"
)

func TestNormalise_KeepsWhatIsSaid(t *testing.T) {
	for in, want := range map[string]string{
		`[2.0, -30.000, 0.0, 2.05, 1.0e2]`:                      `[2,-30,0,2.05,1.0e2]`,
		` {"a" : [1, 2.50, -0, 1e3, true, null, "x"], "b":{}} `: `{"a":[1,2.50,-0,1e3,true,null,"x"],"b":{}}`,
		"\"e\u0301 \\r\\n \\r \\t\"":                            "",
		`"caf\u0065\u0301\r\n"`:                                 `"café\n"`,
		`"[[[[\"{{{"`:                                           `"[[[[\"{{{"`,
		`7`:                                                     `7`,
	} {
		got, err := normalise([]byte(in))
		if want == "" {
			if !fault.Is(err, fault.Invalid) {
				t.Errorf("%s gave %s, %v", in, got, err)
			}
			continue
		}
		if err != nil || string(got) != want {
			t.Errorf("%s gave %s, %v", in, got, err)
		}
	}
}

func TestNormalise_RefusesWhatReadersUnderstandDifferently(t *testing.T) {
	for name, in := range map[string]string{
		"nothing":             ``,
		"two values":          `{} {}`,
		"a comma at the end":  `{"a":1,}`,
		"a comment":           `{} // x`,
		"not UTF-8":           "{\"a\":\"\xff\"}",
		"a byte order mark":   "\ufeff{}",
		"a member twice":      `{"a":1,"a":2}`,
		"twice when unquoted": `{"a":1,"\u0061":2}`,
		"nested too deep":     strings.Repeat("[", 33) + strings.Repeat("]", 33),
		"very deep":           strings.Repeat(`{"a":`, 40000),
		"a bare control":      "\"\x01\"",
		"NaN":                 `NaN`,
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := normalise([]byte(in)); !fault.Is(err, fault.Malformed) {
				t.Errorf("gave %s, %v", got, err)
			}
		})
	}
	if _, err := normalise([]byte(strings.Repeat("[", 32) + strings.Repeat("]", 32))); err != nil {
		t.Errorf("32 deep: %v", err)
	}
}

func FuzzNormalise(f *testing.F) {
	f.Add([]byte(`{"a":[1,"e\u0301\r\n",{"b":null}],"c":1e400}`))
	f.Add([]byte(`"\ud800"`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		got, err := normalise(raw)
		if err != nil {
			return
		}
		if !json.Valid(raw) || !json.Valid(got) || !norm.NFC.IsNormal(got) && norm.NFC.IsNormal(raw) {
			t.Fatalf("%q became %q", raw, got)
		}
		again, err := normalise(got)
		if err != nil || string(again) != string(got) {
			t.Errorf("%q is not stable: %q, %v", got, again, err)
		}
	})
}
