// Package staff says who works for the company.
package staff

import (
	"context"
	"fmt"
	"slices"
)

// Member is a person of the staff. Name and Email are personal data.
type Member struct {
	ID    string // the subject of their tokens
	Name  string // how they are shown to customers; may be empty
	Email string // where their notices go; may be empty
}

// Directory knows who is in which role.
type Directory interface {
	// Members gives the active members of a role (agent, lead, compliance, admin), ordered by id. A role that
	// nobody has gives none. The answer may be a minute old.
	Members(ctx context.Context, role string) ([]Member, error)
}

// Roles are the roles that staff can have.
var Roles = []string{"agent", "lead", "compliance", "admin"}

// Everyone gives all active members of the staff, each once.
func Everyone(ctx context.Context, d Directory) ([]Member, error) {
	var all []Member
	for _, role := range Roles {
		members, err := d.Members(ctx, role)
		if err != nil {
			return nil, fmt.Errorf("who is %s: %w", role, err)
		}
		for _, m := range members {
			if !slices.ContainsFunc(all, func(had Member) bool { return had.ID == m.ID }) {
				all = append(all, m)
			}
		}
	}
	return all, nil
}

// Named gives the members of some ids, in their order. Who is not there any more has an id alone.
func Named(ctx context.Context, d Directory, ids []string) ([]Member, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	all, err := Everyone(ctx, d)
	if err != nil {
		return nil, err
	}
	named := make([]Member, 0, len(ids))
	for _, id := range ids {
		m := Member{ID: id}
		if i := slices.IndexFunc(all, func(m Member) bool { return m.ID == id }); i >= 0 {
			m = all[i]
		}
		named = append(named, m)
	}
	return named, nil
}
