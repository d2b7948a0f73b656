package topic

import (
	"slices"
	"strings"
)

// holdsWord reports whether a text of two words has another as one of them.
func holdsWord(text, word string) bool { return slices.Contains(strings.Fields(text), word) }

// chained writes pairs together of which one ends with what another begins with, in the order in which they come.
func chained(pairs []string) []string {
	var out []string
	left := slices.Clone(pairs)
	for len(left) > 0 {
		chain := []rune(left[0])
		left = left[1:]
		for grown := true; grown; {
			grown = false
			for i, pair := range left {
				p := []rune(pair)
				if len(p) != 2 {
					continue
				}
				switch {
				case p[0] == chain[len(chain)-1]:
					chain = append(chain, p[1])
				case p[1] == chain[0]:
					chain = append([]rune{p[0]}, chain...)
				default:
					continue
				}
				left, grown = slices.Delete(left, i, i+1), true
				break
			}
		}
		out = append(out, string(chain))
	}
	return out
}
