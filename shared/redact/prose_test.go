package redact_test

import (
	"strings"
	"testing"

	"aftercare/shared/redact"
)

// supportMessages are what people write without giving anything away.
var supportMessages = []string{
	"Hi, I can not open my wallet since the last update. It asks for the recovery phrase, but I never wrote it down. What can I do?",
	"please help me i sent money to wrong address and now the coin is lost, can you get it back for me please thank you",
	"Urgent! Account locked, phone number changed, cannot access wallet, need help now, please call back today.",
	"URGENT PLEASE HELP LOCKED ACCOUNT PHONE LOST CODE NOT WORK OPEN TICKET AGAIN THANKS",
	"I have tried this twelve times: 1. open the app 2. enter the code 3. wait 4. see the error 5. close the app 6. start again. Nothing works.",
	"Steps: 1) Open the app. 2) Click on Wallet. 3) Choose the coin. 4) Enter the amount. 5) Check the network. 6) Press send. " +
		"7) Wait for the code. 8) Enter the code. 9) Confirm. 10) See the error. 11) Try again. 12) Give up.",
	"You can not do this to me. You will hear from my lawyer. I have been a customer of yours since 2017 and that is how you treat people like me?",
	"What is a seed phrase? Is it the same as a private key? I read that one has 12 or 24 words and that the other one is a long number.",
	"My order 123456789012 of 0.015 BTC at 14:05 was charged twice, fee 0.0005, please check what happened and return the second one.",
	"Dear team, the deposit of 2,500 USDT over Tron that I made on 3 March has still not been credited to my account, although the explorer shows " +
		"more than 200 confirmations. I have attached the receipt. My user ID is 88213345. Kind regards, Alice",
	"The price of this coin will double every year, people say. Is it good to buy now, or is it better to hold on and wait until the summer?",
	"Name: Alice Example\nCountry: Austria\nLanguage: English\nPhone: +43 1 5550100\nSubject: Withdrawal\nStatus: Pending\nAmount: 0.5 BTC\nNetwork: Bitcoin",
	"I did verify my identity again and again. Photo of the front, photo of the back, a video of my face. Every time: rejected. Why?",
	"Wallet version 4.2.1, phone Android 15, error code 0x80070005, session 5f2c8e1a9b3d4c6e8f7a1b2c3d4e5f60, build deadbeefcafe.",
	"Please remove the old device from my account, add the new one, reset the second factor and send me the confirmation by e-mail.",
	"我昨天充值了 500 USDT，使用 TRC20 网络，但是到现在还没有到账。请帮我查一下，谢谢！",
	"我的 wallet 打不开了，app 显示 network error，已经 update 到最新版本，phone 也重启过，还是不行，please help。",
	"Ich kann mein Wallet nicht mehr öffnen. Die App sagt immer nur: Fehler. Können Sie mir bitte helfen?",
	"Bonjour, je ne peux plus ouvrir mon portefeuille depuis hier. Pouvez-vous m'aider, s'il vous plaît ?",
	"Error: open wallet: code 12: can not use key: time out\nError: open wallet: code 12: can not use key: time out\nat main.run (app.js:120:14)",
	"Is this mail from you? \"Dear user, your account will be closed unless you verify your wallet within 24 hours. Click the link below.\" It looks like fraud.",
}

func TestOrdinaryMessagesAreLeftAlone(t *testing.T) {
	for _, text := range supportMessages {
		for _, dressed := range []string{text, strings.ToUpper(text), strings.ReplaceAll(text, " ", "\n"), "> " + text} {
			if clean, found := redact.Secrets(dressed); clean != dressed {
				t.Errorf("%v in %q: %q", found, dressed, clean)
			}
		}
	}
}

func TestLongMessagesAreLeftAlone(t *testing.T) {
	text := strings.Join(supportMessages, "\n\n")
	for len(text) < 20_000 {
		text += "\n\n" + text
	}
	if clean, found := redact.Secrets(text); clean != text {
		t.Errorf("%v in a long message without secrets", found)
	}
}

func TestAPhraseIsFoundInALongMessage(t *testing.T) {
	prose := strings.Join(supportMessages, "\n\n")
	clean, found := redact.Secrets(prose + "\n" + vector + "\n" + prose)
	if len(found) != 1 || !strings.HasPrefix(clean, prose) || !strings.HasSuffix(clean, prose) {
		t.Errorf("found %v", found)
	}
}
