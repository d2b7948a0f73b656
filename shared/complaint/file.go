package complaint

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/jurisdiction"
	"aftercare/shared/text"
	"aftercare/shared/ticket"
)

// Limits of what a complaint brings, in characters and counts.
const (
	maxEvidence  = 20
	maxReference = 200
	maxURL       = 2000
	maxAsset     = 32
	maxContact   = 500

	// maxFiled is how many bytes all texts of a filing have together, as stored. What follows, decisions with their
	// reasons and the clocks, must still find room in one item of the table: else nobody could ever close the complaint.
	maxFiled = 256 << 10
)

// FilingText is what the complainant says: the fields of the template in the Annex of Delegated Regulation (EU)
// 2025/294. Not using the template is no reason to refuse (Article 3), so little of it is required.
type FilingText struct {
	Subject          string
	Statement        string
	DesiredRemedy    string
	OccurredAt       time.Time // zero: not said
	Loss             *Money
	ServiceReference string
	Language         string // BCP 47; empty: the customer's, or en
	Evidence         []Evidence
	Representative   *Representative
}

// FilingCommand is the command to file a complaint.
type FilingCommand struct {
	ID      string   // derived from the outside key, or random
	Earlier []string // other ids that the same key can have had, from before a rotation of the secret
	FilingText
	Customer   ticket.Customer
	Channel    ticket.Channel
	Service    jurisdiction.Service // that it is about; empty: cryptoAsset
	TicketID   string               // a ticket of the same customer; the service sees to that
	Team       string               // whose ladder it climbs; empty: the company's
	ReceivedAt time.Time            // zero: now
	Guest      bool                 // filed without signing in: the customer id is of this filing alone
	Request    string               // hash of the request, for a filing with an outside key
}

// check brings the command's values into their one form, with secrets removed from every text.
func (f FilingCommand) check(w *words, now time.Time) FilingCommand {
	f.Evidence = slices.Clone(f.Evidence)
	told := []*string{&f.Subject, &f.Statement, &f.DesiredRemedy}
	for i := range f.Evidence[:min(len(f.Evidence), maxEvidence)] {
		told = append(told, &f.Evidence[i].Name, &f.Evidence[i].URL, &f.Evidence[i].Text)
	}
	w.Together(told...)
	f.Subject = w.required("subject", f.Subject, text.MaxSubject)
	f.Statement = w.required("statement", f.Statement, text.MaxBody)
	f.DesiredRemedy = w.optional("desiredRemedy", f.DesiredRemedy, text.MaxBody)
	reference := w.Field("transaction", f.ServiceReference) // 64 digits here are a transaction's
	f.ServiceReference = w.Optional("serviceReference", reference, maxReference)
	f.Customer.Name = w.optional("customer.name", f.Customer.Name, text.MaxName)
	if f.Language == "" {
		f.Language = f.Customer.Language
	}
	f.Language = w.Language("language", f.Language)
	w.OneOf("channel", string(f.Channel), Channels...)
	f.Service = cmp.Or(f.Service, jurisdiction.CryptoAsset)
	w.OneOf("service", string(f.Service), jurisdiction.Services...)
	if f.Customer.ID == "" {
		w.Add("customerId", "is missing")
	}
	f.Customer.ID = w.Name("customerId", f.Customer.ID, ticket.MaxCustomerID)
	f.OccurredAt = f.OccurredAt.UTC().Truncate(time.Second)
	if f.OccurredAt.After(now) {
		w.Add("occurredAt", "lies in the future")
	}
	if f.ReceivedAt.IsZero() {
		f.ReceivedAt = now
	}
	f.ReceivedAt = f.ReceivedAt.UTC().Truncate(time.Second)
	if f.ReceivedAt.After(now) {
		w.Add("receivedAt", "lies in the future")
	}
	if f.Loss != nil {
		f.Loss = &Money{Amount: w.Decimal("loss.amount", f.Loss.Amount), Asset: w.required("loss.asset", f.Loss.Asset, maxAsset)}
	}
	if r := f.Representative; r != nil {
		f.Representative = &Representative{
			Name:          w.required("representative.name", r.Name, text.MaxName),
			Contact:       w.required("representative.contact", r.Contact, maxContact),
			Authorization: w.required("representative.authorization", r.Authorization, text.MaxBody),
		}
	}
	f.Evidence = checkEvidence(w, f.Evidence)
	for i := range f.Evidence {
		f.Evidence[i].ID = evidenceID(i)
		f.Evidence[i].SHA256 = f.Evidence[i].hash(nil)
	}
	return f
}

func checkEvidence(w *words, evidence []Evidence) []Evidence {
	if len(evidence) > maxEvidence {
		w.Add("evidence", fmt.Sprintf("has more than %d items", maxEvidence))
		return nil
	}
	clean := make([]Evidence, 0, len(evidence))
	for i, e := range evidence {
		name := fmt.Sprintf("evidence[%d]", i)
		e = Evidence{
			Name: w.required(name+".name", e.Name, text.MaxName),
			URL:  w.optional(name+".url", e.URL, maxURL),
			Text: w.optional(name+".text", e.Text, text.MaxBody),
		}
		if e.URL == "" && e.Text == "" {
			w.Add(name, "needs a url or a text")
		}
		e.Kind = TextEvidence
		if e.URL != "" {
			e.Kind = LinkEvidence
			webAddress(w, name+".url", e.URL)
		}
		clean = append(clean, e)
	}
	if len(clean) == 0 {
		return nil
	}
	return clean
}

func webAddress(w *words, name, address string) {
	if u, err := url.Parse(address); err != nil || !slices.Contains([]string{"https", "http"}, u.Scheme) || u.Host == "" {
		w.Add(name, "is not a web address such as https://example.com/receipt")
	}
}

// File files a complaint. Its deadlines count from its receipt, which may lie before the filing: those that passed
// meanwhile are recorded with it.
func File(f FilingCommand, regime Regime, terms Terms) (Complaint, []event.Event, error) {
	none := Complaint{ID: f.ID, Customer: f.Customer}
	if err := permit(none, FilingStep, terms.Who); err != nil {
		return Complaint{}, nil, err
	}
	d := start(none, terms)
	var w words
	f = f.check(&w, d.now)
	if err := w.Err(); err != nil {
		return Complaint{}, nil, err
	}
	row, err := transition(none, FilingStep, "")
	if err != nil {
		return Complaint{}, nil, err
	}
	filed := Filed{
		Status: row.To, CustomerID: f.Customer.ID, Assurance: f.Customer.Assurance, Channel: f.Channel,
		Language: f.Language, Jurisdiction: regime.Jurisdiction(), Service: f.Service, TicketID: f.TicketID, Team: f.Team,
		ReceivedAt: f.ReceivedAt, Guest: f.Guest, Redacted: len(w.Removed) > 0,
	}
	told := FiledText{
		Customer: f.Customer, Subject: f.Subject, Statement: f.Statement, DesiredRemedy: f.DesiredRemedy,
		OccurredAt: f.OccurredAt, Loss: f.Loss, ServiceReference: f.ServiceReference, Evidence: f.Evidence,
		Representative: f.Representative, Request: f.Request,
	}
	if stored, err := json.Marshal(told); err != nil || len(stored) > maxFiled {
		return Complaint{}, nil, fault.New(fault.TooLarge, "the texts of a complaint have at most %d bytes together", maxFiled)
	}
	for _, deadline := range regime.Deadlines(f.ReceivedAt, f.Service) {
		filed.Deadlines = append(filed.Deadlines, Due{Name: deadline.Name, DueAt: deadline.DueAt, ExtensibleTo: deadline.ExtensibleTo, Lapses: deadline.Lapses})
	}
	d.take(row, filed, told)
	d.endanger(w.Removed, 1, true)
	d.breach()
	return d.finish(Complaint{})
}
