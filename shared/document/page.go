package document

import (
	"fmt"
	"slices"
	"time"

	"aftercare/shared/complaint"
	"aftercare/shared/event"
	"aftercare/shared/jurisdiction"
	"aftercare/shared/page"
	"aftercare/shared/redact"
	"aftercare/shared/seal"
	"aftercare/shared/texts"
)

// writer writes one letter.
type writer struct {
	Document
	words
	values  texts.Words
	house   House
	zone    *time.Location
	profile jurisdiction.Profile
}

// Page writes the letter in a language that we write; a reader of another gets English.
func (d Document) Page(language string, house House) (page.Page, error) {
	zone, err := time.LoadLocation(house.Zone)
	if err != nil {
		return page.Page{}, fmt.Errorf("a letter's time zone: %w", err)
	}
	profile, err := d.profile()
	if err != nil {
		return page.Page{}, err
	}
	lang := texts.For(language)
	w := writer{Document: d, words: vocabularies[lang], values: values[lang], house: house, zone: zone, profile: profile}
	p := page.Page{Language: lang, Title: w.Titles[d.Kind], From: w.department()}
	p.Parts = append(p.Parts, page.Part{Paragraphs: w.Openings[d.Kind]}, w.facts())
	p.Parts = append(p.Parts, w.body()...)
	if d.Kind != Closing {
		p.Parts = append(p.Parts, w.timeframe())
	}
	p.Parts = append(p.Parts, w.rights(), w.ombudsman(), w.contact())
	if copied := d.Kind == Receipt || d.Kind == Admitted || d.Kind == Inadmissible; copied {
		p.Parts = append(p.Parts, w.copied()...)
	}
	return p, nil
}

func (w writer) moment(t time.Time) string { return w.values.At(t, w.zone) }

func (w writer) department() string { return w.Says["department"] + ", " + w.house.Company }

// clean is what somebody wrote. Secrets were removed before it was stored; that none goes out in clear must not hang on
// that alone.
func clean(s string) string {
	s, _ = redact.Secrets(s)
	return s
}

// facts are what every letter begins with: Article 4 of Delegated Regulation (EU) 2025/294 wants the date of receipt.
func (w writer) facts() page.Part {
	return page.Part{Facts: []page.Fact{
		{Name: w.Labels["reference"], Value: seal.Reference(w.Complaint.ID)},
		{Name: w.Labels["receivedAt"], Value: w.moment(w.Complaint.ReceivedAt)},
		{Name: w.Labels["writtenAt"], Value: w.moment(w.At)},
	}}
}

// timeframe is when what is to be expected (Article 4): the times that still run.
func (w writer) timeframe() page.Part {
	part := page.Part{Heading: w.Headings["timeframe"]}
	table := page.Table{Headers: []string{w.Labels["step"], w.Labels["until"]}}
	for _, d := range w.Complaint.Deadlines {
		if said, known := w.values.Deadlines[string(d.Name)]; known && d.Running() && !d.Lapses {
			table.Rows = append(table.Rows, []string{said, w.moment(d.DueAt)})
		}
	}
	if len(table.Rows) > 0 {
		part.Table = &table
	}
	return part
}

// contact is whom to ask, by name, e-mail and telephone (Article 4).
func (w writer) contact() page.Part {
	facts := []page.Fact{{Name: w.Labels["contactName"], Value: w.department()}}
	if w.house.ComplaintsEmail != "" {
		facts = append(facts, page.Fact{Name: w.Labels["contactEmail"], Value: w.house.ComplaintsEmail})
	}
	if w.house.ComplaintsPhone != "" {
		facts = append(facts, page.Fact{Name: w.Labels["contactPhone"], Value: w.house.ComplaintsPhone})
	}
	return page.Part{Heading: w.Headings["contact"], Facts: facts}
}

// rights are free of charge (Article 1), a superior's ear, and paper on request (Article 7).
func (w writer) rights() page.Part {
	part := page.Part{Heading: w.Headings["rights"]}
	if w.Kind != Closing {
		part.List = append(part.List, w.Says["superior"])
	}
	part.List = append(part.List, w.Says["paper"], w.Says["free"])
	return part
}

// ombudsman is whom the law names as the next to turn to, in the letters that it wants them named in.
func (w writer) ombudsman() page.Part {
	who := w.profile.Ombudsman
	if who == nil || w.Kind != Decision && w.Kind != Holding && w.Kind != Closing {
		return page.Part{}
	}
	return page.Part{
		Heading:    w.Headings["ombudsman"],
		Paragraphs: []string{fmt.Sprintf(w.Says["ombudsman"], who.Months)},
		Links:      []page.Link{{Words: who.Name, URL: who.URL}},
	}
}

// copied is the copy of what was filed (Article 4).
func (w writer) copied() []page.Part {
	c := w.Complaint
	var facts []page.Fact
	add := func(label, value string) {
		if value != "" {
			facts = append(facts, page.Fact{Name: w.Labels[label], Value: clean(value)})
		}
	}
	add("subject", c.Subject)
	add("statement", c.Statement)
	add("desiredRemedy", c.DesiredRemedy)
	if !c.OccurredAt.IsZero() {
		add("occurredAt", w.moment(c.OccurredAt))
	}
	if c.Loss != nil {
		add("loss", c.Loss.Amount+" "+c.Loss.Asset)
	}
	if c.ServiceReference != "" { // 64 digits here are a transaction's, which redact would take for a key
		facts = append(facts, page.Fact{Name: w.Labels["serviceReference"], Value: c.ServiceReference})
	}
	for _, e := range c.Evidence {
		if e.By == "" || e.By == event.Customer { // what the company gathers stays inside
			add("evidence", evidence(e))
		}
	}
	if r := c.Representative; r != nil {
		add("representative", r.Name+"\n"+r.Contact)
		add("authorization", r.Authorization)
	}
	return []page.Part{{Heading: w.Headings["copy"], Facts: facts}}
}

func evidence(e complaint.Evidence) string {
	told := e.Name
	for _, more := range []string{e.URL, e.Text} {
		if more != "" {
			told += "\n" + more
		}
	}
	return told
}

// WithLink gives the letter as it goes out by mail, with the link to it as a page, and when that ends, after the facts.
func (d Document) WithLink(p page.Page, address string, expires time.Time, house House) (page.Page, error) {
	return withLink(p, "letter", address, expires, house)
}

// WithAccess is WithLink with the link by which a guest follows the complaint and takes steps.
func (d Document) WithAccess(p page.Page, address string, expires time.Time, house House) (page.Page, error) {
	return withLink(p, "access", address, expires, house)
}

func withLink(p page.Page, says, address string, expires time.Time, house House) (page.Page, error) {
	zone, err := time.LoadLocation(house.Zone)
	if err != nil {
		return p, fmt.Errorf("a letter's time zone: %w", err)
	}
	words := fmt.Sprintf(vocabularies[p.Language].Says[says], values[p.Language].At(expires, zone))
	const afterFacts = 2
	p.Parts = slices.Insert(slices.Clone(p.Parts), afterFacts, page.Part{Links: []page.Link{{Words: words, URL: address}}})
	return p, nil
}
