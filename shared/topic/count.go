package topic

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"slices"
	"time"
)

// Text is one text of a customer, and what is needed to count it.
type Text struct {
	Case
	Customer string
	Name     string // of the customer, whose words are no terms
	Language string // the tag that came with it
	Parts    []string
}

// Read is a text as it is counted: without its words, but for its terms.
type Read struct {
	Case
	Customer string
	Terms    []Term // by key
	Asks     bool   // how something is done
}

// ReadText reads a text; names are those of the staff.
func ReadText(t Text, names Names) Read {
	r := Read{Case: t.Case, Customer: t.Customer}
	names = names.with(t.Name)
	found := map[string]Term{}
	for _, part := range t.Parts { // apart: the last word of a subject does not stand beside the first of a body
		for _, term := range Terms(part, t.Language, names) {
			add(found, term.Key, term.Text)
		}
		r.Asks = r.Asks || asksHow(part)
	}
	for _, term := range found {
		r.Terms = append(r.Terms, term)
	}
	slices.SortFunc(r.Terms, func(a, b Term) int { return cmp.Compare(a.Key, b.Key) })
	return r
}

// once gives texts in the order of writing, each once.
func once(texts []Read) []Read {
	out := slices.Clone(texts)
	slices.SortFunc(out, func(a, b Read) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.ID, b.ID))
	})
	return slices.CompactFunc(out, func(a, b Read) bool { return a.Kind == b.Kind && a.ID == b.ID })
}

// Hash stands for a term where words are not kept: what one person wrote once is in no list.
type Hash [6]byte

// HashOf gives the hash of a term's key. A day has some ten thousand terms, so two share one once in a few million days.
func HashOf(key string) Hash {
	sum := sha256.Sum256([]byte("aftercare term\x00" + key))
	return Hash(sum[:len(Hash{})])
}

// Counts is how many different people wrote each term on a day. Whoever writes ten times counts once, so a count says
// how many are concerned and not how loud one is.
type Counts map[Hash]int

// CountDay counts the texts of one day.
func CountDay(texts []Read) Counts {
	type one struct {
		term     Hash
		customer string
	}
	seen, counts := map[one]bool{}, Counts{}
	for _, text := range texts {
		for _, term := range text.Terms {
			o := one{HashOf(term.Key), text.Customer}
			if !seen[o] {
				seen[o] = true
				counts[o.term]++
			}
		}
	}
	return counts
}

// Day is the counts of one day as they are kept, in [Parts] parts by the first byte of the hash.
type Day struct {
	Day      time.Time `json:"day"` // midnight UTC
	Part     int       `json:"part"`
	Revision int64     `json:"revision"` // rises with each writing; 0 for what was never written
	Texts    int       `json:"texts"`    // of the whole day
	Counts   Counts    `json:"counts"`
}

// Parts is how many items hold the counts of one day, so that none comes to DynamoDB's 400 KB.
const Parts = 4

// MaxTerms is how many terms of a day one part keeps. What is written by the fewest is left out first.
const MaxTerms = 30_000

// Split gives the parts in which the counts of a day are kept.
func Split(day time.Time, texts int, counts Counts) []Day {
	parts := make([]Day, Parts)
	for i := range parts {
		parts[i] = Day{Day: day, Part: i, Texts: texts, Counts: Counts{}}
	}
	for h, n := range counts {
		parts[int(h[0])%Parts].Counts[h] = n
	}
	for i := range parts {
		parts[i].Counts.bound()
	}
	return parts
}

// bound leaves out what is written by the fewest.
func (c Counts) bound() {
	if len(c) <= MaxTerms {
		return
	}
	for _, h := range c.ordered(func(a, b Hash) int { return cmp.Or(cmp.Compare(c[b], c[a]), bytes.Compare(a[:], b[:])) })[MaxTerms:] {
		delete(c, h)
	}
}

func (c Counts) ordered(by func(a, b Hash) int) []Hash {
	all := make([]Hash, 0, len(c))
	for h := range c {
		all = append(all, h)
	}
	slices.SortFunc(all, by)
	return all
}

// MarshalText writes counts as hashes, each with its count, in order: some seven bytes a term, in base 64.
func (c Counts) MarshalText() ([]byte, error) {
	var raw []byte
	for _, h := range c.ordered(func(a, b Hash) int { return bytes.Compare(a[:], b[:]) }) {
		raw = binary.AppendUvarint(append(raw, h[:]...), uint64(max(c[h], 0))) //nolint:gosec // not below zero
	}
	return []byte(base64.StdEncoding.EncodeToString(raw)), nil
}

var errCounts = errors.New("counts of terms cannot be read")

// UnmarshalText reads what MarshalText wrote.
func (c *Counts) UnmarshalText(text []byte) error {
	raw, err := base64.StdEncoding.DecodeString(string(text))
	if err != nil {
		return errCounts
	}
	*c = Counts{}
	for len(raw) > 0 {
		if len(raw) <= len(Hash{}) {
			return errCounts
		}
		h := Hash(raw[:len(Hash{})])
		n, size := binary.Uvarint(raw[len(h):])
		if size <= 0 || n > 1<<31 {
			return errCounts
		}
		(*c)[h] = int(n) //nolint:gosec // bounded above
		raw = raw[len(h)+size:]
	}
	return nil
}
