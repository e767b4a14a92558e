import type { Pieces } from '../../../in-pieces';
import { readHashName, type HashName } from '../../hash/names';
import { createFileHashes, listOfHashes } from './file-hashes';
import { holderBefore, labelBefore, type HashLabel } from './label';
import { isOfOtherThing } from './neighbours';
import { readObjects, type OpenObject } from './objects';
import { createSecretHashes } from './secret-hashes';
import { codeAt } from '../characters';
import type { Found } from '../sighting';

/** What was found out about the hash before. */
interface Before {
  readonly end: number;
  readonly label: HashLabel | undefined;
  readonly isLeftOut: boolean;
}

/** So many are looked at before others have their turn. */
const MOST_AT_ONCE = 64;

/** So many names are remembered: the same ones come again and again. */
const MOST_NAMES = 1000;

/** The length of an MD5 hash, and of a number that is made up so that there is no other one. */
const ID_LENGTH = 32;

const NONE: readonly OpenObject[] = [];

/** Quotes. */
const QUOTES = new Set([0x22, 0x27]);

/** Before a name that is that of a number: `urn:UrlEntity:…`. */
const URN = /^urn:$/i;

/** No more is between two values of a list. */
const LONGEST_GAP = 80;

/** What was found in a text so far. */
export interface Seen {
  readonly text: string;
  readonly codes: Uint16Array;
  readonly sightings: (Found | undefined)[];
  /** The places of hashes among them. */
  readonly hashes: readonly number[];
}

/**
 * Puts `undefined` in the place of what is no hash of a file: what stands behind the name of a secret or
 * is in a URL with a secret in it, and what goes by the name of something else (`imphash`, `ja3`,
 * `trace_id`). Of several hashes of one file the strongest is left: of those that differ in length, go by
 * names with their algorithms and stand side by side, or in one object. What is returned looks at the
 * hashes that end before a place in the text, and were not looked at before.
 */
export function createFileKeeper(seen: Seen): (to: number) => Pieces<void> {
  const { sightings, hashes } = seen;
  let files: Files | undefined;
  let done = 0;

  /** Looks at the next ones. Returns whether there may be more. */
  function addSome(to: number): boolean {
    files ??= createFiles(seen, (place) => {
      sightings[place] = undefined;
    });
    for (let count = 0; count < MOST_AT_ONCE; count += 1) {
      const place = hashes[done] ?? sightings.length;
      const hash = sightings[place];
      if (!hash || hash.end > to) return false;
      files.add(hash, place);
      done += 1;
    }
    return true;
  }

  return function* keepFiles(to) {
    while (done < hashes.length && addSome(to)) yield;
  };
}

interface Files {
  add(hash: Found, place: number): void;
}

function createFiles({ text, codes }: Seen, leaveOut: (place: number) => void): Files {
  const hashes = createFileHashes(text, leaveOut);
  const objects = readObjects(text, codes);
  const isSecret = createSecretHashes(text);
  const names = new Map<string, HashName>();
  let before: Before = { end: 0, label: undefined, isLeftOut: false };

  function nameOf(written: string): HashName {
    const known = names.get(written) ?? readHashName(written);
    if (names.size < MOST_NAMES) names.set(written, known);
    return known;
  }

  /** Those of a field: what has no quotes around it is in a line of its own. */
  function objectsAround(start: number, label: HashLabel | undefined): readonly OpenObject[] {
    if (!QUOTES.has(codeAt(text, start - 1)) || label?.isField === false) return NONE;
    objects.readTo(label?.start ?? start);
    return objects.open;
  }

  /** `sha256:` behind the name of an image, or of what it is of. */
  function isImage(start: number, label: HashLabel | undefined): boolean {
    if (!label || label.isField || codeAt(text, start - 1) !== 0x3a) return false;
    if (!/sha-?256$/i.test(label.name)) return false;
    const holder = holderBefore(text, label);
    return holder !== undefined && nameOf(holder).kind !== 'file';
  }

  function addFile(
    { start, value: { length } }: Found,
    place: number,
    label: HashLabel | undefined,
    isNext: boolean,
  ): boolean {
    const open = objectsAround(start, label);
    const name = label && nameOf(label.name);
    if (isOther(name, length, open.at(-1)) || isImage(start, label)) return false;
    if (label && !name?.hasAlgorithm && isBehindUrn(text, label)) return false;
    if (isSecret({ start, label, hasAlgorithm: name?.hasAlgorithm ?? false, open })) return false;
    if (isNext) hashes.listFollows();
    const isNamed = name !== undefined && (name.hasAlgorithm || isItem(name, open));
    if (!label || isNext || !isNamed) hashes.addAlone();
    else
      hashes.addNamed({
        place,
        length,
        label,
        stem: name.hasAlgorithm ? name.stem : '',
        open,
        from: before.end,
      });
    return true;
  }

  return {
    add(hash, place) {
      const { start, end } = hash;
      const isNext =
        isNextOfList(text, before.end, start) ||
        (before.isLeftOut && isRightBehind(text, before.end, start));
      const label = isNext ? before.label : labelBehind(text, start, before.end);
      const isLeftOut =
        (isNext && before.isLeftOut) ||
        isOfOtherThing(text, start, end) ||
        !addFile(hash, place, label, isNext);
      if (isLeftOut) leaveOut(place);
      before = { end, label, isLeftOut };
    },
  };
}

function isOther(name: HashName | undefined, length: number, holder?: OpenObject): boolean {
  if (name?.kind === 'other') return true;
  if (name?.kind === 'id' && (length === ID_LENGTH || holder?.isOfFile === false)) return true;
  return holder !== undefined && (holder.isInOther || (holder.isOther && !name?.hasAlgorithm));
}

/** Whether it is one in a list of hashes, whose algorithm is told beside it. */
function isItem({ stem }: HashName, open: readonly OpenObject[]): boolean {
  return (stem === '' || stem === 'content') && listOfHashes(open) !== undefined;
}

/** Whether nothing but a comma, quotes and spaces is between the end of a hash and the beginning of the next. */
function isNextOfList(text: string, from: number, to: number): boolean {
  if (from === 0 || to - from > LONGEST_GAP) return false;
  const comma = backOverQuotes(text, from, to) - 1;
  return (
    comma >= from && codeAt(text, comma) === 0x2c && backOverQuotes(text, from, comma) === from
  );
}

/** Where the quotes, backslashes and spaces begin that end at `to`. */
function backOverQuotes(text: string, from: number, to: number): number {
  let at = to;
  while (at > from && isQuoteOrSpace(codeAt(text, at - 1))) at -= 1;
  return at;
}

function isQuoteOrSpace(code: number): boolean {
  if (code >= 0x80) return /\s/.test(String.fromCharCode(code));
  return (
    code === 0x22 || code === 0x27 || code === 0x5c || code === 0x20 || (code > 8 && code < 14)
  );
}

/** What follows what is no file by one sign is no file either: `CLIENT_RANDOM … …`, `index …..…`. */
function isRightBehind(text: string, from: number, to: number): boolean {
  return from > 0 && to - from <= 3 && /^(?: |\.{2,3})$/.test(text.slice(from, to));
}

function isBehindUrn(text: string, { start }: HashLabel): boolean {
  return codeAt(text, start - 1) === 0x3a && URN.test(text.slice(start - 4, start));
}

/** The letter of a line end that is written out before a name is none of the name: `\\nMD5: …`. */
function withoutEscape(text: string, label: HashLabel | undefined): HashLabel | undefined {
  if (!label || codeAt(text, label.start - 1) !== 0x5c || !/^[nrt]\w/.test(label.name))
    return label;
  return { ...label, name: label.name.slice(1), start: label.start + 1 };
}

/** A field of CEF that is named in another one: `cs1=… cs1Label=MD5`. */
const CUSTOM = /^(?:c[sn]|flexString|deviceCustomString)\d$/i;
const MAY_BE_CUSTOM = new Set(
  ['cs1', 'flexString1', 'deviceCustomString1'].map(({ length }) => length),
);

function namedElsewhere(text: string, label: HashLabel | undefined): HashLabel | undefined {
  if (!label || !MAY_BE_CUSTOM.has(label.name.length) || !CUSTOM.test(label.name)) return label;
  const near = text.slice(Math.max(0, label.start - 160), label.start + 240);
  const key = `${label.name}Label=`;
  const at = near.indexOf(key);
  const name =
    at < 0 ? '' : (/^[^=|\n]{1,64}?(?=\s+\w+=|$|\|)/.exec(near.slice(at + key.length))?.[0] ?? '');
  return name === '' ? label : { ...label, name };
}

/** What is before a hash, as far as it is not the hash before. */
function labelBehind(text: string, at: number, from: number): HashLabel | undefined {
  const label = namedElsewhere(text, withoutEscape(text, labelBefore(text, at, from)));
  if (!label || label.start >= from) return label;
  const name = label.name.slice(from - label.start).trimStart();
  return name === '' ? undefined : { ...label, name, start: from };
}
