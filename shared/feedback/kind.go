package feedback

import "aftercare/shared/ticket"

// Kind says what a survey asks.
type Kind string

// The kinds. CSAT is the satisfaction with one case, from 1 to 5; NPS asks, from 0 to 10, whether one would
// recommend the company; CES asks how easy it was to get help from our pages, from 1, very difficult, to 7, very easy.
const (
	CSAT Kind = "csat"
	NPS  Kind = "nps"
	CES  Kind = "ces"
)

// Scale gives the lowest and the highest score of a kind; 0 and 0 for what is none.
func (k Kind) Scale() (low, high int) {
	switch k {
	case CSAT:
		return 1, 5
	case NPS:
		return 0, 10
	case CES:
		return 1, 7
	default:
		return 0, 0
	}
}

// Where the scores of a kind part.
const (
	Satisfied = 4 // csat, from here up
	Promoter  = 9 // nps, from here up
	Detractor = 6 // nps, from here down
	Difficult = 3 // ces, from here down
)

// Low reports whether an answer asks for another look, which is a follow-up: a low satisfaction always, a detractor and
// who found it difficult when they wrote why.
func (k Kind) Low(score int, comment string) bool {
	switch k {
	case CSAT:
		return score <= ticket.LowScore
	case NPS:
		return score <= Detractor && comment != ""
	case CES:
		return score <= Difficult && comment != ""
	default:
		return false
	}
}

// Praises reports whether an answer praises whoever had the case, in words.
func (k Kind) Praises(score int, comment string) bool {
	return comment != "" && (k == CSAT && score >= ticket.HighScore || k == NPS && score >= Promoter)
}
