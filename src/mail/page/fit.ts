import type { MailFacts } from '../content/facts';
import type { MailPart } from '../content/part';
import { clip } from '../../text/clip';
import { alertCard } from './card';
import type { Markup } from './markup';
import { sentSize } from './size';

/** How much a card shows: characters of the text and of a value, and rows of each kind. */
interface Detail {
  readonly text: number;
  readonly value: number;
  readonly fields: number;
  readonly engines: number;
  readonly reasons: number;
}

/** From all there is down to what the smallest card has; the level, the score and the link are in each. */
const DETAILS: readonly Detail[] = [
  { text: Infinity, value: Infinity, fields: Infinity, engines: Infinity, reasons: Infinity },
  { text: 12_000, value: 300, fields: 30, engines: 60, reasons: 20 },
  { text: 6000, value: 200, fields: 20, engines: 30, reasons: 10 },
  { text: 3000, value: 150, fields: 12, engines: 15, reasons: 8 },
  { text: 1500, value: 100, fields: 8, engines: 8, reasons: 5 },
  { text: 600, value: 80, fields: 4, engines: 4, reasons: 3 },
  { text: 200, value: 60, fields: 0, engines: 0, reasons: 1 },
];

const CUT = '\n\n[The text is longer. It is cut off here.]';

/**
 * The card of a message with as much of it as fits into `room` bytes (see `sentSize`); nothing where
 * not even the smallest does.
 */
export function fittingCard(part: MailPart, number: string, room: number): Markup | undefined {
  for (const detail of DETAILS) {
    const written = alertCard(reduce(part, detail), number);
    if (sentSize(written.html) <= room) return written;
  }
  return undefined;
}

function reduce(part: MailPart, detail: Detail): MailPart {
  const { text, facts } = part;
  if (detail.text === Infinity) return part;
  return {
    ...part,
    subject: shorten(part.subject, detail.value),
    text: text.length > detail.text ? `${clip(text, detail.text)}${CUT}` : text,
    facts: reduceFacts(facts, detail),
  };
}

function reduceFacts(facts: MailFacts, { value, fields, engines, reasons }: Detail): MailFacts {
  const rowsOf = (rows: MailFacts['alert']): MailFacts['alert'] =>
    rows.map(([name, text]) => [shorten(name, value), shorten(text, value)] as const);
  const shownFields = rowsOf(facts.event.rows.slice(0, fields));
  const shownEngines = facts.engines.slice(0, engines);
  return {
    ...facts,
    headline: shorten(facts.headline, value),
    detail: shorten(facts.detail, value),
    alert: rowsOf(facts.alert),
    report: rowsOf(facts.report),
    reasons: facts.reasons.slice(0, reasons).map((reason) => shorten(reason, value)),
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
