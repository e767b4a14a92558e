import { isAddress } from './address-form';

/** One recipient of a list, as it was read. */
export interface ReadAddress {
  /** As it stands in the list. */
  readonly written: string;
  /** Empty where there is none. */
  readonly name: string;
  readonly address: string;
  /** Why nobody can be written to by it; absent where somebody can. */
  readonly problem?: 'address' | 'name' | 'variable';
}

/**
 * Reads addresses, one a line or separated by commas or semicolons, as people and mail programs write
 * them: with a name in front, in quotes or not, with a comment behind (RFC 5322, 3.4), in the single
 * quotes of Outlook, with `mailto:`, and a last name before a comma. What is malformed is among them.
 */
export function readAddressList(text: string): ReadAddress[] {
  const found: ReadAddress[] = [];
  let entry = newEntry();
  let lastName: Entry | undefined;

  function finish(separator: string): void {
    const ended = entry;
    entry = newEntry();
    if (isEmpty(ended)) {
      if (separator !== ',') flush();
    } else if (separator === ',' && isLastName(ended)) {
      flush();
      lastName = ended;
    } else {
      const before = ended.angle === undefined ? undefined : lastName;
      if (before) lastName = undefined;
      flush();
      found.push(toAddress(ended, before));
    }
    if (separator !== ',') flush();
  }

  /** A last name without a first one is a recipient that is none. */
  function flush(): void {
    if (lastName) found.push(toAddress(lastName));
    lastName = undefined;
  }

  for (const character of text) {
    const separator = step(entry, character);
    if (separator !== undefined) finish(separator);
  }
  if (entry.place !== 'outside') entry.isBroken = true;
  finish('\n');
  return found;
}

/** Where in an entry the reader is; a backslash takes the next character as it is. */
type Place = 'outside' | 'quotes' | 'comment' | 'angle';

/** A word of an entry; one with a part in quotes is no address. */
interface Word {
  text: string;
  isQuoted: boolean;
}

interface Entry {
  written: string;
  readonly words: Word[];
  isInWord: boolean;
  comment: string;
  angle: string | undefined;
  place: Place;
  /** How deep in comments. */
  depth: number;
  isEscaped: boolean;
  /** Quotes or brackets do not match. */
  isBroken: boolean;
}

function newEntry(): Entry {
  return {
    written: '',
    words: [],
    isInWord: false,
    comment: '',
    angle: undefined,
    place: 'outside',
    depth: 0,
    isEscaped: false,
    isBroken: false,
  };
}

function isEmpty({ words, comment, angle, isBroken }: Entry): boolean {
  return words.length === 0 && comment === '' && angle === undefined && !isBroken;
}

/** Takes one character on; resolves to what ends the entry, if it does. */
function step(entry: Entry, character: string): string | undefined {
  if (character === '\n' || character === '\r') {
    if (entry.place !== 'outside') entry.isBroken = true;
    return '\n';
  }
  if (entry.place === 'outside') return stepOutside(entry, character);
  entry.written += character;
  if (entry.isEscaped) {
    entry.isEscaped = false;
    append(entry, character);
  } else if (character === '\\' && entry.place !== 'angle') entry.isEscaped = true;
  else if (entry.place === 'quotes') stepInQuotes(entry, character);
  else if (entry.place === 'comment') stepInComment(entry, character);
  else stepInAngle(entry, character);
  return undefined;
}

function stepOutside(entry: Entry, character: string): string | undefined {
  if (character === ',' || character === ';') return character;
  entry.written += character;
  if (character === ':') endGroupName(entry);
  else if (character === '(') {
    entry.place = 'comment';
    entry.depth = 1;
    entry.isInWord = false;
  } else if (character === '<') {
    if (entry.angle !== undefined) entry.isBroken = true;
    entry.angle ??= '';
    entry.place = 'angle';
    entry.isInWord = false;
  } else if (/\s/.test(character)) entry.isInWord = false;
  else if (character === '"') {
    entry.place = 'quotes';
    wordOf(entry).isQuoted = true;
  } else append(entry, character);
  return undefined;
}

/** RFC 5322, 3.4: the members of a group follow its name. An address is no name of a group. */
function endGroupName(entry: Entry): void {
  const isName = entry.angle === undefined && !nameOf(entry).includes('@');
  Object.assign(entry, { ...newEntry(), isBroken: entry.isBroken || !isName });
  if (!isName) append(entry, ':');
}

function stepInQuotes(entry: Entry, character: string): void {
  if (character === '"') entry.place = 'outside';
  else append(entry, character);
}

function stepInComment(entry: Entry, character: string): void {
  if (character === '(') entry.depth += 1;
  if (character === ')') entry.depth -= 1;
  if (entry.depth === 0) entry.place = 'outside';
  else append(entry, character);
}

function stepInAngle(entry: Entry, character: string): void {
  if (character === '>') entry.place = 'outside';
  else append(entry, character);
}

function append(entry: Entry, character: string): void {
  if (entry.place === 'comment') entry.comment += character;
  else if (entry.place === 'angle') entry.angle += character;
  else {
    // Nothing but a comment follows an address in brackets.
    if (entry.angle !== undefined) entry.isBroken = true;
    wordOf(entry).text += character;
  }
}

function wordOf(entry: Entry): Word {
  const last = entry.words.at(-1);
  if (last && entry.isInWord) return last;
  const word = { text: '', isQuoted: false };
  entry.words.push(word);
  entry.isInWord = true;
  return word;
}

function nameOf({ words }: Pick<Entry, 'words'>): string {
  return words.map((word) => word.text).join(' ');
}

/** `Doe` of `Doe, Jane <jane@example.com>`, as Outlook writes names. */
function isLastName({ words, angle, comment, isBroken }: Entry): boolean {
  if (isBroken || angle !== undefined || comment !== '') return false;
  const name = nameOf({ words });
  return /^[\p{L}\p{M}'’ -]+$/u.test(name) && /[\p{Lu}\p{Lo}]/u.test(name);
}

const VARIABLE = /\$\{\w+\}/;

function toAddress(entry: Entry, lastName?: Entry): ReadAddress {
  const { address, name, isDoubtful } = addressAndName(entry);
  const last = lastName ? `${nameOf(lastName)}, ` : '';
  const written = (lastName ? `${lastName.written},` : '') + entry.written;
  const read = { written: written.trim(), name: `${last}${name}`, address };
  const problem = problemOf(read, entry.isBroken || isDoubtful);
  return { ...read, ...(problem && { problem }) };
}

interface AddressAndName {
  readonly address: string;
  readonly name: string;
  /** It may go on behind a space: of `ann@exam ple.com` the first word would be somebody else's. */
  readonly isDoubtful: boolean;
}

function addressAndName(entry: Entry): AddressAndName {
  const { words, comment, angle } = entry;
  const at = words.findIndex(({ text, isQuoted }) => text.includes('@') && !isQuoted);
  const written = angle ?? words[at]?.text ?? '';
  const others = angle === undefined ? words.filter((_word, index) => index !== at) : words;
  const address = withoutQuotes(written.trim()).replace(/^mailto:/i, '');
  const name = withoutQuotes(nameOf({ words: others })) || comment.trim();
  const isDoubtful = angle === undefined && at < words.length - 1 && !/@.*\./.test(address);
  return { address, name: name.toLowerCase() === address.toLowerCase() ? '' : name, isDoubtful };
}

function problemOf(
  { written, name, address }: ReadAddress,
  isBroken: boolean,
): ReadAddress['problem'] {
  if (VARIABLE.test(written)) return 'variable';
  if (isBroken || !isAddress(address)) return 'address';
  return name.includes('@') ? 'name' : undefined;
}

const QUOTES: ReadonlyMap<string, string> = new Map([
  ["'", "'"],
  ['‘', '’'],
  ['“', '”'],
]);

/** Outlook puts single quotes around addresses, and word processors curly ones. */
function withoutQuotes(text: string): string {
  const closing = QUOTES.get(text.charAt(0));
  if (closing === undefined || text.length < 3 || !text.endsWith(closing)) return text;
  return text.slice(1, -1).trim();
}
