/**
 * What the names of secrets have in them, and what looks like it and is public. One line a rule, with
 * its reason; `judge.ts` reads them. Patterns are of small letters: how the words of a name are
 * written and put together is undone before.
 */
export type Line = readonly [pattern: string, reason: string];

/** Secret wherever it stands, also inside of one word: `dbpassword2`. */
export const ANYWHERE: readonly Line[] = [
  ['pass(?:word|wort|wd|wrd|phrase|code|key)', 'what somebody types or keeps to be let in'],
  [
    'kennwort|contrasen|wachtwoord|motdepasse|losenord|salasana|passord|adgangskode|jelszo|sifre|' +
      'katasandi|matkhau|lozinka|slaptazod|parool',
    'a password in other languages',
  ],
  ['secret(?!ar|ion|ed)', 'its very name; a secretary and a secretion have none'],
  ['token(?!i[sz])', 'whoever has it is let in; what is tokenized is a text'],
  ['authori[sz]ation', 'the header, which holds a password or a token'],
  ['cookie(?!consent|banner|notice)', 'keeps somebody signed in; the question about it does not'],
  ['credential', 'its very name'],
  ['bearer', 'a token: whoever bears it is let in'],
  [
    '(?<!pos|^ob)session(?!i[sz])',
    'its number keeps somebody signed in; a possession does not, nor what is parted into sessions',
  ],
  ['sessid', 'the same, as PHP and others write it'],
  [
    '(?:api|private|access|auth|secret|sess)key(?!board|word)',
    'a key in one word; a keyboard is none',
  ],
  ['saml(?:request|response)', 'signs somebody in (SAML 2.0 bindings, 3.4)'],
  ['(?<!^s)[cx]srf', 'shows that a form was asked for; `sxsrf` is in each link of a search'],
  ['hmac', 'what signs a request'],
];

/** Secret at the end of a word: with more letters it would be another word. */
export const AT_END_OF_WORD: readonly Line[] = [
  [
    '(?:signing|encryption|vt)keys?',
    'a key in one word that is too short to be one inside of others',
  ],
  ['.pwd', 'a password behind whose it is: `dbpwd`'],
  [
    '(?:user|member|admin|root|client|login|new|old|confirm|default|store|key|require|keep)pass',
    'the same; `compass` and `bypass` are none',
  ],
  [
    '(?:db|sql|pg|odbc|pdo|ldap|smtp|imap|pop|mail|ftp|ssh|rpc|proxy|wifi|vpn|ppp|sync|host|server)pass',
    'the same; `compass` and `bypass` are none',
  ],
  ['^(?:my|re|[cnpsuwx])pass|.passw|^passd', 'the same'],
  ['(?:user|bind|root|admin|ldap|db|smtp|mail|ftp|new|old)pw|^(?:my|[cnu])pw', 'the same'],
  ['(?:basic|digest|proxy|http|smtp|master|rpc|aspx|portal)auth', 'what such a scheme sends'],
  ['(?:wpa|wep|wifi|ipsec|ike)psk', 'a key that is shared beforehand'],
  ['(?:pass|pwd|pw)hash', 'what a password was made into'],
];

/** Secret as the last word of a name, but for one of `FORMS` behind it: too short for more. */
export const LAST_WORDS: readonly Line[] = [
  ['pass|passw|passe', 'a password'],
  ['pwd?|psw|psw?r?d|pwrd', 'a password'],
  ['mdp|senha|clave|haslo|parol[ae]|heslo|geslo|zaporka|sandi', 'a password in other languages'],
  ['o?auth', 'what lets somebody in'],
  ['jwts?', 'a token (RFC 7519)'],
  ['tok|tkn', 'a token'],
  ['creds?', 'a credential'],
  ['sess', 'a session'],
  ['psk', 'a key that is shared beforehand'],
  ['t?otp', 'a password for once'],
  ['cvv|cvc', 'the number on the back of a card, which pays'],
];

/** Two words that are secret only together, wherever they stand in a name. */
export const PAIRS: readonly Line[] = [
  ['pass (?:word|wd|phrase|code|key)', 'a password that is written apart'],
  ['(?:api|private|access|auth) keys?', 'a key that opens something'],
  ['saml (?:request|response)', 'signs somebody in'],
  ['code verifier', 'redeems the code that signs in (RFC 7636, 4.1)'],
  ['mat khau', 'a password in Vietnamese'],
  ['sess id', 'a session'],
  ['wordpress logged', 'the cookie of who is signed in'],
  ['cf clearance', 'the cookie of who has passed a check'],
];

const OPENING_KEYS =
  'signing|encryption|decryption|master|(?:pre)?shared|hmac|ssh|priv|enc|aes|des|rsa|crypt|crypto|cipher|' +
  'wep|wpa|wifi|network|tsig|rndc|tacacs|radius|ike|ipsec';

const KEYS_OF_SERVICES =
  'vt|client|account|subscription|functions|application|app|license|consumer|rapidapi|insert|' +
  'admin|login|security|secure|deploy|activation|reset|unlock|stream|server|service|role|web ?hook|rss';

/** Two words that are secret only together, or in one word, at the end of a name. */
export const LAST_PAIRS: readonly Line[] = [
  [`(?:${OPENING_KEYS}) keys?`, 'what signs or encrypts; a public or a primary key does not'],
  [`(?:${KEYS_OF_SERVICES}) keys?`, 'what a service wants to see'],
  [
    '(?:amz|goog|q|oauth|hub|slack|access|webhook|request) signature|openid sig|sess sig',
    'makes a link that opens what is stored in a cloud, or shows who asks',
  ],
  [
    '(?:auth|authorization|otp|mfa|tfa|fa|(?:two)?factor|sms|verification|verify|security|recovery|backup|device|' +
      'activation|confirmation|login|unlock|access) codes?',
    'what is sent to somebody to be let in',
  ],
  ['(?:user|member|auth|card|sim|door|alarm|atm|login) pin', 'a number that lets in'],
  ['(?:login|auth|service|proxy|kerberos|granting) ticket', 'signs somebody in'],
  ['(?:client|saml|jwt) assertion|saml art|oauth verifier', 'the same'],
  ['connection string', 'holds the password of a database'],
  ['snmp community|community string', 'the password of SNMP (RFC 1157, 3.2.5)'],
  ['connect sid|os csid', 'a session'],
  ['wp nonce', 'shows that a form was asked for'],
];

/** Secret when it is the whole name; with other words it is something else: `userSid`, `ticket_id`. */
export const WHOLE_NAMES: readonly Line[] = [
  ['sid', 'a session in a link'],
  ['zenid|cfid', 'the same'],
  ['ticket', 'signs somebody in (CAS protocol, 3.2)'],
  ['pgt ?(?:iou|id)|assertion|wresult', 'the same'],
  ['sig(?:nature)?', 'makes a link that opens what is stored in a cloud'],
  ['codeverifier', 'redeems the code that signs in (RFC 7636, 4.1)'],
  ['one ?time ?code', 'lets in once'],
  ['skey', 'a session'],
];

/** The same in other scripts than Latin: Russian, Ukrainian, Chinese, Japanese, Korean, Greek,
 * Hebrew, Arabic, Persian, Hindi, Thai. */
export const IN_OTHER_SCRIPTS: readonly Line[] = [
  [
    'парол|密码|密碼|口令|パスワード|비밀번호|암호|συνθηματικ|κωδικ[οό]ς? ?προσβ|^κωδικ[οό]ς$|סיסמ|كلمة (?:المرور|السر)|گذرواژه|पासवर्ड|รหัสผ่าน',
    'a password',
  ],
];

/** Public as the last word or two, with one of `UNITS` behind or not: it tells about a secret. */
export const MEASURES: readonly Line[] = [
  ['counts?|counter|total', 'how many there are'],
  ['length|size', 'how long it is'],
  ['limit|policy|required|enabled', 'what is asked of it'],
  ['type|method|provider|endpoint|version|algorithm|alg', 'of which kind it is, and whence'],
  ['expires|expired|expiry|expiration|ttl|lifetime|age|duration|timeout', 'how long it is good'],
  ['time|date|timestamp', 'when it was made or used'],
  ['status|reason|errors?', 'what has become of it'],
  ['ur[il]|lang', 'where it comes from, which is looked at by itself, and in which language'],
  ['cookie (?:consent|banner|notice)', 'whether somebody has agreed to cookies'],
];

/** Public where it is the first word and the last one is of `COUNTED`: how many there are. */
export const AMOUNTS: readonly Line[] = [['max|min|num|number|total', 'as in `max_tokens`']];
export const COUNTED = '(?:password|secret|token|cookie|credential|session)s';

/** Public as the last two words: what is called `pass` and lets nobody in. */
export const PUBLIC_PAIRS: readonly Line[] = [
  ['by pass', 'a way round'],
  ['mkt tok', 'counts who reads a newsletter'],
  ['(?:spf|dkim|dmarc) pass', 'the outcome of the check of a mail'],
];

/** What a short word may be followed by and still is the secret, or gives it away. */
export const FORMS =
  'hash|value|data|header|string|text|plain|base64|old|new|confirm|assertion|code';

/** What a measure may be followed by. */
export const UNITS = 'in|at|ms|secs?|seconds|minutes|hours|days';

/**
 * Names that mean something public as a rule, and a secret where the value is one that a machine made:
 * `?key=AIza…` and `?code=US`. As the last word; `PUBLIC_KEYS` before it say that it opens nothing.
 */
export const DOUBTFUL: readonly Line[] = [
  ['keys?', 'what a service wants to see, or a word'],
  ['code', 'redeemed for a token (RFC 6749, 4.1.2), or the code of a country'],
  ['sign|sig|signature', 'what a link is signed with'],
  ['sid|ticket', 'a session, or a case'],
  ['appid|ak', 'what some services call their key'],
];
export const PUBLIC_KEYS =
  'public|pub|cache|partition|primary|foreign|registry|routing|object|sort|index|row|range|group|' +
  'dedup|message|s3|bucket|file|image|path';
