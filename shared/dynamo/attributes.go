package dynamo

// The attributes of items, beside keys and those of indexes, which package layout names.
const (
	attrDoc     = "doc"     // the JSON of a state: packed for a case, else as text
	attrSeq     = "seq"     // of the last event of a state
	attrVersion = "version" // of what has no events: how often it was changed
	attrWrite   = "write"   // of what is written alone: tells whose write it was

	attrEvents = "events" // of one change, packed

	attrHash   = "hash" // of a receipt's request
	attrResult = "result"

	attrTicket = "ticketId" // what a thread points at
	attrSurvey = "surveyId" // what a token opens
	attrTeams  = "teams"    // the set of names
)
