/** What is known of a hash by what it is called. */
export interface HashName {
  /**
   * `file`: of a file, or nothing says otherwise; `other`: something else that looks like it; `id`: the
   * number of something, which is as long as an MD5 hash.
   */
  readonly kind: 'file' | 'other' | 'id';
  /** Whether it is named by how it was made: `md5`, `SHA-256`. */
  readonly hasAlgorithm: boolean;
  /** What else the name says, so that it tells one file from another: `parent`, `old`. */
  readonly stem: string;
}

type Line = readonly [pattern: string, reason: string];

/**
 * No hash of a file's whole content, whatever else the name says: `tls.server.hash.sha256` is a
 * certificate's.
 */
const NEVER_FILES: readonly Line[] = [
  ['g?imp ?hash|impfuzzy|import hash|sym ?hash', 'of the names that a program imports'],
  ['authenti ?(?:hash|code)|pe ?sha ?\\d+|cd ?hash', 'of a program without its signature'],
  [
    'pe ?hash|vhash|v hash|rich ?(?:pe ?)?(?:header ?)?(?:hash|pv)|rich ?pe|header hash',
    'of the structure of a program',
  ],
  ['ss ?deep|tlsh|sd ?hash|telf ?hash|perm ?hash|fuzzy', 'to find what is similar'],
  ['[adpw] ?hash|icon|favicon|mmh ?3', 'of a picture'],
  ['ja ?[34][a-z]*|jarm|hassh(?: ?server)?|fatt', 'of how a program opens a connection'],
  ['thumb ?prints?|finger ?prints?|fps?', 'of a certificate or a key'],
  ['cert|certs|certificates?|x ?509|tls|ssl|ssh|gpg|pgp', 'the same'],
  ['issuer|ski|aki|serial|serial number|public key|pub ?key|key ?id', 'the same'],
  ['x ?5t', 'the same (RFC 7515, 4.1.7)'],
  ['info ?hash|btih|torrent', 'of what BitTorrent sends'],
  ['build ?id', 'of a build'],
  ['e ?tag|if (?:none )?match', 'of an answer that is kept (RFC 9110, 8.8.3)'],
  ['c?nonce|csrf|xsrf|salt|hmac|iv|seed|mnemonic|pmk(?:id)?|client random', 'made up for one use'],
  ['nt ?lm(?: ?v ?\\d)?|nt ?hash|lm(?: ?hash)?|rc ?4|krb ?5?|kerberos', 'of a password'],
  ['section|sections|segment|overlay', 'of a part of a file'],
];

/** Something else where this is the last word and none says how the hash was made. */
const OTHER_NAMES: readonly Line[] = [
  [
    'commit|commits|revision|git|tree|sha|head|merge|changeset|(?:head|base) ?ref',
    'of a state of a repository',
  ],
  [
    'image|images|container|containers|layer|layers|manifest|digests?|docker|oci',
    'of an image of a container',
  ],
  [
    '(?:trace|span|request|session)id|trace|span|request|session|correlation|transaction|conversation|invocation',
    'the number of what was done',
  ],
  ['tx|txn|txid|block|wallet', 'of a chain of blocks'],
  ['keys?(?: ?\\d)?(?: hex)?|boundary|state|challenge|build|signatures?', 'none of a file'],
  ['(?<!mal\\w{2,8} )code|pin|licen[cs]e|sas|community|bucket', 'none of a file'],
  ['blob', 'of a file as git keeps it'],
  [
    'ldt|ind|ine|inc|pid|cid|aid|[gu]?uids?|hwid|udid',
    'the number of an event, a customer or a device',
  ],
  [
    '(?:recipients?|senders?|subject|user|e ?mail|client|ip|url|domain|host|query) hash',
    'of a name or an address',
  ],
];

/** The number of something, where it is the last word: that of a file alone may be its hash. */
const IDS = 'ids?(?: string)?|identifier';
const FILES = 'files?|samples?|malware|hash|hashes|attachments?|objects?|artifacts?|resources?';

/** Windows calls a program that runs an image. */
const OF_PROGRAM = /\bimage hash$/;

/** An image of a container by its digest (OCI image specification): `nginx@sha256:…`. */
const PINNED = /@sha-?256$/i;

const ALGORITHM = /\b(?:md ?5|sha ?(?:1|2 ?256|256))(?: ?sum)?\b/;

const NEVER_FILE = words(NEVER_FILES);
const OTHER_NAME = new RegExp(`(?:^| )(?:${patterns(OTHER_NAMES)})(?: (?:hash(?:es)?|${IDS}))?$`);
const ID = new RegExp(`(?:^| )(?:${IDS})$`);
const OF_FILE = new RegExp(`\\b(?:${FILES}) ids?$`);

/** Says nothing about which file it is. */
const FILLERS =
  /\b(?:hash|hashes|sum|sums|checksum|value|data|hex|file|is|was|are|were|of|the|a|and|or|with)\b/g;

function words(lines: readonly Line[]): RegExp {
  return new RegExp(`\\b(?:${patterns(lines)})\\b`);
}

function patterns(lines: readonly Line[]): string {
  return lines.map(([pattern]) => pattern).join('|');
}

/** Reads what a hash is called, in words or as a key: `MD5 hash`, `process.parent.hash.md5`, `tgtFileSha256`. */
export function readHashName(name: string): HashName {
  const plain = plainWords(name);
  const hasAlgorithm = ALGORITHM.test(plain);
  const stem = plain.replace(ALGORITHM, ' ').replaceAll(FILLERS, ' ').trim().replaceAll(/ +/g, ' ');
  const kind = PINNED.test(name) ? 'other' : kindOf(plain, hasAlgorithm);
  return { kind, hasAlgorithm, stem };
}

function kindOf(plain: string, hasAlgorithm: boolean): HashName['kind'] {
  if (NEVER_FILE.test(plain)) return 'other';
  if (hasAlgorithm) return 'file';
  if (OF_FILE.test(plain) || OF_PROGRAM.test(plain)) return 'file';
  if (OTHER_NAME.test(plain)) return 'other';
  if (!ID.test(plain)) return 'file';
  return plain.includes(' ') ? 'other' : 'id';
}

/** `processHash.SHA256` becomes `process hash sha256`; letters and digits of one word stay together. */
function plainWords(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .replaceAll(/(md5|sha(?:256|1)(?!\d))/g, ' $1 ')
    .replaceAll(/[^a-z0-9]+/g, ' ')
    .trim();
}
