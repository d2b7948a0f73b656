// Command directory says who the caller is, and who works here.
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
	"aftercare/shared/web/directory"
)

func main() {
	boot.Main(func(_ context.Context, b *boot.Boot) (any, error) {
		server := web.New("Aftercare", b.Log)
		directory.API{
			Staff: cognito.NewDirectory(cognitoidentityprovider.NewFromConfig(b.AWS()), b.Need(env.UserPoolID), b.Clock),
			Teams: dynamo.NewTable(dynamodb.NewFromConfig(b.AWS()), b.Need(env.TableName), b.Clock),
		}.Register(server.API)
		return web.Lambda(server), nil
	})
}
