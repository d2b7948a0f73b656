package web

import (
	"encoding/json"
	"maps"

	"github.com/danielgtaylor/huma/v2"

	"aftercare/shared/fault"
)

const reservedKey = "reserved"

// Reserved sets which members of the body staff alone may send, whatever their value: a customer who sends one is not
// allowed to, and hears of that before anything else that may be wrong with the body.
func Reserved(op huma.Operation, members ...string) huma.Operation {
	metadata := map[string]any{reservedKey: members}
	maps.Copy(metadata, op.Metadata)
	op.Metadata = metadata
	return op
}

// reserved is Forbidden when a customer sends what staff alone may.
func reserved(ctx huma.Context, body []byte) error {
	members, _ := ctx.Operation().Metadata[reservedKey].([]string)
	if len(members) == 0 || CallerFrom(ctx.Context()).IsStaff() {
		return nil
	}
	var sent map[string]json.RawMessage
	if json.Unmarshal(body, &sent) != nil {
		return nil //nolint:nilerr // no object: for validation to refuse
	}
	for _, member := range members {
		if _, there := sent[member]; there {
			return fault.New(fault.Forbidden, "only staff may send %s", member)
		}
	}
	return nil
}
