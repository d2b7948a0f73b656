package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"time"

	"aftercare/shared/sla"
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
		{"open", "open by HTTP", counted(nil, func(w *world, _ string) error { _, err := open(w, alice); return err })},
		{"contact", "contact by SQS", counted(nil, contact)},
		{"customerReply", "reply of the customer", counted(answered, func(w *world, id string) error { return reply(w, alice, id) })},
		{"agentReply", "reply of an agent", counted(opened, func(w *world, id string) error { return reply(w, bo, id) })},
		{"read", "read with its timeline", counted(answered, read)},
		{"list", "list 25 of a team's queue", counted(queued, list)},
		{"wake", "wake without effect", counted(answered, func(w *world, _ string) error { return w.wake() })},
		{"breach", "breach, escalated and told", counted(late, func(w *world, _ string) error { return w.wake() })},
		{"survey", "survey answered", counted(asked, rate)},
		{"complaint", "complaint filed", counted(nil, complain)},
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

var number int

// key is an Idempotency-Key that was not used before.
func key() string {
	number++
	return fmt.Sprintf("bench-%d-%d", time.Now().UnixNano(), number)
}

func open(w *world, by person) (string, error) {
	answer, err := w.call("tickets", request{by: by, method: "POST", path: "/v1/tickets", key: key(), body: map[string]any{
		"subject": "Deposit has not arrived", "body": body, "category": "deposit",
	}}, 201)
	if err != nil {
		return "", err
	}
	id, _ := answer["id"].(string)
	return id, nil
}

func contact(w *world, _ string) error {
	raw, err := json.Marshal(map[string]any{
		"specversion": "1.0", "id": key(), "source": "/mail", "type": "support.contact.received",
		"time": time.Now().UTC().Format(time.RFC3339),
		"data": map[string]any{
			"channel": "chat", "thread": key(), "subject": "Deposit has not arrived", "body": body, "category": "deposit",
			"customer": map[string]any{"id": alice.id, "name": alice.name, "email": alice.email, "language": "en", "tier": alice.tier},
		},
	})
	if err != nil {
		return err
	}
	_, err = w.invoke("intake", message(string(raw)))
	return err
}

func reply(w *world, by person, id string) error {
	_, err := w.call("tickets", request{
		by: by, method: "POST", path: "/v1/tickets/" + id + "/messages", key: key(), body: map[string]any{"body": body},
	}, 201)
	return err
}

func read(w *world, id string) error {
	_, err := w.call("tickets", request{by: alice, method: "GET", path: "/v1/tickets/" + id}, 200)
	if err != nil {
		return err
	}
	_, err = w.call("tickets", request{by: alice, method: "GET", path: "/v1/tickets/" + id + "/timeline"}, 200)
	return err
}

func list(w *world, _ string) error {
	answer, err := w.call("tickets", request{by: bo, method: "GET", path: "/v1/tickets", query: "view=queue&team=support&limit=25"}, 200)
	if err != nil {
		return err
	}
	if items, _ := answer["items"].([]any); len(items) != 25 {
		return fmt.Errorf("a list of %d tickets instead of 25", len(items))
	}
	return nil
}

func solve(w *world, id string) error {
	_, err := w.call("tickets", request{by: bo, method: "POST", path: "/v1/tickets/" + id + "/solution", key: key()}, 200)
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
	_, err := w.call("complaints", request{by: alice, method: "POST", path: "/v1/complaints", key: key(), body: map[string]any{
		"subject": "Deposit has not arrived", "statement": body, "desiredRemedy": "Credit the deposit.",
	}}, 201)
	return err
}

// Stages.

// opened is a new ticket whose customer got the automatic reply.
func opened(w *world) (string, error) {
	id, err := open(w, alice)
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
	return id, errors.Join(solve(w, id), w.settle())
}

// queued is a team with a page of tickets and some more.
func queued(w *world) (string, error) {
	for range 30 {
		_, err := w.call("tickets", request{by: bo, method: "POST", path: "/v1/tickets", body: map[string]any{
			"subject": "Deposit has not arrived", "body": body, "category": "deposit", "team": "support", "customerId": alice.id,
		}}, 201)
		if err := errors.Join(err, w.settle()); err != nil {
			return "", err
		}
	}
	return "", nil
}

// promise sets the policies: those that hold by default, and one for a tier that is promised a reply within a second.
func promise(w *world) error {
	list := []sla.Policy{{
		ID: "hurried", Match: sla.Match{Tier: []string{"hurried"}},
		Targets: map[sla.Name]sla.Rule{sla.FirstReply: {Within: sla.Duration(time.Second)}}, Calendar: sla.Always,
	}}
	_, err := w.call("policies", request{
		by: ada, method: "PUT", path: "/v1/sla/policies", body: append(list, sla.Default().List...), ifMatch: `"1"`,
	}, 200)
	return err
}

// late is a ticket whose first reply was promised within a second, once that is over.
func late(w *world) (string, error) {
	hurried := alice
	hurried.tier = "hurried"
	id, err := open(w, hurried)
	if err := errors.Join(err, w.settle()); err != nil {
		return "", err
	}
	time.Sleep(3 * time.Second) // the promise, and the second after it that is its wake
	return id, nil
}

// life is a ticket's ordinary life: opened, answered automatically, two replies each way, solved, and the survey
// answered. Every timer ends after what it waited for has been done, and before the next thing happens, which makes
// the most transitions that an ordinary life can take; the last ones end when the ticket is solved.
func life(w *world) (*tally, error) {
	w.forget()
	total := newTally()
	id := ""
	for _, step := range []func() error{
		func() (err error) { id, err = open(w, alice); return err },
		func() error { return reply(w, bo, id) },
		w.wake,
		func() error { return reply(w, alice, id) },
		func() error { return reply(w, bo, id) },
		w.wakeLast,
		func() error { return reply(w, alice, id) },
		func() error { return solve(w, id) },
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
