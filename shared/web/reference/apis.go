package reference

import (
	"github.com/danielgtaylor/huma/v2"

	"aftercare/shared/web/complaints"
	"aftercare/shared/web/directory"
	"aftercare/shared/web/documents"
	"aftercare/shared/web/feedback"
	"aftercare/shared/web/incidents"
	"aftercare/shared/web/insights"
	"aftercare/shared/web/policies"
	"aftercare/shared/web/register"
	"aftercare/shared/web/stories"
	"aftercare/shared/web/tickets"
	"aftercare/shared/web/topics"
	"aftercare/shared/web/transparency"
	"aftercare/shared/web/voices"
)

// apis is every API of Aftercare. Each registers its operations without the services behind them: the document needs
// only their types.
var apis = []func(huma.API){
	tickets.API{}.Register,
	complaints.API{}.Register,
	complaints.Guests{}.Register,
	register.API{}.Register,
	policies.API{}.Register,
	directory.API{}.Register,
	feedback.API{}.Register,
	feedback.Loops{}.Register,
	feedback.Praises{}.Register,
	feedback.Rules{}.Register,
	voices.API{}.Register,
	stories.API{}.Register,
	documents.API{}.Register,
	incidents.API{}.Register,
	insights.API{}.Register,
	topics.API{}.Register,
	transparency.API{}.Register,
}
