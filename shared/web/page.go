package web

// Paging is the part of a request that asks for a page of a list. Embed it in the input of every list.
type Paging struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"25" doc:"The most items on a page."`
	Cursor string `query:"cursor" maxLength:"4096" doc:"nextCursor of the page before. It holds for the same caller, list and filters only."`
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
