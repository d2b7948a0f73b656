// Package register exports the register of complaints as a file that proves by itself that nothing in it was changed,
// left out or added: each row carries a hash over the row and the hash before it.
package register

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"aftercare/shared/complaint"
)

// Record says what a row is.
const (
	recordComplaint = "complaint"
	recordHead      = "head" // the last row: how many there are, of when, and the head of the export before
)

// column is one column of an export. Its value is a text, or where so marked a JSON document.
type column struct {
	name string
	json bool
	// later marks what may change after a complaint is closed: lessons are learned, remedies paid, records held.
	later bool
}

// columns are those of an export, in the order that the hash goes through them. A further one makes another chain, so
// that files of before and after are verified each by its own header.
var columns = []column{
	{name: "record"}, {name: "id"}, {name: "receivedAt"}, {name: "createdAt"}, {name: "status"}, {name: "jurisdiction"},
	{name: "channel"}, {name: "language"}, {name: "service"}, {name: "team"}, {name: "ticketId"},
	{name: "customerId"}, {name: "customerName"}, {name: "customerEmail"}, {name: "customerPhone"}, {name: "representative", json: true},
	{name: "subject"}, {name: "statement"}, {name: "desiredRemedy"}, {name: "occurredAt"}, {name: "lossAmount"}, {name: "lossAsset"},
	{name: "serviceReference"}, {name: "evidence", json: true},
	{name: "acknowledgedAt"}, {name: "reasons"}, {name: "investigatedAt"}, {name: "understanding"}, {name: "points", json: true},
	{name: "requests", json: true}, {name: "findings", json: true}, {name: "decidedAt"}, {name: "solution", json: true},
	{name: "delay", json: true}, {name: "fulfilledAt"}, {name: "level"}, {name: "closedAt"}, {name: "outcome"}, {name: "closureReason"},
	{name: "retainUntil"}, {name: "remedies", json: true, later: true}, {name: "deadlines", json: true, later: true},
	{name: "lessons", json: true, later: true}, {name: "held", later: true},
	{name: "details", json: true}, // of the head
}

// hashColumn is the last one of a file. It is not hashed itself.
const hashColumn = "hash"

// row is the values of a record, in the order of its columns.
type row []string

// values gathers a row by the names of columns.
type values map[string]string

func (v values) row() row {
	r := make(row, len(columns))
	for i, c := range columns {
		r[i] = lineEnds.Replace(v[c.name])
	}
	return r
}

// lineEnds brings line ends into one form: RFC 4180 writes its own, and a reader cannot tell which they were.
var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// rowOf gives a complaint's row.
func rowOf(c complaint.Complaint) (row, error) {
	v := values{
		"record": recordComplaint, "id": c.ID, "receivedAt": stamp(c.ReceivedAt), "createdAt": stamp(c.CreatedAt),
		"status": string(c.Status), "jurisdiction": string(c.Jurisdiction), "channel": string(c.Channel), "language": c.Language,
		"team": c.Team, "ticketId": c.TicketID, "service": string(c.Service),
		"customerId": c.Customer.ID, "customerName": c.Customer.Name, "customerEmail": c.Customer.Email, "customerPhone": c.Customer.Phone,
		"subject": c.Subject, "statement": c.Statement, "desiredRemedy": c.DesiredRemedy, "occurredAt": stamp(c.OccurredAt),
		"serviceReference": c.ServiceReference, "acknowledgedAt": stamp(c.AcknowledgedAt), "reasons": c.Reasons,
		"investigatedAt": stamp(c.InvestigatedAt), "understanding": c.Understanding, "decidedAt": stamp(c.DecidedAt),
		"fulfilledAt": stamp(c.FulfilledAt), "level": strconv.Itoa(c.Escalation.Level),
		"closedAt": stamp(c.ClosedAt), "outcome": c.Outcome, "closureReason": c.ClosureReason,
		"retainUntil": stamp(c.RetainUntil()), "held": strconv.FormatBool(c.Held),
	}
	if c.Loss != nil {
		v["lossAmount"], v["lossAsset"] = c.Loss.Amount, c.Loss.Asset
	}
	for name, part := range map[string]any{
		"representative": c.Representative, "evidence": c.Evidence, "points": c.Points, "requests": c.Requests,
		"findings": c.Findings, "solution": c.Solution, "delay": c.Delay, "remedies": c.Remedies,
		"deadlines": c.Deadlines, "lessons": c.Lessons,
	} {
		raw, err := compact(part)
		if err != nil {
			return nil, fmt.Errorf("the %s of complaint %s do not encode: %w", name, c.ID, err)
		}
		if raw != "null" {
			v[name] = raw
		}
	}
	return v.row(), nil
}

// Head is the last row of an export, as a document.
type Head struct {
	From     time.Time `json:"from"`
	To       time.Time `json:"to"`
	AsOf     time.Time `json:"asOf"` // what was entered later is not in it
	Rows     int       `json:"rows"`
	Previous *Link     `json:"previous,omitempty"` // the export before, whatever its span; none before the first
}

// Link names an export by its head.
type Link struct {
	Export string `json:"export"`
	Head   string `json:"head"`
}

func headRow(export string, h Head) (row, error) {
	raw, err := compact(h)
	if err != nil {
		return nil, fmt.Errorf("the head does not encode: %w", err)
	}
	return values{"record": recordHead, "id": export, "details": raw}.row(), nil
}

// stamp writes a time; nothing for none.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// compact writes JSON in one line. It never stands in HTML, so < > & stay as they are.
func compact(v any) (string, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return strings.TrimSuffix(b.String(), "\n"), err
}
