import { isSecretName } from '../secrets/judge';
import { HASH } from './hash';

const HEX = '[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}';

/** `sha256:…` as images and tools write it, `SHA256=…` as Sysmon does; `hash` may be any. */
const PREFIXED = new RegExp(
  `^(md5|sha[-_ ]?1|sha[-_ ]?256|(?:file[-_ ]?)?hash)\\s*[:=]\\s*["']?(${HEX})["']?$`,
  'i',
);

/** `SHA256 (name) = …`, as BSD's tools write it. */
const BEHIND_NAME = new RegExp(`^(md5|sha1|sha256) ?\\(.*\\) ?= ?(${HEX})$`, 'is');

/** `… *name` and `…  name`, as the tools of GNU write it; with a backslash where the name has one. */
const BEFORE_NAME = new RegExp(`^\\\\?(${HEX}) [ *]\\S.*$`, 'is');

/** `name|…`, as exchanges of indicators write it. */
const PIPED = new RegExp(`^([^|]+)\\|(${HEX})$`, 'i');

/** What is no name of a file before a bar: a link, a mail address, or several lines. */
const NO_FILE = /^[a-z][a-z0-9+.-]*:\/\/|@|[\r\n]/i;

const LENGTHS: readonly [label: RegExp, length: number][] = [
  [/^md5$/i, 32],
  [/^sha[-_ ]?1$/i, 40],
  [/^sha[-_ ]?256$/i, 64],
];

/**
 * The hash in a text that is one with what it is called, or of which file it is: `sha256:…`, `MD5=…`,
 * `name|…`, `… *name`. Nothing where the name says that it is a secret, or of another length.
 */
export function readLabelledHash(text: string): string | undefined {
  if (HASH.test(text)) return text;
  const [, label = '', labelled] = PREFIXED.exec(text) ?? BEHIND_NAME.exec(text) ?? [];
  if (labelled !== undefined) return fits(label, labelled) ? labelled : undefined;
  const [, named] = BEFORE_NAME.exec(text) ?? [];
  if (named !== undefined) return named;
  const [, name = '', piped] = PIPED.exec(text) ?? [];
  return piped === undefined || NO_FILE.test(name) || isSecretKey(name) ? undefined : piped;
}

/** A name with a dot or in a folder is that of a file, whatever it is called. */
function isSecretKey(name: string): boolean {
  return !/[.\\/]/.test(name) && isSecretName(name);
}

function fits(label: string, hash: string): boolean {
  return LENGTHS.every(([pattern, length]) => !pattern.test(label) || hash.length === length);
}
