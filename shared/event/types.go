package event

// Type names what happened. The names are fixed: consumers outside subscribe to them.
type Type string

// Everything that can happen. Each is published on the bus with ids, names of states and times alone.
const (
	TicketOpened          Type = "ticket.opened"
	TicketReplied         Type = "ticket.replied"
	TicketNoted           Type = "ticket.noted"
	TicketChanged         Type = "ticket.changed"
	TicketAssigned        Type = "ticket.assigned"
	TicketSolved          Type = "ticket.solved"
	TicketReopened        Type = "ticket.reopened"
	TicketClosed          Type = "ticket.closed"
	TicketMerged          Type = "ticket.merged"
	TicketEscalated       Type = "ticket.escalated"
	TicketTakenOver       Type = "ticket.takenOver"
	TicketTakeoverExpired Type = "ticket.takeoverExpired"
	TicketDeescalated     Type = "ticket.deescalated"

	SLAArmed       Type = "sla.armed"
	SLAWarned      Type = "sla.warned"
	SLABreached    Type = "sla.breached"
	SLAMet         Type = "sla.met"
	SLARescheduled Type = "sla.rescheduled"
	SLACancelled   Type = "sla.cancelled"

	ComplaintFiled           Type = "complaint.filed"
	ComplaintAcknowledged    Type = "complaint.acknowledged"
	ComplaintInvestigated    Type = "complaint.investigated"
	ComplaintFound           Type = "complaint.found"
	ComplaintAsked           Type = "complaint.asked"
	ComplaintAnswered        Type = "complaint.answered"
	ComplaintEvidenced       Type = "complaint.evidenced"
	ComplaintMessaged        Type = "complaint.messaged"
	ComplaintDrafted         Type = "complaint.drafted"
	ComplaintApproved        Type = "complaint.approved"
	ComplaintRefused         Type = "complaint.refused"
	ComplaintProposed        Type = "complaint.proposed"
	ComplaintAccepted        Type = "complaint.accepted"
	ComplaintRejected        Type = "complaint.rejected"
	ComplaintFulfilled       Type = "complaint.fulfilled"
	ComplaintDelayed         Type = "complaint.delayed"
	ComplaintEscalated       Type = "complaint.escalated"
	ComplaintTakenOver       Type = "complaint.takenOver"
	ComplaintTakeoverExpired Type = "complaint.takeoverExpired"
	ComplaintDeescalated     Type = "complaint.deescalated"
	ComplaintNoted           Type = "complaint.noted"
	ComplaintClosed          Type = "complaint.closed"
	ComplaintLearned         Type = "complaint.learned"
	ComplaintHeld            Type = "complaint.held"
	ComplaintConfirmed       Type = "complaint.confirmed"
	ComplaintAssigned        Type = "complaint.assigned"
	ComplaintLinksRevoked    Type = "complaint.linksRevoked"
	ComplaintCopyAsked       Type = "complaint.copyAsked"
	ComplaintCopySent        Type = "complaint.copySent"
	ComplaintReleased        Type = "complaint.released"

	ComplaintLessonDue  Type = "complaint.lessonDue"
	ComplaintLessonDone Type = "complaint.lessonDone"
	ComplaintRecurring  Type = "complaint.recurring"

	ExportRequested Type = "export.requested"
	ExportContinued Type = "export.continued"
	ExportSealed    Type = "export.sealed"
	ExportFinished  Type = "export.finished"

	RemedyDue        Type = "remedy.due"
	RemedyPaid       Type = "remedy.paid"
	SurveySent       Type = "survey.sent"
	FeedbackReceived Type = "feedback.received"

	FeedbackLoopOpened       Type = "feedback.loopOpened"
	FeedbackLoopAsked        Type = "feedback.loopAsked"
	FeedbackLoopClosed       Type = "feedback.loopClosed"
	FeedbackLoopContradicted Type = "feedback.loopContradicted"
	FeedbackLoopEnded        Type = "feedback.loopEnded"

	NoticeSent     Type = "notice.sent"
	NoticeFailed   Type = "notice.failed"
	ContactRefused Type = "contact.refused"
	SecretRedacted Type = "secret.redacted"
	CustomerAtRisk Type = "customer.atRisk"

	CallEnded       Type = "call.ended"
	VisitEnded      Type = "visit.ended"
	IncidentNoticed Type = "incident.noticed"
	IncidentEnded   Type = "incident.ended"

	// What customers write unasked, and the stories that may be told of it.
	FeedbackGiven   Type = "feedback.given"
	FeedbackHandled Type = "feedback.handled"
	TopicFound      Type = "topic.found"
	TopicDecided    Type = "topic.decided"
	StoryAsked      Type = "story.asked"
	StoryAllowed    Type = "story.allowed"
	StoryEdited     Type = "story.edited"
	StorySubmitted  Type = "story.submitted"
	StoryApproved   Type = "story.approved"
	StoryRefused    Type = "story.refused"
	StoryPublished  Type = "story.published"
	StoryWithdrawn  Type = "story.withdrawn"

	ReportFrozen    Type = "report.frozen"
	ReportApproved  Type = "report.approved"
	ReportRefused   Type = "report.refused"
	ReportWithdrawn Type = "report.withdrawn"

	ReschedulingRequested Type = "rescheduling.requested"
	ReschedulingAdvanced  Type = "rescheduling.advanced"
	ReschedulingFinished  Type = "rescheduling.finished"
)

// Record reports whether the type records a delivery: it joins the timeline without raising the version.
func (t Type) Record() bool {
	return t == NoticeSent || t == NoticeFailed || t == SurveySent
}
