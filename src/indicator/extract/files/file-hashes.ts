import type { HashLabel } from './label';
import type { OpenObject } from './objects';
import { addFile, fileOf, noFiles, type Files, type OneFile } from './one-file';

/** A hash whose name says how it was made. */
interface NamedHash {
  /** Its place among all that was found. */
  readonly place: number;
  readonly length: number;
  readonly label: HashLabel;
  /** What its name says of the file, as `readHashName` has it. */
  readonly stem: string;
  /** The objects in which it is. */
  readonly open: readonly OpenObject[];
  /** Where the hash before it ends, of a file or of something else. */
  readonly from: number;
}

/** Hashes of files, of which those of one file are one. */
export interface FileHashes {
  /** Adds what is a file by itself. */
  addAlone(): void;
  /** Adds a hash that may be of the same file as one before: the weaker one of them is left out. */
  addNamed(hash: NamedHash): void;
  /** Says that the one that was added last is the first of a list. */
  listFollows(): void;
}

/** All lengths of hashes are multiples of this. */
const BITS_APART = 8;

/** What is between two hashes of one file: signs, tags, little words, and one line end at most. */
const BESIDE =
  /^(?:<\/?[\w:]+(?: [\w:]+=["']?)?>?|(?:and|or|file|hashes)\b|\\{1,4}[rnt]|[^\w\n])*\n?(?:<\/?[\w:]+|[^\w\n])*$/i;
const LONGEST_BESIDE = 64;

/** Other fields between them in one line, `size=10 `, of which none may be about another file. */
const LONGEST_FIELDS = 200;
const OF_ANOTHER = /file|path|name|image|process|target|parent|module|dll|src|dst|old|new|url/i;

/** What stands before the first hash of a field that holds several: `Hashes=SHA1=…`. */
const FIELD = /[=:]\s{0,4}[\\"']{0,4}$/;
const TYPE = /\b(?:type|alg\w{0,7}|name)\s?=\s?["']?$/i;

/** A list of the hashes of one file: `"hashes":[{"algorithm":"MD5","value":"…"},{…}]`. */
const LIST_OF_HASHES = /hash(?:es)?$/i;

/** The list of one file's hashes that the innermost of these objects is in; `undefined` for any other. */
export function listOfHashes(open: readonly OpenObject[]): OpenObject | undefined {
  const list = open.at(-2);
  return list?.isList && LIST_OF_HASHES.test(list.key) ? list : undefined;
}

/** Begins to bring the hashes of one file together, in the order of the text; `leaveOut` gets places. */
export function createFileHashes(text: string, leaveOut: (place: number) => void): FileHashes {
  let beside = noFiles();
  let last: OneFile | undefined;

  /** Those with which a hash may be of one file: in one object, or side by side. */
  function companions({ label, open, from }: NamedHash): Files {
    const holder = open.at(-1);
    const list = listOfHashes(open);
    if (list) return filesOf(list);
    if (label.isField && holder && !holder.isList && open.length > 1) return filesOf(holder);
    const gap = text.slice(from, label.start);
    if (!isBeside(gap) || isFirstOfField(text, label.start)) beside = noFiles();
    return beside;
  }

  function add({ place, length, stem }: NamedHash, files: Files): void {
    const bit = 1 << (length / BITS_APART);
    const file = fileOf(files, stem);
    if (!file || file.isClosed || (file.lengths & bit) !== 0) {
      last = { stem, lengths: bit, longest: length, strongest: place, isClosed: false };
      addFile(files, last);
      return;
    }
    last = file;
    file.lengths |= bit;
    const isStronger = length > file.longest;
    leaveOut(isStronger ? file.strongest : place);
    if (!isStronger) return;
    file.longest = length;
    file.strongest = place;
  }

  return {
    addAlone() {
      last = undefined;
    },
    addNamed: (hash) => add(hash, companions(hash)),
    listFollows() {
      if (last) last.isClosed = true;
    },
  };
}

function filesOf(holder: OpenObject): Files {
  holder.files ??= noFiles();
  return holder.files;
}

function isBeside(gap: string): boolean {
  if (gap.length <= LONGEST_BESIDE && BESIDE.test(gap)) return true;
  if (gap.length > LONGEST_FIELDS || gap.includes('\n') || OF_ANOTHER.test(gap)) return false;
  const fields = gap.split(/[\s,;|"']+/).filter((part) => part !== '');
  return fields.every((part) => /^[\w.-]+=/.test(part));
}

function isFirstOfField(text: string, start: number): boolean {
  const before = text.slice(Math.max(0, start - 24), start);
  return FIELD.test(before) && !TYPE.test(before);
}
