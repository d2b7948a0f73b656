package redact

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
)

// checkedKeys finds the keys that prove themselves by a checksum or by the
// public key they carry. The words around them do not matter.
func checkedKeys(v *view) []span {
	var found []span
	pieces := v.pieces()
	for i := 0; i < len(pieces); {
		if v.provenPair(pieces[i]) {
			found = append(found, span{pieces[i].start, pieces[i].end, PrivateKey})
			i++
			continue
		}
		s, used := v.checkedKey(pieces[i:])
		if used == 0 {
			i++
			continue
		}
		found = append(found, s)
		i += used
	}
	return found
}

// piece is a run of ASCII letters and digits.
type piece struct{ start, end int }

func (p piece) length() int { return p.end - p.start }

// pieces are all runs of ASCII letters and digits, in order.
func (v *view) pieces() []piece {
	var all []piece
	for i := 0; i < len(v.glyphs); i++ {
		v.work++
		if !isAlnum(v.glyphs[i].char) {
			continue
		}
		start := i
		for i < len(v.glyphs) && isAlnum(v.glyphs[i].char) {
			i++
		}
		all = append(all, piece{start, i})
	}
	return all
}

// What may part a key that a mail program or a person broke into groups.
const (
	shortestGroup = 4
	widestBreak   = 3
)

// Lengths of keys in Base58, in characters.
const (
	wifShortest    = 51
	wifLongest     = 52
	bip38Encoded   = 58
	pairShortest   = 87
	pairLongest    = 88
	bip32Shortest  = 111
	longestEncoded = 112
)

// checkedKey reads a key that begins at the first piece and may go on in the
// next ones. used is the number of pieces it takes, 0 for none.
func (v *view) checkedKey(pieces []piece) (found span, used int) {
	var chars [longestEncoded]byte
	n, limit := 0, longestEncoded
	for i, p := range pieces {
		if n+p.length() > limit || i > 0 && !v.joins(pieces[i-1], p) {
			return span{}, 0
		}
		for j := p.start; j < p.end; j++ {
			chars[n] = v.glyphs[j].char
			n++
		}
		v.work += p.length()
		if encodedLength(n) && (i == 0 || n >= limit-1) { // what began as one format does not end as a shorter one
			v.work += n * n / 8
			if kind := checkedKind(chars[:n]); kind != "" {
				return span{pieces[0].start, p.end, kind}, i + 1
			}
		}
		if i == 0 {
			limit = groupedLength(chars[:n])
		}
	}
	return span{}, 0
}

// groupedLength is the length of the key that a first group of characters may
// begin, by the letters that the formats begin with; 0 when it is none that
// is looked for in groups.
func groupedLength(group []byte) int {
	switch {
	case len(group) < shortestGroup:
		return 0
	case bytes.Equal(group[1:4], []byte("prv")):
		return longestEncoded
	case group[0] == '6' && group[1] == 'P':
		return bip38Encoded
	case bytes.IndexByte([]byte("5KL9c67QTX"), group[0]) >= 0:
		return wifLongest
	}
	return 0
}

// encodedLength says whether one of the formats has keys of n characters.
func encodedLength(n int) bool {
	switch n {
	case wifShortest, wifLongest, bip38Encoded, pairShortest, pairLongest, bip32Shortest, longestEncoded:
		return true
	}
	return false
}

// joins says whether two pieces may be groups of one key.
func (v *view) joins(a, b piece) bool {
	if a.length() < shortestGroup || b.start-a.end > widestBreak {
		return false
	}
	for i := a.end; i < b.start; i++ {
		switch v.glyphs[i].char {
		case ' ', '\t', '\r', '\n', '-', '>', mark:
		default:
			return false
		}
	}
	return true
}

// Payloads of Base58Check, checksum taken off.
const (
	wifPlain      = 33 // version, key
	wifCompressed = 34 // version, key, 01
	bip38Length   = 39
	bip32Length   = 78
	bip32Key      = 45 // where the key begins: 00 before a private one, 02 or 03 in a public one
	lowestWIF     = 0x80
)

// checkedKind is the kind of key that Base58 characters encode, or "".
func checkedKind(chars []byte) Kind {
	var buffer [longestEncoded]byte
	raw, ok := base58(buffer[:], chars)
	if !ok {
		return ""
	}
	if len(raw) == ed25519.PrivateKeySize && keyPair(raw) {
		return PrivateKey
	}
	payload, ok := checksummed(raw)
	if !ok {
		return ""
	}
	switch {
	case len(payload) == bip32Length && payload[bip32Key] == 0:
		return ExtendedKey
	case len(payload) == bip38Length && payload[0] == 0x01 && (payload[1] == 0x42 || payload[1] == 0x43):
		return PrivateKey
	case len(payload) == wifPlain && payload[0] >= lowestWIF,
		len(payload) == wifCompressed && payload[0] >= lowestWIF && payload[33] == 1:
		return WIF
	}
	return ""
}

// keyPair says whether 64 bytes are an Ed25519 seed followed by its own public
// key, the form in which Solana wallets export. A signature of the same length
// is not.
func keyPair(raw []byte) bool {
	return bytes.Equal(ed25519.NewKeyFromSeed(raw[:ed25519.SeedSize]), raw)
}

// checksummed takes the checksum off: the first four bytes of a double
// SHA-256.
func checksummed(raw []byte) ([]byte, bool) {
	if len(raw) < 4 {
		return nil, false
	}
	payload, sum := raw[:len(raw)-4], raw[len(raw)-4:]
	first := sha256.Sum256(payload)
	second := sha256.Sum256(first[:])
	return payload, bytes.Equal(second[:4], sum)
}

const base58Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

// base58Values has the value of each digit plus one.
var base58Values = func() (values [256]byte) {
	for i := range len(base58Alphabet) {
		values[base58Alphabet[i]] = byte(i) + 1 // #nosec G115 -- below 58
	}
	return values
}()

// Base58 digits are taken five at a time: 58^5 is the highest power that fits
// into a limb of 32 bits.
const (
	digitsAtOnce = 5
	limbs        = longestEncoded*6/32 + 1 // a digit has less than six bits
)

// base58 decodes chars into the end of buffer, which must be as long as chars
// and at most longestEncoded.
func base58(buffer, chars []byte) ([]byte, bool) {
	var number [limbs]uint32 // the lowest first
	n := 0
	for rest := chars; len(rest) > 0; {
		carry, scale := uint64(0), uint64(1)
		for _, c := range rest[:min(digitsAtOnce, len(rest))] {
			if base58Values[c] == 0 {
				return nil, false
			}
			carry = carry*uint64(len(base58Alphabet)) + uint64(base58Values[c]-1)
			scale *= uint64(len(base58Alphabet))
		}
		rest = rest[min(digitsAtOnce, len(rest)):]
		for i := range n {
			carry += uint64(number[i]) * scale // #nosec G602 -- n grows to limbs at most
			number[i] = uint32(carry)          // #nosec G115 G602 -- the low half is meant
			carry >>= 32
		}
		if carry > 0 {
			number[n] = uint32(carry) // #nosec G115 -- below 58^5
			n++
		}
	}
	start := len(buffer)
	for i, limb := range number[:n] {
		for range 4 {
			if i == n-1 && limb == 0 {
				break // the highest limb is not filled up
			}
			start--
			buffer[start] = byte(limb) // #nosec G115 -- the low byte is meant
			limb >>= 8
		}
	}
	for _, c := range chars {
		if c != base58Alphabet[0] {
			break
		}
		start--
		buffer[start] = 0
	}
	return buffer[start:], true
}
