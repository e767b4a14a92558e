import type { MailFacts } from '../content/facts';
import type { MailPart } from '../content/part';
import type { MailTexts } from '../content/texts';
import { clip } from '../../text/clip';
import { alertCard } from './card';
import type { Markup } from './markup';
import { sentSize } from './size';

/** How much a card shows: characters of the text and of a value, and rows of each kind. */
interface Detail {
  readonly text: number;
  readonly value: number;
  /** Of what VirusTotal knows, and of the alert. */
  readonly facts: number;
  /** Of the event. */
  readonly fields: number;
  readonly engines: number;
  readonly reasons: number;
}

/** From all there is down to what the smallest card has; the level, the score and the link are in each. */
const DETAILS: readonly Detail[] = [
  {
    text: Infinity,
    value: Infinity,
    facts: Infinity,
    fields: Infinity,
    engines: Infinity,
    reasons: Infinity,
  },
  { text: 12_000, value: 300, facts: Infinity, fields: 30, engines: 60, reasons: 20 },
  { text: 6000, value: 200, facts: Infinity, fields: 20, engines: 30, reasons: 10 },
  { text: 3000, value: 150, facts: 10, fields: 12, engines: 15, reasons: 8 },
  { text: 1500, value: 100, facts: 8, fields: 8, engines: 8, reasons: 5 },
  { text: 600, value: 80, facts: 6, fields: 4, engines: 4, reasons: 3 },
  { text: 200, value: 60, facts: 4, fields: 0, engines: 0, reasons: 1 },
];

/** Characters of what it is about: a hash, or most of a URL. */
const SHORTEST_HEADLINE = 160;

/**
 * The card of a message with as much of it as fits into `room` bytes (see `sentSize`); nothing where
 * not even the smallest does.
 */
export function fittingCard(
  part: MailPart,
  number: string,
  room: number,
  texts: MailTexts,
): Markup | undefined {
  for (const detail of DETAILS) {
    const written = alertCard(reduce(part, detail, texts), texts, number);
    if (sentSize(written.html) <= room) return written;
  }
  return undefined;
}

function reduce(part: MailPart, detail: Detail, { say }: MailTexts): MailPart {
  const { text, facts } = part;
  if (detail.text === Infinity) return part;
  return {
    ...part,
    subject: shorten(part.subject, detail.value),
    text: text.length > detail.text ? `${clip(text, detail.text)}\n\n${say('cut.here')}` : text,
    facts: reduceFacts(facts, detail),
  };
}

function reduceFacts(facts: MailFacts, detail: Detail): MailFacts {
  const { value } = detail;
  const rowsOf = (rows: MailFacts['alert'], most: number): MailFacts['alert'] =>
    rows
      .slice(0, most)
      .map(([name, text]) => [shorten(name, value), shorten(text, value)] as const);
  const shownFields = rowsOf(facts.event.rows, detail.fields);
  const shownEngines = facts.engines.slice(0, detail.engines);
  return {
    ...facts,
    headline: shorten(facts.headline, Math.max(value, SHORTEST_HEADLINE)),
    detail: shorten(facts.detail, Math.max(value, SHORTEST_HEADLINE)),
    alert: rowsOf(facts.alert, detail.facts),
    report: rowsOf(facts.report, detail.facts),
    reasons: facts.reasons.slice(0, detail.reasons).map((reason) => shorten(reason, value)),
    engines: shownEngines.map((each) => ({ ...each, label: shorten(each.label, value) })),
    moreEngines: facts.moreEngines + facts.engines.length - shownEngines.length,
    event: {
      rows: shownFields,
      more: facts.event.more + facts.event.rows.length - shownFields.length,
    },
  };
}

function shorten(text: string, length: number): string {
  return text.length > length ? `${clip(text, length)}…` : text;
}
