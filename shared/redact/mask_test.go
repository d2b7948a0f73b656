package redact_test

import (
	"testing"

	"aftercare/shared/redact"
)

func TestMask(t *testing.T) {
	for email, want := range map[string]string{
		"alice@example.com":       "a***@example.com",
		"al@example.com":          "a***@example.com",
		"a@example.com":           "***@example.com",
		"wei+tag@mail.test":       "w***@mail.test",
		"伟明@example.com":          "伟***@example.com",
		"\"a b\"@example.com":     "***@example.com",
		"a@b@example.com":         "a***@example.com",
		"":                        "",
		"alice":                   "***",
		"@example.com":            "***",
		"alice@":                  "***",
		"\xff\xfealice@mail.test": "***@mail.test",
	} {
		if got := redact.Mask(email); got != want {
			t.Errorf("Mask(%q) = %q, want %q", email, got, want)
		}
	}
}

func TestMaskPhone(t *testing.T) {
	for phone, want := range map[string]string{
		"+43 1 5550167":   "+43***67",
		"+4315550167":     "+43***67",
		"(01) 555-01 67":  "***67",
		"0043 1 555 0167": "***67",
		"112":             "***",
		"call me":         "***",
		"":                "",
	} {
		if got := redact.MaskPhone(phone); got != want {
			t.Errorf("MaskPhone(%q) = %q, want %q", phone, got, want)
		}
	}
}

func TestMaskContact(t *testing.T) {
	for text, want := range map[string]string{
		"":                  "",
		"alice@example.com": "a***@example.com",
		"Wei, <wei@example.com>; +43 660 1234567": "Wei, <w***@example.com>; +43***67",
		"(0660) 123 45 67":                        "***67",
		"Main Street 5, 1010 Vienna":              "Main Street 5, 1010 Vienna",
		"alice@example.com,wei@example.com":       "a***@example.com,w***@example.com",
	} {
		if got := redact.MaskContact(text); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
