import { createHash } from 'node:crypto';
import { fileEngines } from '../../src/virustotal/engines';
import { createSeededRandom } from '../support/seeded-random';
import {
  FAMILIES,
  IMPORTS,
  LABEL_FORMS,
  NAME_FORMS,
  SECTIONS,
  SHARED_SCANNER,
  VERSION_FORMS,
} from './report-parts';

/** How many engines a report names, unless told. */
const ENGINES = 70;

/** So many make a report of about 10 kB. */
export const FEW_ENGINES = 18;

/** When the first file was analysed, in seconds since the epoch. */
const ANALYSED = Date.UTC(2025, 0, 15) / 1000;

/** The SHA-256 of file number `number`, by which it is looked up. */
export function indicatorOf(number: number): string {
  return createHash('sha256').update(`bench file ${number}`).digest('hex');
}

/** A line of about 150 characters, as the proxy Squid logs a request, with a URL of its own. */
export function lineOf(number: number): string {
  const hash = indicatorOf(number);
  const url = `http://${hash.slice(0, 8)}.cdn.example/${hash.slice(8, 16)}/${hash.slice(16, 28)}.js`;
  const address = `10.1.${number % 256}.${(number >> 8) % 256}`;
  const time = (1_767_225_600 + number / 1000).toFixed(3);
  return `${time} ${number % 9000} ${address} TCP_MISS/200 ${number} GET ${url} - HIER_DIRECT/93.184.216.34 application/javascript`;
}

/**
 * How many engines flag file number `number`. Of ten files six are flagged by none, three by 5 to
 * 60 and one by 1 or 2.
 */
export function flaggedBy(number: number): number {
  const group = Math.floor(number / 10);
  const kind = number % 10;
  if (kind < 6) return 0;
  return kind < 9 ? 5 + ((group * 3 + kind) % 56) : 1 + (group % 2);
}

/**
 * The report of file number `number` as VirusTotal sends it: about 30 kB, names in their order,
 * indented by four. All that differs between real files is made up at random, so that it compresses
 * as theirs do. The same number gives the same text. With fewer `engines` it is shorter.
 */
export function reportText(number: number, engines = ENGINES): string {
  return JSON.stringify(reportOf(number, engines), undefined, 4);
}

/** The same as it is parsed. */
export function reportOf(number: number, engines = ENGINES): { readonly data: ReportData } {
  const sha256 = indicatorOf(number);
  const dice = createDice(number + 1);
  const flagged = Math.min(flaggedBy(number), engines);
  const data = {
    attributes: sorted(attributesOf(sha256, flagged, engines, dice)),
    id: sha256,
    links: { self: `https://www.virustotal.com/api/v3/files/${sha256}` },
    type: 'file',
  };
  return { data };
}

interface ReportData {
  readonly attributes: object;
  readonly id: string;
  readonly links: object;
  readonly type: string;
}

interface Dice {
  /** A whole number from 0 to below `limit`. */
  below(limit: number): number;
  pick<Item>(items: readonly Item[], fallback: Item): Item;
  /** A text of `form`: 9 a digit, x and X hexadecimal digits, F a family. */
  fill(form: string, family?: string): string;
}

function createDice(seed: number): Dice {
  const random = createSeededRandom(seed * 7919);
  const below = (limit: number): number => Math.floor(random() * limit);
  const pick = <Item>(items: readonly Item[], fallback: Item): Item =>
    items[below(items.length)] ?? fallback;
  return {
    below,
    pick,
    fill: (form, family = 'Agent') =>
      form.replace(/9|x+|X+|\bF\b/g, (mark) => {
        if (mark === '9') return String(below(10));
        if (mark === 'F') return family;
        const digits = Array.from(mark, () => below(16).toString(16)).join('');
        return mark.startsWith('X') ? digits.toUpperCase() : digits;
      }),
  };
}

function attributesOf(sha256: string, flagged: number, engines: number, dice: Dice): object {
  const analysed = ANALYSED - dice.below(86_400 * 30);
  const family = dice.pick(FAMILIES, 'Agent');
  const names = Array.from({ length: 2 + dice.below(5) }, () =>
    dice.fill(dice.pick(NAME_FORMS, ''), family),
  );
  return {
    authentihash: dice.fill('x'.repeat(64)),
    creation_date: analysed - dice.below(86_400 * 700),
    first_submission_date: analysed - dice.below(86_400 * 300),
    last_analysis_date: analysed,
    last_analysis_results: resultsOf({ flagged, engines, analysed, family }, dice),
    last_analysis_stats: statsOf(flagged, engines),
    last_modification_date: analysed + dice.below(5000),
    last_submission_date: analysed,
    magic: 'PE32 executable (GUI) Intel 80386, for MS Windows',
    md5: dice.fill('x'.repeat(32)),
    meaningful_name: names[0],
    names,
    pe_info: programOf(dice),
    ...(flagged > 4 && { popular_threat_classification: threatOf(flagged, family) }),
    reputation: flagged > 20 ? -dice.below(100) : 0,
    sha1: dice.fill('x'.repeat(40)),
    sha256,
    size: 20_000 + dice.below(4_000_000),
    ssdeep: `${3 * 2 ** dice.below(12)}:${dice.fill('x'.repeat(60))}:${dice.fill('x'.repeat(30))}`,
    tags: ['peexe', ...(flagged > 0 ? ['checks-user-input', 'detect-debug-environment'] : [])],
    times_submitted: 1 + dice.below(40),
    tlsh: dice.fill(`T1${'X'.repeat(70)}`),
    total_votes: { harmless: dice.below(3), malicious: flagged > 20 ? dice.below(5) : 0 },
    type_description: 'Win32 EXE',
    type_tag: 'peexe',
    type_tags: ['executable', 'windows', 'win32', 'pe', 'peexe'],
    unique_sources: 1 + dice.below(30),
    vhash: dice.fill('xxxxxxxxxxxxxxxxxx1z'),
  };
}

/** What the results of a file are made of: how many engines there are and flag it, when, as what. */
interface Analysis {
  readonly flagged: number;
  readonly engines: number;
  readonly analysed: number;
  readonly family: string;
}

function resultsOf({ flagged, engines, analysed, family }: Analysis, dice: Dice): object {
  const shared = dice.fill('Trojan.GenericKD.99999999');
  const first = dice.below(engines);
  const results = fileEngines.slice(0, engines).map((engine, position) => {
    const flags = (position - first + engines) % engines < flagged;
    return [
      engine,
      {
        category: flags ? 'malicious' : 'undetected',
        engine_name: engine,
        engine_update: updateOf(analysed, dice),
        engine_version: dice.fill(dice.pick(VERSION_FORMS, '9.9')),
        method: 'blacklist',
        result: flags ? labelOf(engine, shared, family, dice) : null,
      },
    ] as const;
  });
  return sorted(Object.fromEntries(results));
}

function labelOf(engine: string, shared: string, family: string, dice: Dice): string {
  if (SHARED_SCANNER.has(engine)) return engine === 'Emsisoft' ? `${shared} (B)` : shared;
  return dice.fill(dice.pick(LABEL_FORMS, 'Detected'), family);
}

/** Most engines are of the day or of the day before, few are older. */
function updateOf(analysed: number, dice: Dice): string {
  const roll = dice.below(10);
  const days = roll < 7 ? 0 : roll - 6 + (roll === 9 ? dice.below(200) : 0);
  const date = new Date((analysed - days * 86_400) * 1000);
  return date.toISOString().slice(0, 10).replaceAll('-', '');
}

function statsOf(flagged: number, engines: number): object {
  return {
    'confirmed-timeout': 0,
    failure: 0,
    harmless: 0,
    malicious: flagged,
    suspicious: 0,
    timeout: 0,
    'type-unsupported': 0,
    undetected: engines - flagged,
  };
}

function programOf(dice: Dice): object {
  return {
    entry_point: dice.below(1_000_000),
    imphash: dice.fill('x'.repeat(32)),
    import_list: Object.entries(IMPORTS).map(([library, functions]) => ({
      imported_functions: functions.filter(() => dice.below(3) > 0),
      library_name: library,
    })),
    machine_type: 332,
    sections: SECTIONS.map((name) => ({
      chi2: dice.below(90_000_000) / 100,
      entropy: dice.below(800) / 100,
      flags: name === '.text' ? 'rx' : 'r',
      md5: dice.fill('x'.repeat(32)),
      name,
      raw_size: 512 * dice.below(2000),
      virtual_address: 4096 * dice.below(300),
      virtual_size: dice.below(1_000_000),
    })),
    timestamp: ANALYSED - dice.below(86_400 * 700),
  };
}

function threatOf(flagged: number, family: string): object {
  return {
    popular_threat_category: [{ count: Math.ceil(flagged / 2), value: 'trojan' }],
    popular_threat_name: [{ count: Math.ceil(flagged / 4), value: family.toLowerCase() }],
    suggested_threat_label: `trojan.${family.toLowerCase()}/msil`,
  };
}

function sorted(object: object): object {
  return Object.fromEntries(Object.entries(object).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
