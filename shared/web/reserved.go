package web

import (
	"encoding/json"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"aftercare/shared/fault"
)

const (
	reservedKey       = "reserved"
	reservedValuesKey = "reserved values"
)

// Reserved sets which members of the body staff alone may send, whatever their value: a customer who sends one is not
// allowed to, and hears of that before anything else that may be wrong with the body.
func Reserved(op huma.Operation, members ...string) huma.Operation {
	return with(op, reservedKey, members)
}

// reservedValues are the values of one member.
type reservedValues struct {
	member string
	values []string
}

// ReservedValues sets which values of a member of the body staff alone may send.
func ReservedValues(op huma.Operation, member string, values ...string) huma.Operation {
	return with(op, reservedValuesKey, reservedValues{member, values})
}

// reserved is Forbidden when a customer sends what staff alone may.
func reserved(ctx huma.Context, body []byte) error {
	members, _ := ctx.Operation().Metadata[reservedKey].([]string)
	some, _ := ctx.Operation().Metadata[reservedValuesKey].(reservedValues)
	if len(members) == 0 && some.member == "" || CallerFrom(ctx.Context()).IsStaff() {
		return nil
	}
	var sent map[string]json.RawMessage
	if json.Unmarshal(body, &sent) != nil {
		return nil // no object: for validation to refuse
	}
	for _, member := range members {
		if _, there := sent[member]; there {
			return fault.New(fault.Forbidden, "only staff may send %s", member)
		}
	}
	if slices.Contains(some.values, read[string](sent[some.member])) {
		return fault.New(fault.Forbidden, "only staff may send every %s", some.member)
	}
	return nil
}
