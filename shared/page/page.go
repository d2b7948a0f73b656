// Package page is what people read of us as a page of its own or as a mail, told once: a title, and parts with a
// heading each. It knows no language and no case; who makes a page puts the words in.
package page

import (
	"aftercare/shared/chart"
	"fmt"
	"strings"
)

// Page is something to read. Every text in it may come from anybody: it is shown as text, never as markup.
type Page struct {
	Language string // BCP 47
	Title    string
	From     string // who tells it, such as the company
	Parts    []Part
}

// Part is one section of a page. Empty members are left out, and so is a part without anything but its heading.
type Part struct {
	Heading    string
	Sub        bool     // belongs to the part before
	Paragraphs []string // line breaks are kept
	Facts      []Fact
	Chart      chart.Chart // on pages alone; a table beside it has the same figures
	Table      *Table
	List       []string
	Quotes     []Quote
	Links      []Link
	Form       *Form // on pages alone: a mail has no forms
}

// Fact is a value with its name.
type Fact struct{ Name, Value string }

// Quote is what somebody else said, in whatever language, and where it is from.
type Quote struct{ Words, Language, From string }

// Table has a header for each column; the first cell of a row names the row.
type Table struct {
	Headers []string
	Figures bool   // all cells but the first are figures
	Label   string // what a table of figures tells, for who does not see where it stands
	Rows    [][]string
}

// Link is an address with its words.
type Link struct{ Words, URL string }

// Form sends its fields to an action, or to the page's own address where there is none.
type Form struct {
	Action string
	Fields []Field
	Note   string // what happens with it, before the button
	Send   string
}

// Field is a control of a form: a line or a text, one of some options, or a value that is sent unseen.
type Field struct {
	Name     string
	Label    string
	Value    string
	Type     string // hidden, text, email, textarea, choice (an option a line), scale (options side by side)
	Required bool
	Most     int      // characters; 0 for no limit
	Options  []Option // of a choice or scale
}

// Option is one option of a field. Of a scale the first and the last have a Hint, which says what they mean.
type Option struct {
	Value  string
	Words  string
	Hint   string
	Chosen bool
}

// First and Last are the ends of a scale.
func (f Field) First() Option { return f.Options[0] }

// Last is the other end.
func (f Field) Last() Option { return f.Options[len(f.Options)-1] }

func (p Part) empty() bool {
	return len(p.Paragraphs)+len(p.Facts)+len(p.List)+len(p.Quotes)+len(p.Links) == 0 && p.Table == nil && p.Form == nil && p.Chart == nil
}

// Told gives the parts that say anything.
func (p Page) Told() []Part {
	var told []Part
	for _, part := range p.Parts {
		if !part.empty() {
			told = append(told, part)
		}
	}
	return told
}

// Text gives the page as plain text, as the body of a mail: all but its title and forms.
func (p Page) Text() string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	for _, part := range p.Told() {
		if part.Form != nil {
			continue
		}
		if b.Len() > 0 {
			line("")
		}
		if part.Heading != "" {
			line("%s", part.Heading)
			line("")
		}
		for i, paragraph := range part.Paragraphs {
			if i > 0 {
				line("")
			}
			line("%s", paragraph)
		}
		for i, f := range part.Facts {
			if i == 0 && len(part.Paragraphs) > 0 {
				line("")
			}
			if strings.Contains(f.Value, "\n") {
				line("%s:\n%s", f.Name, f.Value)
			} else {
				line("%s: %s", f.Name, f.Value)
			}
		}
		if part.Table != nil {
			for i, row := range part.Table.Rows {
				if i == 0 && len(part.Paragraphs)+len(part.Facts) > 0 {
					line("")
				}
				line("- %s", strings.Join(row, ": "))
			}
		}
		for _, item := range part.List {
			line("- %s", item)
		}
		for i, q := range part.Quotes {
			if i+len(part.Paragraphs)+len(part.Facts) > 0 {
				line("")
			}
			line("> %s", strings.ReplaceAll(q.Words, "\n", "\n> "))
			if q.From != "" {
				line("%s", q.From)
			}
		}
		for i, l := range part.Links {
			if i == 0 && len(part.Quotes) > 0 {
				line("")
			}
			line("%s\n%s", l.Words, l.URL)
		}
	}
	if p.From != "" {
		line("\n%s", p.From)
	}
	return b.String()
}
