// Package link lets whoever holds a link in, without signing in: to one thing, for one purpose, for a time. The random
// part of a link is kept nowhere; the table knows its hash, so that it lets nobody in.
package link

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"aftercare/shared/document"
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/loop"
	"aftercare/shared/seal"
)

// Purpose is what a link is good for. A link for one opens nothing of another.
type Purpose string

// The purposes.
const (
	Letter Purpose = "letter" // to read one letter
	Guest  Purpose = "guest"  // to take the steps of whoever filed a complaint without signing in
	Story  Purpose = "story"  // to allow, approve or withdraw a story
	Loop   Purpose = "loop"   // to say whether something is put right
)

// Life is how long a link lets in; Kept is how long it says afterwards that its time is over.
const (
	Life = 90 * 24 * time.Hour
	Kept = 90 * 24 * time.Hour
)

// storyLife is longer than a story can be shown after its approval, and so lets in to withdraw it as long as anybody can
// read it (story.ApprovalLife and story.PublicLife).
const storyLife = 3 * 365 * 24 * time.Hour

// lives are how long links let in that do so for another time than Life.
var lives = map[Purpose]time.Duration{Story: storyLife, Loop: loop.Life}

// Link is what a link lets in to.
type Link struct {
	Purpose   Purpose        `json:"purpose"`
	Kind      event.Kind     `json:"kind"` // of the case
	ID        string         `json:"id"`
	Seq       int64          `json:"seq,omitempty"` // of the event that the letter tells
	Language  string         `json:"language"`
	House     document.House `json:"house,omitzero"` // who wrote the letter, as it was then
	IssuedAt  time.Time      `json:"issuedAt"`
	ExpiresAt time.Time      `json:"expiresAt"`
}

// Forgotten is when the link may be deleted.
func (l Link) Forgotten() time.Time { return l.ExpiresAt.Add(Kept) }

// Store keeps links by the hash of their token.
type Store interface {
	// Link gives the link of a hash. Missing when there is none.
	Link(ctx context.Context, hash string) (Link, error)
	// SaveLink keeps a new link, until it is Forgotten. Lost when the hash has one.
	SaveLink(ctx context.Context, hash string, l Link) error
}

// Links gives links out and takes them back in.
type Links struct {
	store Store
	base  string
	now   func() time.Time
}

// NewLinks makes links that begin with base, which has no slash at its end. Who only opens links needs none.
func NewLinks(store Store, base string, now func() time.Time) *Links {
	return &Links{store: store, base: base, now: now}
}

// paths is where the links of each purpose lead.
var paths = map[Purpose]string{
	Letter: "/v1/public/documents/", Guest: "/v1/public/complaints/", Story: "/v1/public/stories/",
	Loop: "/v1/public/follow-ups/",
}

// Issue makes a new link to what l names, and gives its address, which nobody can find out again, and its end.
func (s *Links) Issue(ctx context.Context, l Link) (address string, expires time.Time, err error) {
	path, known := paths[l.Purpose]
	if !known {
		return "", time.Time{}, fmt.Errorf("there are no links for %q", l.Purpose)
	}
	token := seal.NewToken()
	l.IssuedAt = s.now()
	l.ExpiresAt = l.IssuedAt.Add(cmp.Or(lives[l.Purpose], Life))
	if err := s.store.SaveLink(ctx, hash(l.Purpose, token), l); err != nil {
		return "", time.Time{}, fmt.Errorf("save link: %w", err)
	}
	return s.base + path + token, l.ExpiresAt, nil
}

// Open gives what a token lets in to for a purpose. Missing for a token that is none, or none for this; Gone, with the
// link for its language, when its time is over. Whether it was revoked the case tells, by IssuedAt.
func (s *Links) Open(ctx context.Context, purpose Purpose, token string) (Link, error) {
	if !seal.IsToken(token) {
		return Link{}, fault.NotFound("link")
	}
	l, err := s.store.Link(ctx, hash(purpose, token))
	if fault.Is(err, fault.Missing) {
		return Link{}, fault.NotFound("link")
	}
	if err != nil {
		return Link{}, fmt.Errorf("read link: %w", err)
	}
	if l.Purpose != purpose {
		return Link{}, fault.NotFound("link")
	}
	if !s.now().Before(l.ExpiresAt) {
		return l, Over()
	}
	return l, nil
}

// Over says that a link let in once, and does no longer.
func Over() error {
	return fault.New(fault.Gone, "the link is not valid any more: a new mail has a new one")
}

func hash(p Purpose, token string) string { return seal.HashToken("link "+string(p), token) }
