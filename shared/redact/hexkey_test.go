package redact_test

import (
	"slices"
	"strings"
	"testing"

	"aftercare/shared/redact"
)

func groups(s string, n int, separator string) string {
	var parts []string
	for len(s) > n {
		parts = append(parts, s[:n])
		s = s[n:]
	}
	return strings.Join(append(parts, s), separator)
}

func TestKeysThatTheWordsAroundGiveAway(t *testing.T) {
	for _, text := range []string{
		"private key: " + key,
		"Private Key 0x" + key,
		"PRIVATE KEY\n\n" + key,
		"my privkey=" + key + ";",
		"secret key " + key,
		"my key is " + key,
		"seed: " + key,
		key + " is my private key, I think",
		"privateKey:" + key,
		`{"privateKey":"0x` + key + `"}`,
		`{"walletPrivateKeyHex":"` + key + `"}`,
		"PRIVATE_KEY=" + key,
		"private_key = '0x" + key + "'",
		"?privateKey=0x" + key,
		"我的私钥是" + key + "，请帮我",
		"私鑰：0x" + key,
		"密钥 " + key,
		"秘密鍵は" + key,
		"Мой приватный ключ: " + key,
		"Mein privater Schlüssel: 0x" + key,
		"I imported " + key + " and it shows nothing",
		"My private key for the deposit address: " + key,
		"Here is the private key of my wallet, I want to withdraw: " + key,
		"my private key for the transaction: " + key,
		"the private key that I used to sign the transaction: 0x" + key,
		"The transaction failed. Here is my private key so that you can look: 0x" + key,
		"Private key:\n" + key + "\nTransaction:\n",
		"private key: " + strings.ToUpper(key),
		"private key: " + groups(key, 4, " "),
		"private key: " + groups(key, 8, "-"),
		"private key: " + groups(key, 2, ":"),
		"private key: 0x" + groups(key, 28, "\n"),
		"private key: " + groups(key, 16, "\u200b"),
		"private key: " + fullWidthAll(key),
		"private\u00a0key: " + key,
		"private key: " + strings.Repeat("0", 63) + "1",
	} {
		clean, found := redact.Secrets(text)
		if !slices.Equal(found, []redact.Kind{redact.PrivateKey}) || strings.Contains(strings.ToLower(clean), key[40:]) {
			t.Errorf("%q: %v in %q", text, found, clean)
		}
	}
}

func fullWidthAll(s string) string {
	return strings.Map(func(r rune) rune { return r - '!' + '！' }, s)
}

func TestHashesStay(t *testing.T) {
	for _, text := range []string{
		"tx " + hash,
		"txid: " + txid,
		"TxHash " + txid,
		"My transaction " + hash + " is stuck",
		"transaction hash:\n" + txid,
		"https://etherscan.io/tx/" + hash,
		"https://explorer.example.com/#/transactions/" + txid + "?lang=en",
		"see " + hash + " on the block explorer",
		"block " + txid,
		"My deposit " + hash + " has not arrived",
		"I withdrew 2 BTC: " + txid,
		"withdrawal\n" + txid,
		`{"transaction":{"chain":"bitcoin","hash":"` + txid + `"}}`,
		`{"transactionHash":"` + txid + `"}`,
		"充值 " + txid + " 没有到账",
		"交易哈希：" + hash,
		"提币 " + hash,
		"public key " + key,
		"the address 0x" + key + " on Sui",
		"I did not share my private key with anybody. My deposit is still missing: " + hash,
		"My private key is safe but the transaction " + hash + " is stuck",
		"I used my private key to sign the transaction " + hash,
		"I lost my private key. My deposit " + hash + " is gone",
		"Private key: lost\nDeposit: " + txid,
		"我没有泄露私钥，交易 " + hash,
		"This is not my private key, it is the tx hash " + txid,
		"Transactions:\n1. " + txid + "\n2. " + strings.ToUpper(txid) + "\n3. " + key,
		hash + ", " + hash + " are the transactions",
		"Should I send my seed? No! The transaction is " + hash,
		hash,                                   // alone, as an answer to "what is the hash?"
		"0x" + strings.Repeat("ab", 65),        // a signature
		"checksum " + strings.Repeat("ab", 64), // SHA-512
		"0x" + groups(strings.Repeat("deadbeef", 24), 64, "\n0x")[:40],
		xpub,
		groups(strings.Repeat("00ff", 64), 2, " "), // a dump of memory
		"550e8400-e29b-41d4-a716-446655440000 f47ac10b-58cc-4372-a567-0e02b2c3d479",
	} {
		if clean, found := redact.Secrets(text); clean != text {
			t.Errorf("%v in %q: %q", found, text, clean)
		}
	}
}

func TestEachNumberIsJudgedByItsOwnWords(t *testing.T) {
	tests := map[string]string{
		"tx: TX\nprivate key: KEY":                     "tx: TX\nprivate key: [removed: private key]",
		"private key: KEY\ntx: TX":                     "private key: [removed: private key]\ntx: TX",
		"Private key:\nKEY\nTransaction:\nTX":          "Private key:\n[removed: private key]\nTransaction:\nTX",
		"KEY is my private key, TX is the transaction": "[removed: private key] is my private key, TX is the transaction",
		"hash TX, key KEY, hash TX":                    "hash TX, key [removed: private key], hash TX",
		"私钥 KEY 交易 TX":                                 "私钥 [removed: private key] 交易 TX",
		"My keys:\nKEY\nKEY":                           "My keys:\n[removed: private key]\n[removed: private key]",
	}
	fill := strings.NewReplacer("TX", txid, "KEY", key)
	for text, want := range tests {
		if clean, _ := redact.Secrets(fill.Replace(text)); clean != fill.Replace(want) {
			t.Errorf("%q: got %q", text, clean)
		}
	}
}

func TestABareNumberWithoutPrefixIsAPossibleKey(t *testing.T) {
	for _, text := range []string{key, "Hello\n" + key + "\nThanks", "what about this? " + key} {
		if _, found := redact.Secrets(text); !slices.Equal(found, []redact.Kind{redact.PossibleKey}) {
			t.Errorf("%v in %q", found, text)
		}
	}
}

func TestKeysThatProveThemselves(t *testing.T) {
	tests := map[string]struct {
		text string
		kind redact.Kind
	}{
		"WIF":                     {wif, redact.WIF},
		"WIF, compressed":         {wifShort, redact.WIF},
		"WIF, testnet":            {"cMahea7zqjxrtgAbB7LSGbcQUr1uX1ojuat9jZodMN87JcbXMTcA", redact.WIF},
		"WIF called a hash":       {"tx hash " + wif, redact.WIF},
		"WIF in groups":           {groups(wif, 6, " "), redact.WIF},
		"WIF in Chinese":          {"私钥" + wif + "谢谢", redact.WIF},
		"WIF with invisible":      {wif[:20] + "\u200b" + wif[20:], redact.WIF},
		"extended":                {xprv, redact.ExtendedKey},
		"extended, broken":        {xprv[:60] + "\n" + xprv[60:], redact.ExtendedKey},
		"extended, quoted broken": {xprv[:60] + "\n> " + xprv[60:], redact.ExtendedKey},
		"BIP-38":                  {bip38, redact.PrivateKey},
		"Ed25519 pair":            {"transaction " + ed25519, redact.PrivateKey},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			clean, found := redact.Secrets(test.text)
			if !slices.Equal(found, []redact.Kind{test.kind}) || strings.Contains(clean, test.text) {
				t.Errorf("%v in %q", found, clean)
			}
		})
	}
}

func TestBase58WithoutProofStays(t *testing.T) {
	for _, text := range []string{
		wif[:50] + "K",
		xprv[:110] + "j",
		"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
		strings.Repeat("z", 88),
		strings.Repeat("5", 51),
	} {
		if clean, found := redact.Secrets("address " + text); clean != "address "+text {
			t.Errorf("%v in %q", found, text)
		}
	}
}
