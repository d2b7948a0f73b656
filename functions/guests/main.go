// Command guests lets people complain who do not sign in, and take the customer's steps behind a link.
package main

import (
	"context"

	"aftercare/shared/boot"
	"aftercare/shared/boot/env"
	"aftercare/shared/cases"
	"aftercare/shared/guest"
	"aftercare/shared/limit"
	"aftercare/shared/link"
	"aftercare/shared/web"
	"aftercare/shared/web/complaints"
)

func main() {
	boot.Main(func(_ context.Context, b *boot.Boot) (any, error) {
		all, err := cases.New(b)
		if err != nil {
			return nil, err
		}
		zone, err := b.Location(env.TimeZone)
		if err != nil {
			return nil, err
		}
		keys := boot.Secret(b)
		links, limits := link.NewLinks(all.Table, "", b.Clock), limit.New(all.Table, b.Clock)
		server := web.New("Aftercare", b.Log)
		complaints.Guests{
			API:    complaints.API{Complaints: all.Complaints, Keys: keys},
			Guests: guest.New(all.Complaints, links, limits, keys.IDs), Zone: zone,
		}.Register(server.API)
		return web.Lambda(complaints.GuestPages(server)), nil
	})
}
