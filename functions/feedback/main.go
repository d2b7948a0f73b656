// Command feedback serves what customers answer, what they write unasked, and what of it may be published.
package main

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"aftercare/shared/boot"
	"aftercare/shared/boot/env"
	"aftercare/shared/dynamo"
	"aftercare/shared/feedback"
	"aftercare/shared/limit"
	"aftercare/shared/link"
	"aftercare/shared/loop"
	"aftercare/shared/story"
	"aftercare/shared/ticket"
	"aftercare/shared/voice"
	"aftercare/shared/web"
	webfeedback "aftercare/shared/web/feedback"
	"aftercare/shared/web/stories"
	"aftercare/shared/web/voices"
)

func main() {
	boot.Main(func(_ context.Context, b *boot.Boot) (any, error) {
		table := dynamo.NewTable(dynamodb.NewFromConfig(b.AWS()), b.Need(env.TableName), b.Clock)
		zone, err := b.Location(env.TimeZone)
		if err != nil {
			return nil, err
		}
		tickets := ticket.NewService(table, table, b.Clock)
		surveys := feedback.NewService(table, tickets, b.Clock)
		keys := boot.Secret(b)
		server := web.New("Aftercare", b.Log)
		voices.API{
			Voices: voice.NewService(table, tickets, limit.New(table, b.Clock), keys.IDs, b.Clock), Keys: keys, Now: b.Clock,
		}.Register(server.API)
		stories.API{
			Stories: story.NewService(table, feedback.NewQuotes(surveys, table), link.NewLinks(table, "", b.Clock), b.Clock),
			Keys:    keys, Now: b.Clock, Company: b.Need(env.CompanyName), Zone: zone,
		}.Register(server.API)
		webfeedback.API{Feedback: surveys, Tickets: table}.Register(server.API)
		webfeedback.Loops{
			Loops: loop.NewService(table, nil, ticket.FollowUps{Service: tickets, IDs: keys.IDs}, b.Clock),
			Links: link.NewLinks(table, "", b.Clock), Keys: keys,
		}.Register(server.API)
		webfeedback.Praises{Surveys: table, Keys: keys}.Register(server.API)
		webfeedback.Rules{Store: table, Now: b.Clock}.Register(server.API)
		return web.Lambda(stories.Pages(webfeedback.Pages(server))), nil
	})
}
