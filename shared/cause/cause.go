// Package cause holds the tree of causes that findings and lessons of complaints name: why it came to what the
// customer complains about.
package cause

import (
	"regexp"
	"slices"
)

// Cause is one node of the tree.
type Cause struct {
	ID     string            `json:"id"`
	Parent string            `json:"parent,omitempty"` // empty at the top
	Names  map[string]string `json:"names"`            // by language (BCP 47); English is always there
}

// Tree is all causes as they are in a version. What was removed stays readable, for complaints name it.
type Tree struct {
	Version int     `json:"version"` // 0: as shipped
	Causes  []Cause `json:"causes"`
	Removed []Cause `json:"removed,omitempty"` // of earlier versions
}

// Limits of a tree.
const (
	maxCauses    = 500
	maxDepth     = 5 // from a cause to the top, itself counted
	maxName      = 100
	maxLanguages = 20
	maxRemoved   = 2000 // with what is in force it must fit into one item
)

// form is what an id looks like: it is counted and published, so it is a word and no sentence.
var form = regexp.MustCompile(`^[a-z][a-zA-Z0-9-]{0,39}$`)

// english is the language that every cause has a name in: what there is in no other is read in this one.
const english = "en"

// Default is the tree until another is set.
func Default() Tree {
	c := func(id, parent, en, de, zh string) Cause {
		return Cause{ID: id, Parent: parent, Names: map[string]string{"en": en, "de": de, "zh": zh}}
	}
	return Tree{Causes: []Cause{
		c("process", "", "Process", "Ablauf", "流程"),
		c("delay", "process", "Delay", "Verzögerung", "延误"),
		c("mistake", "process", "Mistake of a person", "Fehler einer Person", "人为错误"),
		c("rule", "process", "Rule that does not fit", "Unpassende Regel", "规则不合适"),
		c("system", "", "System", "System", "系统"),
		c("outage", "system", "Outage", "Ausfall", "故障"),
		c("defect", "system", "Defect", "Softwarefehler", "缺陷"),
		c("usability", "system", "Hard to use", "Schwer zu bedienen", "难以使用"),
		c("communication", "", "Communication", "Kommunikation", "沟通"),
		c("unclear", "communication", "Unclear information", "Unklare Auskunft", "信息不清"),
		c("unanswered", "communication", "No answer", "Keine Antwort", "没有答复"),
		c("fees", "", "Fees and prices", "Gebühren und Preise", "费用与价格"),
		c("thirdParty", "", "Somebody else, such as a chain or a bank", "Dritte, etwa eine Blockchain oder Bank", "第三方，例如区块链或银行"),
		c("fraud", "", "Fraud by others", "Betrug durch andere", "他人欺诈"),
		c("unfounded", "", "Nothing went wrong", "Kein Fehler", "没有出错"),
	}}
}

// Has reports whether a cause can be named by now.
func (t Tree) Has(id string) bool {
	_, found := find(t.Causes, id)
	return found
}

// Find gives a cause that is or once was in the tree.
func (t Tree) Find(id string) (Cause, bool) {
	if c, found := find(t.Causes, id); found {
		return c, true
	}
	return find(t.Removed, id)
}

func find(causes []Cause, id string) (Cause, bool) {
	if i := slices.IndexFunc(causes, func(c Cause) bool { return c.ID == id }); i >= 0 {
		return causes[i], true
	}
	return Cause{}, false
}
