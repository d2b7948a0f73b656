package ticket_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/ticket"
)

func TestOpen_FillsInWhatIsNotSaid(t *testing.T) {
	l := opened(t, func(o *ticket.Opening) { o.Category, o.Language, o.Customer.Language = "", "", "" })
	if l.Status != ticket.StatusNew || l.Priority != ticket.Normal || l.Category != "other" || l.Language != "en" {
		t.Errorf("got %s, %s, %s, %s", l.Status, l.Priority, l.Category, l.Language)
	}
	if l.Version != 1 || l.Seq != int64(len(l.events)) || !l.CreatedAt.Equal(start) || !l.WaitingSince.Equal(start) {
		t.Errorf("version %d, seq %d, created %s, waiting since %s", l.Version, l.Seq, l.CreatedAt, l.WaitingSince)
	}
	if got := types(l.events); !slices.Equal(got, []event.Type{event.TicketOpened, event.SLAArmed}) {
		t.Errorf("events are %v", got)
	}
}

func TestOpen_SpeaksTheCustomersLanguageUnlessAnotherIsSaid(t *testing.T) {
	for name, c := range map[string]struct{ said, customers, want string }{
		"said":                 {"de-AT", "zh", "de-AT"},
		"the customer's":       {"", "zh", "zh"},
		"brought into form":    {"ZH_hans", "", "zh-Hans"},
		"neither: English":     {"", "", "en"},
		"the region is upper'": {"en-gb", "", "en-GB"},
	} {
		t.Run(name, func(t *testing.T) {
			l := opened(t, func(o *ticket.Opening) { o.Language, o.Customer.Language = c.said, c.customers })
			if l.Language != c.want {
				t.Errorf("got %s, want %s", l.Language, c.want)
			}
		})
	}
}

func TestOpen_MakesASubjectFromTheFirstLine(t *testing.T) {
	for name, c := range map[string]struct{ subject, body, want string }{
		"the first line":             {"", "Where is it?\nI sent it yesterday.", "Where is it?"},
		"cut at eighty characters":   {"", strings.Repeat("é", 200), strings.Repeat("é", 79) + "…"},
		"eighty stay whole":          {"", strings.Repeat("x", 80), strings.Repeat("x", 80)},
		"white space is no subject":  {" \n ", "Where is it?", "Where is it?"},
		"what is said stays":         {"Deposit", "Where is it?", "Deposit"},
		"without what was a secret":  {"", "My words: " + phrase, "My words: [removed: recovery phrase]"},
		"empty lines before nothing": {"", "\n\n  Where is it?", "Where is it?"},
	} {
		t.Run(name, func(t *testing.T) {
			l := opened(t, func(o *ticket.Opening) { o.Subject, o.Body = c.subject, c.body })
			if l.Subject != c.want {
				t.Errorf("got %q, want %q", l.Subject, c.want)
			}
		})
	}
}

func TestOpen_NamesEveryFieldThatBreaksARule(t *testing.T) {
	for name, c := range map[string]struct {
		with func(*ticket.Opening)
		want []string
	}{
		"no body, no subject to make":  {func(o *ticket.Opening) { o.Subject, o.Body = "", "" }, []string{"body"}},
		"subject of 201":               {func(o *ticket.Opening) { o.Subject = strings.Repeat("x", 201) }, []string{"subject"}},
		"body of 20,001":               {func(o *ticket.Opening) { o.Body = strings.Repeat("x", 20_001) }, []string{"body"}},
		"a bell":                       {func(o *ticket.Opening) { o.Body = "ding\a" }, []string{"body"}},
		"a channel of no sense":        {func(o *ticket.Opening) { o.Channel = "fax" }, []string{"channel"}},
		"no channel":                   {func(o *ticket.Opening) { o.Channel = "" }, []string{"channel"}},
		"a category of no sense":       {func(o *ticket.Opening) { o.Category = "gossip" }, []string{"category"}},
		"a priority of no sense":       {func(o *ticket.Opening) { o.Priority = "asap" }, []string{"priority"}},
		"a language of no sense":       {func(o *ticket.Opening) { o.Language = "!!" }, []string{"language"}},
		"nobody":                       {func(o *ticket.Opening) { o.Customer.ID = "" }, []string{"customerId"}},
		"too many tags":                {func(o *ticket.Opening) { o.Tags = make([]string, 21) }, []string{"tags"}},
		"an empty tag":                 {func(o *ticket.Opening) { o.Tags = []string{""} }, []string{"tags"}},
		"a team of 65":                 {func(o *ticket.Opening) { o.Team = strings.Repeat("x", 65) }, []string{"team"}},
		"a transfer on no chain":       {func(o *ticket.Opening) { o.Transaction = &ticket.Transaction{} }, []string{"transaction.chain"}},
		"an amount with an exponent":   {func(o *ticket.Opening) { o.Transaction = &ticket.Transaction{Chain: "bitcoin", Amount: "1e3"} }, []string{"transaction.amount"}},
		"a negative amount":            {func(o *ticket.Opening) { o.Transaction = &ticket.Transaction{Chain: "bitcoin", Amount: "-1"} }, []string{"transaction.amount"}},
		"an amount without digits":     {func(o *ticket.Opening) { o.Transaction = &ticket.Transaction{Chain: "bitcoin", Amount: "."} }, []string{"transaction.amount"}},
		"several at once":              {func(o *ticket.Opening) { o.Body, o.Category = "", "x" }, []string{"body", "category"}},
		"an outcome with a null":       {func(o *ticket.Opening) { o.DesiredOutcome = "a\x00" }, []string{"desiredOutcome"}},
		"a name longer than any":       {func(o *ticket.Opening) { o.Customer.Name = strings.Repeat("x", 201) }, []string{"customer.name"}},
		"a body that is not text":      {func(o *ticket.Opening) { o.Body = "\xff" }, []string{"body"}},
		"a subject of nothing visible": {func(o *ticket.Opening) { o.Subject = "a\x1b[0m" }, []string{"subject"}},
	} {
		t.Run(name, func(t *testing.T) {
			l := &life{now: start}
			if diff := cmp.Diff(c.want, refused(t, l.do(alice, open(c.with)), fault.Invalid)); diff != "" {
				t.Errorf("fields (-want +got):\n%s", diff)
			}
		})
	}
}

func TestOpen_TakesWhatIsAtTheLimit(t *testing.T) {
	opened(t, func(o *ticket.Opening) {
		o.Subject, o.Body = strings.Repeat("漢", 200), strings.Repeat("漢", 20_000)
		o.Transaction = &ticket.Transaction{Chain: "bitcoin", Amount: "0.000000000000000001"}
	})
}

func TestOpen_ASecretIsRemovedAndMakesItUrgent(t *testing.T) {
	for name, with := range map[string]func(*ticket.Opening){
		"in the body":           func(o *ticket.Opening) { o.Body = "Please restore: " + phrase },
		"in the subject":        func(o *ticket.Opening) { o.Subject = phrase },
		"in the wanted outcome": func(o *ticket.Opening) { o.DesiredOutcome = phrase },
		"in the name":           func(o *ticket.Opening) { o.Customer.Name = phrase },
		"in a tag":              func(o *ticket.Opening) { o.Tags = []string{phrase} },
		"in an address":         func(o *ticket.Opening) { o.Transaction = &ticket.Transaction{Chain: "bitcoin", Address: phrase} },
		"across two texts": func(o *ticket.Opening) {
			words := strings.Fields(phrase)
			o.Subject, o.Body = strings.Join(words[:6], " "), strings.Join(words[6:], " ")
		},
	} {
		t.Run(name, func(t *testing.T) {
			l := opened(t, with, func(o *ticket.Opening) { o.Priority = ticket.Low })
			if !l.Redacted || l.Priority != ticket.Urgent || l.SLA.Policy != "urgent" {
				t.Errorf("redacted %t, %s, under policy %s", l.Redacted, l.Priority, l.SLA.Policy)
			}
			told := data[ticket.Redacted](t, l.events, event.SecretRedacted)
			if told.MessageSeq != 1 || !told.Opening || len(told.Kinds) == 0 {
				t.Errorf("secret.redacted says %+v", told)
			}
			if risk := data[ticket.AtRisk](t, l.events, event.CustomerAtRisk); risk != (ticket.AtRisk{CustomerID: "alice", Cause: "secret"}) {
				t.Errorf("customer.atRisk says %+v", risk)
			}
			for _, e := range l.events {
				if bytes.Contains(e.Private, []byte("abandon abandon")) || bytes.Contains(e.Data, []byte("abandon")) {
					t.Errorf("%s holds the secret", e.Type)
				}
			}
		})
	}
}

func TestOpen_TheKindsOfSecretsAreNamedOnce(t *testing.T) {
	l := opened(t, func(o *ticket.Opening) { o.Body, o.Customer.Name = phrase, phrase })
	if told := data[ticket.Redacted](t, l.events, event.SecretRedacted); !slices.Equal(told.Kinds, []string{"recoveryPhrase"}) {
		t.Errorf("kinds are %v", told.Kinds)
	}
}

func TestOpen_SecurityIsUrgentOnEveryChannel(t *testing.T) {
	for _, channel := range ticket.Channels {
		t.Run(channel, func(t *testing.T) {
			l := opened(t, func(o *ticket.Opening) {
				o.Category, o.Channel, o.Priority = ticket.Security, ticket.Channel(channel), ticket.Low
			})
			if l.Priority != ticket.Urgent || l.SLA.Policy != "security" {
				t.Errorf("%s under policy %s", l.Priority, l.SLA.Policy)
			}
			if risk := data[ticket.AtRisk](t, l.events, event.CustomerAtRisk); risk.Cause != "security" {
				t.Errorf("customer.atRisk says %+v", risk)
			}
			if len(only(l.events, event.SecretRedacted)) > 0 || l.Redacted {
				t.Error("nothing was removed")
			}
		})
	}
}

func TestOpen_TheCustomerIsAtRiskOnceForBothReasons(t *testing.T) {
	l := opened(t, func(o *ticket.Opening) { o.Category, o.Body = ticket.Security, phrase })
	if n := len(only(l.events, event.CustomerAtRisk)); n != 1 {
		t.Errorf("told %d times", n)
	}
}

func TestOpen_TheClocksStartWhenTheCustomerWrote(t *testing.T) {
	for name, c := range map[string]struct {
		received time.Time
		want     time.Time
		late     []event.Type
	}{
		"now":              {time.Time{}, start, nil},
		"a minute ago":     {start.Add(-time.Minute), start.Add(-time.Minute), nil},
		"in the future":    {start.Add(time.Hour), start, nil},
		"half is over":     {start.Add(-3 * time.Minute), start.Add(-3 * time.Minute), []event.Type{event.SLAWarned}},
		"it was due since": {start.Add(-time.Hour), start.Add(-time.Hour), []event.Type{event.SLAWarned, event.SLAWarned, event.SLABreached}},
	} {
		t.Run(name, func(t *testing.T) {
			l := opened(t, func(o *ticket.Opening) { o.ReceivedAt = c.received })
			first := l.target(t, "firstReply")
			if !first.StartedAt.Equal(c.want) || !first.DueAt.Equal(c.want.Add(5*time.Minute)) || !l.WaitingSince.Equal(c.want) {
				t.Errorf("started %s, due %s, waiting since %s", first.StartedAt, first.DueAt, l.WaitingSince)
			}
			if !l.CreatedAt.Equal(start) {
				t.Errorf("created %s", l.CreatedAt)
			}
			told := slices.DeleteFunc(types(l.events[1:]), func(kind event.Type) bool { return kind == event.SLAArmed })
			if !slices.Equal(told, c.late) {
				t.Errorf("the clocks say %v, want %v", told, c.late)
			}
		})
	}
}

func TestOpen_WhatGoesOutSaysNothingThatSomebodyWrote(t *testing.T) {
	l := opened(t, func(o *ticket.Opening) {
		o.Subject, o.Body, o.Customer.Name, o.Customer.Phone = "s3cr-subject", "s3cr-body", "s3cr-name", "s3cr-phone"
		o.Tags, o.DesiredOutcome = []string{"s3cr-tag"}, "s3cr-outcome"
		o.Transaction = &ticket.Transaction{Chain: "s3cr-chain", Hash: "s3cr-hash", Address: "s3cr-address"}
	})
	for _, e := range l.events {
		if bytes.Contains(e.Data, []byte("s3cr")) || bytes.Contains(e.Data, []byte("@")) {
			t.Errorf("%s publishes %s", e.Type, e.Data)
		}
	}
}
