package story

import (
	"context"
	"crypto/sha256"

	"aftercare/shared/fault"
)

// crockford is Douglas Crockford's base 32: no letter that reads like a digit. https://www.crockford.com/base32.html
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// IDOf gives the id of the one story of a source. That it follows from the source makes a second one impossible. It opens
// nothing: links hold a random token.
func IDOf(src Source) string {
	sum := sha256.Sum256([]byte("aftercare story\x00" + string(src.Kind) + "\x00" + src.ID))
	id := make([]byte, 12)
	for i := range id {
		id[i] = crockford[sum[i]%32]
	}
	return string(id)
}

// beginning finds what a story is made from. by is the customer whose source it must be; empty for staff. Invalid for a
// source that is none.
func (s *Service) beginning(ctx context.Context, src Source, by string) (Beginning, error) {
	b, err := s.sources.Said(ctx, src)
	field := string(src.Kind) + "Id"
	if fault.Is(err, fault.Missing) || err == nil && by != "" && b.Customer.ID != by {
		return b, fault.InvalidField(field, "names nothing that a customer said")
	}
	if err != nil {
		return b, err
	}
	if b.Words == "" {
		return b, fault.InvalidField(field, "is no answer of 4 or 5, or of 9 or 10 by NPS, with a comment, and no praise")
	}
	b.ID, b.Source = IDOf(src), src
	return b, nil
}
