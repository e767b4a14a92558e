/** Nothing ends the time that a pattern takes to be compiled, which grows with its length. */
const LONGEST = 1000;

/**
 * With Unicode classes (flags `u` and `v`) much sooner: eight of `\p{L}` take about a second, and
 * for texts with letters beyond Latin 1 another.
 */
const LONGEST_UNICODE = 100;
const MOST_UNICODE_CLASSES = 5;

/** As in a literal of the language, so that two expressions on one line are not read as one. */
const WITHOUT_SLASH = /^(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\[])+$/s;

/** Why a text is no regular expression to be run. */
export type PatternProblem = 'malformed' | 'too long' | 'too long with Unicode';

/**
 * Reads `pattern`, or `/pattern/flags`, as a regular expression.
 * Returns `undefined` when it is none. A bare pattern ignores case, as a person expects of a search.
 */
export function parseRegularExpression(text: string): RegExp | undefined {
  const read = readRegularExpression(text);
  return typeof read === 'string' ? undefined : read;
}

/** The same, or why it is none. */
export function readRegularExpression(text: string): RegExp | PatternProblem {
  if (text.length > LONGEST) return 'too long';
  const [, body, flags = ''] = /^\/(.+)\/([a-z]*)$/s.exec(text) ?? [];
  if (body !== undefined && !WITHOUT_SLASH.test(body)) return 'malformed';
  if (body !== undefined && /[uv]/.test(flags) && isLongToCompile(body)) {
    return 'too long with Unicode';
  }
  try {
    return body === undefined ? new RegExp(text, 'i') : new RegExp(body, flags);
  } catch {
    return 'malformed';
  }
}

function isLongToCompile(body: string): boolean {
  const classes = body.match(/\\[pP]/g)?.length ?? 0;
  return body.length > LONGEST_UNICODE || classes > MOST_UNICODE_CLASSES;
}
