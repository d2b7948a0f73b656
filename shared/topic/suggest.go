package topic

import "strings"

// Suggestion says which of the two a topic looks like, and what that rests on.
type Suggestion struct {
	Decision Status `json:"decision"` // article or problem
	Signs    []Sign `json:"signs"`
}

// Sign is something that some of a topic's cases show.
type Sign struct {
	Name  SignName `json:"sign"`
	Cases int      `json:"cases"` // that show it
	Of    int      `json:"of"`    // that were looked at
}

// SignName names what a case can show.
type SignName string

// The signs. The first two say that words help; the others that words do not.
const (
	AsksHow    SignName = "asksHow"
	FirstReply SignName = "solvedAtFirstReply"
	Reopened   SignName = "reopened"
	Escalated  SignName = "escalated"
	LowScore   SignName = "lowScore"
	Complained SignName = "complained"
)

// Signs lists them in the order in which they are told.
var Signs = []SignName{AsksHow, FirstReply, Reopened, Escalated, LowScore, Complained}

// trouble are the signs that words do not help.
var trouble = []SignName{Reopened, Escalated, LowScore, Complained}

// The rule: where a third of the cases shows trouble it is a problem of the product; otherwise, where half of them asks
// how something is done or was solved by one reply, an article would have answered it; otherwise again a problem, since
// words have not helped yet.
const (
	troubled = 3 // one in so many
	answered = 2
)

// Suggest weighs the signs of a topic's cases, each of which is a set.
func Suggest(cases []map[SignName]bool) Suggestion {
	count := map[SignName]int{}
	words, bad := 0, 0
	for _, signs := range cases {
		for name, shown := range signs {
			if shown {
				count[name]++
			}
		}
		if signs[AsksHow] || signs[FirstReply] {
			words++
		}
		for _, name := range trouble {
			if signs[name] {
				bad++
				break
			}
		}
	}
	s := Suggestion{Decision: Problem, Signs: []Sign{}}
	if len(cases) > 0 && bad*troubled < len(cases) && words*answered >= len(cases) {
		s.Decision = Article
	}
	for _, name := range Signs {
		if count[name] > 0 {
			s.Signs = append(s.Signs, Sign{name, count[name], len(cases)})
		}
	}
	return s
}

// asking are words by which people ask how something is done, with spaces around in languages that have them.
var asking = []string{
	" how do ", " how can ", " how to ", " how long ", " how much ", " where do ", " where can ", " where is ", " can i ", " could i ", " do i need ", " is it possible ", " what is ", " what does ",
	" wie kann ", " wie geht ", " wie lange ", " wo kann ", " wo finde ", " kann ich ", " ist es möglich ", " was ist ", " was bedeutet ",
	"怎么", "如何", "怎样", "哪里", "在哪", "能不能", "可不可以", "是否可以", "可以吗", "什么是", "是什么", "多久",
}

// asksHow reports whether a text asks how something is done.
func asksHow(text string) bool {
	spaced := " " + strings.Join(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return strings.ContainsRune(" \t\n.,;:!?\"()-'’", r)
	}), " ") + " "
	for _, words := range asking {
		if strings.Contains(spaced, words) {
			return true
		}
	}
	return false
}
