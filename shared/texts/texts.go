// Package texts is what the service says to people, in every language: mails, documents, pages, and the words for
// values in them. A language is a folder with the same files as the others; nothing else names one.
package texts

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"

	"golang.org/x/text/language"
)

//go:embed */*.txt */*.json
var folders embed.FS

// Fallback is the language of whoever reads none that we write.
const Fallback = "en"

// Languages lists the languages that we write, in order.
func Languages() []string {
	entries, err := fs.ReadDir(folders, ".")
	if err != nil {
		panic("texts: the embedded folders cannot be listed: " + err.Error())
	}
	names := make([]string, 0, len(entries))
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// For gives the language to write in to a reader of tag (BCP 47): the tag's base language if we write it, else
// Fallback.
func For(tag string) string {
	base, ok := written(tag)
	if !ok {
		return Fallback
	}
	return base
}

// Negotiate is For the readers of an Accept-Language header: the first of their languages that we write.
func Negotiate(header string) string {
	const longest = 200 // a header from outside; what a browser sends has a handful of languages
	if len(header) > longest {
		return Fallback
	}
	tags, _, err := language.ParseAcceptLanguage(header)
	if err != nil {
		return Fallback
	}
	for _, tag := range tags {
		if base, ok := written(tag.String()); ok {
			return base
		}
	}
	return Fallback
}

func written(tag string) (string, bool) {
	parsed, err := language.Parse(tag)
	if err != nil {
		return "", false
	}
	base, _ := parsed.Base()
	return base.String(), slices.Contains(Languages(), base.String())
}

// Folder gives the files of one language, which must be one of Languages.
func Folder(lang string) fs.FS {
	folder, err := fs.Sub(folders, lang)
	if err != nil {
		panic("texts: there is no folder " + lang)
	}
	return folder
}

// All reads one JSON file of every language, by language. Its error is a mistake in a file: something that is no T,
// or a member that T does not have.
func All[T any](file string) (map[string]T, error) {
	all := map[string]T{}
	for _, lang := range Languages() {
		raw, err := fs.ReadFile(Folder(lang), file)
		if err != nil {
			return nil, fmt.Errorf("the texts in %s: %w", lang, err)
		}
		var words T
		in := json.NewDecoder(bytes.NewReader(raw))
		in.DisallowUnknownFields()
		if err := in.Decode(&words); err != nil {
			return nil, fmt.Errorf("%s in %s: %w", file, lang, err)
		}
		all[lang] = words
	}
	return all, nil
}

// Must is All for files that the tests have read: it panics on a mistake.
func Must[T any](all map[string]T, err error) map[string]T {
	if err != nil {
		panic("texts: " + err.Error())
	}
	return all
}
