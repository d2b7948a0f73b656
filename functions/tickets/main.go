// Command tickets opens, reads, answers and works tickets over HTTP.
package main

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"aftercare/shared/boot"
	"aftercare/shared/boot/env"
	"aftercare/shared/dynamo"
	"aftercare/shared/ticket"
	"aftercare/shared/web"
	"aftercare/shared/web/tickets"
)

func main() {
	boot.Main(func(_ context.Context, b *boot.Boot) (any, error) {
		table := dynamo.NewTable(dynamodb.NewFromConfig(b.AWS()), b.Need(env.TableName), b.Clock)
		server := web.New("Aftercare", b.Log)
		tickets.API{Tickets: ticket.NewService(table, table, b.Clock), Keys: boot.Secret(b)}.Register(server.API)
		return web.Lambda(server), nil
	})
}
