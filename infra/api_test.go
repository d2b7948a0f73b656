package main

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

const anybody = "NONE"

func TestEveryRouteButThePublicOnesWantsAToken(t *testing.T) {
	stack := inProduction()
	for id, route := range stack.of("AWS::ApiGatewayV2::Route") {
		_, path, _ := strings.Cut(route.at("RouteKey").(string), " ")
		public := strings.HasPrefix(path, "/v1/public/")
		switch auth := route.at("AuthorizationType"); {
		case public && auth != anybody:
			t.Errorf("%s wants %v", path, auth)
		case !public && auth != "JWT":
			t.Errorf("%s is open: %v", path, auth)
		case !public && stack.Resources[target(route.at("AuthorizerId"))].Type != "AWS::ApiGatewayV2::Authorizer":
			t.Errorf("%s (%s) has no authorizer", path, id)
		}
	}
}

func TestRoutesLeadToTheirFunctions(t *testing.T) {
	stack := inProduction()
	got := map[string][]string{}
	for _, route := range stack.of("AWS::ApiGatewayV2::Route") {
		parts := asList(dig(route.at("Target"), "Fn::Join"))
		integration := stack.Resources[target(asList(parts[1])[1])]
		function := stack.Resources[target(integration.at("IntegrationUri"))]
		job := strings.TrimPrefix(function.at("FunctionName").(string), "aftercare-")
		got[job] = append(got[job], route.at("RouteKey").(string))
		if format := integration.at("PayloadFormatVersion"); format != "2.0" {
			t.Errorf("%s gets events of version %v", job, format)
		}
	}
	for job, want := range map[string][]string{
		"tickets":    {"ANY /v1/tickets", "ANY /v1/tickets/{proxy+}"},
		"complaints": {"ANY /v1/complaints", "ANY /v1/complaints/{proxy+}"},
		"feedback": {
			"ANY /v1/feedback", "ANY /v1/feedback/{proxy+}", "ANY /v1/stories", "ANY /v1/stories/{proxy+}",
			"GET /v1/public/follow-ups/{token}", "GET /v1/public/stories", "GET /v1/public/stories/{token}", "GET /v1/public/surveys/{token}", "GET /v1/public/surveys/{token}/unsubscription",
			"HEAD /v1/public/follow-ups/{token}", "HEAD /v1/public/stories", "HEAD /v1/public/stories/{token}", "HEAD /v1/public/surveys/{token}",
			"HEAD /v1/public/surveys/{token}/unsubscription",
			"POST /v1/public/follow-ups/{token}", "POST /v1/public/stories/{token}", "POST /v1/public/surveys/{token}", "POST /v1/public/surveys/{token}/story", "POST /v1/public/surveys/{token}/unsubscription",
		},
		"guests": {
			"GET /v1/public/complaints/{token}", "GET /v1/public/complaints/{token}/{proxy+}", "HEAD /v1/public/complaints/{token}",
			"POST /v1/public/complaints", "POST /v1/public/complaints/{token}/{proxy+}",
		},
		"documents": {
			"GET /v1/public/complaints", "GET /v1/public/complaints/template", "GET /v1/public/documents/{token}",
			"HEAD /v1/public/complaints", "HEAD /v1/public/complaints/template", "HEAD /v1/public/documents/{token}",
		},
		"insights": {
			"ANY /v1/incidents", "ANY /v1/insights", "ANY /v1/insights/{proxy+}", "ANY /v1/reports", "ANY /v1/reports/{proxy+}", "ANY /v1/topics", "ANY /v1/topics/{proxy+}",
			"GET /v1/public/promises", "GET /v1/public/transparency", "GET /v1/public/transparency/{month}",
			"HEAD /v1/public/promises", "HEAD /v1/public/transparency", "HEAD /v1/public/transparency/{month}",
		},
		"policies":  {"ANY /v1/escalation-ladders/{proxy+}", "ANY /v1/sla/{proxy+}"},
		"directory": {"GET /v1/me", "GET /v1/staff", "GET /v1/teams"},
		"reference": {"GET /docs", "GET /openapi.json", "GET /v1/public/docs", "GET /v1/public/openapi.json"},
	} {
		slices.Sort(got[job])
		if !slices.Equal(got[job], want) {
			t.Errorf("%s serves %v, want %v", job, got[job], want)
		}
		delete(got, job)
	}
	if len(got) > 0 {
		t.Errorf("routes that nobody expects: %v", got)
	}
}

func TestTokensAreThoseOfTheUserPoolsClient(t *testing.T) {
	stack := inProduction()
	jwt := stack.one(t, "AWS::ApiGatewayV2::Authorizer")
	if got := quoted(jwt.at("IdentitySource")); got != `["$request.header.Authorization"]` {
		t.Errorf("tokens are looked for in %s", got)
	}
	audience := asList(jwt.at("JwtConfiguration", "Audience"))
	if len(audience) != 1 || stack.Resources[target(audience[0])].Type != "AWS::Cognito::UserPoolClient" {
		t.Errorf("tokens are for %s", quoted(audience))
	}
	if issuer := quoted(jwt.at("JwtConfiguration", "Issuer")); !strings.Contains(issuer, "https://cognito-idp.") {
		t.Errorf("tokens are by %s", issuer)
	}
}

func TestTokensMayBeTheCompanysOwn(t *testing.T) {
	context := cloudContext()
	context["issuer"], context["audience"] = "https://id.example.com", "support,console"
	stack := synthesize(context)
	jwt := stack.one(t, "AWS::ApiGatewayV2::Authorizer")
	if got := jwt.at("JwtConfiguration", "Issuer"); got != "https://id.example.com" {
		t.Errorf("tokens are by %v", got)
	}
	if got := quoted(jwt.at("JwtConfiguration", "Audience")); got != `["support","console"]` {
		t.Errorf("tokens are for %s", got)
	}
	pool := stack.one(t, "AWS::Cognito::UserPool")
	if got := pool.at("AdminCreateUserConfig", "AllowAdminCreateUserOnly"); got != true {
		t.Error("customers can sign up where no token of theirs counts")
	}
}

func TestCustomersSignUpAndStaffAreAppointed(t *testing.T) {
	stack := inProduction()
	if got := stack.one(t, "AWS::Cognito::UserPool").at("AdminCreateUserConfig", "AllowAdminCreateUserOnly"); got != false {
		t.Error("customers cannot sign up")
	}
	var names []string
	for _, group := range stack.of("AWS::Cognito::UserPoolGroup") {
		names = append(names, group.at("GroupName").(string))
		if group.at("RoleArn") != nil {
			t.Errorf("members of %v get rights in AWS", group.at("GroupName"))
		}
	}
	slices.Sort(names)
	if want := []string{"admin", "agent", "compliance", "lead"}; !slices.Equal(names, want) {
		t.Errorf("groups %v, want %v", names, want)
	}
	client := stack.one(t, "AWS::Cognito::UserPoolClient")
	if writable := quoted(client.at("WriteAttributes")); strings.Contains(writable, "custom:") || strings.Contains(writable, "verified") {
		t.Errorf("whoever signs in can change %s", writable)
	}
	if readable := quoted(client.at("ReadAttributes")); !strings.Contains(readable, `"custom:tier"`) {
		t.Errorf("tokens hold only %s", readable)
	}
}

func TestPasswordsAreNotSentButLocally(t *testing.T) {
	const flow = "ALLOW_USER_PASSWORD_AUTH"
	if got := quoted(inProduction().one(t, "AWS::Cognito::UserPoolClient").at("ExplicitAuthFlows")); strings.Contains(got, flow) {
		t.Errorf("in production: %s", got)
	}
	if got := quoted(onLocalhost().one(t, "AWS::Cognito::UserPoolClient").at("ExplicitAuthFlows")); !strings.Contains(got, flow) {
		t.Errorf("locally: %s", got)
	}
}

func TestAccessLogHoldsTheRouteAndNothingAboutTheCaller(t *testing.T) {
	stage := inProduction().one(t, "AWS::ApiGatewayV2::Stage")
	if stage.at("AccessLogSettings", "DestinationArn") == nil {
		t.Fatal("there is no access log")
	}
	var line map[string]string
	if err := json.Unmarshal([]byte(stage.at("AccessLogSettings", "Format").(string)), &line); err != nil {
		t.Fatal(err)
	}
	allowed := []string{
		"$context.requestId", "$context.requestTimeEpoch", "$context.routeKey", "$context.status", "$context.responseLength",
		"$context.responseLatency", "$context.integrationLatency", "$context.integration.integrationStatus",
	}
	for name, value := range line {
		if !slices.Contains(allowed, value) {
			t.Errorf("%s logs %s", name, value)
		}
	}
	if line["route"] != "$context.routeKey" {
		t.Errorf("the route is %q", line["route"])
	}
}

func TestCallsAreThrottled(t *testing.T) {
	stage := inProduction().one(t, "AWS::ApiGatewayV2::Stage")
	if rate, _ := stage.at("DefaultRouteSettings", "ThrottlingRateLimit").(float64); rate <= 0 {
		t.Error("calls are not throttled")
	}
	if stage.at("StageName") != "$default" {
		t.Errorf("the stage %v becomes part of every path", stage.at("StageName"))
	}
}

func TestPagesOfNamedOriginsMayCall(t *testing.T) {
	if cors := inProduction().one(t, "AWS::ApiGatewayV2::Api").at("CorsConfiguration"); cors != nil {
		t.Errorf("without corsOrigins: %s", quoted(cors))
	}
	context := cloudContext()
	context["corsOrigins"] = "https://help.example.com, https://console.example.com"
	cors := synthesize(context).one(t, "AWS::ApiGatewayV2::Api").at("CorsConfiguration")
	if got := quoted(dig(cors, "AllowOrigins")); got != `["https://help.example.com","https://console.example.com"]` {
		t.Errorf("origins %s", got)
	}
	if dig(cors, "AllowCredentials") != nil {
		t.Error("cookies are let through, and nothing uses any")
	}
}

func TestLinksInMailsLeadToThePublicAddress(t *testing.T) {
	link := func(stack template, job string) any {
		for _, function := range stack.of("AWS::Lambda::Function") {
			if function.at("FunctionName") == "aftercare-"+job {
				return function.at("Environment", "Variables", "PUBLIC_URL")
			}
		}
		return nil
	}
	context := cloudContext()
	context["publicUrl"] = "https://help.example.com/"
	branded := synthesize(context)
	for _, job := range []string{"surveys", "notices"} {
		if got := link(branded, job); got != "https://help.example.com" {
			t.Errorf("%s links to %v", job, got)
		}
		if got := quoted(link(inProduction(), job)); !strings.Contains(got, "ApiEndpoint") {
			t.Errorf("%s links to %v where no address is given", job, got)
		}
		if got := link(onLocalhost(), job); got != onLocalhost().Outputs["ApiUrl"].Value {
			t.Errorf("%s links to %v locally", job, got)
		}
	}
}

func TestTheEmulatorIsToldTheAPIsIdAndTheCloudIsNot(t *testing.T) {
	if got := dig(onLocalhost().one(t, "AWS::ApiGatewayV2::Api").at("Tags"), localIDTag); got != localAPIID {
		t.Errorf("local id %v", got)
	}
	if got := dig(inProduction().one(t, "AWS::ApiGatewayV2::Api").at("Tags"), localIDTag); got != nil {
		t.Errorf("the cloud's API has the tag, too: %v", got)
	}
}
