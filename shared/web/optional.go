package web

import (
	"encoding/json"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
)

// Optional is a member of a JSON merge patch (RFC 7396), which tells absence from null. Tag its field with
// `omitzero`, so that it is not required.
type Optional[T any] struct {
	Set   bool // the member is there
	Null  bool // and is null: clear the value
	Value T    // otherwise what to set
}

// Some gives a member that is there with a value.
func Some[T any](v T) Optional[T] { return Optional[T]{Set: true, Value: v} }

// Null gives a member that is there and clears.
func Null[T any]() Optional[T] { return Optional[T]{Set: true, Null: true} }

// Get gives the value, and whether the member is there with one.
func (o Optional[T]) Get() (T, bool) { return o.Value, o.Set && !o.Null }

// UnmarshalJSON reads a member that is there.
func (o *Optional[T]) UnmarshalJSON(raw []byte) error {
	*o = Optional[T]{Set: true}
	if string(raw) == "null" {
		o.Null = true
		return nil
	}
	return json.Unmarshal(raw, &o.Value)
}

// MarshalJSON writes the value, or null.
func (o Optional[T]) MarshalJSON() ([]byte, error) {
	if !o.Set || o.Null {
		return []byte("null"), nil
	}
	return json.Marshal(o.Value)
}

// Schema describes the value with null allowed.
func (o Optional[T]) Schema(r huma.Registry) *huma.Schema {
	schema := *r.Schema(reflect.TypeFor[T](), false, "")
	schema.Nullable = true
	return &schema
}
