package main

import (
	"strings"

	"aftercare/shared/boot/env"
	"aftercare/shared/event"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	api "github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// httpTimeout bounds a call, in seconds; the gateway itself gives up at 30.
const httpTimeout = 10

// newStack describes everything that Aftercare runs on.
func newStack(scope constructs.Construct, s Settings) awscdk.Stack {
	stack := awscdk.NewStack(scope, jsii.String(stackName), &awscdk.StackProps{
		Description:           jsii.String("Aftercare: the after-sales service"),
		TerminationProtection: jsii.Bool(s.retained()),
	})
	awscdk.Tags_Of(stack).Add(jsii.String("service"), jsii.String("aftercare"), nil)
	awscdk.Tags_Of(stack).Add(jsii.String("environment"), jsii.String(s.Environment), nil)

	keys := newKeys(stack, s)
	w := newWatch(stack, s, keys.alarms)
	data := newStore(stack, s, keys.data, w)
	secret := newLinkSecret(stack, s, keys.data)
	who := newIdentity(stack, s)
	bus := awsevents.NewEventBus(stack, jsii.String("Bus"), &awsevents.EventBusProps{
		EventBusName: jsii.String("aftercare"),
		Description:  jsii.String("What happened to tickets and complaints"),
	})
	door := newDoor(stack, s, who, w)
	links := door.url
	if s.PublicURL != "" && !s.Local {
		links = jsii.String(s.PublicURL)
	}
	post := newPost(stack, s, links)
	downloads := newFiles(stack, keys.data)

	// serves is a function behind the API; all but reference work on the table.
	serves := func(job, description string) *function {
		return newFunction(stack, s, w, job, description, seconds(httpTimeout))
	}
	keeps := func(f *function) *function {
		data.write(f)
		f.readSecret(secret)
		return f
	}
	get, anyMethod := api.HttpMethod_GET, api.HttpMethod_ANY

	tickets := keeps(serves("tickets", "Opens, reads, answers and works tickets"))
	door.serve(tickets, anyMethod, "/v1/tickets", "/v1/tickets/{proxy+}")

	complaints := keeps(serves("complaints", "The complaint procedure and its register"))
	downloads.read(complaints)
	post.sign(complaints)
	door.serve(complaints, anyMethod, "/v1/complaints", "/v1/complaints/{proxy+}")

	guests := keeps(serves("guests", "Complaints of people who do not sign in, behind links"))
	door.servePublic(guests, []api.HttpMethod{api.HttpMethod_POST}, "/v1/public/complaints")
	door.servePublic(guests, []api.HttpMethod{get, api.HttpMethod_HEAD}, "/v1/public/complaints/{token}")
	door.servePublic(guests, []api.HttpMethod{get, api.HttpMethod_POST}, "/v1/public/complaints/{token}/{proxy+}")

	feedback := keeps(serves("feedback", "What customers answer, what they write unasked, and their stories"))
	post.sign(feedback)
	door.serve(feedback, anyMethod, "/v1/feedback", "/v1/feedback/{proxy+}", "/v1/stories", "/v1/stories/{proxy+}")
	door.servePublic(feedback, []api.HttpMethod{get, api.HttpMethod_HEAD}, "/v1/public/stories")
	door.servePublic(feedback, []api.HttpMethod{get, api.HttpMethod_HEAD, api.HttpMethod_POST}, "/v1/public/stories/{token}")
	door.servePublic(feedback, []api.HttpMethod{api.HttpMethod_POST}, "/v1/public/surveys/{token}/story")
	door.servePublic(feedback, []api.HttpMethod{get, api.HttpMethod_HEAD, api.HttpMethod_POST},
		"/v1/public/surveys/{token}", "/v1/public/surveys/{token}/unsubscription", "/v1/public/follow-ups/{token}")

	insights := keeps(serves("insights", "Figures, topics, and what is published of them"))
	door.serve(insights, anyMethod, "/v1/incidents")
	door.serve(insights, anyMethod, "/v1/insights", "/v1/insights/{proxy+}", "/v1/topics", "/v1/topics/{proxy+}", "/v1/reports", "/v1/reports/{proxy+}")
	door.servePublic(insights, []api.HttpMethod{get, api.HttpMethod_HEAD},
		"/v1/public/transparency", "/v1/public/transparency/{month}", "/v1/public/promises")
	s.reporting(insights)
	who.list(insights)

	documents := serves("documents", "What is published of the complaint procedure, and its letters behind links")
	data.read(documents)
	post.sign(documents)
	documents.set(env.Languages, jsii.String(strings.Join(s.Languages, ",")))
	door.servePublic(documents, []api.HttpMethod{get, api.HttpMethod_HEAD},
		"/v1/public/documents/{token}", "/v1/public/complaints", "/v1/public/complaints/template")

	policies := keeps(serves("policies", "Promises, calendars, and the ladders that late cases climb"))
	who.list(policies)
	door.serve(policies, anyMethod, "/v1/sla/{proxy+}", "/v1/escalation-ladders/{proxy+}")

	directory := serves("directory", "Who the caller is, and who works here")
	data.read(directory)
	who.list(directory)
	door.serve(directory, get, "/v1/me", "/v1/teams", "/v1/staff")

	reference := serves("reference", "The description of the API, for programs and for people")
	door.serve(reference, get, "/openapi.json", "/docs")
	door.servePublic(reference, []api.HttpMethod{get}, "/v1/public/openapi.json", "/v1/public/docs")

	inlet := newIntake(stack, s, keys.intake, w)
	keeps(inlet.function)

	relay := newRelay(stack, s, data, bus, w)
	machine := newClocks(stack, s, data, bus, w)

	newRescheduling(stack, s, data, bus, w)
	newAudit(stack, s, data, w)

	escalations := keeps(newConsumer(stack, s, bus, w, "escalations", "Moves a case one level up",
		event.SLABreached, event.FeedbackReceived, event.TicketTakeoverExpired, event.ComplaintTakeoverExpired))
	w.onTheTop(escalations)

	surveys := newConsumer(stack, s, bus, w, "surveys", "Asks for feedback after a case is solved",
		event.TicketSolved, event.TicketClosed, event.TicketMerged, event.VisitEnded)
	data.write(surveys)
	post.send(surveys)

	notices := newConsumer(stack, s, bus, w, "notices", "Messages to people",
		event.TicketOpened, event.TicketReplied, event.TicketEscalated, event.SecretRedacted,
		event.ComplaintFiled, event.ComplaintAcknowledged, event.ComplaintInvestigated, event.ComplaintAsked,
		event.ComplaintMessaged, event.ComplaintDelayed, event.ComplaintProposed, event.ComplaintFulfilled,
		event.ComplaintClosed, event.ComplaintEscalated, event.ComplaintLessonDue, event.FeedbackReceived, event.SLAWarned,
		event.FeedbackGiven, event.FeedbackHandled, event.StoryAsked, event.StorySubmitted, event.StoryPublished,
		event.FeedbackLoopOpened, event.FeedbackLoopAsked, event.FeedbackLoopContradicted)
	data.write(notices)
	who.list(notices)
	post.send(notices)

	exports, _ := newPacedConsumer(stack, s, bus, w, "exports", "Writes the register of complaints into files", exportsPace,
		event.ExportRequested, event.ExportContinued)
	data.write(exports)
	downloads.write(exports)

	newTrends(stack, s, data, w)
	newReports(stack, s, data, w)
	newTopics(stack, s, data, who, w)
	newInvitations(stack, s, data, post, w)
	newRollup(stack, s, data, w)

	w.onAccount(stack)
	w.draw(stack, drawn{door: door, inlet: inlet, relay: relay, machine: machine, data: data})

	for _, output := range []struct {
		name  string
		value *string
	}{
		{"ApiUrl", door.url},
		{"IntakeQueueUrl", inlet.queue.QueueUrl()},
		{"EventBusName", bus.EventBusName()},
		{"TableName", data.table.TableName()},
		{"SlaStateMachineArn", machine.StateMachineArn()},
		{"UserPoolId", who.pool.UserPoolId()},
		{"UserPoolClientId", who.client.UserPoolClientId()},
		{"RefusalsQueueUrl", inlet.refusals.QueueUrl()},
		{"FailuresQueueUrl", relay.failures.QueueUrl()},
		{"LinkSecretArn", secret.SecretArn()},
		{"FilesBucketName", downloads.bucket.BucketName()},
		{"AlarmTopicArn", w.topic.TopicArn()},
	} {
		awscdk.NewCfnOutput(stack, jsii.String(output.name), &awscdk.CfnOutputProps{Value: output.value})
	}
	return stack
}

// list lets a function read who is in the groups of staff.
func (i identity) list(f *function) {
	f.set(env.UserPoolID, i.pool.UserPoolId())
	f.allow([]string{"cognito-idp:ListUsersInGroup"}, i.pool.UserPoolArn())
}
