package redact_test

import (
	"encoding/json"
	"strings"
	"testing"

	"aftercare/shared/redact"
)

func FuzzSecrets(f *testing.F) {
	for _, seed := range []string{
		"", vector, strings.ToUpper(vector), join("N. W\n"), join("第N个W"), join(`W\n`), join("W%20"), join("W"), join("<li>W</li>"),
		strings.Join(twelve, " and "), wif, xprv, xpub, bip38, ed25519, key, hash, "private key " + key + " tx " + hash,
		groups(key, 8, " "), groups(wif, 6, "\n"), redact.PrivateKey.Marker() + key, "ﬁ\u0301\u200b[removed: ", "\xff\\u00", supportMessages[0],
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) { checkOnce(t, text) })
}

func FuzzWalk(f *testing.F) {
	for _, seed := range []string{
		``, `{}`, `"` + vector + `"`, `["` + strings.Join(twelve, `","`) + `"]`, `{"privateKey":"` + key + `"}`, `{"a":"\ud800\"\\"`, `{"` + wif + `":[]}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, document []byte) {
		clean, changed := redact.Walk(document)
		if json.Valid(document) && !json.Valid(clean) {
			t.Fatalf("%q became %q", document, clean)
		}
		if again, more := redact.Walk(clean); more && changed {
			t.Fatalf("a second walk changed %q into %q", clean, again)
		}
		if refused := redact.Refused(document); !json.Valid(refused) || len(refused) > 32<<10 {
			t.Fatalf("Refused(%q) = %q", document, refused)
		}
	})
}
