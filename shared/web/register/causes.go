package register

import (
	"context"

	"aftercare/shared/cause"
	"aftercare/shared/fault"
	"aftercare/shared/web"
)

// Causes is the tree of causes, as a list.
type Causes struct {
	Causes  []Cause `json:"causes" doc:"Those that can be named."`
	Removed []Cause `json:"removed" doc:"Those that earlier complaints name."`
}

// Cause is one cause.
type Cause struct {
	ID     string            `json:"id" doc:"A name such as delay, of at most 40 letters, digits and dashes." maxLength:"40"`
	Parent string            `json:"parent,omitempty" doc:"The id of the cause that it belongs to; absent at the top." maxLength:"40"`
	Names  map[string]string `json:"names" doc:"By language (BCP 47), English always among them."`
}

type causesOutput struct {
	ETag string `header:"ETag"`
	Body Causes
}

func (a API) readCauses(ctx context.Context, _ *struct{}) (*causesOutput, error) {
	if err := staff(ctx, nil); err != nil {
		return nil, err
	}
	t, err := a.Causes.Causes(ctx)
	if err != nil {
		return nil, err
	}
	return causesOf(t), nil
}

// causesOf gives the tree with its version, of which the default is the first.
func causesOf(t cause.Tree) *causesOutput {
	list := func(causes []cause.Cause) []Cause {
		views := make([]Cause, 0, len(causes))
		for _, c := range causes {
			views = append(views, Cause(c))
		}
		return views
	}
	return &causesOutput{
		ETag: web.ETag(int64(t.Version) + 1), Body: Causes{Causes: list(t.Causes), Removed: list(t.Removed)},
	}
}

func (a API) setCauses(ctx context.Context, in *struct {
	web.Condition
	Body struct {
		Causes []Cause `json:"causes" minItems:"1" maxItems:"500" doc:"All of them: what is left out can no longer be named."`
	}
}) (*causesOutput, error) {
	if err := maySet(ctx, nil); err != nil {
		return nil, err
	}
	expected, err := in.Required()
	if err != nil {
		return nil, err
	}
	now, err := a.Causes.Causes(ctx)
	if err != nil {
		return nil, err
	}
	if expected != nil && *expected != int64(now.Version)+1 {
		return nil, stale()
	}
	causes := make([]cause.Cause, 0, len(in.Body.Causes))
	for _, c := range in.Body.Causes {
		causes = append(causes, cause.Cause(c))
	}
	next, err := now.Replace(causes)
	if err != nil {
		return nil, err
	}
	err = a.Causes.PutCauses(ctx, now.Version, next)
	if fault.Is(err, fault.Lost) {
		return nil, stale()
	}
	if err != nil {
		return nil, err
	}
	return causesOf(next), nil
}

func stale() error {
	return fault.New(fault.Stale, "somebody else has set them: read them again")
}
