package web

import (
	"encoding/json"
	"fmt"

	"aftercare/shared/event"
	"aftercare/shared/redact"
)

// EventData gives the published and the private part of an event as one object, as timelines show it.
func EventData(e event.Event) (map[string]any, error) {
	data := map[string]any{}
	for _, part := range []json.RawMessage{e.Data, e.Private} {
		if len(part) == 0 {
			continue
		}
		if err := json.Unmarshal(part, &data); err != nil {
			return nil, fmt.Errorf("event %s cannot be shown: %w", e.ID(), err)
		}
	}
	return data, nil
}

// ForStaff leaves out of an event's data what serves the machine alone, which inner names, and masks how the customer
// is reached.
func ForStaff(data map[string]any, inner ...string) {
	for _, name := range inner {
		delete(data, name)
	}
	if r, ok := data["representative"].(map[string]any); ok {
		if s, ok := r["contact"].(string); ok {
			r["contact"] = redact.MaskContact(s)
		}
	}
	customer, ok := data["customer"].(map[string]any)
	if !ok {
		return
	}
	for name, mask := range map[string]func(string) string{"email": redact.Mask, "phone": redact.MaskPhone} {
		if s, ok := customer[name].(string); ok && s != "" {
			customer[name] = mask(s)
		}
	}
}
