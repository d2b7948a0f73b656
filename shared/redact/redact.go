// Package redact takes recovery phrases and private keys out of text before
// anything of ours stores, logs or forwards it, and shortens personal data to
// what a member of staff may see.
//
// What is looked for, and how sure the finding is:
//
//   - Recovery phrases: 12 or more words of the English BIP-39 list, with a
//     valid checksum or without. Case, numbering, punctuation, line breaks,
//     bullets, markup, invisible and full-width characters do not hide them.
//     See phrase.go for what may stand between the words.
//   - Keys that carry their own proof: WIF and BIP-38 (Base58Check), extended
//     private keys (BIP-32; extended public keys stay), Ed25519 key pairs as
//     Solana wallets export them.
//   - Keys of 64 hexadecimal digits, which look exactly like transaction
//     hashes: the words around tell them apart. See context.go.
//
// The package is pure: no clock, no logging, no state. Its cost grows in
// proportion to the text.
package redact

import (
	"sort"
	"strings"
)

// Kind says what sort of secret was removed. It is safe to store and publish.
type Kind string

// The kinds of secrets.
const (
	// RecoveryPhrase is a run of words that restores a wallet.
	RecoveryPhrase Kind = "recoveryPhrase"
	// PrivateKey is a raw private key: hexadecimal, BIP-38 or an Ed25519 pair.
	PrivateKey Kind = "privateKey"
	// WIF is a private key in Wallet Import Format.
	WIF Kind = "wif"
	// ExtendedKey is a BIP-32 extended private key (xprv, tprv, yprv, zprv, ...).
	ExtendedKey Kind = "extendedKey"
	// PossibleKey is 64 hexadecimal digits without 0x and without a word in the
	// whole text that says what they are. They are removed, because a leak cannot
	// be undone and a transaction hash can be asked for again.
	PossibleKey Kind = "possibleKey"
)

// markers are what takes the place of a removed part. None holds anything
// that the search could take for a secret, or for a word beside one.
var markers = map[Kind]string{
	RecoveryPhrase: "[removed: recovery phrase]",
	PrivateKey:     "[removed: private key]",
	WIF:            "[removed: private key (WIF)]",
	ExtendedKey:    "[removed: extended private key]",
	PossibleKey:    "[removed: possible private key]",
}

// Marker is the fixed text that Secrets leaves in the place of a secret.
func (k Kind) Marker() string { return markers[k] }

// finding is a part of the text, in bytes, that must go.
type finding struct {
	start, end int
	kind       Kind
}

// Secrets replaces every recovery phrase and private key in text by its
// kind's marker. found has one entry for each removed part, in the order of
// the text. A text without secrets comes back byte for byte; what comes back
// holds no secret that a second call would find.
func Secrets(text string) (clean string, found []Kind) {
	return replace(text, search(text))
}

// All is Secrets for texts that belong together, such as a subject and a
// body: a phrase may run from one into the next, and the words of one say
// what the digits in another are. clean has one entry for each text.
func All(texts ...string) (clean []string, found []Kind) {
	return replaceAll(texts, search(strings.Join(texts, "\n")))
}

// Field is Secrets for the value of a field whose name says what belongs
// there: 64 digits in "hash" are a hash, in "privateKey" a key. A phrase, or a
// key with a checksum, is removed under any name.
func Field(name, value string) (clean string, found []Kind) {
	texts, found := All(name+":", value)
	return texts[1], found
}

// InName says whether a value that names something, such as an id, a tag or a
// team, holds a secret. Digits alone are none there: ids of other systems may
// be hashes.
func InName(value string) bool {
	_, found := Field("hash", value)
	return len(found) > 0
}

// search finds everything that must go, in order and without overlaps.
func search(text string) []finding {
	return newView(text).detect(phrases, checkedKeys, hexKeys)
}

// detect runs the detectors from the surest to the least sure. What one finds
// becomes a wall for those after it.
func (v *view) detect(detectors ...func(*view) []span) []finding {
	for _, detect := range detectors {
		for _, s := range detect(v) {
			v.take(s)
		}
	}
	sort.Slice(v.found, func(i, j int) bool { return v.found[i].start < v.found[j].start })
	return v.found
}

func replace(text string, found []finding) (string, []Kind) {
	if len(found) == 0 {
		return text, nil
	}
	var out strings.Builder
	out.Grow(len(text))
	kinds := make([]Kind, 0, len(found))
	at := 0
	for _, f := range found {
		out.WriteString(text[at:f.start])
		out.WriteString(f.kind.Marker())
		kinds = append(kinds, f.kind)
		at = f.end
	}
	out.WriteString(text[at:])
	return out.String(), kinds
}

// replaceAll applies findings in the texts joined by one byte to each text. A
// finding that runs over several texts leaves its marker in each of them.
func replaceAll(texts []string, found []finding) ([]string, []Kind) {
	clean := make([]string, len(texts))
	kinds := make([]Kind, 0, len(found))
	for _, f := range found {
		kinds = append(kinds, f.kind)
	}
	offset, next := 0, 0
	for i, text := range texts {
		var own []finding
		for next < len(found) && found[next].start < offset+len(text) {
			f := found[next]
			start, end := max(f.start-offset, 0), min(f.end-offset, len(text))
			if start < end {
				own = append(own, finding{start, end, f.kind})
			}
			if f.end > offset+len(text) {
				break // it goes on in the next text
			}
			next++
		}
		clean[i], _ = replace(text, own)
		offset += len(text) + 1
	}
	return clean, kinds
}
