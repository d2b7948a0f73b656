package complaint

import "time"

// Likeness is what makes decisions comparable: the same category, cause and asset. Without a cause nothing is alike.
type Likeness struct {
	Category string `json:"category"`
	Cause    string `json:"cause"`
	Asset    string `json:"asset,omitempty"`
}

// Precedent is an earlier decision as the next decider sees it, without anything personal.
type Precedent struct {
	Likeness
	Complaint string        `json:"complaint"` // its id
	Solution  int           `json:"solution"`
	Upheld    Upheld        `json:"upheld"`
	Remedies  []Kind        `json:"remedies,omitempty"`
	Granted   *Compensation `json:"granted,omitempty"`
	At        time.Time     `json:"at"`
}

// Compared is how many of the latest decisions on the like a new one is held against.
const Compared = 20

// maxOwn is how many decisions of the complaint itself may stand among the latest.
const maxOwn = 10

// Like gives what the complaint's decision can be compared by; false as long as its findings name no cause.
func (c Complaint) Like() (Likeness, bool) {
	if c.Findings == nil || c.Findings.Cause == "" {
		return Likeness{}, false
	}
	return Likeness{Category: c.Findings.Category, Cause: c.Findings.Cause, Asset: c.Findings.Asset}, true
}

// precedent gives what is remembered of the solution that was sent last; false when it can be compared with nothing.
func (c Complaint) precedent() (Precedent, bool) {
	like, ok := c.Like()
	if !ok || c.Solution == nil {
		return Precedent{}, false
	}
	s := c.Solution
	return Precedent{
		Likeness: like, Complaint: c.ID, Solution: s.N, Upheld: s.Upheld, Remedies: s.Remedies, Granted: s.Compensation, At: s.SentAt,
	}, true
}

// differs reports whether a decision comes out otherwise than most of the earlier ones on the like: in how far it
// upholds the complaint, or in whether it grants money (Delegated Regulation (EU) 2025/294, Article 6: consistent with
// similar cases, or it says why not).
func differs(upheld Upheld, money bool, earlier []Precedent) bool {
	same := 0
	for _, d := range earlier {
		if d.Upheld == upheld && (d.Granted != nil) == money {
			same++
		}
	}
	return 2*same < len(earlier)
}
