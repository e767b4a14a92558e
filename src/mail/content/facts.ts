import { HARMLESS } from '../../indicator/defang/forms';
import { showEngine } from './engine-name';
import { readEventFields, type EventFields, type Row } from './event-fields';
import { sayFinding, saySeverity } from './findings';
import { findField, readProperty } from '../../text/field';
import { print } from '../../text/print';
import { showTime } from './show-time';
import { LEVELS, type MailLevel } from './levels';
import { show } from './show-value';
import type { MailTexts } from './texts';
import { sayReasons } from './words';
import { isVirusTotalLink } from '../../virustotal/links';

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

const MOST_ENGINES = 80;
const MOST_REASONS = 20;
const MOST_LISTED = 8;
const MOST_NAMES = 100;

/** Characters; enough for a URL that is worth reading. */
const LONGEST_HEADLINE = 300;
const LONGEST_VALUE = 500;
const LONGEST_NAME = 120;

/** Reads what a designed mail says out of a message, which may hold anything anywhere. */
export function readMailFacts(view: object, texts: MailTexts): MailFacts {
  const link = findField('verdict.link', [view]);
  const score = readScore(view);
  const event = readEventFields(view, texts);
  const severity = readSeverity(view);
  return {
    level: readLevel(view),
    ...readHeadline(view, event.rows),
    ...(score && { score }),
    ...(severity !== undefined && { severity }),
    alert: readAlert(view, texts),
    report: readReport(view, texts),
    reasons: readReasons(view, texts),
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

function readReasons(view: object, texts: MailTexts): string[] {
  const { items } = readItems(view, 'verdict.reasons', MOST_REASONS);
  return showAll(sayReasons(items, texts), LONGEST_VALUE);
}

/** Why an alert was raised. */
const REASONS = [
  'first',
  'again',
  'escalated',
  'unsuppressed',
  'quiet-over',
  'silence-over',
] as const;

function readAlert(view: object, texts: MailTexts): Row[] {
  const { say } = texts;
  const reason = readText(view, 'alert.reason');
  const known = REASONS.find((each) => each === reason);
  const detection = [readText(view, 'alert.module'), readText(view, 'alert.detection')];
  return filled([
    [say('alert.detection'), detection.filter((part) => part !== '').join(' / ')],
    [say('alert.severity'), ofTen(readText(view, 'alert.severity'), texts)],
    [say('alert.raised'), readTime(view, 'alert.raisedAt', texts)],
    [say('alert.reason'), known ? say(`alert.${known}`) : reason],
    [say('alert.timesSeen'), readText(view, 'count')],
    [say('alert.firstReceived'), readTime(view, 'firstSeen', texts)],
    [say('alert.lastReceived'), readTime(view, 'lastSeen', texts)],
    [say('alert.suppressed'), readSuppressed(view, texts)],
    [say('alert.quietUntil'), readTime(view, 'alert.quietUntil', texts)],
  ]);
}

function ofTen(severity: string, { say }: MailTexts): string {
  return /^\d+$/.test(severity) ? say('alert.ofTen', { severity }) : severity;
}

function readSuppressed(view: object, texts: MailTexts): string {
  const suppressed = readText(view, 'alert.suppressed');
  if (suppressed === '' || suppressed === '0') return '';
  const time = readTime(view, 'alert.suppressedSince', texts);
  return time === '' ? suppressed : texts.say('alert.suppressedSince', { suppressed, time });
}

function readReport(view: object, texts: MailTexts): Row[] {
  const { say } = texts;
  const link = findField('verdict.link', [view]);
  return filled([
    [say('report.threat'), readText(view, 'verdict.label')],
    [say('report.names'), listed(readItems(view, 'verdict.names', MOST_LISTED), texts)],
    ['SHA-256', readText(view, 'verdict.hashes.sha256')],
    ['SHA-1', readText(view, 'verdict.hashes.sha1')],
    ['MD5', readText(view, 'verdict.hashes.md5')],
    [say('report.categories'), listed(readCategories(view), texts)],
    [say('report.tags'), listed(readItems(view, 'verdict.tags', MOST_LISTED), texts)],
    [say('report.reputation'), readText(view, 'verdict.reputation')],
    ['Google Threat Intelligence', readAssessment(view, texts)],
    [say('report.sandboxes'), readSandboxes(view, texts)],
    [say('report.analysed'), readAnalysis(view, texts)],
    // What leads elsewhere is shown and not linked.
    [
      say('report.link'),
      typeof link === 'string' && isVirusTotalLink(link) ? '' : readText(view, 'verdict.link'),
    ],
  ]);
}

function readAssessment(view: object, texts: MailTexts): string {
  const severity = readText(view, 'verdict.assessment.severity', LONGEST_NAME);
  const score = readText(view, 'verdict.assessment.score', LONGEST_NAME);
  return [
    sayFinding(readText(view, 'verdict.assessment.verdict', LONGEST_NAME), texts),
    severity === '' ? '' : texts.say('report.severity', { severity: saySeverity(severity, texts) }),
    score === '' ? '' : texts.say('report.score', { score }),
  ]
    .filter((part) => part !== '')
    .join(', ');
}

/** Each with what it calls it: `Zenbox: malicious`. */
function readSandboxes(view: object, texts: MailTexts): string {
  const { items, more } = readItems(view, 'verdict.sandboxes', MOST_LISTED);
  const named = items.flatMap((sandbox) => {
    const name = readText({ sandbox }, 'sandbox.sandbox', LONGEST_NAME);
    const finding = readText({ sandbox }, 'sandbox.category', LONGEST_NAME);
    return name === '' ? [] : [`${name}: ${sayFinding(finding, texts)}`];
  });
  return named.length === 0 ? '' : withMore(named.join(', '), more, texts);
}

function readAnalysis(view: object, texts: MailTexts): string {
  const time = readTime(view, 'verdict.analysedAt', texts);
  const isStale = findField('verdict.stale', [view]) === true && time !== '';
  return isStale ? texts.say('report.longAgo', { time }) : time;
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
function readTime(view: object, name: string, texts: MailTexts): string {
  const value = findField(name, [view]);
  const text = print(typeof value === 'number' ? new Date(value) : value, { limit: LONGEST_NAME });
  return showTime(text, texts) ?? show(text, LONGEST_NAME);
}

function listed({ items, more }: Items, texts: MailTexts): string {
  return withMore(showAll(items, LONGEST_NAME).join(', '), more, texts);
}

function withMore(names: string, count: number, texts: MailTexts): string {
  return count > 0 ? texts.say('list', { names, count }) : names;
}

function showAll(items: readonly unknown[], length: number): string[] {
  return items.map((item) => show(print(item, { limit: length }), length));
}

function filled(rows: readonly Row[]): Row[] {
  return rows.filter(([, value]) => value !== '');
}
