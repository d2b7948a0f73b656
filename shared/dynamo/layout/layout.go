// Package layout names everything in the one table that more than one side has
// to agree on: key attributes, indexes, and the prefixes that the stream is
// filtered by. The stack builds the table from these names and the storage
// writes by them, so neither can drift from the other.
package layout

// Attributes of every item.
const (
	// PK is the partition key, a string such as "TICKET#<id>".
	PK = "pk"
	// SK is the sort key, a string such as "STATE" or "EVENT#000000000001".
	SK = "sk"
	// Expires holds the Unix second after which DynamoDB may delete the item.
	// Deletion comes late, so a reader checks it as well.
	Expires = "expires"
)

// EventPrefix begins the sort key of every event item. The stream's filter
// lets only insertions of such items through to the relay.
const EventPrefix = "EVENT#"

// Index is a global secondary index of the table. It projects keys only, and
// holds only the items that carry both of its attributes.
type Index struct {
	Name string
	PK   string // partition key attribute, a string
	SK   string // sort key attribute, a string
}

// The indexes, each for one way of looking at cases.
var (
	// ByCustomer lists a customer's cases, newest first.
	ByCustomer = Index{Name: "byCustomer", PK: "customerPk", SK: "customerSk"}
	// ByQueue lists a team's open cases by next due time.
	ByQueue = Index{Name: "byQueue", PK: "queuePk", SK: "queueSk"}
	// ByAssignee lists the open cases of one person by next due time, and a
	// team's that nobody works on by their opening.
	ByAssignee = Index{Name: "byAssignee", PK: "assigneePk", SK: "assigneeSk"}
	// ByWake lists cases by the time at which a clock has to look at them.
	ByWake = Index{Name: "byWake", PK: "wakePk", SK: "wakeSk"}
	// ByDay lists what began on a day, for registers and reports.
	ByDay = Index{Name: "byDay", PK: "dayPk", SK: "daySk"}
	// ByChange lists what figures are made of by the day on which it was last
	// written, where that is not the day that ByDay lists it under.
	ByChange = Index{Name: "byChange", PK: "changePk", SK: "changeSk"}
)

// Indexes returns every index of the table.
func Indexes() []Index {
	return []Index{ByCustomer, ByQueue, ByAssignee, ByWake, ByDay, ByChange}
}
