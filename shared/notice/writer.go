package notice

import (
	"fmt"
	"strings"
	"text/template"
	"time"

	"aftercare/shared/escalation"
	"aftercare/shared/sla"
	"aftercare/shared/texts"
)

// House is what the texts say of the company.
type House struct {
	Company string
	Zone    *time.Location // of the dates and times in the texts
}

// Writer writes mails from the files of package texts: one for each Template, with the subject on the first line, an
// empty line, then the body. Files with other names hold parts that several share.
type Writer struct {
	house House
	by    map[string]*template.Template // by language
}

// NewWriter reads the texts. Its error is a mistake in them, or a house without its name or zone.
func NewWriter(h House) (*Writer, error) {
	if h.Company == "" || h.Zone == nil {
		return nil, fmt.Errorf("notices need the company's name and its time zone")
	}
	vocabularies, err := texts.Vocabularies()
	if err != nil {
		return nil, err
	}
	w := &Writer{house: h, by: map[string]*template.Template{}}
	for lang, words := range vocabularies {
		t := template.New(lang).Option("missingkey=error").Funcs(w.functions(words))
		if w.by[lang], err = t.ParseFS(texts.Folder(lang), "*.txt"); err != nil {
			return nil, fmt.Errorf("the texts in %s: %w", lang, err)
		}
	}
	return w, nil
}

// functions are what the texts of a language call to put values into words.
func (w *Writer) functions(words texts.Words) template.FuncMap {
	return template.FuncMap{
		"duration": words.Duration,
		"moment":   func(t time.Time) string { return words.At(t, w.house.Zone) },
		"cause":    func(c escalation.Cause) string { return words.Causes[string(c)] },
		"target":   func(t sla.Name) string { return words.Targets[string(t)] },
	}
}

// Language gives the language that a text is written in for a reader of tag (BCP 47).
func (w *Writer) Language(tag string) string { return texts.For(tag) }

// Write writes a text; the mail still lacks its notice, address and origin.
func (w *Writer) Write(name Template, tag string, c Content) (Mail, error) {
	lang := w.Language(tag)
	t := w.by[lang].Lookup(string(name) + ".txt")
	if t == nil {
		return Mail{}, fmt.Errorf("there is no text %s in %s", name, lang)
	}
	c.Agent = oneLine(c.Agent)
	var b strings.Builder
	err := t.Execute(&b, struct {
		Content
		House
	}{c, w.house})
	if err != nil {
		return Mail{}, fmt.Errorf("write %s in %s: %w", name, lang, err)
	}
	subject, body, _ := strings.Cut(b.String(), "\n")
	return Mail{Subject: oneLine(subject), Text: strings.TrimSpace(tidy(body)) + "\n"}, nil
}

// tidy brings gaps of several empty lines, which parts left out leave behind, down to one.
func tidy(s string) string {
	lines := strings.Split(s, "\n")
	out := make([]string, 0, len(lines))
	for _, line := range lines {
		line = strings.TrimRight(line, " \t")
		if line == "" && len(out) > 0 && out[len(out)-1] == "" {
			continue
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}
