// Command documents shows what is published of the complaint procedure, and its letters to whoever holds a link to one.
// It only reads.
package main

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"aftercare/shared/boot"
	"aftercare/shared/boot/env"
	"aftercare/shared/complaint"
	"aftercare/shared/document"
	"aftercare/shared/dynamo"
	"aftercare/shared/house"
	"aftercare/shared/link"
	"aftercare/shared/web"
	"aftercare/shared/web/documents"
)

func main() {
	boot.Main(func(_ context.Context, b *boot.Boot) (any, error) {
		table := dynamo.NewTable(dynamodb.NewFromConfig(b.AWS()), b.Need(env.TableName), b.Clock)
		server := web.New("Aftercare", b.Log)
		zone, err := b.Location(env.TimeZone)
		if err != nil {
			return nil, err
		}
		regime, err := complaint.NewRegime(complaint.Jurisdiction(b.Need(env.Jurisdiction)), zone)
		if err != nil {
			return nil, err
		}
		documents.API{
			Letters:   link.NewLetters(link.NewLinks(table, "", b.Clock), table),
			Published: document.Published{House: house.Of(b), Regime: regime, Languages: strings.Split(b.Need(env.Languages), ",")},
		}.Register(server.API)
		return web.Lambda(documents.Pages(server)), nil
	})
}
