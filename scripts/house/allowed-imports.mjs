/**
 * The plan of the house: which rooms there are, what each is for, and where its imports may go.
 * `npm run check:house` holds the code to it, and docs/architecture.md is drawn from both.
 */

/**
 * @typedef {object} Room
 * @property {string} folder - with all folders below it that are no rooms themselves
 * @property {string} holds - what is in it, in a few words
 * @property {readonly string[]} imports - the rooms that it may import from
 */

/**
 * @typedef {object} House
 * @property {readonly Room[]} rooms - of `src`; each may import only from rooms that stand before it
 * @property {readonly string[]} shared - the folders of what nodes share, for their programs and for
 *   their pages; every other folder of `nodes` is a node
 * @property {Readonly<Record<string, string>>} offered - the files of a node that other nodes may
 *   import, and what for
 * @property {readonly string[]} unshipped - rooms that are not in the published package
 * @property {readonly string[]} stillToCome - arrows that will go, as `importer > imported` of files
 *   or folders
 */

/** @type {readonly Room[]} */
const rooms = [
  { folder: 'src', holds: 'what every room may need: time, durations, errors', imports: [] },
  { folder: 'src/text', holds: 'how values become text', imports: ['src'] },
  {
    folder: 'src/regular-expression',
    holds: 'expressions that people write, and what they may cost',
    imports: ['src', 'src/text'],
  },
  {
    folder: 'src/secrets',
    holds: 'which names are those of secrets',
    imports: ['src', 'src/text'],
  },
  {
    folder: 'src/indicator',
    holds: 'what may be looked up, and what must not leave',
    imports: ['src', 'src/text', 'src/regular-expression', 'src/secrets'],
  },
  { folder: 'src/store', holds: 'the port to what keeps state', imports: ['src'] },
  {
    folder: 'src/store/rules',
    holds: 'how claims and quotas change, the same in each adapter',
    imports: ['src', 'src/store'],
  },
  {
    folder: 'src/store/memory',
    holds: 'the adapter that keeps nothing',
    imports: ['src', 'src/store', 'src/store/rules'],
  },
  {
    folder: 'src/store/sqlite',
    holds: 'the adapter that keeps all in one file',
    imports: ['src', 'src/store', 'src/store/rules'],
  },
  {
    folder: 'src/store/postgres',
    holds: 'the adapter that several processes share: tables and functions of a schema',
    imports: ['src', 'src/store', 'src/store/rules'],
  },
  {
    folder: 'src/store/resilient',
    holds: 'goes on with a spare where a store fails',
    imports: ['src', 'src/store', 'src/store/memory'],
  },
  {
    folder: 'src/journal',
    holds: 'the bounded account of what happened',
    imports: ['src', 'src/text', 'src/secrets', 'src/indicator', 'src/store'],
  },
  {
    folder: 'src/keeping',
    holds: 'a message from when one of our nodes has accepted it until its end is known',
    imports: ['src', 'src/store'],
  },
  {
    folder: 'src/window',
    holds: 'what is frequent: counting over a time',
    imports: ['src', 'src/text', 'src/store'],
  },
  {
    folder: 'src/lookup',
    holds: 'asking any service as little as possible: queue, ledger, cache, transport',
    imports: ['src', 'src/text', 'src/indicator', 'src/store', 'src/store/rules'],
  },
  {
    folder: 'src/virustotal',
    holds: 'the service that is asked: its replies in versions 2 and 3, its links',
    imports: ['src', 'src/text', 'src/secrets', 'src/indicator', 'src/store', 'src/lookup'],
  },
  {
    folder: 'src/simulator',
    holds: 'a stand-in for VirusTotal, to try everything with no key and no network',
    imports: ['src', 'src/indicator', 'src/lookup', 'src/virustotal'],
  },
  {
    folder: 'src/simulator/inbox',
    holds: 'a mail server that shows what it has got',
    imports: ['src'],
  },
  {
    folder: 'src/verdict',
    holds: 'a report becomes a judgement, with its reasons',
    imports: ['src', 'src/text', 'src/indicator', 'src/lookup', 'src/virustotal'],
  },
  {
    folder: 'src/verdict/fields',
    holds: 'the judgement in the names of other systems',
    imports: ['src', 'src/indicator', 'src/lookup', 'src/virustotal', 'src/verdict'],
  },
  {
    folder: 'src/verdict/gate',
    holds: 'rules about a judgement',
    imports: ['src', 'src/text', 'src/regular-expression'],
  },
  {
    folder: 'src/alert',
    holds: 'one alert a subject',
    imports: ['src', 'src/store', 'src/keeping'],
  },
  {
    folder: 'src/mail',
    holds: 'what a mail is, to whom it goes, and what its server did with it',
    imports: ['src', 'src/text'],
  },
  {
    folder: 'src/mail/content',
    holds: 'what a mail says',
    imports: [
      'src',
      'src/text',
      'src/secrets',
      'src/indicator',
      'src/virustotal',
      'src/verdict',
      'src/verdict/fields',
      'src/mail',
    ],
  },
  {
    folder: 'src/mail/page',
    holds: 'how a mail looks',
    imports: ['src', 'src/text', 'src/indicator', 'src/virustotal', 'src/mail', 'src/mail/content'],
  },
  {
    folder: 'src/mail/chat',
    holds: 'the short text for a chat, in the marks of each channel',
    imports: ['src', 'src/text', 'src/indicator', 'src/virustotal', 'src/mail', 'src/mail/content'],
  },
  {
    folder: 'src/mail/outbox',
    holds: 'mails wait here until they have an end',
    imports: ['src', 'src/store', 'src/mail'],
  },
  {
    folder: 'src/mail/delivery',
    holds: 'the way to a mail server',
    imports: ['src', 'src/text', 'src/secrets', 'src/store', 'src/lookup', 'src/mail'],
  },
];

/** @type {House} */
export const house = {
  rooms,
  shared: ['nodes/shared', 'editor'],
  offered: {
    'nodes/account/account.ts': 'the account that a lookup asks',
    'nodes/account/failures.ts': 'how a failed question to an account is told to the editor',
    'nodes/account/open-account.ts': 'makes an account of its properties',
    'nodes/account/soon.ts': 'a question to an account that somebody waits for',
    'nodes/mailer/mailer.ts': 'the mail server that a notify node sends by',
    'nodes/notify/listed-mails.ts':
      'the mails that wait and were given up, as the editor gets them',
    'nodes/store/places.ts': 'where a store node keeps state',
    'nodes/store/open-store.ts': 'the store that a node keeps its state in',
    'nodes/store/journals.ts': 'the journal of a node that has no store',
    'nodes/store/stores.ts': 'the stores that are open, and who shares them',
  },
  unshipped: ['src/simulator/inbox'],
  stillToCome: ['nodes/shared/start-with-flows.ts > nodes/store/stores.ts'],
};

/** @typedef {{ readonly most: number, readonly files: RegExp }} Limit */

/** How much a reader can take in at a time; `files` says what is counted. */
export const limits = {
  /** @type {Limit} */
  lines: { most: 300, files: /\.ts$/ },
  /** @type {Limit} */
  filesOfFolder: { most: 20, files: /\.ts$/ },
};
