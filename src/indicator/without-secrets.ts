import { isBehindSecretName } from '../secrets/behind-name';
import { secretIn } from '../secrets/secret-in-text';
import { refang } from './defang/refang';
import { NotAnIndicatorError } from './errors';
import { identify } from './identify';
import { parseUrl } from './parse-url';
import { secretReason } from './privacy';

/**
 * A URL in a text, its scheme as people defang it or not, up to where text goes on. A quote may be part
 * of a password.
 */
const URL_IN_TEXT = /\b[a-z][a-z\d+.-]{1,20}\[?:\]?[\\/]{2}(?:[^\s"<>\\/?#@]{1,300}@)?[^\s"'<>]+/gi;

/** What of a URL says where it leads. */
const SCHEME_AND_HOST = /^([^\\/]*[\\/]{2})(?:[^\\/?#]*@)?([^\\/?#]*)/;

const WORD = /\S+/g;

/** A word that is nothing but such a URL. */
const WHOLE_URL = /^[a-z][a-z\d+.-]{1,20}:[\\/]{2}[^\s"'<>]+$/i;

/** What a URL that holds a secret has, also one without a scheme, or with too few slashes. */
const MAY_BE_URL = /[\\/?#]/;

/** What stands before its user or password; a mail address has neither. */
const MAY_HAVE_USER = /:|__/;

/** What stands before the value of something that has a name: `password=…`, `"token": "…`. */
const BEFORE_VALUE = /=["']?|["']\s?:\s?["']?/g;

/**
 * A text as it may be kept and shown: of a URL that names a user or holds a token nothing but where it
 * leads is left, and nothing of a text that holds a secret elsewhere.
 */
export function withoutSecrets(text: string): string {
  const shown = text
    .replaceAll(URL_IN_TEXT, (url) => (holdsSecret(url) ? leadOf(url) : url))
    .replaceAll(WORD, (word) => (WHOLE_URL.test(word) ? word : (leadOfWord(word) ?? word)));
  const secret = secretIn(shown) ?? namedSecretIn(shown);
  return secret === undefined ? shown : `(it holds ${secret})`;
}

function holdsSecret(written: string): boolean {
  const value = refang(written);
  const isOfTheWeb = /^https?:/i.test(value) && parseUrl(value) !== undefined;
  // Nobody knows what the parameters of another scheme mean.
  if (!isOfTheWeb) return /[@?]/.test(value);
  return secretReason({ type: 'url', value, id: value, key: value }) !== undefined;
}

function leadOf(url: string): string {
  const [, scheme = '', host = ''] = SCHEME_AND_HOST.exec(url) ?? [];
  return `${scheme}${host}/…`;
}

/** Where a word leads that a lookup would take for a URL with a secret in it. */
function leadOfWord(word: string): string | undefined {
  const value = urlOf(word);
  if (value === undefined || !holdsSecret(value)) return undefined;
  const url = parseUrl(value);
  return url && `${url.protocol}//${url.host}/…`;
}

function urlOf(word: string): string | undefined {
  const mayHaveUser = word.includes('@') && MAY_HAVE_USER.test(word);
  if (!mayHaveUser && !MAY_BE_URL.test(word)) return undefined;
  try {
    const { type, value } = identify(word, 'auto');
    return type === 'url' ? value : undefined;
  } catch (error) {
    if (error instanceof NotAnIndicatorError) return undefined;
    throw error;
  }
}

/** What goes by the name of a secret outside of URLs, whose parameters have been looked at. */
function namedSecretIn(text: string): string | undefined {
  if (!text.includes('=') && !text.includes(':')) return undefined;
  const others = text.replaceAll(WORD, (word) => (isUrl(word) ? '' : word));
  const isNamed = [...others.matchAll(BEFORE_VALUE)].some(({ index, 0: sign }) => {
    const at = index + sign.length;
    return /\S/.test(others.charAt(at)) && isBehindSecretName(others, at);
  });
  return isNamed ? 'a secret' : undefined;
}

function isUrl(word: string): boolean {
  return WHOLE_URL.test(word) || urlOf(word) !== undefined;
}
