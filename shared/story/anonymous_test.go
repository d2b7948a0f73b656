package story_test

import (
	"testing"

	"aftercare/shared/fault"
	"aftercare/shared/story"
	"aftercare/shared/ticket"
)

func TestATextThatTellsWhoItIsOfIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		of, text string
		refused  bool
	}{
		"nothing of anybody":         {"Alice Liddell", "Quick and kind, at every hour.", false},
		"the name":                   {"Alice Liddell", "Alice was pleased.", true},
		"in small letters":           {"Alice Liddell", "thanks from alice", true},
		"whose something is":         {"Alice Liddell", "Alice’s money came back.", true},
		"the same in German":         {"Alice Liddell", "Alices Geld ist wieder da.", true},
		"in wide letters":            {"Alice Liddell", "Ａｌｉｃｅ was pleased.", true},
		"with nothing between":       {"Alice Liddell", "A\u200bli\u00adce was pleased.", true},
		"the family's":               {"Alice Liddell", "The Liddell family is pleased.", true},
		"of three letters":           {"Wei", "Wei was pleased.", true},
		"of two":                     {"Bo Lin", "Says Bo from Vienna.", true},
		"a short one within a word":  {"Wei", "They weighed it at once.", false},
		"a short one as a word":      {"An Do", "They do it in an hour.", false},
		"a long one within a word":   {"Jackie Chan", "The best exchange for a change.", false},
		"Chinese, where words touch": {"李雷", "李雷很满意", true},
		"the family's and a title":   {"李雷", "李先生很满意", true},
		"the given one":              {"王小明", "小明很满意", true},
		"the family's in a word":     {"李雷", "行李很快到了", false},
		"no name":                    {"", "Quick and kind.", false},
		"a mail address":             {"", "Ask me at me＠example.test.", true},
		"their ticket":               {"", "My case 7KQ2-M9XR-4T1B went well.", true},
		"in other groups":            {"", "My case 7kq2 m9xr4 t1b went well.", true},
		"another ticket":             {"", "Better than b2y0-19t0-apx6 was.", true},
		"words with hyphens":         {"", "A well-done-once-more service.", false},
		"the customer":               {"", "I am customer alice.", true},
		"an address on a chain":      {"", "It went to 1BoatSLRHtKNngkdXEeobR76b53LETtpyT.", true},
	} {
		t.Run(name, func(t *testing.T) {
			b := beginning()
			b.Customer = ticket.Customer{ID: "customer-alice", Name: c.of}
			s, _, err := story.Allow(story.Story{}, b, story.Terms{Now: noon, Actor: alice})
			if err != nil {
				t.Fatal(err)
			}
			_, _, err = story.Edit(s, c.text, story.Terms{Now: noon, Actor: lin})
			if fault.Is(err, fault.Invalid) != c.refused || !c.refused && err != nil {
				t.Errorf("%q: %v", c.text, err)
			}
		})
	}
}
