package main

import (
	_ "embed"
	"encoding/json"
	"fmt"
)

// prices.json is what AWS asks, as of the day in it. Free tiers are left out.
//
//go:embed prices.json
var priceFile []byte

// priceList is that list.
type priceList struct {
	AsOf     string `json:"asOf"`
	Region   string `json:"region"`
	Currency string `json:"currency"`
	Items    map[string]struct {
		Price  float64 `json:"price"`
		Per    float64 `json:"per"`
		Source string  `json:"source"`
	} `json:"items"`
}

// cost is a part of a price.
type cost struct {
	Item   string  `json:"item"`
	Amount float64 `json:"amount"` // for one ticket
	Price  float64 `json:"price"`  // for a thousand tickets
}

// What cannot be counted here is assumed, on the high side.
const (
	assumedDuration = 0.030 // seconds of an invocation: some calls to other services, each a few milliseconds away
	memory          = 0.25  // GB, as the stack gives every function
	platformLog     = 1000  // bytes that Lambda logs of each invocation: start, end and report
	machineLog      = 1200  // bytes that Step Functions logs of each transition: entered and left
	perMessage      = 3     // requests to SQS for a message alone: sent, received, deleted
)

// priceOf gives what a thousand tickets cost that take what was counted.
func priceOf(t *tally) (priceList, []cost, error) {
	var list priceList
	if err := json.Unmarshal(priceFile, &list); err != nil {
		return list, nil, fmt.Errorf("prices.json: %w", err)
	}
	invocations := float64(t.invocations())
	costs := []cost{
		{Item: "dynamodb write request unit", Amount: t.writeUnits()},
		{Item: "dynamodb read request unit", Amount: t.readUnits()},
		{Item: "step functions transition", Amount: float64(t.Transitions)},
		{Item: "lambda request", Amount: invocations},
		{Item: "lambda GB-second on arm64", Amount: invocations * assumedDuration * memory},
		{Item: "http api request", Amount: float64(t.Requests)},
		{Item: "eventbridge event", Amount: float64(t.Published)},
		{Item: "sqs request", Amount: float64(t.Messages * perMessage)},
		{Item: "ses mail", Amount: float64(t.calls("SES.SendEmail"))},
		{Item: "cloudwatch logs GB", Amount: (float64(t.Logged) + invocations*platformLog + float64(t.Transitions)*machineLog) / 1e9},
	}
	for i := range costs {
		p, known := list.Items[costs[i].Item]
		if !known {
			return list, nil, fmt.Errorf("prices.json has no price of a %s", costs[i].Item)
		}
		costs[i].Price = 1000 * costs[i].Amount * p.Price / p.Per
	}
	return list, costs, nil
}
