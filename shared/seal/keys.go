// Package seal derives what nobody outside may guess or forge from one secret: ids of things that a key names,
// cursors of lists, and the hashes under which link tokens are kept. It knows nothing of where the secret comes from.
package seal

import (
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
)

// minSecret is the least number of characters of a secret, 32 being what the stack generates at least.
const minSecret = 32

// Keys are the keys derived from the secret. What is new is made with the current secret; what was made with the
// previous one stays readable after a rotation, until the next one.
type Keys struct {
	generations []generation // the current one first
}

// generation is the keys of one secret, one for each purpose, so that nothing made for one serves another.
type generation struct {
	cursor, id []byte
}

// New derives the keys from the secret as JSON: {"current":"...","previous":"..."}, where previous may be absent or
// empty.
func New(secret []byte) (*Keys, error) {
	var values struct {
		Current  string `json:"current"`
		Previous string `json:"previous"`
	}
	if err := json.Unmarshal(secret, &values); err != nil {
		return nil, errors.New("the secret is not JSON with current and previous") // err could quote the secret
	}
	if len(values.Current) < minSecret {
		return nil, fmt.Errorf("the current secret has fewer than %d characters", minSecret)
	}
	keys := &Keys{}
	for _, value := range []string{values.Current, values.Previous} {
		if value == "" {
			continue
		}
		g, err := derive(value)
		if err != nil {
			return nil, err
		}
		keys.generations = append(keys.generations, g)
	}
	return keys, nil
}

// derive makes the keys of a generation with HKDF (RFC 5869).
func derive(secret string) (generation, error) {
	var g generation
	for purpose, key := range map[string]*[]byte{"cursor": &g.cursor, "id": &g.id} {
		var err error
		if *key, err = hkdf.Key(sha256.New, []byte(secret), nil, "aftercare/"+purpose, sha256.Size); err != nil {
			return generation{}, fmt.Errorf("derive the key for %s: %w", purpose, err)
		}
	}
	return g, nil
}
