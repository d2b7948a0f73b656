package story

import (
	"context"

	"aftercare/shared/event"
)

// Change is what one command writes, in one transaction.
type Change struct {
	Before  int64 // the sequence number that the command started from; 0 for one that must not exist yet
	Story   Story
	Events  []event.Event
	Receipt *event.Receipt // remembers the outside key; nil without one
}

// Store keeps stories. Reads of one are consistent.
type Store interface {
	// Story gives one as it is now. Missing when there is none.
	Story(ctx context.Context, id string) (Story, error)
	// SaveStory writes a change whole or not at all. Lost when another command came first, or the story exists already
	// (Before 0); Replayed, with its Result, when the receipt exists.
	SaveStory(ctx context.Context, c Change) error
	// Stories lists them, newest first. Invalid for a list that has no index, or lacks what it is asked by.
	Stories(ctx context.Context, q Query) (Page, error)
	// Receipt gives what a key was used for; false when it was not, or longer ago than it is remembered.
	Receipt(ctx context.Context, scope, key string) (event.Receipt, bool, error)
	// Timeline gives up to limit events after the sequence number, in order; limit 0 means all.
	Timeline(ctx context.Context, kind event.Kind, id string, after int64, limit int) ([]event.Event, error)
}

// Sources is what stories are made from.
type Sources interface {
	// Said gives what a customer said, and who it was; without Words where it is nothing to be quoted. Missing when there
	// is no such source.
	Said(ctx context.Context, src Source) (Beginning, error)
	// SourceOf gives the source that the link of a survey leads to, and the language to answer in. Missing for a token that
	// is none; Gone when its time is over.
	SourceOf(ctx context.Context, token string) (src Source, language string, err error)
}

// View names a list, each of which stands on an index.
type View string

// The lists, each newest first.
const (
	ByCustomer View = "customer" // by when it began
	ByStatus   View = "status"   // by when it was changed last; of every status without one
)

// Query asks for one page of a list.
type Query struct {
	View     View
	Customer string // for ByCustomer
	Status   Status // for ByStatus; narrows the other
	Limit    int    // 1 to 100
	After    string // where the last page ended, as Page.Next said; empty from the start
}

// Takes reports whether a story is in the list. Storage asks it, for an index may lag behind.
func (q Query) Takes(s Story) bool {
	return (q.View != ByCustomer || s.Customer.ID == q.Customer) && (q.Status == "" || s.Status == q.Status)
}

// Page is part of a list.
type Page struct {
	Stories []Story
	Next    string // where the next page begins; empty at the end. Not for eyes outside: seal it
}
