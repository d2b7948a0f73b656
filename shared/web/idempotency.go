package web

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"

	"aftercare/shared/event"
	"aftercare/shared/fault"
)

// Idempotency is the part of a POST that lets it be repeated safely. Embed it in the input of every POST.
type Idempotency struct {
	Key string `header:"Idempotency-Key" minLength:"1" maxLength:"255" pattern:"^[!-~]+$" patternDescription:"visible ASCII characters" doc:"1 to 255 visible ASCII characters. The same key and body by the same caller gets the same answer, without a second effect; with another body, 422."`
}

// emptyKey is Invalid for a key that is there and empty: to go on without one would do twice what was meant to be
// repeated safely.
func emptyKey(header http.Header) error {
	for _, key := range header.Values("Idempotency-Key") {
		if strings.TrimSpace(key) == "" {
			return fault.InvalidField("Idempotency-Key", "is empty")
		}
	}
	return nil
}

// Receipt gives what is to be remembered of the request, so that its repetition has no second effect; nil without a
// key. The key is scoped to method, path and caller: the caller's id, or a guest's normalised e-mail. The receipt's
// scope and key also name what the request opens.
func (i Idempotency) Receipt(ctx context.Context, caller string) *event.Receipt {
	if i.Key == "" {
		return nil
	}
	sent := sentFrom(ctx)
	return &event.Receipt{Scope: sent.method + " " + sent.path + " " + caller, Key: i.Key, Hash: sent.hash}
}

// sent is what tells one request from another. The hash is of the normalised body.
type sent struct{ method, path, hash string }

type sentKey struct{}

func withSent(ctx context.Context, method, path string, body []byte) context.Context {
	sum := sha256.Sum256(body)
	return context.WithValue(ctx, sentKey{}, sent{method, path, hex.EncodeToString(sum[:])})
}

func sentFrom(ctx context.Context) sent {
	s, _ := ctx.Value(sentKey{}).(sent)
	return s
}
