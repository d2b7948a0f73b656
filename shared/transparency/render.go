package transparency

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"aftercare/shared/page"
	"aftercare/shared/texts"
)

// reportWords is what a report says in a language: the file report.json of its folder.
type reportWords struct {
	Title       string                       `json:"title"`
	Opening     []string                     `json:"opening"`
	States      map[State]string             `json:"states"` // what is told of a report that is not published
	Provisional string                       `json:"provisional"`
	Corrects    string                       `json:"corrects"`
	Superseded  string                       `json:"superseded"`
	Current     string                       `json:"current"` // the words of a link to the edition in force
	Sections    map[string]sectionWords      `json:"sections"`
	Tables      map[string]string            `json:"tables"`
	By          map[string]string            `json:"by"` // dimensions, as the header of the first column
	Measures    map[string]string            `json:"measures"`
	Rows        map[string]map[string]string `json:"rows"` // names of values, by dimension
	None        string                       `json:"none"` // the value of a dimension that has none
	Total       string                       `json:"total"`
	Empty       string                       `json:"empty"`
	Chart       string                       `json:"chart"`
	From        string                       `json:"from"`
	Promised    string                       `json:"promised"`
	Hidden      string                       `json:"hidden"`
	HiddenNote  string                       `json:"hiddenNote"`
	Facts       map[string]string            `json:"facts"`
	About       string                       `json:"about"`
	Defined     string                       `json:"defined"`
	Definitions []string                     `json:"definitions"`
	Formats     map[string]string            `json:"formats"`
	All         string                       `json:"all"` // reports
	List        listWords                    `json:"list"`
	Decimal     string                       `json:"decimal"`
	Group       string                       `json:"group"`
	Percent     string                       `json:"percent"`
	Units       [4]string                    `json:"units"` // days, hours, minutes, seconds
}

type sectionWords struct {
	Title string   `json:"title"`
	Says  []string `json:"says"`
}

var reported = texts.Must(texts.All[reportWords]("report.json"))

// Standing is what is known of a report beside its content.
type Standing struct {
	Hash      string
	State     State
	DecidedAt time.Time // when it was approved; zero before
	Reason    string    // of a correction
	Older     bool      // a later edition stands in its place
}

// writer writes a report in a language.
type writer struct {
	reportWords
	report Report
	lang   string
	zone   *time.Location
}

func (r Report) writer(lang string, zone *time.Location) writer {
	lang = texts.For(lang)
	return writer{reportWords: reported[lang], report: r, lang: lang, zone: zone}
}

// Title is the name of a report.
func (r Report) Title(lang string) string {
	lang = texts.For(lang)
	return fmt.Sprintf(reported[lang].Title, r.Company, values[lang].InMonth(r.Month.Start()))
}

// Page gives the report as a page, in one of our languages. Times are those of the zone.
func (r Report) Page(lang string, s Standing, zone *time.Location) page.Page {
	w := r.writer(lang, zone)
	parts := []page.Part{w.head(s)}
	parts = append(parts, w.promises()...)
	for _, section := range r.Sections {
		words := w.Sections[section.ID]
		parts = append(parts, page.Part{Heading: words.Title, Paragraphs: words.Says})
		for i, t := range section.Tables {
			part := w.table(t)
			if part.Sub = true; i == 0 && part.Heading == words.Title {
				part.Heading = ""
			}
			parts = append(parts, part)
		}
	}
	parts = append(parts, page.Part{Heading: w.Defined, List: w.definitions()}, w.about(s))
	return page.Page{Language: w.lang, Title: r.Title(lang), Parts: parts}
}

// head says what the report is, and where else it can be had.
func (w writer) head(s Standing) page.Part {
	opening := slices.Clone(w.Opening)
	if said := w.States[s.State]; said != "" {
		opening = append([]string{said}, opening...)
	}
	if w.report.Provisional {
		opening = append(opening, w.Provisional)
	}
	if s.Reason != "" {
		opening = append(opening, fmt.Sprintf(w.Corrects, s.Reason))
	}
	p := page.Part{Paragraphs: append(opening, fmt.Sprintf(w.HiddenNote, w.report.Least))}
	if s.Older {
		p.Paragraphs = append([]string{w.Superseded}, p.Paragraphs...)
		p.Links = append(p.Links, page.Link{Words: w.Current, URL: "?language=" + w.lang})
	}
	edition := fmt.Sprintf("edition=%d", w.report.Edition)
	for _, other := range otherLanguages(w.lang) {
		p.Links = append(p.Links, page.Link{Words: other.Words, URL: other.URL + "&" + edition})
	}
	for _, format := range []string{"csv", "json"} {
		p.Links = append(p.Links, page.Link{Words: w.Formats[format], URL: "?format=" + format + "&" + edition})
	}
	return p
}

// promises tells what was promised, version by version.
func (w writer) promises() []page.Part {
	var parts []page.Part
	for i, span := range w.report.Promises {
		part := page.Part{Heading: w.Promised, Sub: i > 0}
		if len(w.report.Promises) > 1 {
			part.Heading = fmt.Sprintf(w.From, w.Promised, values[w.lang].At(span.From, w.zone))
		}
		said := span.Promises.promises()
		for n := range said.List {
			part.List = append(part.List, said.Text(w.lang, n))
		}
		if said.Agreed {
			part.List = append(part.List, promised[w.lang].Agreed)
		}
		parts = append(parts, part)
	}
	return parts
}

func (w writer) definitions() []string {
	list := make([]string, 0, len(w.Definitions))
	for _, d := range w.Definitions {
		list = append(list, strings.ReplaceAll(d, "{least}", fmt.Sprint(w.report.Least)))
	}
	return list
}

// about says which report it is, so that anybody can check it.
func (w writer) about(s Standing) page.Part {
	p := page.Part{Heading: w.About, Facts: []page.Fact{
		{Name: w.Facts["edition"], Value: fmt.Sprint(w.report.Edition)},
		{Name: w.Facts["cutOff"], Value: values[w.lang].At(w.report.CutOff, w.zone)},
		{Name: w.Facts["hash"], Value: s.Hash},
		{Name: w.Facts["least"], Value: fmt.Sprint(w.report.Least)},
	}}
	if !s.DecidedAt.IsZero() && s.State == Approved {
		p.Facts = append(p.Facts, page.Fact{Name: w.Facts["approved"], Value: values[w.lang].At(s.DecidedAt, w.zone)})
	}
	p.Links = []page.Link{{Words: promised[w.lang].Title, URL: "../promises?language=" + w.lang}, {Words: w.All, URL: "../transparency?language=" + w.lang}}
	return p
}
