// Package bucket keeps the files that people download: it writes them part by part into S3, and makes links to them
// that expire.
package bucket

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// Client is what is used of S3 for writing.
type Client interface {
	CreateMultipartUpload(ctx context.Context, in *s3.CreateMultipartUploadInput, opts ...func(*s3.Options)) (*s3.CreateMultipartUploadOutput, error)
	UploadPart(ctx context.Context, in *s3.UploadPartInput, opts ...func(*s3.Options)) (*s3.UploadPartOutput, error)
	CompleteMultipartUpload(ctx context.Context, in *s3.CompleteMultipartUploadInput, opts ...func(*s3.Options)) (*s3.CompleteMultipartUploadOutput, error)
	HeadObject(ctx context.Context, in *s3.HeadObjectInput, opts ...func(*s3.Options)) (*s3.HeadObjectOutput, error)
}

// Bucket writes files.
type Bucket struct {
	Client Client
	Name   string
}

// Begin begins a file, and names its upload. What encrypts it is the bucket's own key, by its default.
func (b Bucket) Begin(ctx context.Context, key, contentType string) (string, error) {
	out, err := b.Client.CreateMultipartUpload(ctx, &s3.CreateMultipartUploadInput{
		Bucket: &b.Name, Key: &key, ContentType: &contentType, CacheControl: aws.String("no-store"),
	})
	if err != nil {
		return "", fmt.Errorf("begin an upload: %w", err)
	}
	return aws.ToString(out.UploadId), nil
}

// Part writes a part, from 1; the same again replaces it.
func (b Bucket) Part(ctx context.Context, key, upload string, n int, body []byte) (string, error) {
	out, err := b.Client.UploadPart(ctx, &s3.UploadPartInput{
		Bucket: &b.Name, Key: &key, UploadId: &upload, PartNumber: aws.Int32(int32(n)), Body: bytes.NewReader(body), //nolint:gosec // at most 10000
	})
	if err != nil {
		return "", fmt.Errorf("upload part %d: %w", n, err)
	}
	return aws.ToString(out.ETag), nil
}

// Finish puts the parts together. Done again it changes nothing: an upload that is known no more has become the file.
func (b Bucket) Finish(ctx context.Context, key, upload string, tags []string) error {
	parts := make([]types.CompletedPart, len(tags))
	for i := range tags {
		parts[i] = types.CompletedPart{ETag: &tags[i], PartNumber: aws.Int32(int32(i + 1))} //nolint:gosec // at most 10000
	}
	_, err := b.Client.CompleteMultipartUpload(ctx, &s3.CompleteMultipartUploadInput{
		Bucket: &b.Name, Key: &key, UploadId: &upload, MultipartUpload: &types.CompletedMultipartUpload{Parts: parts},
	})
	if _, gone := errors.AsType[*types.NoSuchUpload](err); gone {
		if _, there := b.Client.HeadObject(ctx, &s3.HeadObjectInput{Bucket: &b.Name, Key: &key}); there == nil {
			return nil
		}
	}
	if err != nil {
		return fmt.Errorf("complete an upload: %w", err)
	}
	return nil
}

// Presigner makes requests that carry their own permission.
type Presigner interface {
	PresignGetObject(ctx context.Context, in *s3.GetObjectInput, opts ...func(*s3.PresignOptions)) (*v4.PresignedHTTPRequest, error)
}

// Links makes links to files.
type Links struct {
	Presigner Presigner
	Name      string // of the bucket
}

// Link gives an address from which whoever has it can download a file under a name, for a time and no longer.
func (l Links) Link(ctx context.Context, key, name string, life time.Duration) (string, error) {
	r, err := l.Presigner.PresignGetObject(ctx, &s3.GetObjectInput{
		Bucket: &l.Name, Key: &key, ResponseContentDisposition: aws.String(`attachment; filename="` + name + `"`),
		ResponseCacheControl: aws.String("no-store"),
	}, s3.WithPresignExpires(life))
	if err != nil {
		return "", fmt.Errorf("sign a link: %w", err)
	}
	return r.URL, nil
}
