// Package notice writes and sends what goes to people by mail: answers, warnings, receipts, calls to take over.
//
// A notice has an id that follows from what it is about, so that the same thing told twice is the same notice. It is
// claimed in storage before it is sent and recorded on its case's timeline afterwards. What a crash between the two
// leaves open is answered by the notice's weight: an important one is sent once more under the same id, any other
// is given up and recorded as failed.
package notice

import (
	"crypto/sha256"
	"encoding/base32"
	"strings"

	"aftercare/shared/document"
)

// Template names a text.
type Template string

// The texts, each in every language.
const (
	AutomaticReply        Template = "automaticReply"        // we have your message
	AutomaticReplyWarning Template = "automaticReplyWarning" // the same, and move your funds
	SecretWarning         Template = "secretWarning"         // move your funds
	AgentReply            Template = "agentReply"            // what an agent wrote
	Survey                Template = "survey"                // how did it go?
	NPS                   Template = "nps"                   // would you recommend us?
	CES                   Template = "ces"                   // how easy was it?
	Escalation            Template = "escalation"            // to staff: take this case over
	Warning               Template = "warning"               // to the assignee: something is due soon
	LessonDue             Template = "lessonDue"             // to the owner of a lesson: it is due
	LowScore              Template = "lowScore"              // to leads: a customer is not satisfied
	Praise                Template = "praise"                // to the agent: what a customer liked
	Detractor             Template = "detractor"             // to leads: who found it bad wrote why
	PutRight              Template = "putRight"              // to the customer: is it put right now?
	NotPutRight           Template = "notPutRight"           // to leads: the customer says it is not
	FeedbackHandled       Template = "feedbackHandled"       // what became of what you wrote
)

// Of gives the name under which a letter about a complaint is recorded, such as complaintDecision. Its text is not one of
// the above: package document writes it.
func Of(k document.Kind) Template {
	return Template("complaint" + strings.ToUpper(string(k[:1])) + string(k[1:]))
}

// ID gives the id of a notice: the same for the same happening, text and person. person is an id or a role such as
// "customer", never an address, for the id is published.
func ID(about string, t Template, person string) string {
	sum := sha256.Sum256([]byte("aftercare notice\x00" + about + "\x00" + string(t) + "\x00" + person))
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:15]))
}

// AddressHash gives the name under which an address's window is kept. Case and white space around do not matter.
func AddressHash(address string) string {
	sum := sha256.Sum256([]byte("aftercare address\x00" + strings.ToLower(strings.TrimSpace(address))))
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:20]))
}
