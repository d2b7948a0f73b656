package redact_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"aftercare/shared/redact"
)

func TestRefusedKeepsTheStructureAlone(t *testing.T) {
	tests := map[string]struct{ message, want string }{
		"a contact with an unknown channel": {
			`{"specversion":"1.0","id":"chat-20261122-0001","source":"/chat/gateway","type":"support.contact.received",
			  "time":"2026-11-22T10:00:00Z","data":{"channel":"fax","thread":"t-1",
			  "customer":{"email":"alice@example.com","phone":"+4315550167","vip":true,"age":41},"body":"` + vector + `","tags":["a",null]}}`,
			`{"specversion":"1.0","id":"chat-20261122-0001","source":"/chat/gateway","type":"support.contact.received",` +
				`"time":"2026-11-22T10:00:00Z","data":{"channel":"(3 characters)","thread":"(3 characters)",` +
				`"customer":{"email":"(17 characters)","phone":"(11 characters)","vip":true,"age":"(number)"},"body":"(26 characters)",` +
				`"tags":["(1 characters)",null]}}`,
		},
		"attributes that are something else": {
			`{"id":"alice@example.com","source":"tel:4315550167","type":"call me, please","time":"now","subject":"Lost money","data_base64":"aGVsbG8="}`,
			`{"id":"(17 characters)","source":"(14 characters)","type":"(15 characters)","time":"(3 characters)",` +
				`"subject":"(10 characters)","data_base64":"(8 characters)"}`,
		},
		"names that say something": {
			`{"alice@example.com":1,"data":{"4315550167":2,"tel4315550167":3,"my name is":"Alice"}}`,
			`{"(name 1, 17 characters)":"(number)","data":{"(name 1, 10 characters)":"(number)",` +
				`"(name 2, 13 characters)":"(number)","(name 3, 10 characters)":"(5 characters)"}}`,
		},
		"an id inside data is no attribute": {`{"data":{"id":"abc","time":"2026-11-22T10:00:00Z"}}`, `{"data":{"id":"(3 characters)","time":"(20 characters)"}}`},
		"not JSON":                          {`Hello, I am Alice`, `"(not JSON, 17 bytes)"`},
		"empty":                             {``, `"(not JSON, 0 bytes)"`},
		"a bare string":                     {`"alice@example.com"`, `"(17 characters)"`},
		"deep":                              {strings.Repeat(`[`, 9) + `"x"` + strings.Repeat(`]`, 9), strings.Repeat(`[`, 8) + `"(deeper)"` + strings.Repeat(`]`, 8)},
		"long": {
			`[` + strings.Repeat(`0,`, 30) + `{"x":[]}]`,
			`[` + strings.Repeat(`"(number)",`, 20) + `"(more)"]`,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := string(redact.Refused([]byte(test.message)))
			if got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestRefusedIsBoundedAndValid(t *testing.T) {
	for name, message := range map[string]string{
		"wide":    `{"a":[` + strings.TrimSuffix(strings.Repeat(`["x","y"],`, 30000), ",") + `]}`,
		"bushy":   strings.Repeat(`[`+strings.Repeat(`[0],`, 19), 5) + `0` + strings.Repeat(`]`, 5),
		"fields":  `{` + strings.TrimSuffix(strings.Repeat(`"a":{"b":[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]},`, 3000), ",") + `}`,
		"deepest": strings.Repeat(`[`, 9000) + strings.Repeat(`]`, 9000),
		"too big": `[` + strings.TrimSuffix(strings.Repeat(`[`+strings.TrimSuffix(strings.Repeat(`[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0],`, 20), ",")+`],`, 20), ",") + `]`,
	} {
		got := redact.Refused([]byte(message))
		if len(got) > 32<<10 || !json.Valid(got) {
			t.Errorf("%s: %d bytes, valid %t", name, len(got), json.Valid(got))
		}
	}
}

// placeholder is all that Refused may write in the place of a string.
var placeholder = regexp.MustCompile(`^\((deeper|more|number|[0-9]+ characters)\)$`)

func TestRefusedTellsNothing(t *testing.T) {
	list := wordList(t)
	rapid.Check(t, func(t *rapid.T) {
		got := redact.Refused(document(t, list))
		var envelope map[string]any
		if err := json.Unmarshal(got, &envelope); err != nil {
			t.Fatalf("%s: %v", got, err)
		}
		delete(envelope, "id") // may stay when it looks like one
		var check func(value any)
		check = func(value any) {
			switch value := value.(type) {
			case string:
				if !placeholder.MatchString(value) {
					t.Fatalf("%q in %s", value, got)
				}
			case []any:
				for _, v := range value {
					check(v)
				}
			case map[string]any:
				for _, v := range value {
					check(v)
				}
			}
		}
		check(envelope)
	})
}
