package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscognito"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// groups are the roles of staff, the most powerful first. Whoever is in none
// of them is a customer.
var groups = []struct{ name, does string }{
	{"admin", "Configures the service"},
	{"compliance", "Handles complaints"},
	{"lead", "Leads a team and takes over what escalates"},
	{"agent", "Works tickets"},
}

// identity is the user pool: customers sign themselves up, staff are put into
// groups. With an issuer of the company's own it is the directory of staff.
type identity struct {
	pool   awscognito.UserPool
	client awscognito.UserPoolClient
}

func newIdentity(scope constructs.Construct, s Settings) identity {
	at := constructs.NewConstruct(scope, jsii.String("Identity"))
	pool := awscognito.NewUserPool(at, jsii.String("Pool"), &awscognito.UserPoolProps{
		SelfSignUpEnabled:   jsii.Bool(s.Issuer == ""),
		SignInAliases:       &awscognito.SignInAliases{Username: jsii.Bool(true), Email: jsii.Bool(true)},
		SignInCaseSensitive: jsii.Bool(false),
		AutoVerify:          &awscognito.AutoVerifiedAttrs{Email: jsii.Bool(true)},
		// A new address counts only once it is proven, so that nobody reads another's mail.
		KeepOriginal:    &awscognito.KeepOriginalAttrs{Email: jsii.Bool(true)},
		AccountRecovery: awscognito.AccountRecovery_EMAIL_ONLY,
		StandardAttributes: &awscognito.StandardAttributes{
			Email:    &awscognito.StandardAttribute{Required: jsii.Bool(true), Mutable: jsii.Bool(true)},
			Fullname: &awscognito.StandardAttribute{Mutable: jsii.Bool(true)},
			Locale:   &awscognito.StandardAttribute{Mutable: jsii.Bool(true)},
		},
		CustomAttributes: &map[string]awscognito.ICustomAttribute{
			"tier": awscognito.NewStringAttribute(&awscognito.StringAttributeProps{
				MinLen: jsii.Number(1), MaxLen: jsii.Number(64), Mutable: jsii.Bool(true),
			}),
		},
		PasswordPolicy: &awscognito.PasswordPolicy{
			MinLength:            jsii.Number(12),
			RequireDigits:        jsii.Bool(true),
			RequireLowercase:     jsii.Bool(true),
			RequireUppercase:     jsii.Bool(true),
			RequireSymbols:       jsii.Bool(true),
			TempPasswordValidity: days(3),
		},
		Mfa:                awscognito.Mfa_OPTIONAL,
		MfaSecondFactor:    &awscognito.MfaSecondFactor{Otp: jsii.Bool(true), Sms: jsii.Bool(false)},
		DeletionProtection: jsii.Bool(s.retained()),
		RemovalPolicy:      s.removal(),
	})
	accept(pool, "AwsSolutions-COG2",
		"A customer in trouble must be able to ask for help without a second factor; whoever wants one turns it on.")
	accept(pool, "AwsSolutions-COG3",
		"Threat protection is charged for each user, on a plan that the company chooses for itself.")

	readable := awscognito.NewClientAttributes().WithStandardAttributes(&awscognito.StandardAttributesMask{
		Email: jsii.Bool(true), EmailVerified: jsii.Bool(true), Fullname: jsii.Bool(true), Locale: jsii.Bool(true),
	}).WithCustomAttributes(jsii.String("tier"))
	// The tier decides on promises: only the company writes it.
	writable := awscognito.NewClientAttributes().WithStandardAttributes(&awscognito.StandardAttributesMask{
		Email: jsii.Bool(true), Fullname: jsii.Bool(true), Locale: jsii.Bool(true),
	})
	client := pool.AddClient(jsii.String("Client"), &awscognito.UserPoolClientOptions{
		GenerateSecret: jsii.Bool(false), // pages and apps cannot keep one
		DisableOAuth:   jsii.Bool(true),
		AuthFlows: &awscognito.AuthFlow{
			UserSrp:      jsii.Bool(true),
			UserPassword: jsii.Bool(s.Local), // for scripts; SRP keeps passwords off the wire
		},
		ReadAttributes:             readable,
		WriteAttributes:            writable,
		IdTokenValidity:            awscdk.Duration_Hours(jsii.Number(1)),
		AccessTokenValidity:        awscdk.Duration_Hours(jsii.Number(1)),
		RefreshTokenValidity:       days(7),
		EnableTokenRevocation:      jsii.Bool(true),
		PreventUserExistenceErrors: jsii.Bool(true),
	})
	client.ApplyRemovalPolicy(s.removal())
	for rank, group := range groups {
		awscognito.NewUserPoolGroup(at, jsii.String("Group"+title(group.name)), &awscognito.UserPoolGroupProps{
			UserPool:    pool,
			GroupName:   jsii.String(group.name),
			Description: jsii.String(group.does),
			Precedence:  jsii.Number(float64(rank)),
		}).ApplyRemovalPolicy(s.removal()) // a pool that is kept without its groups would make all staff customers
	}
	return identity{pool: pool, client: client}
}
