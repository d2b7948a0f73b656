package link

import (
	"context"
	"fmt"

	"aftercare/shared/complaint"
	"aftercare/shared/document"
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/page"
)

// Complaints is what letters are made from.
type Complaints interface {
	// Complaint gives a complaint as it is now. Missing when there is none.
	Complaint(ctx context.Context, id string) (complaint.Complaint, error)
	// Timeline gives up to limit events after the sequence number, in order; limit 0 means all.
	Timeline(ctx context.Context, kind event.Kind, id string, after int64, limit int) ([]event.Event, error)
}

// Letters gives letters to whoever holds a link to one.
type Letters struct {
	links      *Links
	complaints Complaints
}

// NewLetters makes letters.
func NewLetters(links *Links, complaints Complaints) *Letters {
	return &Letters{links: links, complaints: complaints}
}

// Read gives the letter that a token leads to, in the language that it was written in. Missing and Gone as of
// [Links.Open]; Gone, too, for a link from before the complaint's links were revoked.
func (s *Letters) Read(ctx context.Context, token string) (Link, document.Document, page.Page, error) {
	l, err := s.links.Open(ctx, Letter, token)
	if err != nil {
		return l, document.Document{}, page.Page{}, err
	}
	d, p, err := s.letter(ctx, l)
	return l, d, p, err
}

func (s *Letters) letter(ctx context.Context, l Link) (document.Document, page.Page, error) {
	none := document.Document{}
	c, err := s.complaints.Complaint(ctx, l.ID)
	if fault.Is(err, fault.Missing) {
		return none, page.Page{}, Over()
	}
	if err != nil {
		return none, page.Page{}, fmt.Errorf("read complaint: %w", err)
	}
	if l.Revoked(c) {
		return none, page.Page{}, Over()
	}
	events, err := s.complaints.Timeline(ctx, event.Complaint, l.ID, 0, 0)
	if err != nil {
		return none, page.Page{}, fmt.Errorf("read timeline: %w", err)
	}
	d, err := document.At(events, l.Seq)
	if err != nil {
		return none, page.Page{}, err
	}
	p, err := d.Page(l.Language, l.House)
	return d, p, err
}

// Revoked reports whether the complaint's links were revoked after this one, or in the same second.
func (l Link) Revoked(c complaint.Complaint) bool {
	return !c.LinksRevokedAt.IsZero() && !l.IssuedAt.After(c.LinksRevokedAt)
}
