package storetest

import (
	"testing"

	"aftercare/shared/cause"
	"aftercare/shared/fault"

	"github.com/google/go-cmp/cmp"
)

var causeTests = map[string]func(*testing.T, *bench){
	"causes are the default until they are set, one version after the other": func(t *testing.T, b *bench) {
		holds := func(want cause.Tree) {
			t.Helper()
			got, err := b.Causes(t.Context())
			if diff := cmp.Diff(want, got); err != nil || diff != "" {
				t.Fatalf("%v %s", err, diff)
			}
		}
		holds(cause.Default())
		tree, err := cause.Default().Replace([]cause.Cause{{ID: "delay", Names: map[string]string{"en": "Delay", "zh": "延误"}}})
		must(t, err)
		must(t, b.PutCauses(t.Context(), 0, tree))
		holds(tree)
		refuses(t, b.PutCauses(t.Context(), 0, tree), fault.Lost)
		refuses(t, b.PutCauses(t.Context(), 2, tree), fault.Lost)
		holds(tree)
		tree, err = tree.Replace(cause.Default().Causes)
		must(t, err)
		must(t, b.PutCauses(t.Context(), 1, tree))
		holds(tree)
	},
}
