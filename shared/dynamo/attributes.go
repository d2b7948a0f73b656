package dynamo

// The attributes of items, beside keys and those of indexes, which package layout names.
const (
	attrDoc     = "doc"     // the JSON of a state, as text
	attrSeq     = "seq"     // of the last event of a state; of an event, its own
	attrVersion = "version" // of an aggregate after an event; of what operators set

	attrType        = "type" // of an event, and what follows
	attrTime        = "time"
	attrKind        = "kind"
	attrID          = "id"
	attrActorKind   = "actorKind"
	attrActorID     = "actorId"
	attrActorName   = "actorName"
	attrData        = "data"
	attrPrivate     = "private"
	attrCorrelation = "correlation"

	attrHash   = "hash" // of a receipt's request
	attrResult = "result"

	attrTicket = "ticketId" // what a thread points at
	attrSurvey = "surveyId" // what a token opens
	attrTeams  = "teams"    // the set of names
)
