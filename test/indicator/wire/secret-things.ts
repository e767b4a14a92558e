import { ENCODINGS } from './encodings';

const SITE = 'https://site.example.com';
const VALUE = 'hunter2';
const JWT =
  'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U';
const TELEGRAM = '123456789:AAF0hQkZ8wXbV3n2m1L0kJ9h8G7f6D5s4A3';

/** Names of secrets as products write them; between spaces. */
const NAMES = `
  password password[] user[password] user%5Bpassword%5D %70assword PassWord pass_word pass-word pass.word
  passwd passwort kennwort contrase%C3%B1a senha wachtwoord motdepasse pwd pw psw passphrase passcode
  p%D0%B0ssword p%C3%A4ssword %EF%BD%90assword pass%E2%80%8Bword %D0%BF%D0%B0%D1%80%D0%BE%D0%BB%D1%8C
  smtp_pass dbpass bindpw olcRootPW PGPASSWORD MYSQL_PWD sshpass requirepass passkey
  apikey api_key api-key api.key apiKey ApiKey API-KEY X-API-Key x-apikey appkey app_key consumer_key
  accessKey access_key AWSAccessKeyId SecretAccessKey SharedAccessKey accountKey
  Ocp-Apim-Subscription-Key subscription-key x-functions-key X-RapidAPI-Key DD-APPLICATION-KEY
  private_key privkey signing_key encryptionKey aes_key master_key license_key stream_key
  token tokens[] access_token accessToken id_token refresh_token auth-token csrf_token csrf
  X-XSRF-TOKEN __RequestVerificationToken authenticity_token PRIVATE-TOKEN X-Vault-Token device_token
  reset_password_token oauth_token oauth_verifier oauth_signature client_secret client_assertion
  secret session session_id sessionid PHPSESSID JSESSIONID jsessionid ASP.NET_SessionId ASPSESSIONIDQA
  connect.sid sess laravel_session osCsid CFID CFTOKEN auth_cookie cookie
  psk wpa_psk preSharedKey totp otp otp_code mfa_code verification_code auth_code security_code cvv
  sig signature X-Amz-Signature X-Amz-Credential X-Amz-Security-Token X-Goog-Signature q-signature hmac
  ticket login_ticket SAMLRequest SAMLResponse SAMLart code_verifier jwt bearer authorization
  Proxy-Authorization auth credentials creds sid connection_string community_string`
  .trim()
  .split(/\s+/);

/** What must not leave, by where the secret is. */
export const SECRET_THINGS: Readonly<Record<string, readonly string[]>> = {
  'the name of a secret': NAMES.map((name) => `${SITE}/a?b=c&${name}=${VALUE}`),
  'such a name elsewhere': [
    `${SITE}/#access_token=${VALUE}&state=a`,
    `${SITE}/#/callback?access_token=${VALUE}`,
    `${SITE}/a;jsessionid=${VALUE}?b=c`,
    `${SITE}/a/token=${VALUE}/b`,
    `${SITE}/?b=c&amp;token=${VALUE}`,
    `${SITE}/?se=2026-01-01&sp=r&sv=2022-11-02&sig=aBc%2BdEf%3D`,
    `${SITE}/?pin=4821`,
    `${SITE}/?passw0rd=${VALUE}`,
    `${SITE}/?a=b,token=${VALUE}`,
    `${SITE}/?q=b%20token%3D${VALUE}`,
    `${SITE}/?c=sessionid%3D${VALUE}`,
    `${SITE}/?x={"token":"${VALUE}"}`,
    `${SITE}/?header=X-Api-Key:${VALUE}`,
    `${SITE}/?h=Authorization:%20Bearer%20${VALUE}`,
    `${SITE}/?key=AIzaSyA1234567890abcdefghijklmnopqrstuv`,
    `${SITE}/?key=0123456789abcdef0123456789abcdef`,
    `${SITE}/?code=4/0AX4XfWhQ8pLr2n3KdZb7vYs9TtUu1Mm0`,
    `${SITE}/?appid=b6907d289e10d714a6e88b30761fae22`,
    `${SITE}/?sign=9F86D081884C7D659A2FEAA0C55AD015`,
    `${SITE}/reset-password/0123456789abcdef0123456789abcdef`,
    `${SITE}/password/reset/aB3dE5gH7jK9mN1pQ3rS`,
    `${SITE}/?data=${Buffer.from(JSON.stringify({ password: VALUE })).toString('base64')}`,
  ],
  'a secret in a URL inside, in another writing': ENCODINGS.map(
    ([, write]) => `${SITE}${write(`https://other.example.org/?access_token=${VALUE}`)}`,
  ),
  'a JSON Web Token': [
    `${SITE}/?t=${JWT}`,
    `${SITE}/#${JWT}`,
    `${SITE}/verify/${JWT}`,
    `${SITE}/?t=${JWT.replaceAll('.', '%2E')}`,
    `${SITE}/?t=${JWT.slice(0, JWT.lastIndexOf('.') + 1)}`,
    `${SITE}/?u=${encodeURIComponent(`https://other.example.org/${JWT}`)}`,
  ],
  'a webhook': [
    'https://hooks.slack.com/services/T00000000/B00000000/abcdefghijklmnopqrstuvwx',
    'https://hooks.slack.com/workflows/T00000000/A00000000/123456789/abcdefghijklmnop',
    'https://hooks.slack.com/triggers/T00000000/123/abcdef',
    'https://discord.com/api/webhooks/123456789012345678/aBcDeFgHiJkLmNoPqRsT',
    'https://discordapp.com/api/webhooks/123456789012345678/aBcDeFgHiJkLmNoPqRsT',
    'https://canary.discord.com/api/v10/webhooks/123456789012345678/aBcDeFgHiJkLmNoPqRsT/slack',
    `https://api.telegram.org/bot${TELEGRAM}/sendMessage?chat_id=1`,
    `https://api.telegram.org/file/bot${TELEGRAM}/photos/a.jpg`,
    `https://api.telegram.org/bot${TELEGRAM.replace(':', '%3A')}/getMe`,
    `${SITE}/bot${TELEGRAM}/getMe`,
    `${SITE}/?bot=${TELEGRAM}`,
    'https://contoso.webhook.office.com/webhookb2/11111111-2222-3333-4444-555555555555@66666666-7777-8888-9999-000000000000/IncomingWebhook/0123456789abcdef0123456789abcdef/11111111-2222-3333-4444-555555555555',
    'https://outlook.office.com/webhook/11111111-2222-3333-4444-555555555555@66666666-7777-8888-9999-000000000000/IncomingWebhook/0123456789abcdef/1',
    'https://prod-12.westeurope.logic.azure.com/workflows/0123456789abcdef/triggers/manual/paths/invoke?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=aBcDeF',
    'https://chat.googleapis.com/v1/spaces/AAAA/messages?threadKey=a',
    'https://hooks.zapier.com/hooks/catch/123456/abcdef/',
    'https://open.feishu.cn/open-apis/bot/v2/hook/11111111-2222-3333-4444-555555555555',
    'https://calendar.google.com/calendar/ical/a/private-0123456789abcdef0123456789abcdef/basic.ics',
    `${SITE}/?u=${encodeURIComponent('https://hooks.slack.com/services/T00000000/B00000000/abcdefghijklmnopqrstuvwx')}`,
    `${SITE}/?u=https://discord.com/api/webhooks/123456789012345678/aBcDeFgHiJkLmNoPqRsT`,
  ],
  'a token that shows whose it is': [
    `${SITE}/?x=ghp_${'aB3d'.repeat(9)}`,
    `${SITE}/x/github_pat_${'aB3d'.repeat(10)}`,
    `${SITE}/?x=glpat-${'aB3d'.repeat(5)}`,
    `${SITE}/?x=xoxb-123456789012-${'aB3d'.repeat(6)}`,
    `${SITE}/#AKIA${'ABCDEFGH'.repeat(2)}`,
    `${SITE}/?x=sk-proj-${'aB3d'.repeat(10)}`,
    `${SITE}/?x=sk_live_${'aB3d'.repeat(6)}`,
    `${SITE}/?x=SG.${'aB3d'.repeat(5)}.${'aB3d'.repeat(10)}`,
    `${SITE}/?x=npm_${'aB3d'.repeat(9)}`,
    `${SITE}/?x=hvs.${'aB3d'.repeat(6)}`,
    `${SITE}/?x=ya29.${'aB3d'.repeat(10)}`,
  ],
};
