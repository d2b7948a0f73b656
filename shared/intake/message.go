// Package intake takes in what other systems report, as CloudEvents on the intake queue: contacts, complaints, and
// answers to surveys. What cannot be understood is refused at once, redacted and with its reason; what fails for a
// passing cause is retried alone.
package intake

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"time"

	"aftercare/shared/fault"
	"aftercare/shared/text"
)

// Message is a CloudEvent 1.0 in JSON. https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md
type Message struct {
	SpecVersion string          `json:"specversion"`
	ID          string          `json:"id"`
	Source      string          `json:"source"`
	Type        string          `json:"type"`
	Time        time.Time       `json:"time"`
	Data        json.RawMessage `json:"data"`
}

// MaxMessage is how many bytes a message may have: as many as a request over HTTP.
const MaxMessage = 256 << 10

// maxName is the most characters of an id, a source or a thread.
const maxName = 255

// Decode reads a message and checks its envelope.
func Decode(raw []byte) (Message, error) {
	var m Message
	if err := json.Unmarshal(raw, &m); err != nil {
		return Message{}, malformed("the message is not a CloudEvent in JSON", err)
	}
	var c text.Checker
	if m.SpecVersion != "1.0" {
		c.Add("specversion", "is not 1.0")
	}
	m.ID = c.Name("id", c.Required("id", m.ID, maxName), maxName)
	m.Source = c.Name("source", c.Required("source", m.Source, maxName), maxName)
	m.Type = c.Required("type", m.Type, maxName)
	if m.Time.IsZero() {
		c.Add("time", "is missing")
	}
	if len(m.Data) == 0 || m.Data[0] != '{' {
		c.Add("data", "is not an object")
	}
	return m, c.Err()
}

// malformed is a fault that names what could not be read without repeating any of it: an error of package json
// quotes its input.
func malformed(detail string, err error) error {
	f := fault.New(fault.Malformed, "%s", detail)
	if e, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		f.Fields = []fault.Field{{Name: e.Field, Problem: "is not " + inWords(e.Type.Kind())}}
	}
	return f
}

// inWords names a kind of JSON value as the sender knows it.
func inWords(k reflect.Kind) string {
	switch k {
	case reflect.String:
		return "a string"
	case reflect.Bool:
		return "true or false"
	case reflect.Slice:
		return "a list"
	case reflect.Struct, reflect.Map:
		return "an object"
	default:
		return "a number"
	}
}

// Customer is who a contact is from, as the other system knows them.
type Customer struct {
	ID       string `json:"id"`
	Email    string `json:"email"`
	Phone    string `json:"phone"`
	Name     string `json:"name"`
	Language string `json:"language"`
	Tier     string `json:"tier"`
}

// named reports whether anything tells the customer but the conversation. A withheld number does not.
func (c Customer) named() bool { return c.ID != "" || c.Email != "" || digitsOf(c.Phone) != "" }

// identity is the strongest thing that tells the customer: the exchange's own id, else address, else number, else
// the conversation.
func (c Customer) identity(source, thread string) (scope, key string) {
	switch {
	case c.Email != "":
		return "customer email", strings.ToLower(strings.TrimSpace(c.Email))
	case digitsOf(c.Phone) != "":
		return "customer phone", digitsOf(c.Phone)
	default:
		return "customer thread", source + "\x00" + thread
	}
}

func digitsOf(phone string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, phone)
}
