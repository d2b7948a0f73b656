package dynamo

import (
	"context"

	"aftercare/shared/cause"
	"aftercare/shared/dynamo/layout"
	"aftercare/shared/fault"
)

// Causes gives the tree in force; the default, of version 0, when none was set.
func (t *Table) Causes(ctx context.Context) (cause.Tree, error) {
	tree, err := document[cause.Tree](ctx, t, "causes", layout.CausesPK, layout.StateSK)
	if fault.Is(err, fault.Missing) {
		return cause.Default(), nil
	}
	return tree, err
}

// PutCauses sets the tree as the version after before. Lost when another version is in force.
func (t *Table) PutCauses(ctx context.Context, before int, tree cause.Tree) error {
	tree.Version = before + 1
	return t.putVersion(ctx, "causes", layout.CausesPK, before, tree)
}
