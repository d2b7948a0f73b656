// Command feedback serves surveys and their statistics over HTTP.
package main

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"aftercare/shared/boot"
	"aftercare/shared/boot/env"
	"aftercare/shared/dynamo"
	"aftercare/shared/feedback"
	"aftercare/shared/limit"
	"aftercare/shared/ticket"
	"aftercare/shared/voice"
	"aftercare/shared/web"
	webfeedback "aftercare/shared/web/feedback"
	"aftercare/shared/web/voices"
)

func main() {
	boot.Main(func(_ context.Context, b *boot.Boot) (any, error) {
		table := dynamo.NewTable(dynamodb.NewFromConfig(b.AWS()), b.Need(env.TableName), b.Clock)
		tickets := ticket.NewService(table, table, b.Clock)
		server := web.New("Aftercare", b.Log)
		keys := boot.Secret(b)
		voices.API{
			Voices: voice.NewService(table, tickets, limit.New(table, b.Clock), keys.IDs, b.Clock), Keys: keys, Now: b.Clock,
		}.Register(server.API)
		webfeedback.API{Feedback: feedback.NewService(table, tickets, b.Clock), Tickets: table}.Register(server.API)
		webfeedback.Rules{Store: table, Now: b.Clock}.Register(server.API)
		return web.Lambda(webfeedback.Pages(server)), nil
	})
}
