package web

import "context"

// Gateway is what the gateway says of a request, as opposed to what the client says.
type Gateway struct {
	RequestID string
	SourceIP  string
	// Claims are the verified token's claims as the authorizer flattens them. Nil when no authorizer ran.
	Claims map[string]string
}

type gatewayKey struct{}

// WithGateway gives a context that carries what the gateway says of the request.
func WithGateway(ctx context.Context, g Gateway) context.Context {
	return context.WithValue(ctx, gatewayKey{}, g)
}

func gatewayFrom(ctx context.Context) Gateway {
	g, _ := ctx.Value(gatewayKey{}).(Gateway)
	return g
}

// SourceIP gives the address that the request came from, to limit guests by network. It is personal data.
func SourceIP(ctx context.Context) string { return gatewayFrom(ctx).SourceIP }
