package redact

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"time"
	"unicode/utf8"
)

// Limits of what Refused writes, whatever comes in.
const (
	refusedDepth    = 8
	refusedElements = 20
	refusedFields   = 100
	refusedBytes    = 32 << 10
)

// Refused is what may be kept of a message that was refused: enough to see
// who sent it and how it is built, and nothing of what it says. The CloudEvents
// attributes specversion, id, source, type, time and datacontenttype stay when
// they look like such, the names of fields stay when they look like names, and
// true, false and null stay. Every other value is replaced by its type and
// length. The result is always valid JSON of at most 32 KiB.
func Refused(raw []byte) []byte {
	clean, _ := Walk(raw)
	if !json.Valid(clean) {
		return quoted(fmt.Sprintf("(not JSON, %d bytes)", len(raw)))
	}
	o := outline{decoder: json.NewDecoder(bytes.NewReader(clean))}
	o.decoder.UseNumber()
	if err := o.value(0, ""); err != nil {
		return quoted(fmt.Sprintf("(unreadable, %d bytes)", len(raw)))
	}
	if o.out.Len() > refusedBytes {
		return quoted(fmt.Sprintf("(too large to outline, %d bytes)", len(raw)))
	}
	return o.out.Bytes()
}

// outline copies the structure of a document and leaves its contents out.
type outline struct {
	decoder *json.Decoder
	out     bytes.Buffer
}

// value copies the next value. attribute is its name in the envelope, or "".
func (o *outline) value(depth int, attribute string) error {
	t, err := o.decoder.Token()
	if err != nil {
		return fmt.Errorf("outline: %w", err)
	}
	switch t := t.(type) {
	case json.Delim:
		if depth == refusedDepth {
			o.string("(deeper)")
			return o.skip()
		}
		if t == '{' {
			return o.object(depth)
		}
		return o.array(depth)
	case string:
		if attributeKept(attribute, t) {
			o.string(t)
			return nil
		}
		o.string(fmt.Sprintf("(%d characters)", utf8.RuneCountInString(t)))
	case json.Number:
		o.string("(number)")
	case bool:
		fmt.Fprintf(&o.out, "%t", t)
	default:
		o.out.WriteString("null")
	}
	return nil
}

func (o *outline) object(depth int) error {
	o.out.WriteByte('{')
	for n := 0; o.decoder.More(); n++ {
		if n == refusedFields {
			o.out.WriteString(`,"(more)":true}`)
			return o.skip()
		}
		t, err := o.decoder.Token()
		if err != nil {
			return fmt.Errorf("outline: %w", err)
		}
		name, _ := t.(string)
		if n > 0 {
			o.out.WriteByte(',')
		}
		if fieldName.MatchString(name) && !manyDigits.MatchString(name) {
			o.string(name)
		} else {
			o.string(fmt.Sprintf("(name %d, %d characters)", n+1, utf8.RuneCountInString(name)))
		}
		o.out.WriteByte(':')
		if depth > 0 {
			name = ""
		}
		if err := o.value(depth+1, name); err != nil {
			return err
		}
	}
	o.out.WriteByte('}')
	return o.close()
}

func (o *outline) array(depth int) error {
	o.out.WriteByte('[')
	for n := 0; o.decoder.More(); n++ {
		if n > 0 {
			o.out.WriteByte(',')
		}
		if n == refusedElements {
			o.string("(more)")
			o.out.WriteByte(']')
			return o.skip()
		}
		if err := o.value(depth+1, ""); err != nil {
			return err
		}
	}
	o.out.WriteByte(']')
	return o.close()
}

// close reads the end of an object or array.
func (o *outline) close() error {
	if _, err := o.decoder.Token(); err != nil {
		return fmt.Errorf("outline: %w", err)
	}
	return nil
}

// skip reads on to the end of the object or array that was begun.
func (o *outline) skip() error {
	for open := 1; open > 0; {
		t, err := o.decoder.Token()
		if errors.Is(err, io.EOF) {
			return io.ErrUnexpectedEOF
		}
		if err != nil {
			return fmt.Errorf("outline: %w", err)
		}
		switch t {
		case json.Delim('{'), json.Delim('['):
			open++
		case json.Delim('}'), json.Delim(']'):
			open--
		}
	}
	return nil
}

func (o *outline) string(text string) { o.out.Write(quoted(text)) }

// What names of fields and values of attributes look like. Neither an address
// nor a telephone number fits; an id may hold digits.
var (
	fieldName  = regexp.MustCompile(`^[A-Za-z_$][A-Za-z0-9_.$-]{0,63}$`)
	plainValue = regexp.MustCompile(`^[A-Za-z0-9/][A-Za-z0-9._:/#-]{0,127}$`)
	manyDigits = regexp.MustCompile(`[0-9]{7}`)
)

// attributeKept says whether an attribute of the envelope stays as it is.
func attributeKept(name, value string) bool {
	switch name {
	case "time":
		_, err := time.Parse(time.RFC3339, value)
		return err == nil
	case "id":
		return plainValue.MatchString(value)
	case "specversion", "source", "type", "datacontenttype":
		return plainValue.MatchString(value) && !manyDigits.MatchString(value)
	}
	return false
}
