package seal

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strconv"
)

// tokenBytes is the random bytes of a token: 256 bits.
const tokenBytes = 32

// NewToken gives a token for a link that lets in whoever holds it: 43 characters that fit into a path.
func NewToken() string {
	b := make([]byte, tokenBytes)
	_, _ = rand.Read(b) // never fails: https://pkg.go.dev/crypto/rand#Read
	return base64.RawURLEncoding.EncodeToString(b)
}

// IsToken reports whether s has the form of a token, to refuse others without a look at the table.
func IsToken(s string) bool {
	b, ok := decode(s)
	return ok && len(b) == tokenBytes
}

// decode reads base64 in its one spelling: neither with line breaks nor with bits that say nothing.
func decode(s string) ([]byte, bool) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(s)
	return b, err == nil && len(s) == base64.RawURLEncoding.EncodedLen(len(b))
}

// HashToken gives the hash under which a token is kept, so that the table lets nobody in. A token for one purpose
// is found for no other. It depends on no secret: 256 random bits need none, and rotation leaves links alone.
func HashToken(purpose, token string) string {
	sum := sha256.Sum256([]byte(strconv.Itoa(len(purpose)) + ":" + purpose + ":" + token))
	return hex.EncodeToString(sum[:])
}
