package seal

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"strings"
)

// alphabet is Crockford's base32: no I, L, O or U, so that an id can be read over the telephone.
// https://www.crockford.com/base32.html
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// idLength is the characters of an id: 60 bits, which nobody guesses over the network.
const idLength = 12

// ID gives the id of what a caller's or system's key names, under the current secret: 12 characters that tell
// nothing of either. The same scope and key give the same id.
func (k *Keys) ID(scope, key string) string { return k.generations[0].idOf(scope, key) }

// IDs gives the ids of what a key names, under the current secret and under the previous one, if there is one.
// Whoever looks for what a key made before must look under all of them.
func (k *Keys) IDs(scope, key string) []string {
	ids := make([]string, len(k.generations))
	for i, g := range k.generations {
		ids[i] = g.idOf(scope, key)
	}
	return ids
}

func (g generation) idOf(scope, key string) string {
	return encode(mac(g.id, scope, key))
}

// RandomID gives the id of something that no key names.
func RandomID() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails: https://pkg.go.dev/crypto/rand#Read
	return encode(b[:])
}

// ParseID reads an id as people write it: in lower case, in groups with hyphens or spaces, with O for 0 and I or L
// for 1. It reports false for what is no id.
func ParseID(s string) (string, bool) {
	var id strings.Builder
	for _, r := range strings.ToUpper(s) {
		switch r {
		case '-', ' ':
			continue
		case 'O':
			r = '0'
		case 'I', 'L':
			r = '1'
		}
		if id.Len() == idLength || !strings.ContainsRune(alphabet, r) {
			return "", false
		}
		id.WriteRune(r)
	}
	return id.String(), id.Len() == idLength
}

// Reference gives an id in groups of four, as people are told it: ABCD-EFGH-JKMN.
func Reference(id string) string {
	if len(id) != idLength {
		return id
	}
	return id[:4] + "-" + id[4:8] + "-" + id[8:]
}

// encode gives the first 60 bits of b in base32.
func encode(b []byte) string {
	bits := binary.BigEndian.Uint64(b)
	var id [idLength]byte
	for i := range id {
		id[i] = alphabet[bits>>59]
		bits <<= 5
	}
	return string(id[:])
}

// mac authenticates parts, each preceded by its length, so that no two lists of parts read the same.
func mac(key []byte, parts ...string) []byte {
	h := hmac.New(sha256.New, key)
	for _, p := range parts {
		_ = binary.Write(h, binary.BigEndian, uint64(len(p))) // a hash never fails
		h.Write([]byte(p))
	}
	return h.Sum(nil)
}
