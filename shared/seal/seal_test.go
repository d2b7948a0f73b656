package seal_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"aftercare/shared/fault"
	"aftercare/shared/seal"
)

const (
	first  = "0000000000000000000000000000first"
	second = "000000000000000000000000000second"
)

func keys(t testing.TB, current, previous string) *seal.Keys {
	t.Helper()
	k, err := seal.New([]byte(`{"current":"` + current + `","previous":"` + previous + `"}`))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestNew_RefusesASecretWithoutRepeatingIt(t *testing.T) {
	for name, secret := range map[string]string{
		"not JSON":       `hunter2`,
		"no current":     `{"previous":"` + first + `"}`,
		"too short":      `{"current":"hunter2"}`,
		"of other types": `{"current":{"a":"hunter2"}}`,
	} {
		t.Run(name, func(t *testing.T) {
			_, err := seal.New([]byte(secret))
			if err == nil {
				t.Fatal("accepted")
			}
			if strings.Contains(err.Error(), "hunter2") {
				t.Errorf("the error repeats the secret: %v", err)
			}
		})
	}
}

func TestID_IsTheSameForTheSameScopeAndKeyAlone(t *testing.T) {
	k := keys(t, first, "")
	id := k.ID("alice POST /v1/tickets", "key-1")
	if again := k.ID("alice POST /v1/tickets", "key-1"); again != id {
		t.Errorf("a repetition got %s, first %s", again, id)
	}
	others := map[string]string{
		"another key":         k.ID("alice POST /v1/tickets", "key-2"),
		"another scope":       k.ID("wei POST /v1/tickets", "key-1"),
		"a shifted boundary":  k.ID("alice POST /v1/tickets"+"k", "ey-1"),
		"under other secrets": keys(t, second, "").ID("alice POST /v1/tickets", "key-1"),
	}
	for name, other := range others {
		if other == id {
			t.Errorf("%s got the same id", name)
		}
	}
	if parsed, ok := seal.ParseID(id); !ok || parsed != id {
		t.Errorf("ParseID(%q) = %q, %v", id, parsed, ok)
	}
}

func TestIDs_NamesWhatAKeyMadeBeforeARotation(t *testing.T) {
	before := keys(t, first, "").ID("s", "k")
	after := keys(t, second, first)
	ids := after.IDs("s", "k")
	if len(ids) != 2 || ids[0] != after.ID("s", "k") || ids[1] != before {
		t.Errorf("IDs = %v, want the current and %s", ids, before)
	}
}

func TestParseID_ReadsWhatPeopleWrite(t *testing.T) {
	tests := []struct {
		name, in, want string
	}{
		{"as it is", "ABCDEFGHJKMN", "ABCDEFGHJKMN"},
		{"in groups", "ABCD-EFGH-JKMN", "ABCDEFGHJKMN"},
		{"in lower case with spaces", " abcd efgh jkmn ", "ABCDEFGHJKMN"},
		{"O for 0, I and L for 1", "OoiIlL000000", "001111000000"},
		{"too short", "ABCD-EFGH-JKM", ""},
		{"too long", "ABCD-EFGH-JKMNP", ""},
		{"a letter that is not used", "UBCDEFGHJKMN", ""},
		{"nothing", "", ""},
		{"a letter that only looks alike", "ABCDEFGHJKMΝ", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := seal.ParseID(tt.in)
			if ok != (tt.want != "") || ok && got != tt.want {
				t.Errorf("ParseID(%q) = %q, %v", tt.in, got, ok)
			}
		})
	}
}

func TestReference_ReadsBackAsItsID(t *testing.T) {
	for range 1000 {
		id := seal.RandomID()
		ref := seal.Reference(id)
		if back, ok := seal.ParseID(strings.ToLower(ref)); !ok || back != id {
			t.Fatalf("id %s, reference %s, read as %q", id, ref, back)
		}
	}
}

func TestCursor_OpensForItsUseAlone(t *testing.T) {
	k := keys(t, first, "")
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.SampledFrom([]string{"", "a", "b", "ab", "alice"})
		use := func() seal.Use {
			return seal.Use{Caller: text.Draw(t, "caller"), List: text.Draw(t, "list"), Filters: text.Draw(t, "filters")}
		}
		position := rapid.SliceOf(rapid.Byte()).Draw(t, "position")
		sealed, opened := use(), use()
		got, err := k.Open(k.Seal(position, sealed), opened)
		if sealed == opened && (err != nil || string(got) != string(position)) {
			t.Fatalf("Open = %q, %v, want %q", got, err, position)
		}
		if sealed != opened && !fault.Is(err, fault.Malformed) {
			t.Fatalf("a cursor for %v opened for %v: %v", sealed, opened, err)
		}
	})
}

func TestCursor_OutlivesOneRotation(t *testing.T) {
	use := seal.Use{Caller: "alice", List: "tickets"}
	cursor := keys(t, first, "").Seal([]byte("here"), use)
	if got, err := keys(t, second, first).Open(cursor, use); err != nil || string(got) != "here" {
		t.Errorf("after one rotation: %q, %v", got, err)
	}
	if _, err := keys(t, second, "").Open(cursor, use); !fault.Is(err, fault.Malformed) {
		t.Errorf("without the secret it was made with: %v", err)
	}
}

func TestCursor_HasOneSpelling(t *testing.T) {
	k, use := keys(t, first, ""), seal.Use{Caller: "alice", List: "tickets"}
	cursor := k.Seal([]byte("pos"), use) // 31 bytes: the last character holds bits that say nothing
	const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	last := strings.IndexByte(digits, cursor[len(cursor)-1])
	for _, other := range []string{cursor[:len(cursor)-1] + digits[last^1:last^1+1], cursor + "\n", cursor[:9] + "\r" + cursor[9:]} {
		if _, err := k.Open(other, use); !fault.Is(err, fault.Malformed) {
			t.Errorf("%q opened as %q: %v", other, cursor, err)
		}
	}
}

func FuzzCursor(f *testing.F) {
	k := keys(f, first, second)
	use := seal.Use{Caller: "alice", List: "tickets", Filters: "status=open"}
	f.Add(k.Seal([]byte("position"), seal.Use{}))
	f.Add("")
	f.Add("====")
	f.Fuzz(func(t *testing.T, cursor string) {
		if _, err := k.Open(cursor, use); !fault.Is(err, fault.Malformed) {
			t.Errorf("a made-up cursor gave %v", err)
		}
	})
}

func TestToken_IsFoundForItsPurposeAlone(t *testing.T) {
	token := seal.NewToken()
	if !seal.IsToken(token) || seal.IsToken(token[1:]) || seal.IsToken("") || seal.IsToken(token+"A") {
		t.Errorf("the form of tokens is not told: %s", token)
	}
	if seal.NewToken() == token {
		t.Error("the same token twice")
	}
	h := seal.HashToken("survey", token)
	if h != seal.HashToken("survey", token) {
		t.Error("the hash changes")
	}
	if h == seal.HashToken("ticket", token) || h == seal.HashToken("survey", seal.NewToken()) {
		t.Error("another purpose or token has the same hash")
	}
}
