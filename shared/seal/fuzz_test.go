package seal_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"aftercare/shared/seal"
)

// FuzzParseID reads anything as an id: what is one is the same again as a reference and in lower case.
func FuzzParseID(f *testing.F) {
	for _, s := range []string{"0123456789AB", "abcd-efgh-jkmn", " o0il-OIL1 zzzz", "ABCD-EFGH-JKM", "ABCDEFGHJKMNP", "Å123456789AB", "ſ123456789AB", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		id, ok := seal.ParseID(s)
		if !ok {
			return
		}
		if len(id) != 12 || strings.Trim(id, "0123456789ABCDEFGHJKMNPQRSTVWXYZ") != "" {
			t.Fatalf("%q was read as %q", s, id)
		}
		for _, same := range []string{id, seal.Reference(id), strings.ToLower(seal.Reference(id))} {
			if again, ok := seal.ParseID(same); !ok || again != id {
				t.Errorf("%q was read as %q, and %q as %q", s, id, same, again)
			}
		}
	})
}

// FuzzIsToken reads anything as a token of a link: only one spelling of 256 bits is one, or two links would be the
// same link.
func FuzzIsToken(f *testing.F) {
	token := seal.NewToken()
	for _, s := range []string{token, token + "=", token[:42] + "_", token[1:], "\n" + token, token[:20] + "\r\n" + token[20:], ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !seal.IsToken(s) {
			return
		}
		raw, err := base64.RawURLEncoding.DecodeString(s)
		if err != nil || len(raw) != 32 || base64.RawURLEncoding.EncodeToString(raw) != s {
			t.Errorf("%q passes for a token", s)
		}
	})
}

// FuzzKeys reads anything as the secret: it is refused, or gives keys that open what they sealed.
func FuzzKeys(f *testing.F) {
	f.Add([]byte(`{"current":"0123456789abcdef0123456789abcdef"}`))
	f.Add([]byte(`{"current":"","previous":1}`))
	f.Add([]byte(`[]`))
	f.Fuzz(func(t *testing.T, secret []byte) {
		k, err := seal.New(secret)
		if err != nil {
			return
		}
		use := seal.Use{Caller: "alice"}
		if got, err := k.Open(k.Seal([]byte("here"), use), use); err != nil || string(got) != "here" {
			t.Errorf("opened %q: %v", got, err)
		}
	})
}
