// Package staff says who works for the company.
package staff

import "context"

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
