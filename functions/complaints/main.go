// Command complaints takes complaints in over HTTP, keeps their register and leads them through the procedure.
package main

import (
	"context"

	"aftercare/shared/boot"
	"aftercare/shared/cases"
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
		complaints.API{Complaints: all.Complaints, Keys: boot.Secret(b)}.Register(server.API)
		register.API{Complaints: all.Complaints, Causes: all.Table}.Register(server.API)
		return web.Lambda(server), nil
	})
}
