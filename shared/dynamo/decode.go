package dynamo

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"aftercare/shared/fault"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// encodeDocument writes JSON. It never stands in HTML, so < > & stay one byte each.
func encodeDocument(doc any) (string, error) {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(doc)
	return strings.TrimSuffix(b.String(), "\n"), err
}

// packDocument encodes a document and packs it. what names it for people when it is too large.
func packDocument(what string, doc any) (types.AttributeValue, error) {
	raw, err := encodeDocument(doc)
	if err != nil {
		return nil, fmt.Errorf("encode %s: %w", what, err)
	}
	if len(raw) > maxDocument {
		return nil, fault.New(fault.TooLarge, "%s is more than can be kept", what)
	}
	packed, err := pack(raw)
	if err != nil {
		return nil, fmt.Errorf("pack %s: %w", what, err)
	}
	return &types.AttributeValueMemberB{Value: packed}, nil
}

// decodeDocument reads the document of an item.
func decodeDocument[T any](what string, item attributes) (T, error) {
	var doc T
	raw, err := attributeDocument(stored(item), attrDoc)
	if err != nil {
		return doc, fault.Damaged(fmt.Errorf("the stored %s cannot be read: %w", what, err))
	}
	if err := unmarshal(raw, &doc); err != nil {
		return doc, fault.Damaged(fmt.Errorf("the document of the stored %s cannot be read: %w", what, err))
	}
	return doc, nil
}

// unmarshal is json.Unmarshal with errors that say where, and never what: the standard ones repeat parts of the
// text, which here is somebody's.
func unmarshal(raw string, into any) error {
	err := json.Unmarshal([]byte(raw), into)
	if err == nil {
		return nil
	}
	if e, ok := errors.AsType[*json.SyntaxError](err); ok {
		return fmt.Errorf("no JSON from byte %d on", e.Offset)
	}
	if e, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return fmt.Errorf("field %q before byte %d has another type than %s", e.Field, e.Offset, e.Type)
	}
	return errors.New("a value does not fit its field")
}

// reader looks an attribute of an item up, whichever library's type the item has. An attribute of another type is
// present but neither text, number nor binary.
type reader interface {
	text(name string) (value string, ok, present bool)
	binary(name string) (value []byte, ok, present bool)
	number(name string) (value string, ok, present bool)
}

// stored is an item as the API gives it.
type stored attributes

func (s stored) text(name string) (string, bool, bool) {
	v, present := s[name]
	m, ok := v.(*types.AttributeValueMemberS)
	if !ok {
		return "", false, present
	}
	return m.Value, true, true
}

func (s stored) number(name string) (string, bool, bool) {
	v, present := s[name]
	m, ok := v.(*types.AttributeValueMemberN)
	if !ok {
		return "", false, present
	}
	return m.Value, true, true
}

func (s stored) binary(name string) ([]byte, bool, bool) {
	v, present := s[name]
	m, ok := v.(*types.AttributeValueMemberB)
	if !ok {
		return nil, false, present
	}
	return m.Value, true, true
}

// attributeDocument reads JSON that must be there, packed or as text.
func attributeDocument(r reader, name string) (string, error) {
	return documentUpTo(r, name, maxDocument)
}

// documentUpTo reads one that may have so many bytes.
func documentUpTo(r reader, name string, most int64) (string, error) {
	packed, ok, _ := r.binary(name)
	if !ok {
		return attributeText(r, name)
	}
	raw, err := unpack(packed, most)
	if err != nil {
		return "", fmt.Errorf("attribute %s %w", name, err)
	}
	return raw, nil
}

// attributeText reads a text that must be there.
func attributeText(r reader, name string) (string, error) {
	v, ok, present := r.text(name)
	switch {
	case !present:
		return "", fmt.Errorf("attribute %s is missing", name)
	case !ok:
		return "", fmt.Errorf("attribute %s is not text", name)
	}
	return v, nil
}

// attributeNumber reads a whole number that must be there and not negative.
func attributeNumber(r reader, name string) (int64, error) {
	v, ok, present := r.number(name)
	switch {
	case !present:
		return 0, fmt.Errorf("attribute %s is missing", name)
	case !ok:
		return 0, fmt.Errorf("attribute %s is not a number", name)
	}
	var n int64
	if err := json.Unmarshal([]byte(v), &n); err != nil || n < 0 {
		return 0, fmt.Errorf("attribute %s is not a whole number from 0", name)
	}
	return n, nil
}
