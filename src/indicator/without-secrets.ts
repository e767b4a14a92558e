import { secretIn } from '../secrets/secret-in-text';
import { refang } from './defang/refang';
import { parseUrl } from './parse-url';
import { secretReason } from './privacy';

/** A URL in a text, its scheme as people defang it or not, up to where text goes on. */
const URL_IN_TEXT = /\b[a-z][a-z\d+.-]{1,20}\[?:\]?[\\/]{2}[^\s"'<>]+/gi;

/** What of a URL says where it leads. */
const SCHEME_AND_HOST = /^([^\\/]*[\\/]{2})(?:[^\\/?#]*@)?([^\\/?#]*)/;

/**
 * A text as it may be kept and shown: of a URL that names a user or holds a token nothing but where it
 * leads is left, and nothing of a text that holds a secret elsewhere.
 */
export function withoutSecrets(text: string): string {
  const shown = text.replaceAll(URL_IN_TEXT, (url) => (holdsSecret(url) ? leadOf(url) : url));
  const secret = secretIn(shown);
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
