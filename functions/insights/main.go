// Command insights serves figures, topics and reports over HTTP, and what is published of them.
package main

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"aftercare/shared/boot"
	"aftercare/shared/boot/env"
	"aftercare/shared/cognito"
	"aftercare/shared/dynamo"
	"aftercare/shared/dynamo/layout"
	"aftercare/shared/reporting"
	"aftercare/shared/rollup"
	"aftercare/shared/topic"
	"aftercare/shared/web"
	"aftercare/shared/web/incidents"
	"aftercare/shared/web/insights"
	"aftercare/shared/web/topics"
	"aftercare/shared/web/transparency"
	"aftercare/shared/writing"
)

func main() {
	boot.Main(func(_ context.Context, b *boot.Boot) (any, error) {
		table := dynamo.NewTable(dynamodb.NewFromConfig(b.AWS()), b.Need(env.TableName), b.Clock)
		server := web.New("Aftercare", b.Log)
		zone, err := b.Location(env.TimeZone)
		if err != nil {
			return nil, err
		}
		keys := boot.Secret(b)
		incidents.API{Incidents: table, Keys: keys, Now: b.Clock}.Register(server.API)
		reports, err := reporting.New(b, table)
		if err != nil {
			return nil, err
		}
		insights.API{Figures: rollup.Reader{Store: table, Shards: layout.Shards}, Keys: keys, Now: b.Clock}.Register(server.API)
		people := cognito.NewDirectory(cognitoidentityprovider.NewFromConfig(b.AWS()), b.Need(env.UserPoolID), b.Clock)
		topics.API{
			Topics: topic.Service{Store: table, Sources: writing.All(table), Names: topic.StaffNames(people), Known: topic.KnownBy(people, table)},
			Keys:   keys, Now: b.Clock,
		}.Register(server.API)
		transparency.API{
			Promises: table, Reports: reports, Keys: keys, Company: b.Need(env.CompanyName), Zone: zone, Now: b.Clock,
		}.Register(server.API)
		return web.Lambda(transparency.Pages(server)), nil
	})
}
