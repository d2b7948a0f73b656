package document_test

import (
	"html"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"aftercare/shared/complaint"
	"aftercare/shared/document"
	"aftercare/shared/event"
	"aftercare/shared/jurisdiction"
	"aftercare/shared/page"
	"aftercare/shared/texts"
)

// parts is what the law wants in each kind of letter, as the profiles of jurisdictions name it, and how the full
// example shows it in each language. Articles are of Delegated Regulation (EU) 2025/294, DISP of the FCA Handbook.
var parts = map[document.Kind]map[string]func(lang string) []string{
	document.Receipt: { // what Article 4 wants of an acknowledgement and is known at once; DISP 1.6.1R
		"receipt":     one(map[string]string{"en": "has reached us", "de": "bei uns eingegangen", "zh": "已送达"}),
		"contact":     all("Example Exchange", "complaints@example.test", "+43 1 555 0100"),
		"receiptDate": day("22"), "timeframe": all(deadlines...), "copy": all(copied...),
		"free": one(map[string]string{"en": "costs you nothing", "de": "kostet Sie nichts", "zh": "不收取任何费用"}), // Article 1
	},
	document.Admitted: { // Article 4
		"admissibility": one(map[string]string{"en": "It is admissible", "de": "Sie ist zulässig", "zh": "符合受理条件"}),
		"contact":       all("Example Exchange", "complaints@example.test"),
		"telephone":     all("+43 1 555 0100"),
		"receiptDate":   day("22"), "timeframe": all(deadlines[1]), "copy": all(copied...),
	},
	document.Inadmissible: { // Article 4: with reasons
		"admissibility": one(map[string]string{"en": "It is not admissible", "de": "Sie ist nicht zulässig", "zh": "不符合受理条件"}),
		"reasons":       all("It is about another company."),
		"contact":       all("Example Exchange", "complaints@example.test", "+43 1 555 0100"),
		"receiptDate":   day("22"), "copy": all(copied...),
	},
	document.Understanding: {"points": all("The fee was taken two times.", "The second fee", "The slow answer")},
	document.Request:       {"question": all("Which account was it?")}, // Article 5
	document.Holding: { // Article 6: the reasons, and the date of the decision; DISP 1.6.2R
		"reasons": all("The chain is forked."), "decisionDate": day("22", "12"),
		"ombudsman": all("Financial Ombudsman Service"),
	},
	document.Decision: { // Article 6: every point, reasons, remedies; DISP 1.6.2R
		"outcome":    one(map[string]string{"en": "uphold your complaint in part", "de": "teilweise statt", "zh": "部分成立"}),
		"everyPoint": all("The second fee", "It was taken twice, and we give it back.", "The slow answer", "We answered within a day."),
		"reasons":    all("One fee was too much.", "The log shows two charges."),
		"remedies":   all("You can go to the arbitration board.", "12.50 EUR"),
		"ombudsman":  all("Financial Ombudsman Service"), "ombudsmanLeaflet": all("https://www.financial-ombudsman.org.uk"),
		"ombudsmanTimeLimit": one(map[string]string{"en": "within 6 months", "de": "innerhalb von 6 Monaten", "zh": "6 个月内"}),
	},
	document.Fulfilled: {"done": all("12.50 EUR were credited.")},
	document.Closing: { // ISO 10002: closed with its reason
		"outcome": one(map[string]string{"en": "did not hear from you", "de": "nicht rechtzeitig von Ihnen gehört", "zh": "未在规定时间内收到"}),
		"reasons": all("Nothing more came."), "remedies": all("You can go to the arbitration board."),
	},
}

// What the example was filed with, and what is due, on the first of December of the company's days.
var copied = []string{
	"Fee taken twice", "Two fees for one withdrawal.", "Give one back.", "12.50 EUR", "withdrawal 7", "bank statement",
	"https://example.com/s", "Wei", "wei@example.com", "Power of attorney of 1 May",
}

// deadlines are the times of the acknowledgement and the decision, as every language says hours.
var deadlines = []string{"13:00 CET", "13:00 CET"}

func all(want ...string) func(string) []string { return func(string) []string { return want } }

func one(by map[string]string) func(string) []string {
	return func(lang string) []string { return []string{by[lang]} }
}

// day is a day of November or, with another month, of that one, as each language writes it.
func day(d string, month ...string) func(string) []string {
	names := map[string]string{"en": d + " November 2026", "de": d + ". November 2026", "zh": "2026年11月" + d + "日"}
	if len(month) > 0 {
		names = map[string]string{"en": d + " December 2026", "de": d + ". Dezember 2026", "zh": "2026年12月" + d + "日"}
	}
	return one(names)
}

// lawful are the letters that a jurisdiction's profile says what they must carry.
func lawful(p jurisdiction.Profile) map[document.Kind][]string {
	acknowledged := []document.Kind{document.Admitted}
	if !slices.Contains(p.Acknowledgement.Carries, "admissibility") {
		acknowledged = []document.Kind{document.Receipt} // prompt and in writing is all that is asked
	}
	want := map[document.Kind][]string{document.Holding: p.Delay.Carries, document.Decision: p.Decision.Carries}
	for _, k := range acknowledged {
		want[k] = p.Acknowledgement.Carries
	}
	return want
}

func TestEveryLetterCarriesWhatTheLawWantsInEveryLanguage(t *testing.T) {
	checked := 0
	for _, name := range jurisdiction.Known() {
		profile, err := jurisdiction.Find(jurisdiction.ID(name))
		if err != nil {
			t.Fatal(err)
		}
		law := lawful(profile)
		for _, kind := range document.Kinds {
			for _, part := range law[kind] {
				if parts[kind][part] == nil {
					t.Errorf("%s wants %s in the letter %s, and nothing here looks for it", name, part, kind)
				}
			}
			for _, lang := range texts.Languages() {
				p, err := letter(t, jurisdiction.ID(name), kind).Page(lang, house)
				if err != nil {
					t.Fatal(err)
				}
				asMail, asPage := p.Title+"\n"+p.Text(), html.UnescapeString(string(p.HTML()))
				for part, want := range parts[kind] {
					if strings.HasPrefix(part, "ombudsman") && profile.Ombudsman == nil {
						continue
					}
					for _, words := range want(lang) {
						checked++
						if !strings.Contains(asMail, words) || !strings.Contains(asPage, words) {
							t.Errorf("%s: the letter %s in %s lacks %s: %q", name, kind, lang, part, words)
						}
					}
				}
			}
		}
	}
	if checked < 300 {
		t.Errorf("only %d parts were looked for", checked)
	}
}

// What was decided later changes nothing of a letter, nor do deliveries and a new telephone number of the company.
func TestALetterStaysAsItWasWritten(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		kinds := slices.Clone(document.Kinds)
		kind := rapid.SampledFrom(kinds).Draw(r, "kind")
		s := filed(complaint.MiCA)
		n := tell(&s, kind)
		before := at(t, s, n)
		s.also(event.NoticeSent, complaint.Delivery{Notice: "n", Template: "t", To: "customer"})
		for range rapid.IntRange(1, 4).Draw(r, "later") {
			tell(&s, rapid.SampledFrom(kinds).Draw(r, "next"))
		}
		if after := at(t, s, n); before != after {
			r.Fatalf("the letter %s became\n%s\nfrom\n%s", kind, after, before)
		}
	})
}

func at(t testing.TB, s story, n int64) string {
	t.Helper()
	d, err := document.At(s, n)
	if err != nil {
		t.Fatal(err)
	}
	p, err := d.Page("en", house)
	if err != nil {
		t.Fatal(err)
	}
	return p.Text()
}

func TestWhatMakesNoLetterGivesNone(t *testing.T) {
	s := filed(complaint.MiCA)
	s.also(event.NoticeSent, complaint.Delivery{Notice: "n"})
	for _, n := range []int64{0, 2, 3, -1} {
		if _, err := document.At(s, n); err == nil {
			t.Errorf("event %d makes a letter", n)
		}
	}
	d := letter(t, complaint.MiCA, document.Receipt)
	if _, err := d.Page("en", document.House{Zone: "Nowhere"}); err == nil {
		t.Error("a letter was written in no time zone")
	}
}

// Nothing that anybody writes becomes markup, and nothing is fetched from anywhere.
func TestAPageIsTextAndNeedsNothing(t *testing.T) {
	s := filed(complaint.MiCA)
	hostile := `</p><script>alert(1)</script><img src=x onerror=alert(1)>"'&`
	s.tell(event.ComplaintAsked, cora, complaint.Asked{N: 1}, complaint.AskedText{Question: hostile})
	d, err := document.At(s, 2)
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range texts.Languages() {
		p, err := d.Page(lang, document.House{Company: hostile, Zone: "UTC"})
		if err != nil {
			t.Fatal(err)
		}
		raw := string(p.HTML())
		for _, bad := range []string{"<script", "<img", "onerror=alert(1)>\"'", "@import", "url("} {
			if strings.Contains(raw, bad) {
				t.Errorf("the page holds %s", bad)
			}
		}
		for _, want := range []string{`<html lang="` + lang + `">`, `<th scope="row">`, "<h1>", "<h2>", "@media print", "color-scheme: light dark"} {
			if !strings.Contains(raw, want) {
				t.Errorf("the page in %s lacks %s", lang, want)
			}
		}
		if left := regexp.MustCompile(`%!|<no value>|<h[12]></h|<th scope="(row|col)"></th>`).FindString(raw); left != "" {
			t.Errorf("the page in %s holds %s", lang, left)
		}
	}
}

func TestWhatIsForStaffAloneIsInNoLetter(t *testing.T) {
	for _, kind := range document.Kinds {
		p, err := letter(t, complaint.MiCA, kind).Page("en", house)
		if err != nil || strings.Contains(p.Text(), "For staff alone.") {
			t.Errorf("%s: %v", kind, err)
		}
	}
}

func TestNoSecretGoesOutThoughItWereStored(t *testing.T) {
	phrase := strings.TrimSpace(strings.Repeat("abandon ", 11) + "about")
	s := filed(complaint.MiCA)
	s.tell(event.ComplaintAsked, cora, complaint.Asked{N: 1}, complaint.AskedText{Question: "Is it " + phrase})
	if text := at(t, s, 2); strings.Contains(text, "abandon") {
		t.Errorf("the letter tells the phrase:\n%s", text)
	}
}

func TestLinksStandInTheMailAndEndInIt(t *testing.T) {
	d := letter(t, complaint.MiCA, document.Decision)
	for _, lang := range texts.Languages() {
		p, err := d.Page(lang, house)
		if err != nil {
			t.Fatal(err)
		}
		for _, with := range []func(page.Page, string, time.Time, document.House) (page.Page, error){d.WithLink, d.WithAccess} {
			linked, err := with(p, "https://help.example.com/x", days(1), house)
			if err != nil || !strings.Contains(linked.Text(), "https://help.example.com/x") || !strings.Contains(linked.Text(), "13:00 CET") {
				t.Errorf("%v in\n%s", err, linked.Text())
			}
		}
	}
}
