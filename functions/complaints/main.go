// Command complaints takes complaints in over HTTP, keeps their register and leads them through the procedure.
package main

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"aftercare/shared/boot"
	"aftercare/shared/boot/env"
	"aftercare/shared/complaint"
	"aftercare/shared/dynamo"
	"aftercare/shared/ticket"
	"aftercare/shared/web"
	"aftercare/shared/web/complaints"
)

func main() {
	boot.Main(func(_ context.Context, b *boot.Boot) (any, error) {
		table := dynamo.NewTable(dynamodb.NewFromConfig(b.AWS()), b.Need(env.TableName), b.Clock)
		zone, err := b.Location(env.TimeZone)
		if err != nil {
			return nil, err
		}
		regime, err := complaint.NewRegime(complaint.Jurisdiction(b.Need(env.Jurisdiction)), zone)
		if err != nil {
			return nil, err
		}
		ladders := ticket.NewService(table, table, b.Clock) // holds them in memory for a moment
		service := complaint.NewService(table, table, ladders, regime, b.Clock)
		server := web.New("Aftercare", b.Log)
		complaints.API{Complaints: service, Keys: boot.Secret(b)}.Register(server.API)
		return web.Lambda(server), nil
	})
}
