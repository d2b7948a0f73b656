// Command policies serves what is promised, by which hours, and the ladders that late cases climb, over HTTP.
package main

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"aftercare/shared/boot"
	"aftercare/shared/boot/env"
	"aftercare/shared/cognito"
	"aftercare/shared/dynamo"
	"aftercare/shared/web"
	"aftercare/shared/web/policies"
)

func main() {
	boot.Main(func(_ context.Context, b *boot.Boot) (any, error) {
		table := dynamo.NewTable(dynamodb.NewFromConfig(b.AWS()), b.Need(env.TableName), b.Clock)
		server := web.New("Aftercare", b.Log)
		people := cognito.NewDirectory(cognitoidentityprovider.NewFromConfig(b.AWS()), b.Need(env.UserPoolID), b.Clock)
		policies.API{Store: table, Staff: people, Keys: boot.Secret(b), Now: b.Clock}.Register(server.API)
		return web.Lambda(server), nil
	})
}
