package transparency

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"aftercare/shared/page"
	"aftercare/shared/sla"
	"aftercare/shared/texts"
)

// Where what is published stands.
const (
	PromisesPath = "/v1/public/promises"
	ReportsPath  = "/v1/public/transparency"
)

// promiseWords is what the page of promises says in a language: the file promises.json of its folder.
type promiseWords struct {
	Title      string              `json:"title"`
	Opening    []string            `json:"opening"`
	Who        string              `json:"who"`
	What       string              `json:"what"`
	Everything string              `json:"everything"`
	Else       string              `json:"else"`
	Channels   map[string]string   `json:"channels"`
	Categories map[string]string   `json:"categories"`
	Priorities map[string]string   `json:"priorities"`
	Spoken     string              `json:"spoken"` // of a language
	Separator  string              `json:"separator"`
	Targets    map[sla.Name]string `json:"targets"`
	Waits      map[string]string   `json:"waits"` // by pending, hold and both
	Always     string              `json:"always"`
	By         string              `json:"by"` // the hours of a number
	ByHours    string              `json:"byHours"`
	Agreed     string              `json:"agreed"`
	Hours      string              `json:"hours"`
	Zone       string              `json:"zone"`
	Days       map[string]string   `json:"days"`
	Closed     string              `json:"closed"`
	ClosedOn   string              `json:"closedOn"`
	Public     string              `json:"public"`
	To         string              `json:"to"`
	Complaints string              `json:"complaints"`
	Reports    string              `json:"reports"`
	Since      string              `json:"since"`
	Ever       string              `json:"ever"`
}

var (
	promised = texts.Must(texts.All[promiseWords]("promises.json"))
	values   = texts.Must(texts.Vocabularies())
)

// days of the week, as calendars name them.
var days = []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}

// Page gives the page, in one of our languages. Dates are those of the zone.
func (p Promises) Page(lang, company string, zone *time.Location) page.Page {
	lang = texts.For(lang)
	w := promised[lang]
	table := &page.Table{Headers: []string{w.Who, w.What}}
	for i := range p.List {
		table.Rows = append(table.Rows, []string{p.whom(w, i), strings.Join(p.List[i].told(lang), "\n")})
	}
	opening := slices.Clone(w.Opening)
	if p.Since.IsZero() {
		opening = append(opening, fmt.Sprintf(w.Ever, p.Version))
	} else {
		opening = append(opening, fmt.Sprintf(w.Since, values[lang].On(p.Since, zone), p.Version))
	}
	if p.Agreed {
		opening = append(opening, w.Agreed)
	}
	parts := []page.Part{{Paragraphs: opening, Links: otherLanguages(lang)}, {Table: table}}
	for i, h := range p.Hours {
		parts = append(parts, h.part(lang, i+1, zone))
	}
	parts = append(parts, page.Part{Links: []page.Link{
		{Words: w.Complaints, URL: "complaints?language=" + lang}, {Words: w.Reports, URL: "transparency?language=" + lang},
	}})
	return page.Page{Language: lang, Title: w.Title + ": " + company, Parts: parts}
}

// otherLanguages links to the same page in each other language.
func otherLanguages(lang string) []page.Link {
	var links []page.Link
	for _, other := range texts.Languages() {
		if other != lang {
			links = append(links, page.Link{Words: values[other].Name, URL: "?language=" + other})
		}
	}
	return links
}

// Text says one promise in a sentence: for whom, what, and by which hours.
func (p Promises) Text(lang string, i int) string {
	lang = texts.For(lang)
	return p.whom(promised[lang], i) + ": " + strings.Join(p.List[i].told(lang), "; ")
}

// whom says which cases a promise is for.
func (p Promises) whom(w promiseWords, i int) string {
	f := p.List[i].For
	var about []string
	say := func(values []string, names map[string]string) {
		var said []string
		for _, v := range values {
			if name, known := names[v]; known {
				v = name
			}
			said = append(said, v)
		}
		if len(said) > 0 {
			about = append(about, strings.Join(said, w.Separator))
		}
	}
	say(f.Channels, w.Channels)
	say(f.Categories, w.Categories)
	say(f.Priorities, w.Priorities)
	var languages []string
	for _, tag := range f.Languages {
		name := tag
		if v, written := values[tag]; written {
			name = v.Name
		}
		languages = append(languages, fmt.Sprintf(w.Spoken, name))
	}
	say(languages, nil)
	switch {
	case len(about) > 0:
		said := strings.Join(about, " · ")
		first, size := utf8.DecodeRuneInString(said)
		return string(unicode.ToUpper(first)) + said[size:]
	case len(p.List) == 1:
		return w.Everything
	}
	return w.Else
}

// told says what is promised, and by which hours time counts.
func (p Promise) told(lang string) []string {
	w := promised[lang]
	var lines []string
	for _, name := range sla.Names() {
		t, promised := p.Targets[name]
		if !promised {
			continue
		}
		line := fmt.Sprintf(w.Targets[name], values[lang].Duration(t.Within))
		switch len(t.Waits) {
		case 0:
		case 1:
			line += w.Waits[t.Waits[0]]
		default:
			line += w.Waits["both"]
		}
		lines = append(lines, line)
	}
	switch p.Hours {
	case 0:
		return append(lines, w.Always)
	case Unnumbered:
		return append(lines, w.ByHours)
	}
	return append(lines, fmt.Sprintf(w.By, p.Hours))
}

// part is the calendar of a number, for people.
func (h Hours) part(lang string, number int, zone *time.Location) page.Part {
	w := promised[lang]
	out := page.Part{Heading: fmt.Sprintf(w.Hours, number)}
	for _, day := range days {
		open := strings.Join(h.Week[day], w.Separator)
		if open == "" {
			open = w.Closed
		}
		out.Facts = append(out.Facts, page.Fact{Name: w.Days[day], Value: open})
	}
	out.Facts = append(out.Facts, page.Fact{Name: w.Zone, Value: h.TimeZone})
	var closed []string
	for _, set := range h.Holidays {
		closed = append(closed, fmt.Sprintf(w.Public, set))
	}
	for _, d := range h.Closed {
		said := day(lang, d.From)
		if d.To != d.From {
			said = fmt.Sprintf(w.To, said, day(lang, d.To))
		}
		closed = append(closed, said)
	}
	if len(closed) > 0 {
		out.Facts = append(out.Facts, page.Fact{Name: w.ClosedOn, Value: strings.Join(closed, "\n")})
	}
	out.Paragraphs = []string{fmt.Sprintf(w.Since, values[lang].On(h.Since, zone), h.Version)}
	return out
}

// day says a date such as 2026-04-03.
func day(lang, date string) string {
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return date
	}
	return values[lang].On(t, time.UTC)
}
