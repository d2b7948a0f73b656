package complaint

import (
	"strings"
	"testing"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
)

const phrase = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about"

func TestWhatPeopleWroteIsNotPublished(t *testing.T) {
	const private = "violet"
	f := filing()
	f.Subject, f.Statement, f.DesiredRemedy, f.ServiceReference = private, private, private, private
	f.Loss = &Money{Amount: "0.015", Asset: private}
	f.Evidence = []Evidence{{Name: private, Text: private}}
	f.Representative = &Representative{Name: private, Contact: private, Authorization: private}
	f.Customer.Name, f.Customer.Email = private, private+"@example.com"
	c, events, err := File(f, regime(t, MiCA, "Europe/Vienna"), by(alice, monday))
	if err != nil {
		t.Fatal(err)
	}
	l := &life{t: t, c: c, events: events}
	word := func(cmd func(string) command) command { return cmd(private) }
	l.do(alice, monday, word(func(s string) command {
		return func(c Complaint, terms Terms) (Complaint, []event.Event, error) {
			return Escalate(c, "customer", s, terms)
		}
	}))
	l.do(lin, monday, word(func(s string) command {
		return func(c Complaint, terms Terms) (Complaint, []event.Event, error) { return Deescalate(c, s, terms) }
	}))
	l.do(cora, monday, acknowledge(false, private))
	l.do(cora, monday, func(c Complaint, terms Terms) (Complaint, []event.Event, error) {
		return Close(c, Closure{Outcome: private, Reason: private}, terms)
	})
	for _, e := range l.events {
		if mentions(e, private) {
			t.Errorf("%s publishes what somebody wrote: %s", e.Type, e.Data)
		}
	}
}

func TestSecretsAreRemovedFromEveryTextAndTheExchangeIsTold(t *testing.T) {
	for name, put := range map[string]func(*FilingCommand){
		"subject":        func(f *FilingCommand) { f.Subject = phrase },
		"statement":      func(f *FilingCommand) { f.Statement = "My phrase is " + phrase },
		"desiredRemedy":  func(f *FilingCommand) { f.DesiredRemedy = phrase },
		"reference":      func(f *FilingCommand) { f.ServiceReference = phrase },
		"evidence":       func(f *FilingCommand) { f.Evidence = []Evidence{{Name: "screenshot", Text: phrase}} },
		"representative": func(f *FilingCommand) { f.Representative = &Representative{"Wei", "wei@example.com", phrase} },
	} {
		t.Run(name, func(t *testing.T) {
			f := filing()
			put(&f)
			c, events, err := File(f, regime(t, MiCA, "Europe/Vienna"), by(alice, monday))
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(asJSON(c)+asJSON(events), "abandon") {
				t.Error("the secret was kept")
			}
			wantTypes(t, types(events), event.ComplaintFiled, event.SecretRedacted, event.CustomerAtRisk)
			if !c.Redacted {
				t.Error("the complaint does not say that a secret was removed")
			}
		})
	}
}

func TestSecretsInAReasonAreRemoved(t *testing.T) {
	l := filed(t)
	got := l.do(alice, monday, func(c Complaint, terms Terms) (Complaint, []event.Event, error) {
		return Escalate(c, "customer", phrase, terms)
	})
	wantTypes(t, got, event.ComplaintEscalated, event.SecretRedacted, event.CustomerAtRisk)
	told, err := event.Decode[Redacted](l.events[2])
	if err != nil || told.MessageSeq != 2 || strings.Contains(asJSON(l.events), "abandon") {
		t.Errorf("told %+v, %v", told, err)
	}
}

func TestFilingRefusesWhatIsNotValid(t *testing.T) {
	for field, put := range map[string]func(*FilingCommand){
		"subject":                      func(f *FilingCommand) { f.Subject = " " },
		"statement":                    func(f *FilingCommand) { f.Statement = strings.Repeat("x", 20_001) },
		"customerId":                   func(f *FilingCommand) { f.Customer.ID = "" },
		"channel":                      func(f *FilingCommand) { f.Channel = "pigeon" },
		"language":                     func(f *FilingCommand) { f.Language = "??" },
		"receivedAt":                   func(f *FilingCommand) { f.ReceivedAt = monday.Add(time.Second) },
		"occurredAt":                   func(f *FilingCommand) { f.OccurredAt = monday.Add(time.Hour) },
		"loss.amount":                  func(f *FilingCommand) { f.Loss = &Money{Amount: "1e3", Asset: "BTC"} },
		"loss.asset":                   func(f *FilingCommand) { f.Loss = &Money{Amount: "1"} },
		"evidence":                     func(f *FilingCommand) { f.Evidence = make([]Evidence, 21) },
		"evidence[0]":                  func(f *FilingCommand) { f.Evidence = []Evidence{{Name: "nothing"}} },
		"evidence[0].url":              func(f *FilingCommand) { f.Evidence = []Evidence{{Name: "x", URL: "javascript:alert(1)"}} },
		"representative.authorization": func(f *FilingCommand) { f.Representative = &Representative{Name: "Wei", Contact: "wei@example.com"} },
	} {
		t.Run(field, func(t *testing.T) {
			f := filing()
			put(&f)
			_, _, err := File(f, regime(t, MiCA, "Europe/Vienna"), by(cora, monday))
			wantKind(t, err, fault.Invalid)
			if err == nil || !strings.Contains(err.Error(), field+" ") {
				t.Errorf("the fault does not name %s: %v", field, err)
			}
		})
	}
}

func TestACustomerFilesForNobodyElse(t *testing.T) {
	_, _, err := File(filing(), regime(t, MiCA, "Europe/Vienna"), by(wei, monday))
	wantKind(t, err, fault.Forbidden)
}
