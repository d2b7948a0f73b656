package main

import (
	"encoding/json"
	"fmt"
	"net/url"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	api "github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	authorizers "github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2authorizers"
	integrations "github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2integrations"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscognito"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

const (
	// localAPIID is the API's id in the emulator, which takes it from a tag,
	// so that its address is known before it exists.
	localAPIID  = "af7e2ca2"
	localIDTag  = "ms-custom-id"
	localPrefix = "/_aws/execute-api/"

	// slowCall is a call that somebody notices to be slow, in milliseconds.
	slowCall = 2000
)

// door is the HTTP API. Every route wants a token of the issuer, except those
// under /v1/public/, which carry their own.
type door struct {
	api     api.HttpApi
	anybody api.HttpNoneAuthorizer
	url     *string // base of every path, without a slash at its end
}

func newDoor(scope constructs.Construct, s Settings, who identity, w *watch) door {
	d := door{anybody: api.NewHttpNoneAuthorizer()}
	d.api = api.NewHttpApi(scope, jsii.String("Api"), &api.HttpApiProps{
		ApiName:            jsii.String("aftercare"),
		Description:        jsii.String("Aftercare"),
		CreateDefaultStage: jsii.Bool(false),
		DefaultAuthorizer:  authorizer(s, who),
		CorsPreflight:      cors(s),
	})
	d.url = d.api.ApiEndpoint()
	if s.Local {
		awscdk.Tags_Of(d.api).Add(jsii.String(localIDTag), jsii.String(localAPIID), nil)
		d.url = jsii.String(localAddress(s.PublicURL))
	}

	stage := api.NewHttpStage(d.api, jsii.String("Stage"), &api.HttpStageProps{
		HttpApi:    d.api,
		AutoDeploy: jsii.Bool(true),
		Throttle:   &api.ThrottleSettings{RateLimit: jsii.Number(200), BurstLimit: jsii.Number(400)},
	})
	log := awslogs.NewLogGroup(d.api, jsii.String("Log"), &awslogs.LogGroupProps{
		LogGroupName:  jsii.String("/aws/vendedlogs/apigateway/aftercare"),
		Retention:     logRetention,
		RemovalPolicy: awscdk.RemovalPolicy_DESTROY,
	})
	stage.Node().DefaultChild().(api.CfnStage).SetAccessLogSettings(&api.CfnStage_AccessLogSettingsProperty{
		DestinationArn: log.LogGroupArn(),
		Format:         jsii.String(accessLogFormat()),
	})
	w.when(d.api, "ServerErrors", apiErrors, "The API answers with errors of its own",
		d.api.MetricServerError(perMinute("Sum")), repeatedly(1))
	w.when(d.api, "Latency", apiLatency, "One call in a hundred takes longer than two seconds",
		d.api.MetricLatency(perMinute("p99")), awscloudwatch.AlarmProps{
			Threshold: jsii.Number(slowCall), EvaluationPeriods: jsii.Number(5), DatapointsToAlarm: jsii.Number(3),
		})
	return d
}

// authorizer checks signature, issuer, audience and expiry of the bearer token.
func authorizer(s Settings, who identity) api.IHttpRouteAuthorizer {
	if s.Issuer != "" {
		return authorizers.NewHttpJwtAuthorizer(jsii.String("Jwt"), jsii.String(s.Issuer),
			&authorizers.HttpJwtAuthorizerProps{JwtAudience: jsii.Strings(s.Audience...)})
	}
	return authorizers.NewHttpUserPoolAuthorizer(jsii.String("Jwt"), who.pool,
		&authorizers.HttpUserPoolAuthorizerProps{UserPoolClients: &[]awscognito.IUserPoolClient{who.client}})
}

// cors admits the pages of the origins that the company names, if any.
func cors(s Settings) *api.CorsPreflightOptions {
	if len(s.CorsOrigins) == 0 {
		return nil
	}
	return &api.CorsPreflightOptions{
		AllowOrigins: jsii.Strings(s.CorsOrigins...),
		AllowMethods: &[]api.CorsHttpMethod{
			api.CorsHttpMethod_GET, api.CorsHttpMethod_POST, api.CorsHttpMethod_PUT, api.CorsHttpMethod_PATCH,
		},
		AllowHeaders:  jsii.Strings("Authorization", "Content-Type", "Accept", "Idempotency-Key", "If-Match"),
		ExposeHeaders: jsii.Strings("ETag", "Link", "Location", "Retry-After"),
		MaxAge:        minutes(60),
	}
}

// accessLogFormat says what a line of the access log holds: the route, never
// the path, for paths hold links' tokens; and nothing about the caller.
func accessLogFormat() string {
	format, _ := json.Marshal(map[string]string{ // strings always marshal
		"requestId":          "$context.requestId",
		"time":               "$context.requestTimeEpoch",
		"route":              "$context.routeKey",
		"status":             "$context.status",
		"bytes":              "$context.responseLength",
		"latency":            "$context.responseLatency",
		"integrationLatency": "$context.integrationLatency",
		"integrationStatus":  "$context.integration.integrationStatus",
	})
	return string(format)
}

// serve leads routes to a function: those that want a token.
func (d door) serve(f *function, method api.HttpMethod, paths ...string) {
	d.route(f, nil, []api.HttpMethod{method}, paths)
}

// servePublic leads routes to a function that anybody may call.
func (d door) servePublic(f *function, methods []api.HttpMethod, paths ...string) {
	d.route(f, d.anybody, methods, paths)
}

func (d door) route(f *function, who api.IHttpRouteAuthorizer, methods []api.HttpMethod, paths []string) {
	to := integrations.NewHttpLambdaIntegration(jsii.String(title(f.job)), f.Function, nil)
	for _, path := range paths {
		routes := d.api.AddRoutes(&api.AddRoutesOptions{
			Path: jsii.String(path), Methods: &methods, Integration: to, Authorizer: who,
		})
		if who == nil {
			continue
		}
		for _, route := range *routes {
			accept(route, "AwsSolutions-APIG4",
				"What stands under /v1/public/ is for everybody, or carries a token of its own in the link.")
		}
	}
}

// localAddress is where the emulator at base answers for the API: as it
// stands, for any HTTP client, without a host name that must resolve.
func localAddress(base string) string {
	if u, err := url.Parse(base); err == nil && u.Path != "" {
		return base // already the whole address
	}
	return fmt.Sprint(base, localPrefix, localAPIID)
}
