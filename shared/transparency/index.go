package transparency

import (
	"time"

	"aftercare/shared/page"
	"aftercare/shared/texts"
)

// Listing is a report that is published.
type Listing struct {
	Month   Month
	Edition Edition
}

// listWords is what the list of reports says.
type listWords struct {
	Title    string `json:"title"`
	Says     string `json:"says"`
	Empty    string `json:"empty"`
	Approved string `json:"approved"`
}

// Index gives the page that lists reports, in one of our languages. Times are those of the zone.
func Index(lang, company string, all []Listing, zone *time.Location) page.Page {
	lang = texts.For(lang)
	w, v := reported[lang].List, values[lang]
	parts := []page.Part{{Paragraphs: []string{w.Says}, Links: otherLanguages(lang)}}
	if len(all) == 0 {
		parts = append(parts, page.Part{Paragraphs: []string{w.Empty}})
	}
	list := page.Part{}
	for _, l := range all {
		said := v.InMonth(l.Month.Start()) + " (" + w.Approved + " " + v.On(l.Edition.DecidedAt, zone) + ")"
		list.Links = append(list.Links, page.Link{Words: said, URL: "transparency/" + string(l.Month) + "?language=" + lang})
	}
	parts = append(parts, list, page.Part{Links: []page.Link{{Words: promised[lang].Title, URL: "promises?language=" + lang}}})
	return page.Page{Language: lang, Title: w.Title + ": " + company, Parts: parts}
}
