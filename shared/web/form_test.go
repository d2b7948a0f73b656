package web

import (
	"encoding/json"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"aftercare/shared/fault"
)

// FuzzParts reads anything as a form in parts: it is refused as what it is, or gives an object in JSON.
func FuzzParts(f *testing.F) {
	const part = "--b\r\nContent-Disposition: form-data; name=\"score\"\r\n\r\n5\r\n"
	for _, s := range []string{part + "--b--\r\n", part, part + part + "--b--", "--b--", "", "\xff--b"} {
		f.Add(s, "b")
	}
	schema := &huma.Schema{Properties: map[string]*huma.Schema{"score": {Type: huma.TypeInteger}}}
	f.Fuzz(func(t *testing.T, form, boundary string) {
		got, err := fromParts([]byte(form), boundary, schema)
		if err != nil {
			if kind := fault.KindOf(err); kind != fault.Malformed && kind != fault.Invalid {
				t.Errorf("refused as something else: %v", err)
			}
			return
		}
		var object map[string]any
		if err := json.Unmarshal(got, &object); err != nil {
			t.Errorf("%q became %s: %v", form, got, err)
		}
	})
}

// FuzzForm reads anything as an HTML form: it is refused as what it is, or gives an object in JSON.
func FuzzForm(f *testing.F) {
	for _, s := range []string{"score=5&comment=thanks", "score=", "score=1&score=2", "score=%zz", "a;b", "score=1e9&%00=%00", "comment=%ff"} {
		f.Add(s)
	}
	schema := &huma.Schema{Properties: map[string]*huma.Schema{"score": {Type: huma.TypeInteger}, "comment": {Type: huma.TypeString}}}
	f.Fuzz(func(t *testing.T, form string) {
		got, err := fromForm(form, schema)
		if err != nil {
			if kind := fault.KindOf(err); kind != fault.Malformed && kind != fault.Invalid {
				t.Errorf("refused as something else: %v", err)
			}
			return
		}
		var object map[string]any
		if err := json.Unmarshal(got, &object); err != nil {
			t.Errorf("%q became %s: %v", form, got, err)
		}
	})
}
