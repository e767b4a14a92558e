/**
 * What the names of secrets have in them, and what looks like it and is public. One line a rule, with
 * its reason; `judge.ts` reads them. Patterns are of small letters: how the words of a name are
 * written and put together is undone before.
 */
export type Line = readonly [pattern: string, reason: string];

/** Secret wherever it stands, also inside of one word: `dbpassword2`. */
export const ANYWHERE: readonly Line[] = [
  ['pass(?:word|wd|phrase|code)', 'what somebody types to be let in'],
  ['secret(?!ar|ion|ed)', 'its very name; a secretary and a secretion have none'],
  ['token(?!i[sz])', 'whoever has it is let in; what is tokenized is a text'],
  ['authori[sz]ation', 'the header, which holds a password or a token'],
  ['cookie(?!consent|banner|notice)', 'keeps somebody signed in; the question about it does not'],
  ['credential', 'its very name'],
  ['bearer', 'a token: whoever bears it is let in'],
  ['(?<!pos|^ob)session', 'its number keeps somebody signed in; a possession does not'],
  ['sessid', 'the same, as PHP and others write it'],
  ['(?:api|private|access|auth|secret)key(?!board|word)', 'a key in one word; a keyboard is none'],
  ['saml(?:request|response)', 'signs somebody in (SAML 2.0 bindings, 3.4)'],
];

/** Secret at the end of a word: with more letters it would be another word. */
export const AT_END_OF_WORD: readonly Line[] = [
  [
    '(?:signing|encryption|vt)keys?',
    'a key in one word that is too short to be one inside of others',
  ],
  ['.pwd', 'a password behind whose it is: `dbpwd`'],
  [
    '(?:user|db|smtp|imap|mail|ftp|sql|pg|ldap|admin|root|login|proxy)pass',
    'the same; `compass` and `bypass` are none',
  ],
  ['(?:basic|digest|proxy|http|smtp)auth', 'what such a scheme sends'],
];

/** Secret as the last word of a name, but for one of `FORMS` behind it: too short for more. */
export const LAST_WORDS: readonly Line[] = [
  ['pass', 'a password'],
  ['pwd?', 'a password'],
  ['o?auth', 'what lets somebody in'],
  ['jwts?', 'a token (RFC 7519)'],
  ['psk', 'a key that is shared beforehand'],
  ['t?otp', 'a password for once'],
];

/** Two words that are secret only together, wherever they stand in a name. */
export const PAIRS: readonly Line[] = [
  ['pass (?:word|wd|phrase|code)', 'a password that is written apart'],
  ['(?:api|private|access|auth) keys?', 'a key that opens something'],
  ['saml (?:request|response)', 'signs somebody in'],
  ['code verifier', 'redeems the code that signs in (RFC 7636, 4.1)'],
];

/** Two words that are secret only together, at the end of a name. */
export const LAST_PAIRS: readonly Line[] = [
  [
    '(?:signing|encryption|decryption|master|shared|hmac|ssh) keys?',
    'what signs or encrypts; a public or a primary key does not',
  ],
  [
    '(?:vt|client|account|subscription|functions|application|app|license) keys?',
    'what a service wants to see',
  ],
  ['(?:amz|goog) signature', 'makes a link that opens what is stored in a cloud'],
];

/** Secret when it is the whole name; with other words it is something else: `userSid`, `ticket_id`. */
export const WHOLE_NAMES: readonly Line[] = [
  ['sid', 'a session in a link'],
  ['ticket', 'signs somebody in (CAS protocol, 3.2)'],
  ['sig(?:nature)?', 'makes a link that opens what is stored in a cloud'],
  ['codeverifier', 'redeems the code that signs in (RFC 7636, 4.1)'],
];

/** Public as the last word or two, with one of `UNITS` behind or not: it tells about a secret. */
export const MEASURES: readonly Line[] = [
  ['counts?|counter|total', 'how many there are'],
  ['length|size', 'how long it is'],
  ['limit|policy|required|enabled', 'what is asked of it'],
  ['type|method|provider|endpoint|version', 'of which kind it is, and where it comes from'],
  ['expires|expired|expiry|expiration|ttl|lifetime|age|duration|timeout', 'how long it is good'],
  ['time|date|timestamp', 'when it was made or used'],
  ['status|reason', 'what has become of it'],
  ['cookie (?:consent|banner|notice)', 'whether somebody has agreed to cookies'],
];

/** Public where it is the first word and the last one is of `COUNTED`: how many there are. */
export const AMOUNTS: readonly Line[] = [['max|min|num|number|total', 'as in `max_tokens`']];
export const COUNTED = '(?:password|secret|token|cookie|credential|session)s';

/** Public as the last two words: what is called `pass` and lets nobody in. */
export const PUBLIC_PAIRS: readonly Line[] = [
  ['by pass', 'a way round'],
  ['(?:spf|dkim|dmarc) pass', 'the outcome of the check of a mail'],
];

/** What a short word may be followed by and still is the secret, or gives it away. */
export const FORMS = 'hash|value|data|header|string|text|plain|base64|old|new|confirm|assertion';

/** What a measure may be followed by. */
export const UNITS = 'in|at|ms|secs?|seconds|minutes|hours|days';

/** The words of a name, the value in small letters, and why it is public. */
export type ValueLine = readonly [name: string, value: string, reason: string];

/**
 * Names that also mean something public, which the value tells. What is no text and no number is no
 * such value.
 */
export const PUBLIC_VALUES: readonly ValueLine[] = [
  [
    '(?:(?:max|min|num|number|count|total|input|output) )*(?:tokens|sessions|cookies)',
    '\\d{1,4}',
    'a small number tells how many: `tokens=3`; of `otp_tokens` it may be one',
  ],
];

/** What a link is signed with, or a session, is long and mixed: hexadecimal, Base64, or parts of it. */
const NO_RANDOM = '(?![\\w+/=-]{20,}$)(?![^]*(?=[\\w+=-]{20})[a-z_+=-]{0,19}\\d)';

/** The same in an event, where such a name is that of a detection or of a case. In a URL it opens something. */
export const PUBLIC_VALUES_IN_EVENTS: readonly ValueLine[] = [
  ['signature|ticket', '\\S+\\s[^]*', 'a sentence is what an intrusion detection has found'],
  [
    'sid|sig|signature|ticket',
    `${NO_RANDOM}(?=[^./:]*[./:])[^\\s+=]+`,
    'parts of words are the name of a detection: `Trojan.Gen`',
  ],
  ['sid|sig|signature|ticket', '\\d{1,12}', 'the number of a rule: `sid:2019401`'],
  [
    'sid|sig|signature|ticket',
    '[a-z]{2,4}\\d{4,12}|[a-z]{2,10}-\\d{1,12}',
    'the number of a case: `INC0012345`, `SEC-42`',
  ],
  ['sid', 's-1(?:-\\d{1,12}){2,15}', 'an account of Windows (MS-DTYP, 2.4.2.1)'],
];
