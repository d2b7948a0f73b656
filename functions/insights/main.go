// Command insights serves figures, topics and reports over HTTP, and what is published of them.
package main

import (
	"context"

	"aftercare/shared/boot"
	"aftercare/shared/web"
	"aftercare/shared/web/insights"
)

func main() {
	boot.Main(func(_ context.Context, b *boot.Boot) (any, error) {
		server := web.New("Aftercare", b.Log)
		insights.API{}.Register(server.API)
		return web.Lambda(server), nil
	})
}
