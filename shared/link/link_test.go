package link_test

import (
	"strings"
	"testing"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/link"
	"aftercare/shared/memory"
)

func TestALinkLetsInForItsPurposeAndItsTime(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	links := link.NewLinks(memory.New(clock), "https://help.example.com", clock)
	address, expires, err := links.Issue(t.Context(), link.Link{Purpose: link.Letter, Kind: event.Complaint, ID: "C1", Seq: 3, Language: "de"})
	if err != nil || !expires.Equal(now.Add(link.Life)) {
		t.Fatal(expires, err)
	}
	token, ok := strings.CutPrefix(address, "https://help.example.com/v1/public/documents/")
	if !ok || len(token) < 22 { // 128 bits in base64
		t.Fatalf("the address is %s", address)
	}
	l, err := links.Open(t.Context(), link.Letter, token)
	if err != nil || l.ID != "C1" || l.Seq != 3 || !l.IssuedAt.Equal(now) {
		t.Fatalf("%+v, %v", l, err)
	}
	for name, open := range map[string]func() error{
		"another purpose": func() error { _, err := links.Open(t.Context(), link.Guest, token); return err },
		"another token": func() error {
			_, err := links.Open(t.Context(), link.Letter, strings.Repeat("A", len(token)))
			return err
		},
		"no token": func() error { _, err := links.Open(t.Context(), link.Letter, token+"="); return err },
	} {
		if err := open(); !fault.Is(err, fault.Missing) {
			t.Errorf("%s: %v", name, err)
		}
	}
	now = expires
	if l, err := links.Open(t.Context(), link.Letter, token); !fault.Is(err, fault.Gone) || l.Language != "de" {
		t.Errorf("after its end: %+v, %v", l, err)
	}
	if again, _, err := links.Issue(t.Context(), link.Link{Purpose: link.Letter}); err != nil || again == address {
		t.Errorf("the same link came twice: %v", err)
	}
	if _, _, err := links.Issue(t.Context(), link.Link{Purpose: "survey"}); err == nil {
		t.Error("a link for nothing was made")
	}
}
