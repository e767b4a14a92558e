/** What a secret is called, whatever is written together with it in one word. */
const IN_WORD =
  /pass(?:word|wd|phrase|code)|secret(?!ar|ion|ed)|token(?!i[sz])|authori[sz]ation|cookie|credential|bearer|(?<!pos|^ob)session|sessid|(?:api|private|access|auth|secret)key(?!board|word)/;

/** The same at the end of a word: more letters would make another word of it. */
const AT_END_OF_WORD =
  /(?:signing|encryption|vt)keys?$|.pwd$|(?:user|db|smtp|imap|mail|ftp|sql|pg|ldap|admin|root|login|proxy)pass$|(?:basic|digest|proxy|http|smtp)auth$/;

/** What is too short to be looked for in other words; what follows it says what of it is meant. */
const LAST = new Set(['pass', 'pwd', 'pw', 'auth', 'oauth', 'jwt', 'jwts', 'psk', 'otp', 'totp']);

/** Before `pass` in what is no password: a way round, or the outcome of a check of a mail. */
const BEFORE_ANOTHER_PASS = new Set(['by', 'spf', 'dkim', 'dmarc']);

/** What a short word may be followed by and still is the secret, or gives it away. */
const FORMS = new Set(
  'hash value data header string text plain base64 old new confirm assertion'.split(' '),
);

/** A name of two words that only together are one of a secret. */
const PAIRS = /^(?:pass (?:word|wd|phrase|code)|(?:api|private|access|auth) keys?)$/;

/** The same at the end of a name. */
const LAST_PAIR =
  /^(?:signing|encryption|decryption|vt|master|shared|client|account|subscription|functions|application|app|license|ssh|hmac) keys?$/;

/** What tells about a secret and does not tell it, at the end of a name. */
const MEASURES = new Set(
  `count counts counter total length size limit type method expires expired expiry expiration ttl
  lifetime age duration time timeout date timestamp status reason policy endpoint provider version
  enabled required`.split(/\s+/),
);

/** Behind a measure. */
const UNITS = new Set('in at ms sec secs seconds minutes hours days'.split(' '));

/** Before what there are several of, as in `max_tokens`. */
const AMOUNTS = new Set(['max', 'min', 'num', 'number', 'total']);
const SEVERAL = /^(?:password|secret|token|cookie|credential|session)s$/;

/**
 * Whether what goes by this name is nothing to be shown or kept: a password, a key, a cookie and the
 * like, however the words of the name are written and put together. What tells how many there are, or
 * until when one is good, is none.
 */
export function isSecretName(name: string): boolean {
  // What is no ASCII is passed over, so that nothing invisible can part a word.
  const written = name.replaceAll(/[^ -~]+/g, '');
  const words = splitWords(written);
  if (isMeasure(words)) return false;
  return areSecret(words) || areSecret(splitRuns(written));
}

function areSecret(words: readonly string[]): boolean {
  return words.some(holdsSecret) || pairsOf(words).some(isSecretPair) || endsInSecret(words);
}

/** The end of `API` in `APIkey`, where the capital is not that of the next word. */
const ABBREVIATION = /([A-Z])(?=(?:keys?|pass|pwd|auth)(?![a-z]))/g;

/**
 * The words of a name in small letters: `userPwd`, `USER_PWD` and `user.pwd2` are all `user` and `pwd`.
 */
function splitWords(name: string): readonly string[] {
  const words = name.replaceAll(ABBREVIATION, '$1 ').match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g) ?? [];
  return words.map((word) => word.toLowerCase());
}

/** The same where capitals say nothing: `API_KEYs` and `TOKENvalue` have no words but these. */
function splitRuns(name: string): readonly string[] {
  return name.toLowerCase().match(/[a-z]+/g) ?? [];
}

function isMeasure(words: readonly string[]): boolean {
  const end = words.findLastIndex((word) => !UNITS.has(word));
  if (MEASURES.has(words[end] ?? '')) return true;
  return AMOUNTS.has(words[0] ?? '') && SEVERAL.test(words.at(-1) ?? '');
}

function holdsSecret(word: string): boolean {
  return IN_WORD.test(word) || AT_END_OF_WORD.test(word);
}

function pairsOf(words: readonly string[]): readonly string[] {
  return words.slice(1).map((word, index) => `${words[index]} ${word}`);
}

function isSecretPair(pair: string, index: number, pairs: readonly string[]): boolean {
  return PAIRS.test(pair) || (index === pairs.length - 1 && LAST_PAIR.test(pair));
}

function endsInSecret(words: readonly string[]): boolean {
  const end = words.findLastIndex((word) => !FORMS.has(word));
  const isOtherPass = words[end] === 'pass' && BEFORE_ANOTHER_PASS.has(words[end - 1] ?? '');
  return LAST.has(words[end] ?? '') && !isOtherPass;
}
