package ticket

import (
	"strings"
	"testing"

	"aftercare/shared/fault"
)

const recoveryPhrase = "legal winner thank year wave sausage worth useful legal winner thank yellow" // of BIP-39's test vectors

func TestPhraseThatIsSpreadOverTagsIsRemoved(t *testing.T) {
	o, removed, err := Opening{
		Subject: "x", Body: "y", Channel: Web, Customer: Customer{ID: "alice"}, Tags: strings.Fields(recoveryPhrase),
	}.Check()
	if err != nil || len(removed) != 1 || o.Priority != Urgent {
		t.Fatal(removed, err)
	}
	for _, tag := range o.Tags {
		if strings.Contains(recoveryPhrase, tag) {
			t.Errorf("%q is still there", tag)
		}
	}
}

func TestNamesThatArePublishedHoldNoSecret(t *testing.T) {
	short := "act add age aim air all any arm art ask bar bus"   // twelve words within the length of a team
	key := "5KYZdUEo39z3FPrtuX2QbbwGnNP5zTd7yyr2SC1j299sBCnWjss" // published WIF of an example
	for name, o := range map[string]Opening{
		"team": {Team: short}, "team as WIF": {Team: key},
		"customer": {Customer: Customer{ID: short}}, "customer as WIF": {Customer: Customer{ID: key}},
		"endless customer": {Customer: Customer{ID: strings.Repeat("a", 3000)}},
		"language":         {Language: "en-x-legal-winner-thank-year-wave-sausage-worth"},
	} {
		o.Subject, o.Body, o.Channel = "x", "y", Web
		if o.Customer.ID == "" {
			o.Customer.ID = "alice"
		}
		if _, _, err := o.Check(); !fault.Is(err, fault.Invalid) || strings.Contains(err.Error(), "act add") {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, p := range map[string]Patch{"team": {Team: &short}, "assignee": {Assignee: &short}, "key": {Assignee: &key}} {
		if _, _, err := p.check(); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestCustomerMayBeNamedByAHash(t *testing.T) {
	o := Opening{Subject: "x", Body: "y", Channel: Web, Customer: Customer{ID: strings.Repeat("0f", 32)}}
	if _, _, err := o.Check(); err != nil {
		t.Fatal(err)
	}
}
