package boot

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"aftercare/shared/boot/env"
	"aftercare/shared/seal"
)

// secretLife is how long a secret that was read is used before it is read again: a rotation is complete after it.
const secretLife = 5 * time.Minute

// Keys gives the keys for ids, cursors and links, derived from the stack's secret.
type Keys struct {
	read  func(context.Context) ([]byte, error)
	clock Clock
	log   *slog.Logger

	mu   sync.Mutex
	keys *seal.Keys
	good time.Time // until when
}

// NewKeys gives the keys derived from a secret that read gives as JSON, read when first asked for and every five
// minutes from then on.
func NewKeys(read func(context.Context) ([]byte, error), clock Clock, log *slog.Logger) *Keys {
	return &Keys{read: read, clock: clock, log: log}
}

// Secret gives the keys derived from the stack's secret in Secrets Manager.
func Secret(b *Boot) *Keys {
	arn := b.Need(env.SecretARN)
	client := secretsmanager.NewFromConfig(b.AWS())
	return NewKeys(func(ctx context.Context) ([]byte, error) {
		out, err := client.GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: aws.String(arn)})
		if err != nil {
			return nil, fmt.Errorf("read the secret: %w", err)
		}
		return []byte(aws.ToString(out.SecretString)), nil
	}, b.Clock, b.Log)
}

// Get gives the present keys. When the secret cannot be read again, the last ones stay in use, for they are good
// until two rotations have passed.
func (k *Keys) Get(ctx context.Context) (*seal.Keys, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	now := k.clock()
	if k.keys != nil && now.Before(k.good) {
		return k.keys, nil
	}
	keys, err := k.load(ctx)
	if err != nil && k.keys == nil {
		return nil, err
	}
	if err != nil {
		k.log.WarnContext(ctx, "the secret could not be read again, the last one stays in use", slog.String("error", err.Error()))
	} else {
		k.keys = keys
	}
	k.good = now.Add(secretLife)
	return k.keys, nil
}

func (k *Keys) load(ctx context.Context) (*seal.Keys, error) {
	raw, err := k.read(ctx)
	if err != nil {
		return nil, err
	}
	return seal.New(raw)
}

// IDs derives the ids that a key can have: the present one first, then those of before a change of secrets.
func (k *Keys) IDs(ctx context.Context, scope, key string) ([]string, error) {
	keys, err := k.Get(ctx)
	if err != nil {
		return nil, err
	}
	return keys.IDs(scope, key), nil
}
