package main

import (
	"strings"
	"testing"
)

func TestARealAccountIsToldEverythingThatIsMissingAtOnce(t *testing.T) {
	_, err := settingsOf(nil)
	if err == nil {
		t.Fatal("a stack can be described without knowing who sends its mail")
	}
	for _, r := range required {
		if !strings.Contains(err.Error(), "pass -c "+r.key+"=") {
			t.Errorf("nothing says how to pass %s in: %v", r.key, err)
		}
	}
}

func TestLocallyNothingNeedsToBePassed(t *testing.T) {
	s, err := settingsOf(map[string]string{"local": "true"})
	if err != nil {
		t.Fatal(err)
	}
	if s.retained() {
		t.Error("local state would outlive its stack")
	}
}

func TestProductionIsTheDefaultInARealAccount(t *testing.T) {
	s, err := settingsOf(cloudContext())
	if err != nil {
		t.Fatal(err)
	}
	if !s.retained() || s.Local {
		t.Errorf("environment %q, local %v", s.Environment, s.Local)
	}
}

func TestWrongContextIsRefusedWithAReason(t *testing.T) {
	for _, c := range []struct{ key, value, says string }{
		{"timeZone", "Vienna", "not an IANA zone"},
		{"timeZone", "Local", "not an IANA zone"},
		{"jurisdiction", "us", "mica, none, uk"},
		{"complaintsPhone", "", "complaintsPhone is missing"},
		{"languages", "en,fr", `there are no texts in it: add the folder shared/texts/fr`},
		{"languages", "en,../en", "there are no texts in it"},
		{"mailFrom", "support at example.com", "not a mail address"},
		{"mailFrom", "support@example.org", "not an address of mailIdentity"},
		{"mailFrom", "support@notexample.com", "not an address of mailIdentity"},
		{"publicUrl", "http://help.example.com", "not an https address"},
		{"publicUrl", "help.example.com", "not an https address"},
		{"issuer", "https://id.example.com", "pass -c audience="},
		{"audience", "console", "of no use without issuer"},
		{"corsOrigins", "*", "names each origin"},
		{"local", "yes", "true or false"},
	} {
		context := cloudContext()
		context[c.key] = c.value
		if _, err := settingsOf(context); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s=%q: %v, want %q", c.key, c.value, err, c.says)
		}
	}
}

func TestSendersOfASubdomainOrOfTheAddressItselfAreCovered(t *testing.T) {
	for _, c := range []struct{ identity, from string }{
		{"example.com", "Support <support@Example.com>"},
		{"example.com", "support@help.example.com"},
		{"support@example.com", "Support <support@example.com>"},
	} {
		context := cloudContext()
		context["mailIdentity"], context["mailFrom"] = c.identity, c.from
		if _, err := settingsOf(context); err != nil {
			t.Errorf("%s from %s: %v", c.identity, c.from, err)
		}
	}
}

func TestEveryJurisdictionHasTheLanguagesThatItNeeds(t *testing.T) {
	for jurisdiction, languages := range map[string]string{"mica": "de,en", "uk": "en", "none": "en"} {
		context := cloudContext()
		context["jurisdiction"] = jurisdiction
		s, err := settingsOf(context)
		if err != nil || strings.Join(s.Languages, ",") != languages {
			t.Errorf("%s: %v, %v", jurisdiction, s.Languages, err)
		}
	}
	context := cloudContext()
	context["languages"] = "zh, en"
	if s, err := settingsOf(context); err != nil || strings.Join(s.Languages, ",") != "zh,en" {
		t.Errorf("%v, %v", s.Languages, err)
	}
}

func TestOutsideMicaNoTelephoneIsNeeded(t *testing.T) {
	context := cloudContext()
	context["jurisdiction"], context["complaintsPhone"] = "uk", ""
	if _, err := settingsOf(context); err != nil {
		t.Error(err)
	}
}

func TestLocalAddressIsWholeWithOrWithoutItsPath(t *testing.T) {
	const whole = "http://127.0.0.1:4600/_aws/execute-api/" + localAPIID
	for _, given := range []string{"http://127.0.0.1:4600", whole} {
		if got := localAddress(given); got != whole {
			t.Errorf("%s becomes %s", given, got)
		}
	}
}
