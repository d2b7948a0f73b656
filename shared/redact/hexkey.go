package redact

// Digits of a key, and of an Ed25519 key pair.
const (
	keyDigits  = 64
	pairDigits = 128
)

// candidate is a number that may be a key.
type candidate struct {
	start, end int  // glyphs, with the 0x
	prefixed   bool // begins with 0x
	letters    bool // has a digit from a to f
	pair       bool // has 128 digits
	verdict    verdict
}

// verdict is what the words around a candidate say it is.
type verdict byte

const (
	unknown verdict = iota
	public          // a hash, an address, a signature
	private
)

// hexKeys finds private keys of 64 hexadecimal digits. Nothing in the digits
// tells them from a transaction's hash, so the words around decide. Where the
// whole text has no word that helps:
//
//   - with 0x it stays: explorers and wallets show hashes so, it is what users
//     send when they are asked for one, and wallets export keys without it;
//   - without 0x it is removed as a possible key;
//   - digits in groups, or without any letter, stay.
func hexKeys(v *view) []span {
	all := v.candidates()
	if len(all) == 0 {
		return nil
	}
	v.judge(all)
	var found []span
	for _, c := range all {
		switch {
		case c.verdict == private:
			found = append(found, span{c.start, c.end, PrivateKey})
		case c.verdict == unknown && !c.prefixed && !c.pair && c.letters && c.end-c.start == keyDigits:
			found = append(found, span{c.start, c.end, PossibleKey})
		}
	}
	return found
}

// candidates are the numbers of 64 digits, whole or in groups, and of 128.
func (v *view) candidates() []candidate {
	var all []candidate
	groups := make([]hexGroup, 0, 32)
	flush := func() {
		all = append(all, v.grouped(groups)...)
		groups = groups[:0]
	}
	for _, p := range v.pieces() {
		g, ok := v.hexGroup(p)
		if !ok || g.digits > keyDigits {
			flush()
			if ok && g.digits == pairDigits {
				all = append(all, v.candidate(g.start, g.end, g.prefixed))
			}
			continue
		}
		if len(groups) > 0 && !v.continues(groups[len(groups)-1], g) {
			flush()
		}
		groups = append(groups, g)
	}
	flush()
	return all
}

// hexGroup is a piece made of hexadecimal digits alone.
type hexGroup struct {
	start, end, digits int
	prefixed           bool
}

func (v *view) hexGroup(p piece) (hexGroup, bool) {
	g := hexGroup{start: p.start, end: p.end, digits: p.length()}
	if g.digits > 2 && v.glyphs[p.start].char == '0' && lower(v.glyphs[p.start+1].char) == 'x' {
		g.prefixed, g.digits = true, g.digits-2
	}
	for i := g.end - g.digits; i < g.end; i++ {
		v.work++
		if hexValue(v.glyphs[i].char) > 15 {
			return hexGroup{}, false
		}
	}
	return g, true
}

// shortestLine is the length from which groups need not be equally long: a
// number that was broken at the end of a line.
const shortestLine = 8

// continues says whether b may be the next group of the number that a belongs
// to.
func (v *view) continues(a, b hexGroup) bool {
	if a.digits == keyDigits || b.digits == keyDigits || b.prefixed || b.start-a.end > widestBreak {
		return false
	}
	if a.digits != b.digits && (a.digits < shortestLine || b.digits < shortestLine) {
		return false
	}
	for i := a.end; i < b.start; i++ {
		c := v.glyphs[i].char
		if c == wall || c == letter || c == ideograph || c == '.' && v.char(i+1) != '\n' {
			return false
		}
	}
	return true
}

// grouped cuts a chain of groups into numbers of 64 digits. A chain that does
// not come out even is something else, such as a dump of memory.
func (v *view) grouped(groups []hexGroup) []candidate {
	var all []candidate
	first, digits := 0, 0
	for i, g := range groups {
		digits += g.digits
		switch {
		case digits == keyDigits:
			all = append(all, v.candidate(groups[first].start, g.end, groups[first].prefixed))
			first, digits = i+1, 0
		case digits > keyDigits:
			return nil
		}
	}
	if digits > 0 {
		return nil
	}
	return all
}

func (v *view) candidate(start, end int, prefixed bool) candidate {
	c := candidate{start: start, end: end, prefixed: prefixed}
	digits := 0
	for i := start; i < end; i++ {
		if d := v.glyphs[i].char; hexValue(d) <= 15 {
			digits++
			c.letters = c.letters || !isDigit(d)
		}
	}
	c.pair = digits >= pairDigits // the 0 of 0x may be one more
	return c
}

// provenPair says whether a piece is an Ed25519 key pair in hexadecimal.
func (v *view) provenPair(p piece) bool {
	g, ok := v.hexGroup(p)
	if !ok || g.digits != pairDigits {
		return false
	}
	var raw [pairDigits / 2]byte
	for i := range raw {
		at := g.end - pairDigits + 2*i
		raw[i] = hexValue(v.glyphs[at].char)<<4 | hexValue(v.glyphs[at+1].char)
	}
	return keyPair(raw[:])
}
