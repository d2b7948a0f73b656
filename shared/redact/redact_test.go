package redact_test

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"slices"
	"strings"
	"testing"

	"aftercare/shared/redact"
)

// Public test vectors only: BIP-39 (all entropy bits zero), BIP-32 vector 1,
// the Bitcoin wiki's WIF example, BIP-38 vector 1, RFC 8032 test 1.
const (
	vector   = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about"
	wif      = "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ"
	wifShort = "KwdMAjGmerYanjeui5SHS7JkmpZvVipYvB2LJGU1ZxJwYvP98617"
	xprv     = "xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi"
	xpub     = "xpub661MyMwAqRbcFtXgS5sYJABqqG9YLmC4Q1Rdap9gSE8NqtwybGhePY2gZ29ESFjqJoCu1Rupje8YtGqsefD265TMg7usUDFdp6W1EGMcet8"
	bip38    = "6PRVWUbkzzsbcVac2qwfssoUJAN1Xhrg6bNk8J7Nzm5H7kxEbn2Nh2ZoGg"
	ed25519  = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
	key      = "e8f32e723decf4051aefac8e2c93c9c5b214313817cdb01a1494b917c8436b35" // BIP-32 vector 1, master key
	hash     = "0x5c504ed432cb51138bcf09aa5e8a410dd4a1e204ef84bfed1be16dfba1b22060"
	txid     = "4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b" // Bitcoin's first transaction
)

func wordList(t testing.TB) []string {
	t.Helper()
	data, err := os.ReadFile("english.txt")
	if err != nil {
		t.Fatal(err)
	}
	return strings.Fields(string(data))
}

func TestWordListIsTheOfficialOne(t *testing.T) {
	data, err := os.ReadFile("english.txt")
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(data)
	if got := hex.EncodeToString(sum[:]); got != "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda" {
		t.Errorf("SHA-256 of english.txt = %s", got)
	}
}

func TestTextWithoutSecretsComesBackUnchanged(t *testing.T) {
	for _, text := range []string{
		"",
		"Hello, my deposit has not arrived.",
		"invalid \xff\xfe bytes stay \xc3",
		"zero\u200bwidth and ｆｕｌｌ width stay as they are",
		"我的充值还没有到账，请帮忙看一下。",
		"[removed: recovery phrase] and [removed: private key]",
		strings.Repeat("The quick brown fox jumps over the lazy dog. ", 400),
	} {
		if clean, found := redact.Secrets(text); clean != text || found != nil {
			t.Errorf("Secrets(%.40q) = %.80q, %v; want it unchanged", text, clean, found)
		}
	}
}

func TestTheWordsAroundASecretStay(t *testing.T) {
	tests := map[string]struct {
		text, want string
		kinds      []redact.Kind
	}{
		"phrase": {
			"Hi, the words are: " + vector + ". Is the wallet safe?",
			"Hi, the words are: [removed: recovery phrase]. Is the wallet safe?",
			[]redact.Kind{redact.RecoveryPhrase},
		},
		"key": {
			"My private key is 0x" + key + ", what now?",
			"My private key is [removed: private key], what now?",
			[]redact.Kind{redact.PrivateKey},
		},
		"WIF": {"import " + wif + " fails", "import [removed: private key (WIF)] fails", []redact.Kind{redact.WIF}},
		"extended key": {
			"账户 " + xprv + "。谢谢", "账户 [removed: extended private key]。谢谢", []redact.Kind{redact.ExtendedKey},
		},
		"several, in order": {
			wif + "\n" + vector + "\n" + xprv,
			"[removed: private key (WIF)]\n[removed: recovery phrase]\n[removed: extended private key]",
			[]redact.Kind{redact.WIF, redact.RecoveryPhrase, redact.ExtendedKey},
		},
		"a hash beside a key": {
			"tx " + hash + " signed with private key " + key,
			"tx " + hash + " signed with private key [removed: private key]",
			[]redact.Kind{redact.PrivateKey},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			clean, found := redact.Secrets(test.text)
			if clean != test.want || !slices.Equal(found, test.kinds) {
				t.Errorf("got %q, %v", clean, found)
			}
		})
	}
}

func TestAllReadsTextsTogether(t *testing.T) {
	words := strings.Fields(vector)
	tests := map[string]struct{ texts, want []string }{
		"a phrase runs from the subject into the body": {
			[]string{"Lost: " + strings.Join(words[:5], " "), strings.Join(words[5:], " ") + " !"},
			[]string{"Lost: [removed: recovery phrase]", "[removed: recovery phrase] !"},
		},
		"the subject says what the body holds": {
			[]string{"Is my private key compromised?", "0x" + key},
			[]string{"Is my private key compromised?", "[removed: private key]"},
		},
		"a hash stays a hash": {[]string{"Missing transaction", txid}, []string{"Missing transaction", txid}},
		"empty texts stay":    {[]string{"", "a", ""}, []string{"", "a", ""}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got, _ := redact.All(test.texts...); !slices.Equal(got, test.want) {
				t.Errorf("got %q", got)
			}
		})
	}
}

func TestTheNameOfAFieldSaysWhatItHolds(t *testing.T) {
	tests := []struct{ name, value, want string }{
		{"hash", txid, txid},
		{"transaction.hash", hash, hash},
		{"address", "0x" + key, "0x" + key},
		{"address", txid, txid},
		{"privateKey", "0x" + key, "[removed: private key]"},
		{"hash", vector, "[removed: recovery phrase]"},
		{"hash", wif, "[removed: private key (WIF)]"},
		{"hash", "my private key " + key, "my private key [removed: private key]"},
		{"subject", "Missing deposit", "Missing deposit"},
		{"", "", ""},
	}
	for _, test := range tests {
		if got, _ := redact.Field(test.name, test.value); got != test.want {
			t.Errorf("Field(%q, %q) = %q, want %q", test.name, test.value, got, test.want)
		}
	}
}
