package notice

import (
	"context"

	"aftercare/shared/event"
	"aftercare/shared/link"
	"aftercare/shared/page"
	"aftercare/shared/story"
)

// The letters about stories, by the event that they tell of. Their texts are in story.json.
var storyLetters = map[event.Type]Template{
	event.StoryAsked:     "storyAsked",
	event.StorySubmitted: "storyApproval",
	event.StoryPublished: "storyPublished",
}

// Stories is what notices read of stories.
type Stories interface {
	// Story gives one as it is now. Missing when there is none.
	Story(ctx context.Context, id string) (story.Story, error)
}

// Telling also writes to customers about their stories, and gives itself.
func (n *Notices) Telling(stories Stories) *Notices {
	n.stories = stories
	return n
}

// story writes to the customer of a story, with a link of its own. What is over by now, or has been edited since, is not
// told any more.
func (n *Notices) story(ctx context.Context, e event.Detail) error {
	s, err := n.stories.Story(ctx, e.Aggregate.ID)
	if err != nil {
		return err
	}
	if due := map[event.Type]story.Status{
		event.StoryAsked: story.Asked, event.StorySubmitted: story.Submitted, event.StoryPublished: story.Published,
	}[e.Type]; s.Status != due {
		return nil
	}
	template := storyLetters[e.Type]
	notice := Notice{
		ID: ID(e.ID, template, customer), Kind: event.Story, Case: s.ID, Template: template, Instead: template,
		Language: s.Language, Auto: Generated, Content: Content{Reference: reference(s.ID), Kind: event.Story},
		Letter: func(ctx context.Context) (page.Page, error) {
			address, _, err := n.letters.Links.Issue(ctx, link.Link{
				Purpose: link.Story, Kind: event.Story, ID: s.ID, Seq: e.Seq, Language: s.Language,
			})
			if err != nil {
				return page.Page{}, err
			}
			return s.Mail(string(template), address, n.letters.House.Company)
		},
	}
	if reachable(s.Customer) {
		notice.To = s.Customer.Email
	}
	return n.desk.Send(ctx, notice)
}
