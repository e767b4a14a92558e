import { codeAt, kindAt, skip, skipBack, HEXADECIMAL, WORD } from '../characters';

const COLON = 0x3a;
const AT = 0x40;
const DOLLAR = 0x24;

/** The lengths of the hash of a password in Windows, and of a state of a repository. */
const NT_LENGTH = 32;
const COMMIT_LENGTH = 40;

/** So much of a path before a hash says what it is of. */
const LONGEST_PATH = 160;

/** Where systems keep what they name by a number as long as a hash: containers, logs, pictures of people. */
const OF_SYSTEM =
  /(?:docker|containerd?s?|kubepods(?:\.slice)?|crio|libpod|overlay2?|journal|avatar|buildkit)\b[\w.:/-]{0,120}[-/]$/i;

/** What follows a state of a repository: `… refs/heads/main`. */
const REFERENCE = /^\s{1,4}refs\//;

/**
 * Whether what stands around the hash from `start` to `end` shows that it is none of a file, whatever it
 * is called: the hashes of a password and of a ticket, the number of a container, of a message or of a
 * state of a repository.
 */
export function isOfOtherThing(text: string, start: number, end: number): boolean {
  const before = codeAt(text, start - 1);
  const after = codeAt(text, end);
  // A message or a user: `<…@host>`, `user:…@host`. `$` parts what `crypt` and Kerberos write.
  if (after === AT && (kindAt(text, end + 1) & WORD) !== 0) return true;
  if (before === DOLLAR || (after === DOLLAR && (kindAt(text, end + 1) & WORD) !== 0)) return true;
  if (before === COLON || after === COLON) {
    if (end - start === NT_LENGTH && isPair(text, start, end)) return true;
  }
  if (end - start === COMMIT_LENGTH) {
    if (isCommit(text, start, end) || /["'`]\*$/.test(text.slice(start - 2, start))) return true;
  }
  if (before !== 0x2f && before !== 0x2d) return false;
  return OF_SYSTEM.test(text.slice(Math.max(0, start - LONGEST_PATH), start));
}

/** The two hashes that Windows has of a password: `aad3…:8846…`. */
function isPair(text: string, start: number, end: number): boolean {
  if (codeAt(text, end) === COLON) {
    const next = skip(text, end + 1, HEXADECIMAL);
    if (next - end - 1 === NT_LENGTH && (kindAt(text, next) & WORD) === 0) return true;
  }
  if (codeAt(text, start - 1) !== COLON) return false;
  const first = skipBack(text, start - 1, HEXADECIMAL, NT_LENGTH + 1);
  return start - 1 - first === NT_LENGTH;
}

/** `actions/checkout@…`, `git+https://…#…`, `… refs/heads/main` */
function isCommit(text: string, start: number, end: number): boolean {
  const before = codeAt(text, start - 1);
  const isPinned = before === AT || before === 0x23;
  if (isPinned && (kindAt(text, start - 2) & WORD) !== 0) return true;
  return REFERENCE.test(text.slice(end, end + 10));
}
