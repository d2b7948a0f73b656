package redact

import (
	"bytes"
	"encoding/json"
	"strings"
)

// literal is a string of a JSON document.
type literal struct {
	start, end int // bytes of the document, with the quotes
	key        bool
	text       string
}

// Walk replaces the secrets in every string of a JSON document, keys and
// values; a phrase may be spread over many of them, and a key's name says what
// its value is. All else stays byte for byte. A document that is not valid
// JSON is taken as plain text. changed says whether anything was removed.
func Walk(document []byte) (clean []byte, changed bool) {
	if !json.Valid(document) {
		text, found := Secrets(string(document))
		if len(found) == 0 {
			return document, false
		}
		return []byte(text), true
	}
	literals := literals(document)
	if len(literals) == 0 {
		return document, false
	}
	texts := make([]string, len(literals))
	for i, l := range literals {
		texts[i] = l.text
	}
	cleanValues(literals, texts)
	for i, l := range literals {
		if l.key {
			texts[i] += ":" // binds the name to its value
		}
	}
	texts, _ = All(texts...)

	var out bytes.Buffer
	at := 0
	for i, l := range literals {
		if l.key {
			texts[i] = strings.TrimSuffix(texts[i], ":")
		}
		if texts[i] == l.text {
			continue
		}
		out.Write(document[at:l.start])
		out.Write(quoted(texts[i]))
		at = l.end
	}
	if at == 0 {
		return document, false
	}
	out.Write(document[at:])
	return out.Bytes(), true
}

// cleanValues removes phrases from the values as if there were no keys
// between: [{"position":1,"text":"abandon"},...].
func cleanValues(literals []literal, texts []string) {
	values := make([]string, 0, len(texts))
	for i, l := range literals {
		if !l.key {
			values = append(values, texts[i])
		}
	}
	values, _ = replaceAll(values, newView(strings.Join(values, "\n")).detect(phrases))
	for i, l := range literals {
		if !l.key {
			texts[i], values = values[0], values[1:]
		}
	}
}

// literals finds the strings of a valid document.
func literals(document []byte) []literal {
	var all []literal
	for i := 0; i < len(document); i++ {
		if document[i] != '"' {
			continue
		}
		l := literal{start: i}
		for i++; document[i] != '"'; i++ {
			if document[i] == '\\' {
				i++
			}
		}
		l.end = i + 1
		if err := json.Unmarshal(document[l.start:l.end], &l.text); err != nil {
			l.text = string(document[l.start+1 : l.end-1]) // cannot be: the document is valid
		}
		rest := bytes.TrimLeft(document[l.end:], " \t\r\n")
		l.key = len(rest) > 0 && rest[0] == ':'
		all = append(all, l)
	}
	return all
}

// quoted is text as a JSON string.
func quoted(text string) []byte {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(text); err != nil {
		return []byte(`""`) // cannot be: every string has a form in JSON
	}
	return bytes.TrimRight(out.Bytes(), "\n")
}
