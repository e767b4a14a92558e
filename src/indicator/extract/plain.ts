import {
  CLOSES,
  codeAhead,
  codeIn,
  DIGIT,
  ENDS_HOST,
  ENDS_TAIL,
  INSIDE,
  kindAhead,
  KINDS,
  OPENS,
  PLAIN_NAME,
  PLAIN_TAIL,
  skipIn,
  SPACE,
  WORD,
} from './characters';

/*
 * Most of what a log holds is written plainly: nothing is defanged, escaped or in letters beyond ASCII,
 * and what follows cannot belong to it. This is read here in one pass and with nothing allocated. All
 * else is `-1`, for the closer look of `readHost`, `readAuthority` and `readTail`, which would say the
 * same about what is plain.
 */

/** Where `http` or `https` begins that ends at `end`, before a plain `://`; -1 if there is none. */
export function plainSchemeStart(codes: Uint16Array, end: number): number {
  if (codeAhead(codes, end + 1) !== 0x2f || codeAhead(codes, end + 2) !== 0x2f) return -1;
  const last = codeIn(codes, end - 1) | 0x20;
  const start = last === 0x73 ? end - 5 : end - 4;
  const isScheme =
    (codeIn(codes, start) | 0x20) === 0x68 &&
    (codeIn(codes, start + 1) | 0x20) === 0x74 &&
    (codeIn(codes, start + 2) | 0x20) === 0x74 &&
    (codeIn(codes, start + 3) | 0x20) === 0x70;
  return isScheme ? start : -1;
}

/** Whether another plain scheme begins at `at`, as where `http://` was put before a whole URL. */
export function isSchemeAt(codes: Uint16Array, at: number): boolean {
  if ((codeAhead(codes, at) | 0x20) !== 0x68) return false;
  const end = codeAhead(codes, at + 4) === 0x3a ? at + 4 : at + 5;
  return codeAhead(codes, end) === 0x3a && plainSchemeStart(codes, end) === at;
}

/**
 * Where the name ends that begins at `start`: at least two labels of letters, digits and single
 * hyphens, the last one of letters alone. -1 for any other.
 */
export function plainNameEnd(codes: Uint16Array, start: number): number {
  let label = start;
  let isWord = true;
  let at = start;
  for (; (kindAhead(codes, at) & PLAIN_NAME) !== 0; at += 1) {
    const code = codeAhead(codes, at);
    if (code >= 0x41) continue;
    isWord = false;
    if (code === 0x2e) {
      if ((kindAhead(codes, at + 1) & WORD) === 0) return -1;
      if (at === label || at - label > 63) return -1;
      label = at + 1;
      isWord = true;
    } else if (code === 0x2d && !isInnerHyphen(codes, at, label)) return -1;
  }
  const length = at - label;
  const isName = isWord && label > start && length > 0 && length <= 63 && at - start <= 253;
  return isName && (kindAhead(codes, at) & WORD) === 0 ? at : -1;
}

/** Where the address or the name ends that begins at `start`; -1 for any other host. */
export function plainHostEnd(codes: Uint16Array, start: number): number {
  const isNumber = (kindAhead(codes, start) & DIGIT) !== 0;
  const address = isNumber ? plainAddressEnd(codes, start) : -1;
  return address < 0 ? plainNameEnd(codes, start) : address;
}

/** Two hyphens are in the names that stand for other scripts. */
function isInnerHyphen(codes: Uint16Array, at: number, label: number): boolean {
  const after = codeAhead(codes, at + 1);
  const isFollowed = ((KINDS[after] ?? 0) & PLAIN_NAME) !== 0 && after !== 0x2d && after !== 0x2e;
  return isFollowed && at > label;
}

/**
 * Where a number, version or time ends that begins at `start`: parts of letters and digits, the last one
 * with a digit first, as no top-level domain has; an IPv4 address too. -1 for anything else.
 */
export function plainNumberEnd(codes: Uint16Array, start: number): number {
  let at = start;
  let label = start;
  for (; (kindAhead(codes, at) & PLAIN_NAME) !== 0; at += 1) {
    const code = codeAhead(codes, at);
    if (code === 0x2d) return -1;
    if (code !== 0x2e) continue;
    if (at === label) return -1;
    label = at + 1;
  }
  const isNumber = (kindAhead(codes, label) & DIGIT) !== 0 && (kindAhead(codes, at) & WORD) === 0;
  return isNumber ? at : -1;
}

/** Where the IPv4 address ends that begins at `start`, four numbers up to 255; -1 for anything else. */
export function plainAddressEnd(codes: Uint16Array, start: number): number {
  let at = start;
  for (let part = 0; part < 4; part += 1) {
    if (part > 0) {
      if (codeAhead(codes, at) !== 0x2e) return -1;
      at += 1;
    }
    const first = at;
    let value = 0;
    for (; at < first + 4; at += 1) {
      const digit = codeAhead(codes, at) - 0x30;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    if (at === first || value > 255 || (at - first > 1 && codeAhead(codes, first) === 0x30))
      return -1;
  }
  return at;
}

/**
 * Whether what is at `at` ends a host for certain: a quote, a bracket that closes, or a space that no
 * mark of defanging follows.
 */
export function isPlainEnd(codes: Uint16Array, at: number): boolean {
  const kind = kindAhead(codes, at);
  if (codeAhead(codes, at) === 0x5c) return isQuoteOrLineEnd(codeAhead(codes, at + 1));
  if ((kind & ENDS_HOST) === 0) return isArrow(codes, at);
  return (kind & SPACE) === 0 || !isMarkAhead(codes, at + 1);
}

/** The same for a host without a scheme, before which no user is. */
export function endsBareHost(codes: Uint16Array, at: number): boolean {
  const after = codeAhead(codes, at + 1);
  switch (codeAhead(codes, at)) {
    // `+`, `!`, `$`, `*` and `^`
    case 0x2b:
    case 0x21:
    case 0x24:
    case 0x2a:
    case 0x5e:
    case 0x25:
      return true;
    case 0x26:
      return after !== 0x23 && (after | 0x20) !== 0x61 && (after | 0x20) !== 0x73;
    case 0x3a:
      return (kindAhead(codes, at + 1) & (DIGIT | CLOSES)) === 0;
    case 0x23:
      return after !== 0x2f && after !== 0x21;
    case 0x5c:
      return after !== 0x2e && after !== 0x2f && after !== 0x5c && (after | 0x20) !== 0x75;
    default:
      return isPlainEnd(codes, at);
  }
}

/** `->` and `=>` between two ends of a connection. */
function isArrow(codes: Uint16Array, at: number): boolean {
  const code = codeAhead(codes, at);
  return (code === 0x2d || code === 0x3d) && codeAhead(codes, at + 1) === 0x3e;
}

/** The same for a name that nothing says is a host: a key, a call in a program or a user may be one. */
export function endsName(codes: Uint16Array, at: number): boolean {
  const code = codeAhead(codes, at);
  if (code === 0x28) return (kindAhead(codes, at + 1) & WORD) !== 0 && !isMarkAhead(codes, at);
  return code === 0x3d || code === 0x40 || endsBareHost(codes, at);
}

/** Whether a dot in brackets follows, behind as many spaces as there may be before it. */
export function isMarkAhead(codes: Uint16Array, at: number): boolean {
  let next = at;
  while (next < at + 4 && (kindAhead(codes, next) & SPACE) !== 0) next += 1;
  if ((kindAhead(codes, next) & OPENS) === 0) return false;
  if ((kindAhead(codes, next + 1) & FORM_WORD) === FORM_WORD) return true;
  const dot = skipSpace(codes, next + 1);
  return (
    codeAhead(codes, dot) === 0x2e && (kindAhead(codes, skipSpace(codes, dot + 1)) & CLOSES) !== 0
  );
}

/** A letter in brackets that may stand for a sign. */
const FORM_WORD = INSIDE | WORD;

function skipSpace(codes: Uint16Array, at: number): number {
  return (kindAhead(codes, at) & SPACE) === 0 ? at : at + 1;
}

/** Where the port ends that begins with the colon at `at`; -1 if there is none. */
export function plainPortEnd(codes: Uint16Array, at: number): number {
  let end = at + 1;
  let value = 0;
  for (; end < at + 6; end += 1) {
    const digit = codeAhead(codes, end) - 0x30;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  const isEnd = (kindAhead(codes, end) & WORD) === 0 || isArrow(codes, end);
  return end > at + 1 && value <= 65_535 && isEnd ? end : -1;
}

/** The same for a port, or the length of a network's prefix, behind the slash at `at`. */
export function plainNumberBehindSlash(codes: Uint16Array, at: number): number {
  const end = plainPortEnd(codes, at);
  return end > 0 && codeAhead(codes, end) !== 0x2f ? end : -1;
}

/**
 * Where the path, query and fragment end that begin at `from`, with the punctuation of a sentence.
 * `before` is what is before the URL. Where an ampersand ends it (`isParameter`), none may be in it.
 */
export function plainTailEnd(
  codes: Uint16Array,
  from: number,
  before: number,
  isParameter: boolean,
): number {
  let at = skipIn(codes, from, PLAIN_TAIL);
  for (
    let code = codeAhead(codes, at);
    code === 0x26 || code === 0x23;
    code = codeAhead(codes, at)
  ) {
    if (code === 0x26 && (isParameter || mayBeEntity(codes, at))) return -1;
    if (code === 0x23 && codeAhead(codes, at + 1) === 0x30) return -1;
    at = skipIn(codes, at + 1, PLAIN_TAIL);
  }
  return endsTail(codes, at, before) && at > from ? at : -1;
}

/** Where it ends without the punctuation of a sentence. */
export function withoutPunctuation(codes: Uint16Array, from: number, end: number): number {
  let at = end;
  while (at > from && isPunctuation(codeAhead(codes, at - 1))) at -= 1;
  return at;
}

/** Whether a semicolon follows the ampersand as it does in HTML. */
function mayBeEntity(codes: Uint16Array, at: number): boolean {
  let end = at + 1;
  if (codeAhead(codes, end) === 0x23) return true;
  while (end < at + 7 && isLetter(codeAhead(codes, end))) end += 1;
  return codeAhead(codes, end) === 0x3b;
}

function isLetter(code: number): boolean {
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}

/** A sign that ends the URL as it also begins it, or that ends a part of a sentence or of a text in a program. */
function endsTail(codes: Uint16Array, at: number, before: number): boolean {
  const code = codeAhead(codes, at);
  if ((kindAhead(codes, at) & ENDS_TAIL) !== 0) return true;
  if (code === 0x5c) return isQuoteOrLineEnd(codeAhead(codes, at + 1));
  if (code !== 0x27 && code !== 0x2c && code !== 0x3b && code !== 0x7c) return false;
  return code === before || (code !== 0x27 && (kindAhead(codes, at + 1) & ENDS_TAIL) !== 0);
}

/** What a backslash escapes in a text in JSON or in a program and not in a URL. */
function isQuoteOrLineEnd(code: number): boolean {
  return code === 0x22 || code === 0x6e || code === 0x72 || code === 0x74;
}

/** `.`, `:`, `!` and `?`. */
function isPunctuation(code: number): boolean {
  return code === 0x2e || code === 0x3a || code === 0x21 || code === 0x3f;
}
