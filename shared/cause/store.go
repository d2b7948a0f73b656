package cause

import (
	"context"
	"fmt"

	"aftercare/shared/fault"
)

// Finder finds the tree in force.
type Finder interface {
	// Causes gives the tree in force; the default, of version 0, when none was set.
	Causes(ctx context.Context) (Tree, error)
}

// Store keeps the tree.
type Store interface {
	Finder
	// PutCauses sets the tree as the version after before. Lost when another version is in force.
	PutCauses(ctx context.Context, before int, t Tree) error
}

// Check is Invalid for a field unless the cause that it names is in the tree in force.
func Check(ctx context.Context, causes Finder, field, id string) error {
	t, err := causes.Causes(ctx)
	if err != nil {
		return fmt.Errorf("read the causes: %w", err)
	}
	if !t.Has(id) {
		return fault.InvalidField(field, "is none of the causes in /v1/complaints/causes")
	}
	return nil
}
