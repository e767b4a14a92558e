import { codeAt, kindAt, WORD } from '../characters';
import { isFileInText } from './file-names';

/** What the names of packages, objects and bundles in program code begin with. */
const CODE = new Set(
  'android androidx com io jakarta java javax kotlin net org self sun this'.split(' '),
);

/** With these and a capital letter a name in .NET begins, and a provider of Azure. */
const PLATFORMS = new Set(['microsoft', 'system', 'windows']);

/** The names of .NET as products have them. */
const NET_PRODUCTS = new Set(['ado', 'asp', 'entity', 'json', 'microsoft', 'ml', 'paint', 'vb']);

/** What the names of fields begin with in the formats of logs, and what they end with that is a top level too. */
const FIELDS = new Set(
  (
    'account actor agent app auth client cloud container data destination device dns dst email event ' +
    'file geo host http identity infection log machine metadata network object observer organization os ' +
    'parent process proc registry related request response rule server service session source src ' +
    'subject system target threat tls transaction url user user_agent vulnerability web winlog'
  ).split(' '),
);
const FIELD_ENDINGS = new Set(
  (
    'address app call case channel cloud codes community company computer data date day dev directory ' +
    'domains download email events exchange family fit foundation group guide host id info int ink is ' +
    'link live map media menu mobi name network new now open page phone place plus post pro properties ' +
    'protection read report review run safe save search secure security select services show site sc ' +
    'software space store support systems target team time tools watch work works zone'
  ).split(' '),
);

/** Levels of a log, behind which the name of a logger may be. */
const LEVEL =
  /(?:^|[\s[|])(?:TRACE|DEBUG|INFO|NOTICE|AUDIT|WARN(?:ING)?|ERROR|FATAL|CRITICAL)\]?\s{1,4}\[?$/;
const LONGEST_LEVEL = 16;

/** What follows a name that is no host but a key (`host.name=`, `"host.name":`) or a call (`a.run(x`). */
const KEY_OR_CALL = /=(?!=)|\\{0,7}["']{1,2}\s{0,2}[:=](?!=)|\((?=[a-z_"')])/iy;

/** What it begins with. */
const BEHIND_KEY_OR_CALL = new Set([0x22, 0x27, 0x28, 0x3d, 0x5c]);

/** A file is renamed so where its name is too long: `ABC~1.TXT`. */
const TILDE = 0x7e;

/**
 * Whether what is written as a name from `start` to `end`, with nothing that says it is a host, is more
 * often another thing: a file, a package, a field, a key or a call.
 */
export function isSomethingElse(text: string, start: number, end: number, name: string): boolean {
  const dot = name.lastIndexOf('.');
  const first = name.slice(0, name.indexOf('.'));
  const ending = name.slice(dot + 1);
  const lower = isCapital(ending) ? ending.toLowerCase() : ending;
  return (
    isOfProgram(first, ending) ||
    isField(lower, name) ||
    isBehindOther(text, start, lower) ||
    isFileInText(text, start, end, { name, isShort: first.length === dot, ending: lower }) ||
    isApiGroup(text, end, name) ||
    isKeyOrCall(text, end)
  );
}

function isCapital(text: string): boolean {
  return (text.charCodeAt(0) & 0x20) === 0;
}

const LONGEST_CODE = Math.max(...[...CODE].map(({ length }) => length));

function isOfProgram(first: string, ending: string): boolean {
  if (isCapital(ending)) {
    if (/^[A-Z][a-z]/.test(ending) && !/^(?:Com|Net|Org)$/.test(ending)) return true;
    if (ending === 'NET' && NET_PRODUCTS.has(first.toLowerCase())) return true;
  }
  if (first.length <= LONGEST_CODE && CODE.has(first) && ending !== 'com') return true;
  return (
    isCapital(first) &&
    PLATFORMS.has(first.toLowerCase()) &&
    FIELD_ENDINGS.has(ending.toLowerCase())
  );
}

/** `user.name`, `machine_data.name` and `actor.user.name` */
function isField(ending: string, name: string): boolean {
  if (!FIELD_ENDINGS.has(ending)) return false;
  if (name.lastIndexOf('_') > 0) return true;
  return name
    .slice(0, -ending.length - 1)
    .toLowerCase()
    .split('.')
    .every((label) => FIELDS.has(label));
}

/** Behind `$`, `%` or a bracket of a template there is a variable, behind a level of a log its logger. */
function isBehindOther(text: string, start: number, ending: string): boolean {
  const before = codeAt(text, start - 1);
  if (before === 0x24) return true;
  if (before === 0x25) return !/^[\da-f]{2}/i.test(text.slice(start, start + 2));
  if (before === 0x7b) return codeAt(text, start - 2) === 0x24 || codeAt(text, start - 2) === 0x7b;
  if (before === 0x3a) return isScope(text, start);
  if (before !== 0x20 && before !== 0x5b) return false;
  if (ending === 'com' || ending === 'net' || ending === 'org') return false;
  if (ending.length <= 3) return false;
  return LEVEL.test(text.slice(Math.max(0, start - LONGEST_LEVEL), start));
}

/** `a::b.c`, but not `:: b.c` */
function isScope(text: string, start: number): boolean {
  return codeAt(text, start - 2) === 0x3a && (kindAt(text, start - 3) & WORD) !== 0;
}

/** Groups of Kubernetes' API and the labels that begin with them: `rbac.authorization.k8s.io/v1`. */
const GROUP = /(?:^|\.)(?:k8s|kubernetes|eksctl)\.io$/i;
const SITES = /^(?:docs|dl|github|packages|pkgs|registry|www)\.|^kubernetes\.io$/i;

function isApiGroup(text: string, end: number, name: string): boolean {
  if (!name.endsWith('.io')) return false;
  if (GROUP.test(name) && !SITES.test(name)) return true;
  return (
    codeAt(text, end) === 0x2f && isApiVersion(text, end) && isOfApiVersion(text, end - name.length)
  );
}

/** Whether `/v1` or `/v2beta1` is at `at`, and nothing behind it. */
export function isApiVersion(text: string, at: number): boolean {
  return /^\/v\d{1,2}(?:(?:alpha|beta)\d{1,2})?(?![\w/?#&=.-])/.test(text.slice(at, at + 16));
}

/** Behind `apiVersion:` */
function isOfApiVersion(text: string, start: number): boolean {
  return /apiVersion[\\"']{0,8}\s?[:=]\s{0,2}[\\"']{0,8}$/i.test(
    text.slice(Math.max(0, start - LONGEST_API_KEY), start),
  );
}

const LONGEST_API_KEY = 30;

/** Whether the quote at `at` closes a key: what is in it is a field. */
export function isKeyOrCall(text: string, at: number): boolean {
  if (!BEHIND_KEY_OR_CALL.has(codeAt(text, at))) return codeAt(text, at) === TILDE;
  KEY_OR_CALL.lastIndex = at;
  return KEY_OR_CALL.test(text);
}
