package e2e

import (
	"crypto/rand"
	"net/http"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"aftercare/shared/dynamo"
	events "aftercare/shared/event"
)

// told is a message of a type, from a system that no other test uses.
func told(kind string, data map[string]any) event {
	return event{
		SpecVersion: "1.0", ID: rand.Text(), Source: "test/" + rand.Text(), Type: kind,
		Time: time.Now().UTC().Truncate(time.Second), Data: data,
	}
}

// called is a call of a person that ended just now.
func called(p *person, with map[string]any) event {
	now := time.Now().UTC().Truncate(time.Second)
	data := map[string]any{
		"callId": rand.Text(), "customer": map[string]any{"id": p.ID, "phone": "+43 1 5550100", "language": "en"},
		"queuedAt": now.Add(-time.Minute), "endedAt": now,
	}
	for name, value := range with {
		data[name] = value
	}
	return told("support.call.ended", data)
}

func TestAMissedCallIsOneTicketToCallBackHoweverOftenItIsToldOrTried(t *testing.T) {
	t.Parallel()
	s, alice, bo := deployed(t), customer(t), agent(t)
	first := called(alice, nil)
	again := first
	again.ID = rand.Text()
	s.send(t, first.String())
	ticket := alice.only(t)
	if ticket.Channel != "phone" || ticket.Status != "new" || ticket.Subject != "Missed call: please call back" {
		t.Fatalf("%+v", ticket)
	}
	s.send(t, again.String())
	s.send(t, called(alice, nil).String())
	bo.happens(t, "tickets/"+ticket.ID, "ticket.replied", nil)
	if n := count(bo.timeline(t, "tickets/"+ticket.ID), "ticket.replied", nil); n != 1 {
		t.Errorf("%d further calls on the ticket, want one", n)
	}
	alice.only(t)
}

func TestTheNoteOfAnAnsweredCallGoesToTheTicketThatItWasAbout(t *testing.T) {
	t.Parallel()
	s, alice, bo := deployed(t), customer(t), agent(t)
	ticket := alice.opens(t, opening("Where is my deposit?"))
	s.send(t, called(alice, map[string]any{
		"answeredAt": time.Now().UTC().Add(-30 * time.Second).Truncate(time.Second), "agent": "bo", "note": "Told her how.", "ticketId": ticket.ID,
	}).String())
	bo.happens(t, "tickets/"+ticket.ID, "ticket.noted", nil)
	if n := count(alice.timeline(t, "tickets/"+ticket.ID), "ticket.noted", nil); n != 0 {
		t.Error("the customer sees the note")
	}
	alice.only(t)
}

func TestAnIncidentIsListedFromItsNoticeToItsEnd(t *testing.T) {
	t.Parallel()
	s, bo := deployed(t), agent(t)
	now, name := time.Now().UTC().Truncate(time.Second), rand.Text()
	noticed := told("support.incident.noticed", map[string]any{
		"incidentId": name, "severity": "minor", "startedAt": now.Add(-time.Minute), "noticedAt": now, "chain": name, "categories": []string{"verification"},
	})
	over := told("support.incident.ended", map[string]any{"incidentId": name, "endedAt": now})
	over.Source = noticed.Source
	type listed struct{ IncidentID, Severity, Chain, EndedAt string }
	find := func() (listed, bool) {
		for _, i := range all[listed](t, bo, "/v1/incidents?") {
			if i.IncidentID == name {
				return i, true
			}
		}
		return listed{}, false
	}
	s.send(t, noticed.String())
	eventually(t, "the incident", func() bool { _, found := find(); return found })
	if got, _ := find(); got.EndedAt != "" || got.Severity != "minor" || got.Chain != name {
		t.Errorf("%+v", got)
	}
	s.send(t, over.String())
	eventually(t, "its end", func() bool { got, _ := find(); return got.EndedAt != "" })
	customer(t).get(t, "/v1/incidents").want(http.StatusForbidden)
}

func TestVisitsAndActivityAreKept(t *testing.T) {
	t.Parallel()
	s, alice := deployed(t), customer(t)
	now := time.Now().UTC().Truncate(time.Second)
	who := map[string]any{"id": alice.ID, "email": alice.Email, "language": "de"}
	visit := told("support.visit.ended", map[string]any{"visitId": rand.Text(), "customer": who, "outcome": "solved", "article": "a", "endedAt": now})
	for range 2 {
		s.send(t, visit.String())
		s.send(t, told("support.customer.active", map[string]any{"customer": who, "at": now}).String())
	}
	table := dynamo.NewTable(dynamodb.NewFromConfig(s.aws), s.TableName, time.Now)
	eventually(t, "the day of activity", func() bool {
		active, err := table.ActiveBetween(t.Context(), alice.ID, now, now.Add(time.Second))
		if err != nil {
			t.Fatal(err)
		}
		return active
	})
	eventually(t, "the visit", func() bool {
		var hers int
		err := table.Begun(t.Context(), events.Visit, now.Add(-time.Second), now.Add(time.Minute), func(id string) error {
			v, err := table.Visit(t.Context(), id)
			if err == nil && v.Customer.ID == alice.ID && v.Customer.Language == "de" {
				hers++
			}
			return err
		})
		if err != nil || hers > 1 {
			t.Fatalf("%d visits, %v", hers, err)
		}
		return hers == 1
	})
}
