/** A reply of a mail server. */
export interface Reply {
  /** 200 to 599 (RFC 5321, 4.2.1); 0 where it does not begin with such a number. */
  readonly code: number;
  /** `5.7.1` (RFC 3463); empty where there is none. */
  readonly status: string;
  readonly text: string;
}

const NUMBERS = /^([2-5]\d\d)(?:[ -]+#?([245]\.\d{1,3}\.\d{1,3})(?!\d)|[ -]|$)/;

/** Characters of a reply that are looked at. */
const LOOKED_AT = 2000;

/** Reads a reply, of one line or of several. */
export function readReply(text: string): Reply {
  const [, code = '0', status = ''] = NUMBERS.exec(text) ?? [];
  return { code: Number(code), status, text: text.slice(0, LOOKED_AT) };
}

/** Says that the session is out of step, not that the mail is bad. */
const OUT_OF_STEP = 503;

/**
 * Whether the same may be taken later: by its number (RFC 5321, 4.2.1), by its status where that is
 * kinder (RFC 3463, 3), and where it speaks of a limit that time mends. A reply that is no number says
 * nothing for good.
 */
export function isTemporary(reply: Reply): boolean {
  const { code, status } = reply;
  if (code < 500 || code === OUT_OF_STEP || status.startsWith('4.')) return true;
  return isLimit(reply) || (LATER_WORDS.test(reply.text) && !isLasting(status, reply.text));
}

/**
 * Statuses of limits: Google's on a day's mails, Microsoft's on a recipient's mails and on a sender
 * whose mails have failed too often, and a flood of mails (iana.org, SMTP Enhanced Status Codes).
 */
const LIMIT_STATUSES = /^[45]\.(?:4\.5|2\.12[12]|2\.25[1-5]|7\.28)$/;

/** Of a size or a mailbox, which do not change by waiting; and of a way that leads in a circle. */
const LASTING = /\b(?:size|length|large|big|bytes|mailbox (?:is )?full|over ?quota|hops|loop)\b/i;

const EXCEEDED = 'exceed|reached|\\bhit\\b|\\bover\\b|\\bused up\\b';

/** Names in Microsoft's and other replies, and the words that servers have for it. */
const LIMIT_WORDS = new RegExp(
  [
    String.raw`(?:quota|submission|limit)exceeded|refusequota|throttl`,
    String.raw`\b(?:rate|quota|limits?|limitation|credits)\b.{0,80}(?:${EXCEEDED})`,
    String.raw`(?:${EXCEEDED}).{0,80}\b(?:rate|quota|limits?|maximum|max|allowance|threshold|credits)\b`,
    String.raw`\brate[- ]?limit|\bunusual rate\b|\bat a rate\b|\btoo (?:fast|quickly|often)\b`,
    String.raw`\btoo (?:many|much) (?:\w+ ){0,2}(?:messages|e?-?mails?|connections|sessions|recipients|requests|threads|submissions|commands)\b`,
    String.raw`\b(?:messages|e?-?mails|recipients) (?:per|an?|each|every|in|within) (?:\d+ )?(?:minute|hour|day|24 ?h)`,
  ].join('|'),
  'is',
);

const LATER_WORDS =
  /\btemporar(?:y|ily)\b|\bgr[ae]y-?list|\b(?:try|retry|resend)\b.{0,20}\b(?:later|in \d+|in an? (?:few|minute|hour))\b/is;

/** Exchange's word for a sender as whom this user may not send; its status is that of a limit too. */
const WRONG_SENDER = /\bsendasdenied\b/i;

/** Whether it speaks of a limit on how much may be sent in a time. */
function isLimit({ status, text }: Reply): boolean {
  if (WRONG_SENDER.test(text)) return false;
  return LIMIT_STATUSES.test(status) || (LIMIT_WORDS.test(text) && !isLasting(status, text));
}

function isLasting(status: string, text: string): boolean {
  return /^[45]\.(?:3\.4|2\.[23]|4\.6)$/.test(status) || LASTING.test(text);
}

/** Whether it is a limit on all that we send, and not on what one recipient gets. */
export function isLimitOnSender(reply: Reply): boolean {
  const { status, text } = reply;
  if (/^[45]\.2\.12[12]$/.test(status) || /\breceiv/i.test(text) || !isLimit(reply)) return false;
  return /\bsen[dt]|\w+\.(?:submission|clientsubmit)|\b(?:connection|daily|thread|throttl)/i.test(
    text,
  );
}

/** RFC 5321, 4.2.3: a server may say so to any command, and closes the connection. */
export function isGoodbye({ code }: Reply): boolean {
  return code === 421;
}

const GREETING_WORDS =
  /\b(?:helo|ehlo)\b.{0,40}\b(?:reject|refus|denied|invalid|requir|need)|\bfully[- ]qualified (?:host|domain)/is;

/** Whether it wants to be greeted by another name. Many a server says so only to the first recipient. */
export function wantsGreeting({ code, text }: Reply): boolean {
  return code >= 500 && GREETING_WORDS.test(text);
}

const WANTS_TLS = [
  String.raw`\bstarttls\b.{0,40}\b(?:first|required|needed)\b`,
  String.raw`\b(?:must|should|please|need to)\b.{0,40}\b(?:starttls|tls|ssl|encrypt\w*)\b`,
  String.raw`\b(?:tls|ssl|encryption|secure connection|encrypted \w+)\b.{0,20}\b(?:required|needed|mandatory)\b`,
  String.raw`\brequires? (?:a |an |the )?(?:use of )?(?:starttls|tls|ssl|encrypt\w*)\b`,
];
const TLS_WORDS = new RegExp(WANTS_TLS.join('|'), 'is');

/** Whether it wants the connection to be encrypted before it goes on (RFC 3207, 4; RFC 4954, 6; RFC 5248). */
export function wantsTls({ code, status, text }: Reply): boolean {
  if (code < 400) return false;
  return code === 523 || code === 538 || /^[45]\.7\.1[01]$/.test(status) || TLS_WORDS.test(text);
}

/** Replies that ask for other credentials, or for any (RFC 4954, 6). */
const CREDENTIALS_CODES = [530, 534, 535, 538];

/**
 * Statuses for the same: RFC 4954, 6 (`5.7.8`, `5.7.9`), and Exchange's: no password is taken any more
 * (`5.7.30`), the mailbox may not sign in (`5.7.139`), nobody has signed in (`5.7.57`).
 */
const CREDENTIALS_STATUSES = ['5.7.8', '5.7.30', '5.7.139', '5.7.57'];

const CREDENTIALS_WORDS = new RegExp(
  [
    String.raw`\b(?:authentication|smtp auth) (?:is )?required\b|\brequires? (?:smtp )?auth`,
    String.raw`\bnot (?:authenticated|logged in|signed in)\b|\bunauthenticated senders?\b`,
    String.raw`\b(?:authenticate|log ?in|sign in) first\b|\b(?:turn on|enable|use) smtp auth`,
    String.raw`\bmust (?:authenticate|be authenticated|log ?in|sign in)\b`,
    String.raw`\brelay\b.{0,60}\bwithout authentication\b|\bbasic authentication\b`,
  ].join('|'),
  'is',
);

/** Whether it wants whoever speaks to sign in, or in another way. */
export function wantsCredentials({ code, status, text }: Reply): boolean {
  if (CREDENTIALS_CODES.includes(code)) return true;
  if (code < 500) return status === '4.7.57';
  return CREDENTIALS_STATUSES.includes(status) || CREDENTIALS_WORDS.test(text);
}

/** Whether it says that passwords are no longer taken. */
export function wantsNoPassword({ status, text }: Reply): boolean {
  return /^5\.7\.30$/.test(status) || /\bbasic auth\w*\b.{0,30}\b(?:not|disabled)\b/i.test(text);
}
