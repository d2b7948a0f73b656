package feedback

import (
	"context"
	"net/http"
	"strings"

	"aftercare/shared/feedback"
	"aftercare/shared/page"
	"aftercare/shared/web"
)

// speak answers in the language of a survey, if one was found; before, in what the browser asks for.
func speak(ctx context.Context, s feedback.Survey) {
	if s.ID != "" {
		web.Speak(ctx, s.Language)
	}
}

// storyPath ends the path of the permission to quote an answer, which package stories serves.
const storyPath = "/story"

// Pages answers browsers with pages where next answers with JSON about surveys.
func Pages(next http.Handler) http.Handler {
	asking := web.Pages{
		On:     func(path string) bool { return strings.HasPrefix(path, surveys) && !strings.HasSuffix(path, storyPath) },
		Policy: page.Policy, Problem: problemPage,
	}
	following := web.Pages{
		On:     func(path string) bool { return strings.HasPrefix(path, followUps) },
		Policy: page.Policy, Problem: web.ProblemPage,
	}
	return following.Serve(asking.Serve(next))
}
