import { isBehindSecretName } from '../../secrets/behind-name';
import { isSecretName } from '../../secrets/judge';
import { readHashName } from './names';

/** Longer than a hash with the name of a file and all other hashes of it. */
const LONGEST = 1024;

const HASH = '(?:[\\da-f]{64}|[\\da-f]{40}|[\\da-f]{32})';

/** `sha256:…`, `SHA256 = …`, `file.exe: …`, `name|…`, `MD5 (file.exe) = …`, `sha1-…`, `MD5 …` */
const BEHIND = new RegExp(
  `^(.{1,300}?)(?:\\s{0,4}([:=|])\\s{0,4}|-|\\s{1,4})["']?(${HASH})["']?$`,
  'i',
);

/** `… *file.exe` and `…  file.exe` of `sha256sum`, `…|name`; with one space a name with a dot or a path. */
const BEFORE = new RegExp(
  `^\\\\?(${HASH})(?:\\s{2}\\s{0,9}(?=\\S)|\\s\\*|\\t|\\||\\s(?=[^\\s]*[./\\\\][^\\s]*$))\\s{0,9}[^\\n]{1,300}$`,
  'i',
);

/** Between the hashes of one file: `MD5=…,SHA256=…`. */
const BETWEEN = /(?<=[\da-f]{32}["']?)(?:[,;]\s{0,4}|\s{1,4}(?=[\w.-]{1,64}[=:]))/i;

const IN_PARENTHESES = /\s?\(.{0,300}\)$/;

/** What is no name of a file before a bar: a link, or a mail address. */
const NO_FILE = /:\/\/|@/;
const FILE_NAME = /(?:^|[^.\s])\.([a-z\d]{1,5})$/i;
const OF_HASH = /\b(?:hash(?:es)?|checksum|sum|file|sample|filename|digest)\b/;

/**
 * The hash that is all that a text says, with what it is of or how it was made: the strongest one where
 * it has several of one file. `undefined` where the text says more, or that it is a secret or a hash
 * of something else.
 */
export function readLabelledHash(text: string): string | undefined {
  if (text.length > LONGEST || !/[\da-f]{32}/i.test(text)) return undefined;
  const before = BEFORE.exec(text)?.[1];
  if (before !== undefined) return before.toLowerCase();
  const parts = text.split(BETWEEN);
  if (parts.length === 1) return hashBehind(text)?.hash;
  return strongestOf(parts);
}

interface Written {
  readonly hash: string;
  /** What it says of the file; `undefined` for a hash of something else. */
  readonly stem: string | undefined;
}

function hashBehind(
  part: string,
): { hash: string; hasAlgorithm: boolean; stem: string } | undefined {
  const [, label = '', sign, hash] = BEHIND.exec(part) ?? [];
  if (hash === undefined) return undefined;
  if (sign === ':' && hash.length === 32 && /[\da-f]{32}$/i.test(label)) return undefined;
  const name = label.replace(IN_PARENTHESES, '');
  const { kind, hasAlgorithm, stem } = readHashName(name);
  if (kind === 'other' || (kind === 'id' && hash.length === 32)) return undefined;
  const isOfFile = !hasAlgorithm && FILE_NAME.test(label) && !isSecretEnding(label);
  if (!isOfFile && isSecretLabel(name, part, hash)) return undefined;
  if (!fits(name, hash) || (sign === '|' && NO_FILE.test(label))) return undefined;
  const isMeant =
    hasAlgorithm || isOfFile || sign === '|' || (sign !== undefined && saysHash(name));
  return isMeant ? { hash: hash.toLowerCase(), hasAlgorithm, stem } : undefined;
}

const LENGTHS: readonly (readonly [algorithm: RegExp, length: number])[] = [
  [/\bmd5/i, 32],
  [/\bsha[-_ ]?1(?!\d)/i, 40],
  [/\bsha[-_ ]?256/i, 64],
];

function fits(name: string, hash: string): boolean {
  return LENGTHS.every(([algorithm, length]) => !algorithm.test(name) || hash.length === length);
}

/** `user.password` looks like the name of a file. */
function isSecretEnding(label: string): boolean {
  return isSecretName(FILE_NAME.exec(label)?.[1] ?? '');
}

function isSecretLabel(name: string, part: string, hash: string): boolean {
  return isSecretName(name) || isBehindSecretName(part, part.lastIndexOf(hash));
}

function saysHash(name: string): boolean {
  return OF_HASH.test(
    name
      .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
      .toLowerCase()
      .replaceAll(/[^a-z]+/g, ' '),
  );
}

function strongestOf(parts: readonly string[]): string | undefined {
  const written = parts.map(writtenPart);
  const hashes = written.filter((each) => each?.stem !== undefined);
  const stems = new Set(hashes.map((each) => each?.stem));
  const lengths = new Set(hashes.map((each) => each?.hash.length));
  const isOne = stems.size === 1 && lengths.size === hashes.length;
  if (!isOne || written.includes(undefined)) return undefined;
  return hashes
    .map((each) => each?.hash ?? '')
    .reduce((one, other) => (other.length > one.length ? other : one));
}

function writtenPart(part: string): Written | undefined {
  const found = hashBehind(part);
  if (found?.hasAlgorithm) return found;
  const [, label = '', , hash] = BEHIND.exec(part) ?? [];
  const isOther = hash !== undefined && readHashName(label).kind === 'other';
  return isOther && !isSecretLabel(label, part, hash) ? { hash, stem: undefined } : undefined;
}
