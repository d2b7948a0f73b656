package insight

// The measures.
const (
	FirstResponse          Name = "firstResponse"
	FirstResponseBusiness  Name = "firstResponseBusiness"
	NextResponse           Name = "nextResponse"
	NextResponseBusiness   Name = "nextResponseBusiness"
	ResolutionTime         Name = "resolutionTime"
	ResolutionTimeBusiness Name = "resolutionTimeBusiness"
	ResolutionRate         Name = "resolutionRate"
	FirstContactResolution Name = "firstContactResolution"
	ReopenRate             Name = "reopenRate"
	Backlog                Name = "backlog"
	BacklogAge             Name = "backlogAge"
	Breaches               Name = "breaches"
	BreachRate             Name = "breachRate"
	AnsweredCalls          Name = "answeredCalls"
	CallsWithin30s         Name = "callsWithin30s"
	CallWait               Name = "callWait"
	CSAT                   Name = "csat"
	NPS                    Name = "nps"
	Effort                 Name = "effort"
	EasyRate               Name = "easyRate"
	ResponseRate           Name = "responseRate"
	EscalationRate         Name = "escalationRate"
	ComplaintRate          Name = "complaintRate"
	ComplaintDecision      Name = "complaintDecision"
	ComplaintBreaches      Name = "complaintBreaches"
	ComplaintBreachRate    Name = "complaintBreachRate"
	Deflection             Name = "deflection"
	ChurnSignal            Name = "churnSignal"

	Opened           Name = "opened"
	Solved           Name = "solved"
	Reopened         Name = "reopened"
	Merged           Name = "merged"
	Spam             Name = "spam"
	Replies          Name = "replies"
	CustomerMessages Name = "customerMessages"
	Escalations      Name = "escalations"
	Complaints       Name = "complaints"
	Calls            Name = "calls"
	Visits           Name = "visits"
	SurveysSent      Name = "surveysSent"
	SurveysAnswered  Name = "surveysAnswered"
)

// What measures are told apart by.
var (
	byCase     = []Dimension{ByTeam, ByChannel, ByCategory}
	byWork     = []Dimension{ByTeam, ByChannel, ByCategory, ByAgent}
	byPromise  = []Dimension{ByTeam, ByChannel, ByCategory, ByAgent, ByTarget}
	byFiling   = []Dimension{ByTeam, ByChannel, ByCategory}
	byDeadline = []Dimension{ByTeam, ByChannel, ByCategory, ByTarget}
	byCall     = []Dimension{ByAgent}
	byAsked    = []Dimension{ByTeam, ByChannel, ByCategory, ByAgent, ByTarget}
	byNobody   = []Dimension{}
	byAnswer   = []Dimension{ByTeam, ByAgent}
)

// table is every measure. "Counted tickets" are those that nobody merged into another or marked as spam, and that no machine
// opened. What counts at the opening of a ticket counts for the first team that it was given. The category of a complaint is the one
// that its findings name, of those of tickets, whenever they do; before that it has none.
var table = []Measure{
	{
		Name: FirstResponse, Title: "First response", Unit: Seconds, Sums: Quantile, Dimensions: byWork, Day: "of the response",
		Formula: "From when the customer wrote to the first public reply of a person. Not for tickets that staff or a machine opened, nor where the ticket was solved in time before anybody replied.",
	},
	{
		Name: FirstResponseBusiness, Title: "First response, business time", Unit: Seconds, Sums: Quantile, Dimensions: byWork, Day: "of the response",
		Formula: "The same, counted as the ticket's clock `firstReply` counts: open hours of its calendar, without pauses.",
	},
	{
		Name: NextResponse, Title: "Next response", Unit: Seconds, Sums: Quantile, Dimensions: byWork, Day: "of the response",
		Formula: "From the oldest message of the customer that no person has answered, after the first response, to the next public reply of a person. A reopening counts as a message, what a merge brought counts from the merge; what is solved in time without a reply has none. On a ticket that staff or a machine opened, every message of the customer counts so.",
	},
	{
		Name: NextResponseBusiness, Title: "Next response, business time", Unit: Seconds, Sums: Quantile, Dimensions: byWork, Day: "of the response",
		Formula: "The same, counted as the ticket's clock `nextReply` counts.",
	},
	{
		Name: ResolutionTime, Title: "Resolution time", Unit: Seconds, Sums: Quantile, Dimensions: byWork, Day: "of the last solution", Revised: "a reopening; a merge",
		Formula: "From when the customer wrote to the last solution, without the time that the ticket stood solved before a reopening; once for each counted ticket that stands solved or closed. A reopening takes it back until the ticket is solved again.",
	},
	{
		Name: ResolutionTimeBusiness, Title: "Resolution time, business time", Unit: Seconds, Sums: Quantile, Dimensions: byWork, Day: "of the last solution", Revised: "a reopening; a merge",
		Formula: "The same, counted as the ticket's clock `resolution` counts: open hours of its calendar, without the pauses that its policy grants.",
	},
	{
		Name: ResolutionRate, Title: "Resolution rate", Unit: Share, Sums: Ratio, Dimensions: byCase, Day: "of the opening", Revised: "a solution; a reopening; a merge; a first team",
		Formula: "Of the counted tickets opened on the day, those that stand solved, or closed after a solution.",
	},
	{
		Name: FirstContactResolution, Title: "First-contact resolution", Unit: Share, Sums: Ratio, Dimensions: byWork, Day: "of the first solution", Revised: "a reopening; a merge",
		Formula: "Of the counted tickets solved for the first time on the day, those with at most one public reply of a person and no further message of the customer until then, never reopened since, and no follow-ups of another ticket.",
	},
	{
		Name: ReopenRate, Title: "Reopen rate", Unit: Share, Sums: Ratio, Dimensions: byWork, Day: "of the solution", Revised: "a reopening; a merge",
		Formula: "Of the solutions of counted tickets on the day, those after which the ticket was reopened. A follow-up of a closed ticket is a ticket of its own.",
	},
	{
		Name: Backlog, Title: "Backlog", Unit: Number, Sums: Gauge, Dimensions: byWork, Day: "every day, at its end",
		Formula: "Tickets that are neither solved nor closed: the backlog of the day before, and what was opened or reopened, less what was solved, closed, merged or marked as spam. A change of team, category or agent moves a ticket.",
	},
	{
		Name: BacklogAge, Title: "Mean age of the backlog", Unit: Seconds, Sums: Age, Dimensions: byWork, Day: "every day, at its end", From: Backlog,
		Formula: "The mean of the times since these tickets were opened; of a day that is not over, up to when it was rolled up.",
	},
	{
		Name: Breaches, Title: "Breaches", Unit: Number, Sums: Count, Dimensions: byPromise, Day: "of the due time that passed",
		Formula: "Promised times of tickets that passed, once for each target and cycle, also where they were done late or, after a change of what was promised, in time.",
	},
	{
		Name: BreachRate, Title: "Breach rate", Unit: Share, Sums: Ratio, Dimensions: byPromise, Day: "of the breach, or of what met the promise", Revised: "a reopening",
		Formula: "Breaches, of the promised times that were met or breached. What was cancelled, or runs again since a reopening, is in neither.",
	},
	{
		Name: AnsweredCalls, Title: "Answered calls", Unit: Share, Sums: Ratio, Dimensions: byCall, Day: "of the call",
		Formula: "Of the calls, those that somebody answered.",
	},
	{
		Name: CallsWithin30s, Title: "Calls answered within 30 s", Unit: Share, Sums: Ratio, Dimensions: byCall, Day: "of the call",
		Formula: "Of the calls, those answered at most 30 seconds after they were queued. A missed call is one of the calls.",
	},
	{
		Name: CallWait, Title: "Wait of callers", Unit: Seconds, Sums: Quantile, Dimensions: byCall, Day: "of the call",
		Formula: "From when a call was queued to when it was answered; missed calls have none.",
	},
	{
		Name: CSAT, Title: "Satisfaction (CSAT)", Unit: Share, Sums: Ratio, Dimensions: byWork, Day: "of the question", Revised: "an answer",
		Formula: "Of the answers to questions asked on the day, those with 4 or 5 of 5; the latest where an answer was changed.",
	},
	{
		Name: NPS, Title: "Recommendation (NPS)", Unit: Points, Sums: Score, Dimensions: byAnswer, Day: "of the question", Revised: "an answer",
		Formula: "100 times the answers of 9 and 10 less those of 0 to 6, divided by all answers to questions asked on the day: from -100 to 100.",
	},
	{
		Name: Effort, Title: "Effort (CES)", Unit: Points, Sums: Mean, Dimensions: byAnswer, Day: "of the question", Revised: "an answer",
		Formula: "The mean of the answers, from 1 (very hard) to 7 (very easy), to questions asked on the day.",
	},
	{
		Name: EasyRate, Title: "Share that found it easy", Unit: Share, Sums: Ratio, Dimensions: byAnswer, Day: "of the question", Revised: "an answer",
		Formula: "Of these answers, those of 5 to 7.",
	},
	{
		Name: ResponseRate, Title: "Response rate", Unit: Share, Sums: Ratio, Dimensions: byAsked, Day: "of the question", Revised: "an answer",
		Formula: "Of the questions asked on the day, those that were answered. The target is the kind of question: csat, nps or ces.",
	},
	{
		Name: EscalationRate, Title: "Escalation rate", Unit: Share, Sums: Ratio, Dimensions: byCase, Day: "of the opening", Revised: "an escalation; a merge; a first team",
		Formula: "Of the counted tickets opened on the day, those that were moved up a level at least once.",
	},
	{
		Name: ComplaintRate, Title: "Complaint rate", Unit: Share, Sums: Ratio, Dimensions: byFiling, Day: "of the receipt; of the opening", Revised: "a merge; a first team; the findings",
		Formula: "Complaints received on the day, with or without a ticket, for each counted ticket opened on the day. It can be above 1.",
	},
	{
		Name: ComplaintDecision, Title: "Decision on complaints", Unit: Seconds, Sums: Quantile, Dimensions: byFiling, Day: "of the decision", Revised: "the findings",
		Formula: "From the receipt of a complaint to when its first solution was sent.",
	},
	{
		Name: ComplaintBreaches, Title: "Breaches of complaint deadlines", Unit: Number, Sums: Count, Dimensions: byDeadline, Day: "of the due time that passed", Revised: "the findings",
		Formula: "Deadlines of complaints that passed, once for each and its cycle, also where they were met late. Times that the customer has, and chances that lapse, are none.",
	},
	{
		Name: ComplaintBreachRate, Title: "Breach rate of complaint deadlines", Unit: Share, Sums: Ratio, Dimensions: byDeadline, Day: "of the breach, or of what met the deadline", Revised: "the findings",
		Formula: "These breaches, of the deadlines that were met or breached.",
	},
	{
		Name: Deflection, Title: "Deflection", Unit: Share, Sums: Ratio, Dimensions: byNobody, Day: "72 hours after the visit",
		Formula: "Of the visits to self-service by known customers, those that did not say that they were in vain, and after which the customer opened no ticket within 72 hours.",
	},
	{
		Name: ChurnSignal, Title: "Churn signal", Unit: Share, Sums: Ratio, Dimensions: byCase, Day: "30 days after the bad moment",
		Formula: "Of the customers with a bad case (a score of 1 or 2, a resolution that was breached, a solution of a complaint that was rejected or did not satisfy), those who then did nothing at all for 30 days (no use of the exchange, call, visit to self-service, message or step in a case, answer to a question, feedback); once for each case and, within 30 days, its last bad moment. Not of guests, of whom nothing else is known.",
	},
	{
		Name: Opened, Title: "Opened tickets", Unit: Number, Sums: Count, Dimensions: byCase, Day: "on which the customer wrote", Revised: "a first team",
		Formula: "Tickets opened, spam apart, also by staff and by machines.",
	},
	{
		Name: Solved, Title: "Solutions", Unit: Number, Sums: Count, Dimensions: byWork, Day: "of the solution",
		Formula: "Solutions of tickets; each, where a ticket was solved more than once.",
	},
	{
		Name: Reopened, Title: "Reopenings", Unit: Number, Sums: Count, Dimensions: byWork, Day: "of the reopening",
		Formula: "Solved tickets that were taken up again.",
	},
	{
		Name: Merged, Title: "Merged tickets", Unit: Number, Sums: Count, Dimensions: byWork, Day: "of the merge",
		Formula: "Tickets that were closed in favour of another of the same customer.",
	},
	{
		Name: Spam, Title: "Spam", Unit: Number, Sums: Count, Dimensions: byCase, Day: "on which it was marked",
		Formula: "Tickets marked as spam. They are in no other measure than this and the backlog.",
	},
	{
		Name: Replies, Title: "Replies", Unit: Number, Sums: Count, Dimensions: byWork, Day: "of the reply",
		Formula: "Public replies of persons. The agent is who wrote.",
	},
	{
		Name: CustomerMessages, Title: "Messages of customers", Unit: Number, Sums: Count, Dimensions: byCase, Day: "on which the customer wrote",
		Formula: "Messages of customers after the opening, automatic ones apart.",
	},
	{
		Name: Escalations, Title: "Escalations", Unit: Number, Sums: Count, Dimensions: byWork, Day: "of the escalation",
		Formula: "Levels that tickets were moved up. A further call of the same level is none.",
	},
	{
		Name: Complaints, Title: "Complaints", Unit: Number, Sums: Count, Dimensions: byFiling, Day: "of the receipt", Revised: "the findings",
		Formula: "Complaints received, admissible or not.",
	},
	{
		Name: Calls, Title: "Calls", Unit: Number, Sums: Count, Dimensions: byCall, Day: "of the call",
		Formula: "Calls, answered or missed. The day is that on which they were queued.",
	},
	{
		Name: Visits, Title: "Visits", Unit: Number, Sums: Count, Dimensions: byNobody, Day: "of the visit's end",
		Formula: "Visits to self-service.",
	},
	{
		Name: SurveysSent, Title: "Questions asked", Unit: Number, Sums: Count, Dimensions: byAsked, Day: "of the question",
		Formula: "Questions that went out to customers. The target is the kind of question.",
	},
	{
		Name: SurveysAnswered, Title: "Questions answered", Unit: Number, Sums: Count, Dimensions: byAsked, Day: "of the question", Revised: "an answer",
		Formula: "Of these, those that were answered.",
	},
}
