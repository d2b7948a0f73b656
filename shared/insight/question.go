package insight

import (
	"context"
	"fmt"
	"time"
)

// Asked is what a question asks of a customer.
type Asked string

// What can be asked.
const (
	OpenedTicket Asked = "openedTicket" // whether they opened a ticket
	// AnyActivity asks whether they did anything at all: used the exchange (of the day of From nobody knows the hour, so it
	// tells nothing), called, visited self-service, opened or did something in a ticket or a complaint, answered a question, or
	// wrote feedback. That they read a mail, or refused further ones, is not known or none.
	AnyActivity Asked = "anyActivity"
)

// Question is what a case's timeline cannot tell: what its customer did elsewhere in [From, To).
type Question struct {
	Asked      Asked     `json:"asked"`
	CustomerID string    `json:"customerId"`
	From       time.Time `json:"from"`
	To         time.Time `json:"to"`
}

// Day is the day on which the question falls due, and the day that its answer counts on.
func (q Question) Day() Day { return DayOf(q.To) }

// Answer is what the customer did: Yes where they did.
type Answer struct {
	Question
	Yes bool `json:"yes"`
}

func (q Question) same(other Question) bool {
	return q.Asked == other.Asked && q.CustomerID == other.CustomerID && q.From.Equal(other.From) && q.To.Equal(other.To)
}

// Activity answers questions. Times are those at which something was recorded, which never change: so the answer is the
// same whenever it is asked after To.
type Activity interface {
	// Active reports whether the customer did what the question asks, in [From, To).
	Active(ctx context.Context, q Question) (bool, error)
}

// Answers asks those questions that have fallen due by a moment.
func Answers(ctx context.Context, questions []Question, by time.Time, activity Activity) ([]Answer, error) {
	var out []Answer
	for _, q := range questions {
		if q.To.After(by) {
			continue
		}
		yes, err := activity.Active(ctx, q)
		if err != nil {
			return nil, fmt.Errorf("look at what a customer did: %w", err)
		}
		out = append(out, Answer{q, yes})
	}
	return out, nil
}
