// Command reference serves the document of all APIs, for machines and for people.
package main

import (
	"context"

	"aftercare/shared/boot"
	"aftercare/shared/web"
	"aftercare/shared/web/reference"
)

func main() {
	boot.Main(func(_ context.Context, b *boot.Boot) (any, error) {
		server, err := reference.New(b.Log)
		if err != nil {
			return nil, err
		}
		return web.Lambda(server), nil
	})
}
