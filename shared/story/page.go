package story

import (
	"fmt"
	"strconv"
	"time"

	"aftercare/shared/page"
	"aftercare/shared/texts"
)

// words is what is said of stories in a language: the file story.json of its folder.
type words struct {
	States   map[Status]said `json:"states"` // and late: submitted, too long ago
	Wrote    string          `json:"wrote"`
	Text     string          `json:"text"`
	Until    string          `json:"until"`
	Allow    string          `json:"allow"`
	Approve  string          `json:"approve"`
	Refuse   string          `json:"refuse"`
	Withdraw string          `json:"withdraw"`
	Mails    map[string]said `json:"mails"`
	Link     string          `json:"link"`
	Offer    said            `json:"offer"`
	Public   struct {
		said

		None string `json:"none"`
	} `json:"public"`
}

type said struct {
	Title string `json:"title"`
	Said  string `json:"said"`
}

var (
	vocabularies = texts.Must(texts.All[words]("story.json"))
	values       = texts.Must(texts.Vocabularies())
)

// late names the words for a text that was submitted too long ago.
const late Status = "late"

// What whoever holds a link can decide.
const (
	ToAllow    = "allow"
	ToApprove  = "approve"
	ToRefuse   = "refuse"
	ToWithdraw = "withdraw"
)

// Decisions lists them.
var Decisions = []string{ToAllow, ToApprove, ToRefuse, ToWithdraw}

// Page is what the customer of a story sees behind their link: how far it is, the very text that it is about, and what
// they can decide now, as forms that work without scripts and name the edition that was shown. from is the company.
func (s Story) Page(from string, now time.Time, zone *time.Location) page.Page {
	lang := texts.For(s.Language)
	w := vocabularies[lang]
	state := s.Status
	if state == Submitted && !s.Approvable(now) {
		state = late
	}
	p := page.Page{Language: lang, From: from, Title: w.States[state].Title, Parts: []page.Part{{Paragraphs: []string{w.States[state].Said}}}}
	if state == Submitted {
		p.Parts[0].Paragraphs = append(p.Parts[0].Paragraphs, fmt.Sprintf(w.Until, values[lang].At(s.ApprovableUntil(), zone)))
	}
	switch state {
	case Asked, Allowed, Edited:
		p.Parts = append(p.Parts, page.Part{Heading: w.Wrote, Quotes: []page.Quote{{Words: s.Words, Language: s.Language}}})
	case Submitted, Approved, Published:
		p.Parts = append(p.Parts, page.Part{Heading: w.Text, Quotes: []page.Quote{{Words: s.Text, Language: s.Language}}})
	default:
	}
	decide := func(decision, send string) {
		p.Parts = append(p.Parts, page.Part{Form: &page.Form{Send: send, Fields: []page.Field{
			{Name: "decision", Type: "hidden", Value: decision}, {Name: "edition", Type: "hidden", Value: strconv.Itoa(s.Edition)},
		}}})
	}
	switch state {
	case Asked:
		decide(ToAllow, w.Allow)
		decide(ToRefuse, w.Refuse)
	case Submitted:
		decide(ToApprove, w.Approve)
		decide(ToRefuse, w.Refuse)
	case Refused, Withdrawn:
	default:
		decide(ToWithdraw, w.Withdraw)
	}
	return p
}

// Allowing is the page after a permission that was given behind the link of a survey, which decides nothing else.
func (s Story) Allowing() page.Page {
	lang := texts.For(s.Language)
	w := vocabularies[lang].States[Allowed]
	return page.Page{Language: lang, Title: w.Title, Parts: []page.Part{{Paragraphs: []string{w.Said}}}}
}

// Offer is the part of a page on which a satisfied customer is asked for permission, by a form to an action.
func Offer(tag, action string) page.Part {
	w := vocabularies[texts.For(tag)]
	return page.Part{Heading: w.Offer.Title, Paragraphs: []string{w.Offer.Said}, Form: &page.Form{Action: action, Send: w.Allow}}
}

// Mail is what is mailed of a story, with the customer's link. It names a text of story.json, such as storyApproval.
func (s Story) Mail(name, address, from string) (page.Page, error) {
	lang := texts.For(s.Language)
	w := vocabularies[lang]
	m, known := w.Mails[name]
	if !known {
		return page.Page{}, fmt.Errorf("there is no mail %s about a story", name)
	}
	return page.Page{Language: lang, Title: m.Title, From: from, Parts: []page.Part{
		{Paragraphs: []string{m.Said}}, {Links: []page.Link{{Words: w.Link, URL: address}}},
	}}, nil
}

// Told is a story as anybody may read it: nothing of whose it is.
type Told struct {
	Text     string
	Language string
	Month    string // 2026-11, when it was published
}

// Tell gives what may be read of stories: those that are public now.
func Tell(all []Story, now time.Time) []Told {
	var told []Told
	for _, s := range all {
		if s.Public(now) {
			told = append(told, Told{Text: s.Text, Language: s.Language, Month: s.PublishedAt.UTC().Format("2006-01")})
		}
	}
	return told
}

// PublicPage is the page of all that may be read, in a language of the reader.
func PublicPage(told []Told, lang, from string) page.Page {
	w := vocabularies[lang].Public
	p := page.Page{Language: lang, Title: w.Title, From: from, Parts: []page.Part{{Paragraphs: []string{w.Said}}}}
	if len(told) == 0 {
		p.Parts = append(p.Parts, page.Part{Paragraphs: []string{w.None}})
		return p
	}
	var quotes []page.Quote
	for _, t := range told {
		quotes = append(quotes, page.Quote{Words: t.Text, Language: t.Language, From: t.Month})
	}
	p.Parts = append(p.Parts, page.Part{Quotes: quotes})
	return p
}
