package web

// Paging is the part of a request that asks for a page of a list. Embed it in the input of every list.
type Paging struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"25" doc:"The most items on a page."`
	Cursor string `query:"cursor" maxLength:"4096" doc:"nextCursor of the page before. It holds for the same caller, list and filters only."`
}

// MaxText is how many bytes of text the items of one page hold together, as far as one item allows. A function answers
// with 6 MB at most, in which a byte of text can take four; a page that is shorter than its limit for that says so by its
// nextCursor.
// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
const MaxText = 1 << 20

// Fitting asks for a page of half as many items until what they hold together is not more than MaxText.
func Fitting[P any](limit int, page func(limit int) (P, error), size func(P) int) (P, error) {
	for {
		p, err := page(limit)
		if err != nil || limit <= 1 || size(p) <= MaxText {
			return p, err
		}
		limit /= 2
	}
}

// Page is a part of a list.
type Page[T any] struct {
	Items      []T    `json:"items"`
	NextCursor string `json:"nextCursor,omitempty" doc:"Asks for the next page; absent at the end of the list."`
}

// List is the answer to a request for a list.
type List[T any] struct {
	Body Page[T]
}

// NewList makes the answer to a request for a list. next is empty at the end of the list.
func NewList[T any](items []T, next string) *List[T] {
	if items == nil {
		items = []T{}
	}
	return &List[T]{Body: Page[T]{Items: items, NextCursor: next}}
}

// Resource is the answer 200 with a resource that has versions.
type Resource[T any] struct {
	ETag string `header:"ETag" doc:"The version, for If-Match."`
	Body T
}

// NewResource makes the answer 200 with a resource in its present version.
func NewResource[T any](body T, version int64) *Resource[T] {
	return &Resource[T]{ETag: ETag(version), Body: body}
}

// Created is the answer 201. Its operation must say DefaultStatus 201.
type Created[T any] struct {
	Location string `header:"Location" doc:"The path of what was created."`
	ETag     string `header:"ETag" doc:"The version, for If-Match; absent where there are none."`
	Body     T
}

// NewCreated makes the answer 201 for what was created at a path, in its present version; 0 when it has none.
func NewCreated[T any](path string, body T, version int64) *Created[T] {
	c := &Created[T]{Location: path, Body: body}
	if version > 0 {
		c.ETag = ETag(version)
	}
	return c
}
