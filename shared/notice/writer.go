package notice

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"text/template"
	"time"

	"golang.org/x/text/language"
)

// texts holds a folder for each language, with a file for each Template: the subject on the first line, an empty
// line, then the body. Files with other names hold parts that several texts share.
//
//go:embed texts
var texts embed.FS

// Fallback is the language of whoever reads none that we write.
const Fallback = "en"

// House is what the texts say of the company.
type House struct {
	Company         string
	ComplaintsEmail string
	ComplaintsPhone string
	Zone            *time.Location // of the dates and times in the texts
}

// Writer writes mails from the texts.
type Writer struct {
	house    House
	byPrefix map[string]*template.Template // by base language
}

// NewWriter reads the texts. Its error is a mistake in them, or a house without its name or zone.
func NewWriter(h House) (*Writer, error) {
	if h.Company == "" || h.Zone == nil {
		return nil, fmt.Errorf("notices need the company's name and its time zone")
	}
	w := &Writer{house: h, byPrefix: map[string]*template.Template{}}
	folders, err := fs.ReadDir(texts, "texts")
	if err != nil {
		return nil, fmt.Errorf("read the texts: %w", err)
	}
	for _, folder := range folders {
		lang := folder.Name()
		t := template.New(lang).Option("missingkey=error").Funcs(w.functions(lang))
		if w.byPrefix[lang], err = t.ParseFS(texts, path.Join("texts", lang, "*.txt")); err != nil {
			return nil, fmt.Errorf("the texts in %s: %w", lang, err)
		}
	}
	return w, nil
}

// Language gives the language that a text is written in for a reader of tag (BCP 47): the tag's base language if
// there are texts in it, else Fallback.
func (w *Writer) Language(tag string) string {
	parsed, err := language.Parse(tag)
	if err != nil {
		return Fallback
	}
	base, _ := parsed.Base()
	if w.byPrefix[base.String()] == nil {
		return Fallback
	}
	return base.String()
}

// Write writes a text; the mail still lacks its notice, address and origin.
func (w *Writer) Write(name Template, tag string, c Content) (Mail, error) {
	lang := w.Language(tag)
	t := w.byPrefix[lang].Lookup(string(name) + ".txt")
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
