// Command complaints takes complaints in over HTTP, keeps their register and leads them through the procedure.
package main

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/s3"

	"aftercare/shared/boot"
	"aftercare/shared/boot/env"
	"aftercare/shared/bucket"
	"aftercare/shared/cases"
	"aftercare/shared/house"
	exports "aftercare/shared/register"
	"aftercare/shared/web"
	"aftercare/shared/web/complaints"
	"aftercare/shared/web/register"
)

func main() {
	boot.Main(func(_ context.Context, b *boot.Boot) (any, error) {
		all, err := cases.New(b)
		if err != nil {
			return nil, err
		}
		server := web.New("Aftercare", b.Log)
		keys := boot.Secret(b)
		complaints.API{Complaints: all.Complaints, Keys: keys, House: house.Of(b)}.Register(server.API)
		register.API{
			Complaints: all.Complaints, Causes: all.Table, Findings: all.Table, Exports: exports.NewService(all.Table, b.Clock), Keys: keys, Now: b.Clock,
			Links: bucket.Links{Presigner: s3.NewPresignClient(s3.NewFromConfig(b.AWS())), Name: b.Need(env.BucketName)},
		}.Register(server.API)
		return web.Lambda(complaints.Pages(server)), nil
	})
}
