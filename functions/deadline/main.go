// Command deadline looks at a case at the time that a timer was armed for.
package main

import (
	"context"

	"aftercare/shared/boot"
	"aftercare/shared/cases"
	"aftercare/shared/clock"
	"aftercare/shared/event"
)

func main() {
	boot.Main(func(_ context.Context, b *boot.Boot) (any, error) {
		all, err := cases.New(b)
		if err != nil {
			return nil, err
		}
		return func(ctx context.Context, t clock.Timer) (clock.Timer, error) {
			return all.Wakers().Fire(event.WithCorrelation(ctx, t.Name()), t, b.Clock())
		}, nil
	})
}
