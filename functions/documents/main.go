// Command documents shows letters of the complaint procedure to whoever holds a link to one. It only reads.
package main

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"aftercare/shared/boot"
	"aftercare/shared/boot/env"
	"aftercare/shared/dynamo"
	"aftercare/shared/link"
	"aftercare/shared/web"
	"aftercare/shared/web/documents"
)

func main() {
	boot.Main(func(_ context.Context, b *boot.Boot) (any, error) {
		table := dynamo.NewTable(dynamodb.NewFromConfig(b.AWS()), b.Need(env.TableName), b.Clock)
		server := web.New("Aftercare", b.Log)
		documents.API{Letters: link.NewLetters(link.NewLinks(table, "", b.Clock), table)}.Register(server.API)
		return web.Lambda(documents.Pages(server)), nil
	})
}
