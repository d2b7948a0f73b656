package intake

import (
	"context"
	"encoding/json"
	"time"

	"aftercare/shared/activity"
	"aftercare/shared/text"
)

// Activity is the data of support.customer.active: the customer used the exchange.
type Activity struct {
	Customer Customer  `json:"customer"`
	At       time.Time `json:"at"`
}

// Days keeps the days on which customers were active.
type Days interface {
	AddActive(ctx context.Context, d activity.Day) error
}

// Activities turns support.customer.active into days of activity.
type Activities struct {
	Days Days
	IDs  IDs
	Now  func() time.Time
}

// Handle takes one message. Any further one about the customer's day changes nothing.
func (h Activities) Handle(ctx context.Context, m Message, _ time.Time) error {
	var d Activity
	if err := json.Unmarshal(m.Data, &d); err != nil {
		return malformed("the data of the activity cannot be read", err)
	}
	var check text.Checker
	if d.Customer.ID == "" && d.Customer.Email == "" {
		check.Add("data.customer", "names neither id nor email")
	}
	customer, _, err := Identify(ctx, &check, d.Customer, m.Source, m.ID, h.IDs)
	if err != nil {
		return err
	}
	customer.Language = check.Language("data.customer.language", customer.Language)
	if err := check.Err(); err != nil {
		return err
	}
	day := activity.Day{Customer: customer, At: d.At.UTC().Truncate(time.Second)}
	if err := day.Check(h.Now()); err != nil {
		return err
	}
	return h.Days.AddActive(ctx, day)
}
