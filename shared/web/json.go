package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"aftercare/shared/fault"
)

// maxDepth is how deep a body may be nested; ours are at most six deep.
const maxDepth = 32

// maxFieldName is from how many bytes on the name of a field is not made longer.
const maxFieldName = 400

// normalise gives a JSON body with its strings in Unicode NFC, line ends as line feeds, and 2.0 as 2. It refuses as
// Malformed what is not JSON in UTF-8, nested too deep, or naming a member twice, since readers differ on which counts;
// and as Invalid control characters other than tab and line feed, naming the fields.
func normalise(raw []byte) ([]byte, error) {
	if !utf8.Valid(raw) {
		return nil, fault.New(fault.Malformed, "the body is not UTF-8")
	}
	if depth(raw) > maxDepth {
		return nil, fault.New(fault.Malformed, "the body is nested too deep")
	}
	if !json.Valid(raw) {
		return nil, fault.New(fault.Malformed, "the body is not JSON")
	}
	n := normaliser{in: json.NewDecoder(bytes.NewReader(raw))}
	n.in.UseNumber()
	if err := n.value(""); err != nil {
		return nil, err
	}
	if err := fault.InvalidFields(n.bad); err != nil {
		return nil, err
	}
	return n.out.Bytes(), nil
}

// depth gives how deep brackets are nested, strings aside. It guards json.Valid, which recurses.
func depth(raw []byte) int {
	deepest, now, inString := 0, 0, false
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; {
		case inString && c == '\\':
			i++
		case c == '"':
			inString = !inString
		case inString:
		case c == '{' || c == '[':
			now++
			deepest = max(deepest, now)
		case c == '}' || c == ']':
			now--
		}
	}
	return deepest
}

// normaliser copies valid JSON token by token.
type normaliser struct {
	in  *json.Decoder
	out bytes.Buffer
	bad []fault.Field
}

func (n *normaliser) value(at string) error {
	token, err := n.in.Token()
	if err != nil {
		return unexpected(err)
	}
	switch t := token.(type) {
	case json.Delim:
		if t == '{' {
			return n.object(at)
		}
		return n.array(at)
	case string:
		n.text(at, t)
	case json.Number:
		n.out.WriteString(whole(t.String()))
	case bool:
		n.out.WriteString(strconv.FormatBool(t))
	case nil:
		n.out.WriteString("null")
	}
	return nil
}

func (n *normaliser) object(at string) error {
	seen := map[string]bool{}
	n.out.WriteByte('{')
	for n.in.More() {
		token, err := n.in.Token()
		if err != nil {
			return unexpected(err)
		}
		key, _ := token.(string)
		if seen[key] {
			return fault.New(fault.Malformed, "the body names a member twice")
		}
		if len(seen) > 0 {
			n.out.WriteByte(',')
		}
		seen[key] = true
		n.write(key)
		n.out.WriteByte(':')
		if err := n.value(below(at, key)); err != nil {
			return err
		}
	}
	return n.end('}')
}

// element is below for an array.
func element(at string, i int) string {
	if len(at) > maxFieldName {
		return at
	}
	return at + "[" + strconv.Itoa(i) + "]"
}

// below names a member for problems. A key that no name is made of is left out, and a name that is longer than any
// of ours does not grow: else a body of many members under one endless key costs their product.
func below(at, key string) string {
	if len(at) > maxFieldName {
		return at
	}
	return strings.TrimPrefix(at+"."+safeName(key), ".")
}

func (n *normaliser) array(at string) error {
	n.out.WriteByte('[')
	for i := 0; n.in.More(); i++ {
		if i > 0 {
			n.out.WriteByte(',')
		}
		if err := n.value(element(at, i)); err != nil {
			return err
		}
	}
	return n.end(']')
}

func (n *normaliser) end(bracket byte) error {
	if _, err := n.in.Token(); err != nil {
		return unexpected(err)
	}
	n.out.WriteByte(bracket)
	return nil
}

func (n *normaliser) text(at, s string) {
	s = norm.NFC.String(strings.ReplaceAll(s, "\r\n", "\n"))
	if len(n.bad) <= maxFieldProblems && strings.ContainsFunc(s, refused) {
		n.bad = append(n.bad, fault.Field{Name: at, Problem: "holds a control character other than tab and line feed"})
	}
	n.write(s)
}

func (n *normaliser) write(s string) {
	quoted, _ := json.Marshal(s) // a string always encodes
	n.out.Write(quoted)
}

// whole gives a whole number without its fraction of zeros: 2.0 is an integer to JSON Schema, but not to package json.
func whole(number string) string {
	before, after, _ := strings.Cut(number, ".")
	if strings.Trim(after, "0") == "" {
		return before
	}
	return number
}

func refused(r rune) bool { return unicode.IsControl(r) && r != '\t' && r != '\n' }

func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return &fault.Error{Kind: fault.Malformed, Detail: "the body is not JSON", Cause: err}
}
