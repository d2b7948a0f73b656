package web

import (
	"encoding/json"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"aftercare/shared/fault"
)

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
