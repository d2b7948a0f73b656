// Package insights is the HTTP API of figures: what was measured, by day and by what it was about.
package insights

import "github.com/danielgtaylor/huma/v2"

// API serves figures.
type API struct{}

// Register adds the operations to an API.
func (a API) Register(huma.API) {}
