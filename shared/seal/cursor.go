package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"encoding/binary"

	"aftercare/shared/fault"
)

// Use is what a cursor is good for: one caller's one list with the same filters, in any stable form.
type Use struct {
	Caller  string
	List    string
	Filters string
}

// Seal gives a cursor that holds a position in a list, unreadable and useful for this use alone.
func (k *Keys) Seal(position []byte, use Use) string {
	sealed := k.generations[0].aead().Seal(nil, nil, position, use.data())
	return base64.RawURLEncoding.EncodeToString(sealed)
}

// Open gives the position that a cursor holds, and Malformed for a cursor that is not ours or is for another use.
// Cursors from before the last rotation of the secret stay good.
func (k *Keys) Open(cursor string, use Use) ([]byte, error) {
	sealed, ok := decode(cursor)
	if !ok {
		return nil, fault.New(fault.Malformed, "the cursor is not one that this list gave out")
	}
	for _, g := range k.generations {
		if position, err := g.aead().Open(nil, nil, sealed, use.data()); err == nil {
			return position, nil
		}
	}
	return nil, fault.New(fault.Malformed, "the cursor is not one that this list gave out")
}

// aead is AES-256-GCM with a random nonce in front of what it seals.
func (g generation) aead() cipher.AEAD {
	block, err := aes.NewCipher(g.cursor)
	if err != nil {
		panic("seal: a derived key has a wrong length: " + err.Error())
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic("seal: AES has a wrong block size: " + err.Error())
	}
	return aead
}

// data gives the use as associated data, each part preceded by its length.
func (u Use) data() []byte {
	var data []byte
	for _, part := range []string{u.Caller, u.List, u.Filters} {
		data = binary.BigEndian.AppendUint64(data, uint64(len(part)))
		data = append(data, part...)
	}
	return data
}
