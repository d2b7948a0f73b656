package redact_test

import (
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"aftercare/shared/redact"
)

func TestWalk(t *testing.T) {
	quotedWords := `"` + strings.Join(twelve, `","`) + `"`
	marker := redact.RecoveryPhrase.Marker()
	tests := map[string]struct{ document, want string }{
		"value":     {`{ "body" : "` + vector + ` <b>" , "n": 1.50 }`, `{ "body" : "` + marker + ` <b>" , "n": 1.50 }`},
		"key":       {`{"` + vector + `":1}`, `{"` + marker + `":1}`},
		"escaped":   {`"` + strings.ReplaceAll(vector, " ", `\n`) + `"`, `"` + marker + `"`},
		"code unit": {`"` + strings.ReplaceAll(vector, " ", `\u0009`) + `"`, `"` + marker + `"`},
		"array":     {`[` + quotedWords + `,"iceberg"]`, `[` + strings.Repeat(`"`+marker+`",`, 12) + `"iceberg"]`},
		"numbered": {
			`{"1":"` + strings.Join(twelve, `","2":"`) + `"}`,
			`{"1":"` + marker + strings.Repeat(`","2":"`+marker, 11) + `"}`,
		},
		"objects": {
			`[{"pos":1,"text":"` + strings.Join(twelve, `"},{"pos":1,"text":"`) + `"}]`,
			`[{"pos":1,"text":"` + strings.Repeat(marker+`"},{"pos":1,"text":"`, 11) + marker + `"}]`,
		},
		"named key":    {`{"a":["` + txid + `"],"privateKey":"` + key + `"}`, `{"a":["[removed: private key]"],"privateKey":"[removed: private key]"}`},
		"named hash":   {`{"privateKey":"` + key + `","txHash":"` + txid + `"}`, `{"privateKey":"[removed: private key]","txHash":"` + txid + `"}`},
		"not JSON":     {`{"details": ` + vector, `{"details": ` + marker},
		"two at once":  {`{"details":"` + vector + `"}{"x":1}`, `{"details":"` + marker + `"}{"x":1}`},
		"nothing":      {`{"body":"Hello\u0020there","n":[1,2,null,true]}`, `{"body":"Hello\u0020there","n":[1,2,null,true]}`},
		"no string":    {`[1, 2]`, `[1, 2]`},
		"empty":        {``, ``},
		"surrogates":   {`"\ud83d\ude00 ` + vector + `"`, `"😀 ` + marker + `"`},
		"nested JSON":  {`{"body":"{\"words\":\"` + vector + `\"}"}`, `{"body":"{\"words\":\"` + marker + `\"}"}`},
		"quoted quote": {`["\"", "\\", "` + wif + `"]`, `["\"", "\\", "[removed: private key (WIF)]"]`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			clean, changed := redact.Walk([]byte(test.document))
			if string(clean) != test.want || changed != (test.want != test.document) {
				t.Errorf("got %s, %t\nwant %s", clean, changed, test.want)
			}
		})
	}
}

// document is any JSON document with secrets in it.
func document(t *rapid.T, list []string) []byte {
	leaf := rapid.Custom(func(t *rapid.T) any {
		return rapid.OneOf(
			rapid.Custom(func(t *rapid.T) any { return pieces(t, list) }),
			rapid.Custom(func(t *rapid.T) any { return rapid.Float64Range(-1e9, 1e9).Draw(t, "n") }),
			rapid.Just[any](nil), rapid.Just[any](true),
		).Draw(t, "leaf")
	})
	value := map[string]any{
		pieces(t, list): rapid.SliceOfN(leaf, 0, 5).Draw(t, "array"),
		"data":          map[string]any{"body": leaf.Draw(t, "body"), "deep": []any{map[string]any{"x": leaf.Draw(t, "x")}}},
		"id":            pieces(t, list),
	}
	raw, err := json.Marshal(value)
	if err != nil {
		t.Fatalf("marshal: %v", err)
	}
	return raw
}

func TestWalkKeepsJSONValidAndLeavesNothing(t *testing.T) {
	list := wordList(t)
	rapid.Check(t, func(t *rapid.T) {
		raw := document(t, list)
		clean, changed := redact.Walk(raw)
		if !json.Valid(clean) || changed == (string(clean) == string(raw)) {
			t.Fatalf("changed %t, %s became %s", changed, raw, clean)
		}
		if again, more := redact.Walk(clean); more {
			t.Fatalf("a second walk changed\n%s\ninto\n%s", clean, again)
		}
	})
}
