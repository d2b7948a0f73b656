package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"sync/atomic"
	"time"

	"aftercare/shared/sla"

	"github.com/aws/aws-lambda-go/events"
)

// body is what people write here: 500 characters of ASCII.
const body = "Yesterday evening I sent 0.5 ETH from my own wallet to the deposit address that your page shows me. " +
	"The explorer says that the transfer was confirmed after two minutes, with more than three hundred blocks on top of it by now, " +
	"yet my balance has not changed and the list of deposits stays empty. I have signed out and in again, tried another browser, " +
	"and waited a whole night as your help page says. Please look where the money is, tell me what you need from me, and when I can use it. Many thanks, A."

// operation is one thing that people or clocks do, and everything that follows from it.
type operation struct {
	name string
	what string // for people
	run  func(w *world) (*tally, error)
}

// operations are all that is counted, in the order of a ticket's life. Each sets its own stage first, uncounted.
func operations() []operation {
	return []operation{
		{"open", "open by HTTP", counted(nil, func(w *world, _ string) error { _, err := open(w, someone()); return err })},
		{"contact", "contact by SQS", counted(nil, contact)},
		{"customerReply", "reply of the customer", counted(answered, func(w *world, id string) error { return reply(w, customer, id) })},
		{"agentReply", "reply of an agent", counted(opened, func(w *world, id string) error { return reply(w, bo, id) })},
		{"read", "read with its timeline", counted(answered, read)},
		{"list", "list 25 of a team's queue", counted(queued, list)},
		{"wake", "wake without effect", counted(answered, func(w *world, _ string) error { return w.wake() })},
		{"breach", "breach, escalated and told", counted(late, func(w *world, _ string) error { return w.wake() })},
		{"survey", "survey answered", counted(asked, rate)},
		{"complaint", "complaint filed", counted(nil, complain)},
		{"atOnce", "contact answered and solved at once", counted(nil, atOnce)},
		{"rollup", "roll-up, one ticket written since", counted(rolled, func(w *world, _ string) error { return rollUp(w) })},
		{"figures", "figures of 92 days", counted(rolled, figures)},
		{"life", "a ticket's whole ordinary life", life},
	}
}

// counted is an operation on a ticket that before has brought about, as everything was done.
func counted(before func(w *world) (string, error), run func(w *world, id string) error) func(w *world) (*tally, error) {
	return func(w *world) (*tally, error) {
		w.forget()
		id := ""
		if before != nil {
			var err error
			if id, err = before(w); err != nil {
				return nil, fmt.Errorf("set the stage: %w", err)
			}
		}
		w.begin()
		if err := errors.Join(run(w, id), w.settle()); err != nil {
			return nil, err
		}
		return w.end(), nil
	}
}

// number tells keys and people apart. Calls are made from several goroutines at once.
var number atomic.Int64

// key is an Idempotency-Key that was not used before.
func key() string {
	return fmt.Sprintf("bench-%d-%d", time.Now().UnixNano(), number.Add(1))
}

// brisk is the tier of customers here; see promise.
const brisk = "brisk"

// someone is a customer who was not here before: one address gets only so many automatic replies.
func someone() person {
	n := number.Add(1)
	p := alice
	p.tier = brisk
	p.id = fmt.Sprintf("%s%06d", p.id[:len(p.id)-6], n)
	p.email = fmt.Sprintf("alice%06d@example.com", n)
	return p
}

// opening is what a customer writes to open a ticket.
var opening = map[string]any{"subject": "Deposit has not arrived", "body": body, "category": "deposit"}

// customer is who opened the last ticket.
var customer person

func open(w *world, by person) (string, error) {
	customer = by
	answer, err := w.call("tickets", request{by: by, method: "POST", path: "/v1/tickets", key: key(), body: opening}, 201)
	if err != nil {
		return "", err
	}
	id, _ := answer["id"].(string)
	return id, nil
}

func contact(w *world, _ string) error {
	e, err := contactEvent()
	if err != nil {
		return err
	}
	_, err = w.invoke("intake", e)
	return err
}

// contactEvent is a message of a customer who was not here before, as another system puts it on the intake queue.
func contactEvent() (events.SQSEvent, error) {
	by := someone()
	raw, err := json.Marshal(map[string]any{
		"specversion": "1.0", "id": key(), "source": "/mail", "type": "support.contact.received",
		"time": time.Now().UTC().Format(time.RFC3339),
		"data": map[string]any{
			"channel": "chat", "thread": key(), "subject": "Deposit has not arrived", "body": body, "category": "deposit",
			"customer": map[string]any{"id": by.id, "name": by.name, "email": by.email, "language": "en", "tier": by.tier},
		},
	})
	return message(string(raw)), err
}

func reply(w *world, by person, id string) error {
	_, err := w.call("tickets", request{
		by: by, method: "POST", path: "/v1/tickets/" + id + "/messages", key: key(), body: map[string]any{"body": body},
	}, 201)
	return err
}

func read(w *world, id string) error {
	_, err := w.call("tickets", request{by: customer, method: "GET", path: "/v1/tickets/" + id}, 200)
	if err != nil {
		return err
	}
	_, err = w.call("tickets", request{by: customer, method: "GET", path: "/v1/tickets/" + id + "/timeline"}, 200)
	return err
}

func list(w *world, _ string) error {
	answer, err := w.call("tickets", request{by: bo, method: "GET", path: "/v1/tickets", query: "view=queue&team=" + team + "&limit=25"}, 200)
	if err != nil {
		return err
	}
	if items, _ := answer["items"].([]any); len(items) != 25 {
		return fmt.Errorf("a list of %d tickets instead of 25", len(items))
	}
	return nil
}

func solve(w *world, id string, words any) error {
	_, err := w.call("tickets", request{by: bo, method: "POST", path: "/v1/tickets/" + id + "/solution", key: key(), body: words}, 200)
	return err
}

// link finds the token of a survey in the mail that asked.
var link = regexp.MustCompile(`/v1/public/surveys/([A-Za-z0-9_-]+)`)

func rate(w *world, _ string) error {
	token := ""
	for _, m := range w.mails {
		if found := link.FindStringSubmatch(m.Text); found != nil {
			token = found[1]
		}
	}
	_, err := w.call("feedback", request{method: "POST", path: "/v1/public/surveys/" + token, body: map[string]any{"score": 5}}, 201)
	return err
}

func complain(w *world, _ string) error {
	_, err := w.call("complaints", request{by: someone(), method: "POST", path: "/v1/complaints", key: key(), body: map[string]any{
		"subject": "Deposit has not arrived", "statement": body, "desiredRemedy": "Credit the deposit.",
	}}, 201)
	return err
}

// rollUp rolls the figures of all shards up to now.
func rollUp(w *world) error {
	body, err := w.invoke("rollup", map[string]any{"through": time.Now().UTC().Format(time.DateOnly)})
	if err == nil && !bytes.HasPrefix(body, []byte("[{")) {
		err = fmt.Errorf("a roll-up answered %s", body)
	}
	return err
}

func figures(w *world, _ string) error {
	to := time.Now().UTC()
	_, err := w.call("insights", request{
		by: bo, method: "GET", path: "/v1/insights",
		query: "measure=firstResponse&from=" + to.AddDate(0, 0, -91).Format(time.DateOnly) + "&to=" + to.Format(time.DateOnly),
	}, 200)
	return err
}

// Stages.

// rolled is a day whose figures were rolled up before one of its tickets was answered.
func rolled(w *world) (string, error) {
	id, err := opened(w)
	if err != nil {
		return "", err
	}
	time.Sleep(2 * time.Second) // only seconds that are over are counted
	if err := errors.Join(rollUp(w), reply(w, bo, id), w.settle()); err != nil {
		return "", err
	}
	time.Sleep(2 * time.Second)
	return id, nil
}

// opened is a new ticket whose customer got the automatic reply.
func opened(w *world) (string, error) {
	id, err := open(w, someone())
	return id, errors.Join(err, w.settle())
}

// answered is one that an agent has answered since.
func answered(w *world) (string, error) {
	id, err := opened(w)
	if err != nil {
		return "", err
	}
	return id, errors.Join(reply(w, bo, id), w.settle())
}

// asked is a solved one whose customer was asked how it went.
func asked(w *world) (string, error) {
	id, err := answered(w)
	if err != nil {
		return "", err
	}
	return id, errors.Join(solve(w, id, nil), w.settle())
}

// queued is a team with a page of tickets and some more.
func queued(w *world) (string, error) {
	for range 30 {
		_, err := w.call("tickets", request{by: bo, method: "POST", path: "/v1/tickets", body: map[string]any{
			"subject": "Deposit has not arrived", "body": body, "category": "deposit", "team": team, "customerId": someone().id,
		}}, 201)
		if err := errors.Join(err, w.settle()); err != nil {
			return "", err
		}
	}
	return "", nil
}

// promise sets the policies: those that hold by default; one for a tier that is promised a reply within a second; and
// the default's for everybody here, but with replies within less than half a minute. A timer that ends so soon is not
// counted on for what comes later, as if it had ended: so each message takes a timer of its own, as when hours lie
// between them, although here they follow each other at once.
func promise(w *world) error {
	const second = sla.Duration(time.Second)
	list := []sla.Policy{{
		ID: "hurried", Match: sla.Match{Tier: []string{"hurried"}},
		Targets: map[sla.Name]sla.Rule{sla.FirstReply: {Within: second}}, Calendar: sla.Always,
	}, {
		ID: "brisk", Match: sla.Match{Tier: []string{brisk}}, Calendar: sla.Always,
		Targets: map[sla.Name]sla.Rule{
			sla.FirstReply: {Within: 25 * second}, sla.NextReply: {Within: 20 * second},
			sla.Resolution: {Within: 24 * 3600 * second, PauseOn: []string{"pending", "hold"}},
		},
	}}
	_, err := w.call("policies", request{
		by: ada, method: "PUT", path: "/v1/sla/policies", body: append(list, sla.Default().List...), ifMatch: `"1"`,
	}, 200)
	return err
}

// late is a ticket whose first reply was promised within a second, once that is over.
func late(w *world) (string, error) {
	hurried := someone()
	hurried.tier = "hurried"
	id, err := open(w, hurried)
	if err := errors.Join(err, w.settle()); err != nil {
		return "", err
	}
	time.Sleep(3 * time.Second) // the promise, and the second after it that is its wake
	return id, nil
}

// atOnce is a contact that an agent answers and solves with one message.
func atOnce(w *world, _ string) error {
	if err := errors.Join(contact(w, ""), w.settle()); err != nil {
		return err
	}
	return errors.Join(solve(w, w.opened, map[string]any{"body": body}), w.settle(), w.wakeAll())
}

// life is a ticket's ordinary life: opened, answered automatically, two replies each way, solved, and the survey
// answered. Every timer ends after what it waited for has been done, and before the next thing happens, which makes
// the most transitions that an ordinary life can take; the last one ends when the ticket is solved.
func life(w *world) (*tally, error) {
	w.forget()
	total := newTally()
	id := ""
	for _, step := range []func() error{
		func() (err error) { id, err = open(w, someone()); return err },
		func() error { return reply(w, bo, id) },
		w.wake,
		func() error { return reply(w, customer, id) },
		func() error { return reply(w, bo, id) },
		w.wake,
		func() error { time.Sleep(time.Second); return nil }, // the same wake twice would be one timer
		func() error { return reply(w, customer, id) },
		func() error { return solve(w, id, nil) },
		func() error { return rate(w, id) },
		w.wakeAll,
	} {
		w.begin()
		if err := errors.Join(step(), w.settle()); err != nil {
			return nil, err
		}
		total.add(w.end())
	}
	return total, nil
}
