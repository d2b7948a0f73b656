package topic_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"aftercare/shared/redact"
	"aftercare/shared/topic"
)

// keys gives the keys of a text's terms.
func keys(text, tag string, names ...string) []string {
	var out []string
	for _, t := range topic.Terms(text, tag, topic.NamesOf(names...)) {
		out = append(out, t.Key)
	}
	return out
}

func TestTerms_AreTheWordsThatSayWhatATextIsAbout(t *testing.T) {
	for name, c := range map[string]struct {
		text, tag string
		names     []string
		want      []string
	}{
		"English words by their stems, and neighbours": {
			"Hello, my withdrawals are stuck. Please help!", "en", nil, []string{"en:stuck", "en:withdraw"},
		},
		"neighbours have nothing between them": {
			"Ledger pairing fails, Bluetooth", "en", nil,
			[]string{"en:bluetooth", "en:fail", "en:ledger", "en:ledger pair", "en:pair", "en:pair fail"},
		},
		"Chinese characters by twos, without what says nothing": {
			"你好，提现失败了，请问怎么办", "zh", nil, []string{"zh:失败", "zh:提现", "zh:现失"},
		},
		"full width letters are letters":     {"ＫＹＣ rejected", "en", nil, []string{"en:kyc", "en:kyc reject", "en:reject"}},
		"what has no width is in no word":    {"Aus\u00adzahlung blockiert", "de", nil, []string{"de:auszahlung", "de:auszahlung blockiert", "de:blockiert"}},
		"nor between two Chinese characters": {"提\u200b现", "zh", nil, []string{"zh:提现"}},
		"nor does it hide a name":            {"Ali\u200bce wrote, deposit", "en", []string{"Alice"}, []string{"en:deposit", "en:wrote"}},
		"two scripts are both read": {
			"我的 Ledger 提现失败", "zh", nil, []string{"en:ledger", "zh:失败", "zh:提现", "zh:现失"},
		},
		"the script says more than the tag":   {"提现失败", "en", nil, []string{"zh:失败", "zh:提现", "zh:现失"}},
		"and small words say more than it":    {"Die Auszahlung hängt und ist nicht da", "en", nil, []string{"de:auszahlung", "de:auszahlung hangt", "de:hangt"}},
		"without small words the tag decides": {"Auszahlung blockiert", "de-AT", nil, []string{"de:auszahlung", "de:auszahlung blockiert", "de:blockiert"}},
		"other languages are not read":        {"Retiro pendiente", "es", nil, nil},
		"nor other scripts":                   {"Вывод не пришёл", "ru", nil, nil},
		"Japanese is not Chinese":             {"出金できません", "ja", nil, nil},
		"numbers, amounts and dates":          {"0.015 BTC 2026-11-22 withdrawal №7 1,000.50€", "en", nil, []string{"en:btc", "en:withdraw"}},
		"links and mail addresses":            {"see https://example.com/withdrawal?id=x a.b@example.com www.example.com @carol_x fees", "en", nil, []string{"en:fee"}},
		"addresses and hashes":                {"bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4 0x52908400098527886E0F7030069857D2E4169EE7 deposit", "en", nil, []string{"en:deposit"}},
		"names of people who are known":       {"Bo was kind, Ledger works", "en", []string{"Bo Bergmann", "Alice"}, []string{"en:kind", "en:ledger"}},
		"Chinese ones":                        {"提现失败 王小明", "zh", []string{"王小明"}, []string{"zh:失败", "zh:提现", "zh:现失"}},
		"names by which people greet":         {"Dear Carolina Example, deposit. My name is Dorothea Sample. Regards, Eve", "en", nil, []string{"en:deposit"}},
		"but not what a letter begins with":   {"Hello, Ledger broken", "en", nil, []string{"en:broken", "en:ledger", "en:ledger broken"}},
		"Chinese ones by their titles":        {"我叫李小龙，王先生，充值", "zh", nil, []string{"zh:充值"}},
		"what redaction left":                 {"wallet [removed: possible private key] or [removed: private key (WIF)] a***@example.com", "en", nil, []string{"en:wallet"}},
		"nothing":                             {"", "", nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			got := keys(c.text, c.tag, c.names...)
			if !slices.Equal(got, c.want) {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestTerms_AreNeverOfARecoveryPhrase(t *testing.T) {
	phrase := "legal winner thank year wave sausage worth useful legal winner thank yellow"
	if clean, _ := redact.Secrets(phrase); strings.Contains(clean, "sausage") {
		t.Fatal("the phrase is not known as one")
	}
	for _, key := range keys("My wallet broke: "+phrase+" and then?", "en") {
		if strings.Contains(phrase, strings.TrimPrefix(key, "en:")) {
			t.Errorf("%q is of the phrase", key)
		}
	}
}

// Whatever surrounds them, the terms of what somebody wrote never hold a digit, an address or a name.
func TestTerms_AreNoPersonalData(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		secret := rapid.SampledFrom([]string{
			"bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "TJRyWwFs9wTFGZg3JbrVriFbNfCug5tDeC", "zora@example.test", "+43 660 1234567",
			"0x52908400098527886E0F7030069857D2E4169EE7", "https://zora.example.com/zora", "Zora", "@zora",
		}).Draw(t, "secret")
		before := rapid.StringMatching(`[a-z ,.，。提现失败]{0,20}[ ,，]?`).Draw(t, "before")
		after := rapid.StringMatching(`[ ,，][a-z ,.，。提现失败]{0,20}`).Draw(t, "after")
		for _, term := range topic.Terms(before+" "+secret+after, "en", topic.NamesOf("Zora Example")) {
			if strings.ContainsAny(term.Key+term.Text, "0123456789@/") || strings.Contains(term.Text, "zora") {
				t.Fatalf("%v of %q", term, before+secret+after)
			}
		}
	})
}

func FuzzTerms(f *testing.F) {
	for _, s := range []string{"提现失败", "Ledger's pairing", "a\u0301\u200d b", "\xff\xfe提", "I'm Bo's 'tis", "ﬁat ㎏ Ⅻ", "ß ẞ İ ı"} {
		f.Add(s, "zh", "Bo")
	}
	f.Fuzz(func(t *testing.T, text, tag, name string) {
		names := topic.NamesOf(name)
		got := topic.Terms(text, tag, names)
		if !slices.IsSortedFunc(got, func(a, b topic.Term) int { return strings.Compare(a.Key, b.Key) }) {
			t.Fatalf("%v is not in order", got)
		}
		for _, term := range got {
			lang, key, ok := strings.Cut(term.Key, ":")
			if !ok || key == "" || term.Text == "" || !slices.Contains(topic.Languages, lang) || strings.ContainsAny(term.Text, "0123456789@/:\n") {
				t.Fatalf("%v", term)
			}
			if name != "" && strings.ToLower(name) == term.Text {
				t.Fatalf("%v is a name", term)
			}
		}
	})
}
