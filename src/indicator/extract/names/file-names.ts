import { codeAt, kindAt, skipBack, WORD } from '../characters';

/** Top-level domains that are more often a file's ending, when nothing else says that it is a host. */
const MOSTLY_FILES = new Set(
  'cab dds java man md mov pid pm properties ps py rs sh so zip'.split(' '),
);

/** The same for the last part of a path, where nobody writes a host. */
const FILES_IN_PATHS = new Set([
  ...MOSTLY_FILES,
  ...'ai am app aws ax bar bz cat cc cfd data dot download hiv id in ink la link map mk ml mm mo'.split(
    ' ',
  ),
  ...'new next one page pet ping pl pub ram run save sc service site st study target tf tk uno vi'.split(
    ' ',
  ),
]);

/** Programs that Windows and DOS still have. */
const PROGRAMS = new Set([
  'chcp.com',
  'diskcomp.com',
  'diskcopy.com',
  'graftabl.com',
  'loadfix.com',
]);

/** What the name of a file is the value of: `fileName=`, `"Image":`, `process_path: `. */
const FILE_KEYS = new Set(
  (
    'attachment attachments bundle bundle_id bundleid class classname exe exepath file file_name ' +
    'file_path filename filepath files fname image image_path imagepath logger module package process ' +
    'process_name processname'
  ).split(' '),
);
const LONGEST_KEY = 40;

/** Between a key and its value: quotes, backslashes that escape them, and spaces. */
const AROUND_KEY = new Set(Array.from('\\"\' \t', (sign) => sign.charCodeAt(0)));
const MOST_AROUND = 4;

/** What is known of a name, besides where it is. */
interface Name {
  readonly name: string;
  /** Of two labels. */
  readonly isShort: boolean;
  readonly ending: string;
}

/** Whether a name is that of a file, a program or a bundle. */
export function isFileInText(
  text: string,
  start: number,
  end: number,
  { name, isShort, ending }: Name,
): boolean {
  const before = codeAt(text, start - 1);
  if (ending === 'properties') return true;
  if (before === 0x5c && isInFolder(text, start)) return true;
  const isInPath = before === 0x2f && codeAt(text, start - 2) !== 0x2f;
  if (isInPath && isFileInPath(text, start, end, ending, isShort)) return true;
  if (
    isShort &&
    (MOSTLY_FILES.has(ending) || (ending === 'com' && PROGRAMS.has(name.toLowerCase())))
  ) {
    return true;
  }
  if (ending === 'app') return isBundle(text, start, end);
  return isShort && codeAt(text, end) !== 0x2f && isBehindFileKey(text, start);
}

function isFileInPath(
  text: string,
  start: number,
  end: number,
  ending: string,
  isShort: boolean,
): boolean {
  if (!FILES_IN_PATHS.has(ending) || !isPathBefore(text, start)) return false;
  return MOSTLY_FILES.has(ending) || (isShort && codeAt(text, end) !== 0x2f);
}

/** Whether what is before the slash is a path, and no word as proxies write it: `HIER_DIRECT/`. */
function isPathBefore(text: string, start: number): boolean {
  const first = skipBack(text, start - 1, WORD, LONGEST_KEY);
  const word = text.slice(first, start - 1);
  return !/^[A-Z]+(?:_[A-Z]+)*$/.test(word) || codeAt(text, first - 1) === 0x2f;
}

/** Whether the backslash before `start` follows the name of a folder or of a Windows domain: `CORP\user.name`. */
function isInFolder(text: string, start: number): boolean {
  let before = start - 1;
  while (before > start - 5 && codeAt(text, before - 1) === 0x5c) before -= 1;
  const isUnc = start - before === 2 || start - before === 4;
  const code = codeAt(text, before - 1);
  const isName =
    (kindAt(text, before - 1) & WORD) !== 0 || code === 0x3a || code === 0x29 || code === 0x7d;
  return isName && !(isUnc && code === 0x3a && !isDrive(text, before - 1));
}

/** Whether the colon at `colon` is behind the letter of a drive. */
function isDrive(text: string, colon: number): boolean {
  return /(?:^|[^a-z])[a-z]$/i.test(text.slice(Math.max(0, colon - 2), colon));
}

/** `Google Chrome.app/Contents`, `Safari.app` in a path, and a name with a capital letter: `Notes.app`. */
function isBundle(text: string, start: number, end: number): boolean {
  if (/^\/(?:Contents|Wrapper|Frameworks|_CodeSignature)\b/.test(text.slice(end, end + 16)))
    return true;
  return (
    /^[A-Z][a-z]/.test(text.slice(start, start + 2)) && !text.slice(start, end - 4).includes('.')
  );
}

function isBehindFileKey(text: string, start: number): boolean {
  const sign = skipAround(text, start);
  const code = codeAt(text, sign - 1);
  if (code !== 0x3a && code !== 0x3d) return false;
  const end = skipAround(text, sign - 1);
  return FILE_KEYS.has(text.slice(skipBack(text, end, WORD, LONGEST_KEY), end).toLowerCase());
}

/** Where what is around a key or a value begins that ends at `end`. */
function skipAround(text: string, end: number): number {
  let at = end;
  while (at > end - MOST_AROUND && AROUND_KEY.has(codeAt(text, at - 1))) at -= 1;
  return at;
}
