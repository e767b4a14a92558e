import { HARMLESS } from '../../indicator/defang/forms';
import type { Level } from '../../verdict/verdict';
import { showEngine } from './engine-name';
import { readEventFields, type EventFields, type Row } from './event-fields';
import { findField, readProperty } from '../../text/field';
import { print } from '../../text/print';
import { showTime } from './show-time';
import { show } from './show-value';
import { isVirusTotalLink } from '../../virustotal/links';

/** How bad it is; `none` where a message has no verdict. */
export type MailLevel = Level | 'none';

/** One engine that flags it, fit to be read. */
interface EngineRow {
  readonly engine: string;
  readonly label: string;
  readonly suspicious: boolean;
}

/**
 * What a designed mail says about one message. Plain data of bounded size, every value fit to be
 * read (see `show`), none of it escaped for HTML.
 */
export interface MailFacts {
  readonly level: MailLevel;
  /** What it is about, such as the URL, or the file by its name in the event; empty where nobody knows. */
  readonly headline: string;
  /** The hash of a file whose name is the headline. */
  readonly detail: string;
  /** How many engines flag it, of how many; absent where nobody looked. */
  readonly score?: { readonly positives: number; readonly total: number };
  /** Of the alert; absent where there is none, and in what an earlier version has kept. */
  readonly severity?: number;
  readonly alert: readonly Row[];
  readonly report: readonly Row[];
  readonly reasons: readonly string[];
  readonly engines: readonly EngineRow[];
  readonly moreEngines: number;
  readonly event: EventFields;
  /** To VirusTotal's page. */
  readonly link?: string;
}

const LEVELS: readonly Level[] = ['malicious', 'suspicious', 'clean', 'unknown', 'pending'];

const MOST_ENGINES = 80;
const MOST_REASONS = 20;
const MOST_LISTED = 8;
const MOST_NAMES = 100;

/** Characters; enough for a URL that is worth reading. */
const LONGEST_HEADLINE = 300;
const LONGEST_VALUE = 500;
const LONGEST_NAME = 120;

/** Reads what a designed mail says out of a message, which may hold anything anywhere. */
export function readMailFacts(view: object): MailFacts {
  const link = findField('verdict.link', [view]);
  const score = readScore(view);
  const event = readEventFields(view);
  const severity = readSeverity(view);
  return {
    level: readLevel(view),
    ...readHeadline(view, event.rows),
    ...(score && { score }),
    ...(severity !== undefined && { severity }),
    alert: readAlert(view),
    report: readReport(view),
    reasons: showAll(readItems(view, 'verdict.reasons', MOST_REASONS).items, LONGEST_VALUE),
    ...readEngines(view),
    event,
    ...(typeof link === 'string' && isVirusTotalLink(link) && { link }),
  };
}

function readLevel(view: object): MailLevel {
  const level = findField('verdict.level', [view]);
  return LEVELS.find((each) => each === level) ?? 'none';
}

function readScore(view: object): MailFacts['score'] {
  const positives = findField('verdict.positives', [view]);
  const total = findField('verdict.total', [view]);
  if (!isCount(positives) || !isCount(total)) return undefined;
  return total > 0 && positives <= total ? { positives, total } : undefined;
}

/** A number, also as a text. */
function readSeverity(view: object): number | undefined {
  const value = findField('alert.severity', [view]);
  const severity = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof severity === 'number' && Number.isFinite(severity) ? severity : undefined;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function readHeadline(view: object, event: readonly Row[]): { headline: string; detail: string } {
  const value = readText(view, 'verdict.indicator.value', LONGEST_HEADLINE);
  const isFile = findField('verdict.indicator.type', [view]) === 'file';
  const name = isFile ? readOwnName(view, event) : undefined;
  if (name !== undefined) return { headline: name, detail: value };
  return { headline: value || readText(view, 'alert.subject', LONGEST_HEADLINE), detail: '' };
}

/**
 * Of the names that VirusTotal has seen a file by, the one that the event gives it too, by itself or
 * at the end of a path. Any other is somebody else's name for it, and would only confuse.
 */
function readOwnName(view: object, event: readonly Row[]): string | undefined {
  const inEvent = new Set(event.map(([, value]) => baseName(value)));
  inEvent.delete('');
  const { items } = readItems(view, 'verdict.names', MOST_NAMES);
  return showAll(items, LONGEST_HEADLINE).find((name) => inEvent.has(baseName(name)));
}

/**
 * Without the folders before it, as systems compare names that do not tell `A` from `a`. Which dots are
 * defanged does not count.
 */
function baseName(path: string): string {
  return path.replaceAll(HARMLESS.dot, '.').split(/[\\/]/).at(-1)?.toLowerCase() ?? '';
}

const REASONS: Readonly<Record<string, string>> = {
  first: 'the first alert about it',
  again: 'it was seen again after the quiet time',
  escalated: 'it got worse',
  unsuppressed: 'nothing is suppressed',
};

function readAlert(view: object): Row[] {
  const reason = readText(view, 'alert.reason');
  const detection = [readText(view, 'alert.module'), readText(view, 'alert.detection')];
  return filled([
    ['Detection', detection.filter((part) => part !== '').join(' / ')],
    ['Severity', withUnit(readText(view, 'alert.severity'), ' of 10')],
    ['Raised', readTime(view, 'alert.raisedAt')],
    ['Reason', Object.hasOwn(REASONS, reason) ? (REASONS[reason] ?? '') : reason],
    ['Times seen', readText(view, 'count')],
    ['First received', readTime(view, 'firstSeen')],
    ['Last received', readTime(view, 'lastSeen')],
    ['Suppressed', readSuppressed(view)],
    ['Quiet until', readTime(view, 'alert.quietUntil')],
  ]);
}

function readSuppressed(view: object): string {
  const suppressed = readText(view, 'alert.suppressed');
  if (suppressed === '' || suppressed === '0') return '';
  const since = readTime(view, 'alert.suppressedSince');
  return since === '' ? suppressed : `${suppressed} since ${since}`;
}

function readReport(view: object): Row[] {
  const link = findField('verdict.link', [view]);
  return filled([
    ['Threat', readText(view, 'verdict.label')],
    ['Names', listed(readItems(view, 'verdict.names', MOST_LISTED))],
    ['SHA-256', readText(view, 'verdict.hashes.sha256')],
    ['SHA-1', readText(view, 'verdict.hashes.sha1')],
    ['MD5', readText(view, 'verdict.hashes.md5')],
    ['Categories', listed(readCategories(view))],
    ['Tags', listed(readItems(view, 'verdict.tags', MOST_LISTED))],
    ['Reputation', readText(view, 'verdict.reputation')],
    ['Google Threat Intelligence', readAssessment(view)],
    ['Sandboxes', readSandboxes(view)],
    ['Analysed', readAnalysis(view)],
    // What leads elsewhere is shown and not linked.
    [
      'Link',
      typeof link === 'string' && isVirusTotalLink(link) ? '' : readText(view, 'verdict.link'),
    ],
  ]);
}

function readAssessment(view: object): string {
  const severity = readText(view, 'verdict.assessment.severity', LONGEST_NAME);
  const score = readText(view, 'verdict.assessment.score', LONGEST_NAME);
  return [
    readText(view, 'verdict.assessment.verdict', LONGEST_NAME),
    severity === '' ? '' : `severity ${severity}`,
    score === '' ? '' : `score ${score} of 100`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}

/** Each with what it calls it: `Zenbox: malicious`. */
function readSandboxes(view: object): string {
  const { items, more } = readItems(view, 'verdict.sandboxes', MOST_LISTED);
  const calls = items.map((sandbox) =>
    ['sandbox', 'category'].map((name) => readText({ sandbox }, `sandbox.${name}`, LONGEST_NAME)),
  );
  const named = calls.filter(([sandbox]) => sandbox !== '').map((call) => call.join(': '));
  return named.length === 0 ? '' : `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function readAnalysis(view: object): string {
  const time = readTime(view, 'verdict.analysedAt');
  return findField('verdict.stale', [view]) === true && time !== '' ? `${time}, long ago` : time;
}

/** By vendor in a report; the same word comes from several. */
function readCategories(view: object): Items {
  const categories = findField('verdict.categories', [view]);
  if (Array.isArray(categories)) return firstOf(categories, MOST_LISTED);
  if (typeof categories !== 'object' || categories === null) return { items: [], more: 0 };
  const names = Object.keys(categories).slice(0, MOST_ENGINES);
  return firstOf([...new Set(names.map((name) => readProperty(categories, name)))], MOST_LISTED);
}

function readEngines(view: object): Pick<MailFacts, 'engines' | 'moreEngines'> {
  const { items, more } = readItems(view, 'verdict.detections', MOST_ENGINES);
  const engines = items.map((detection) => ({
    engine: readEngine(findField('detection.engine', [{ detection }])),
    label: readText({ detection }, 'detection.label', LONGEST_NAME),
    suspicious: findField('detection.category', [{ detection }]) === 'suspicious',
  }));
  return { engines, moreEngines: more };
}

function readEngine(name: unknown): string {
  return showEngine(print(name, { limit: LONGEST_NAME }), LONGEST_NAME).trim();
}

/** The first items of a list, and how many it has besides. */
interface Items {
  readonly items: readonly unknown[];
  readonly more: number;
}

function readItems(view: object, name: string, most: number): Items {
  const value = findField(name, [view]);
  return Array.isArray(value) ? firstOf(value, most) : { items: [], more: 0 };
}

function firstOf(list: readonly unknown[], most: number): Items {
  const length = Math.min(list.length, most);
  const items = Array.from({ length }, (_, index) => readProperty(list, index));
  return { items, more: list.length - length };
}

function readText(view: object, name: string, length = LONGEST_VALUE): string {
  return show(print(findField(name, [view]), { limit: length }), length).trim();
}

/** A time as a person reads it, in UTC; what is none is shown as it is. */
function readTime(view: object, name: string): string {
  const value = findField(name, [view]);
  const text = print(typeof value === 'number' ? new Date(value) : value, { limit: LONGEST_NAME });
  return showTime(text) ?? show(text, LONGEST_NAME);
}

function listed({ items, more }: Items): string {
  const shown = showAll(items, LONGEST_NAME).join(', ');
  return more > 0 ? `${shown} and ${more} more` : shown;
}

function showAll(items: readonly unknown[], length: number): string[] {
  return items.map((item) => show(print(item, { limit: length }), length));
}

function withUnit(text: string, unit: string): string {
  return /^\d+$/.test(text) ? `${text}${unit}` : text;
}

function filled(rows: readonly Row[]): Row[] {
  return rows.filter(([, value]) => value !== '');
}
