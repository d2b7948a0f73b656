package redact

// phraseLength is the shortest phrase that BIP-39 knows.
const phraseLength = 12

// farthestInside is how many characters of a script without spaces may stand
// between two words: "第一个单词是 abandon, 第二个单词是 ability".
const farthestInside = 8

// gap is what stands between two words of the list.
type gap struct {
	foreign int    // foreign words
	pattern uint32 // which they are, in order
	broken  bool   // a wall or a longer text of another script: no phrase goes across
}

// entry is a word of a phrase, or what looks like one with a slip.
type entry struct {
	token
	gap // before it
}

// phrases finds the recovery phrases. What makes one:
//
//  1. 12 or more words of the list with nothing between them but punctuation,
//     numbering and markup. Checksum and repetition do not matter.
//  2. 12 or more words with the same foreign words between each two of them:
//     "word 1 is ..., word 2 is ...", "... and ... and ...".
//  3. 12 words, at least 11 of them different, with one interruption: one
//     foreign word among them, or one word of them mistyped.
//
// English prose has a word of the list in every fourth or fifth place. In six
// million words of manuals no prose met rule 3, which is why it stops at one.
func phrases(v *view) []span {
	tokens := v.tokens()
	v.work += 4 * len(tokens)
	var found []span
	buffer := make([]entry, 0, len(tokens))

	plain := entries(buffer, tokens, func(t token) bool { return t.kind == listWord })
	complete := runs(plain, func(g, _ gap) bool { return g.foreign == 0 })
	found = append(found, complete...)
	found = append(found, runs(plain, samePattern)...)

	unlabelled := entries(buffer, tokens, func(t token) bool { return t.kind == listWord && !t.label })
	found = append(found, runs(unlabelled, samePattern)...)

	tolerant := entries(buffer, tokens, func(t token) bool { return t.kind == listWord || t.slip })
	v.work += phraseLength * len(tolerant)
	found = append(found, interrupted(tolerant, complete)...)
	return union(found, len(v.glyphs))
}

// entries picks the words out of the tokens and sums up what is between them.
func entries(buffer []entry, tokens []token, picks func(token) bool) []entry {
	all := buffer[:0]
	between := gap{broken: true}
	inside := 0
	for _, t := range tokens {
		switch {
		case picks(t):
			all = append(all, entry{token: t, gap: between})
			between, inside = gap{}, 0
		case t.kind == foreign:
			between.foreign++
			between.pattern = between.pattern*31 + t.hash
		case t.kind == unspacedText:
			inside++
			between.broken = between.broken || inside > farthestInside
		case t.kind == barrier:
			between.broken = true
		}
	}
	return all
}

// longestPattern is how many foreign words may stand between two words when
// they are the same everywhere.
const longestPattern = 3

func samePattern(g, first gap) bool {
	return g.foreign > 0 && g.foreign <= longestPattern && g.foreign == first.foreign && g.pattern == first.pattern
}

// runs finds 12 or more entries in a row whose gaps all pass, each compared
// with the first gap of its run.
func runs(all []entry, passes func(g, first gap) bool) []span {
	var found []span
	for i := 0; i < len(all); {
		j := i + 1
		for j < len(all) && !all[j].broken && passes(all[j].gap, all[i+1].gap) {
			j++
		}
		if j-i >= phraseLength {
			found = append(found, span{all[i].start, all[j-1].end, RecoveryPhrase})
		}
		i = max(j-1, i+1) // the last word may begin a run of another pattern
	}
	return found
}

// How many words must stand on either side of an interruption. A foreign word
// needs a few, so that a shorter run beside ordinary prose does not count. At
// the end of a complete phrase, a few words of the prose around it are not
// taken for its continuation.
const (
	besideForeign = 2
	besideRun     = 4
)

// interrupted finds twelve entries with exactly one interruption. complete are
// the runs that rule 1 found.
func interrupted(all []entry, complete []span) []span {
	var found []span
	inRun := make([]bool, len(all))
	for i, next := 0, 0; i < len(all); i++ {
		for next < len(complete) && complete[next].end <= all[i].start {
			next++
		}
		inRun[i] = next < len(complete) && complete[next].start <= all[i].start
	}
	for first := 0; first+phraseLength <= len(all); first++ {
		last := first + phraseLength
		window := all[first:last]
		if oneInterruption(window, inRun[first:last]) && distinct(window) >= phraseLength-1 {
			for last < len(all) && all[last].follows() {
				last++
			}
			from := first
			for from > 0 && all[from].follows() && all[from-1].kind == listWord {
				from--
			}
			found = append(found, span{all[from].start, all[last-1].end, RecoveryPhrase})
		}
	}
	return found
}

// follows says whether the entry is a word right after the one before.
func (e entry) follows() bool { return e.kind == listWord && e.foreign == 0 && !e.broken }

func oneInterruption(window []entry, inRun []bool) bool {
	interruptions := 0
	for i, e := range window {
		left, right := i, len(window)-i // words beside a gap before i
		if i > 0 && e.broken {
			return false
		}
		if i > 0 && e.foreign > 0 {
			interruptions += e.foreign
			if min(left, right) < besideForeign {
				return false
			}
		}
		if e.kind != listWord {
			interruptions++
			right--
		} else if i == 0 || e.foreign == 0 {
			continue
		}
		runLeft := left > 0 && inRun[left-1]
		runRight := right > 0 && inRun[len(window)-right]
		if interruptions > 1 || runLeft && !runRight && right < besideRun || runRight && !runLeft && left < besideRun {
			return false
		}
	}
	return interruptions == 1
}

// distinct counts the different words; mistyped ones count as different.
func distinct(window []entry) int {
	n := 0
	for i, e := range window {
		seen := false
		for _, f := range window[:i] {
			seen = seen || e.kind == listWord && f.kind == listWord && f.id == e.id
		}
		if !seen {
			n++
		}
	}
	return n
}

// union joins spans that touch or overlap, in one pass over the glyphs.
func union(spans []span, glyphs int) []span {
	if len(spans) == 0 {
		return nil
	}
	change := make([]int, glyphs+1)
	for _, s := range spans {
		change[s.start]++
		change[s.end]--
	}
	var joined []span
	depth, start := 0, 0
	for i, c := range change {
		if depth == 0 && c > 0 {
			start = i
		}
		depth += c
		if depth == 0 && c < 0 {
			joined = append(joined, span{start, i, spans[0].kind})
		}
	}
	return joined
}
