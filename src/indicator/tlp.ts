import { readProperty } from '../text/field';
import { printable } from '../text/printable';

/** The labels of the Traffic Light Protocol 2.0 (first.org/tlp), from what everybody may know on. */
export const TLP_LABELS = ['clear', 'green', 'amber', 'amber+strict', 'red'] as const;

export type TlpLabel = (typeof TLP_LABELS)[number];

/** With whom a message may be shared. */
export interface Tlp {
  readonly label: TlpLabel;
  /** What was written in place of a label; such a mark is taken for the most careful one. */
  readonly malformed?: string;
}

/** In version 1 of the protocol. */
const EARLIER: Readonly<Record<string, TlpLabel>> = { white: 'clear' };

/** Marks in one list that are looked at. */
const MOST = 100;

/**
 * What `msg.tlp` says, in any case, with `TLP:` before it or without: `amber`, `TLP:AMBER+STRICT`,
 * `tlp:white`. Of a list the most careful counts. `undefined` where there is no mark. What is there and
 * is no label is `red`.
 */
export function readTlp(value: unknown): Tlp | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value === 'string') return readLabel(value);
  if (!Array.isArray(value) || value.length > MOST) {
    return malformed(Array.isArray(value) ? 'a long list' : `of the type ${typeof value}`);
  }
  const marks = Array.from({ length: value.length }, (_, index) => {
    const each = readProperty(value, index);
    return Array.isArray(each) ? malformed('a list in a list') : readTlp(each);
  });
  return mostCareful(marks.filter((mark) => mark !== undefined));
}

function readLabel(text: string): Tlp | undefined {
  const word = text.trim().toLowerCase().slice(0, 40);
  if (word === '') return undefined;
  const name = word.replace(/^tlp\s*[:\s]\s*/, '').replace(/[\s_+-]+/, '+');
  const label = TLP_LABELS.find((each) => each === name) ?? earlier(name);
  return label ? { label } : malformed(printable(text));
}

function earlier(name: string): TlpLabel | undefined {
  return Object.hasOwn(EARLIER, name) ? EARLIER[name] : undefined;
}

function malformed(what: string): Tlp {
  return { label: 'red', malformed: what };
}

/** The most careful of several marks; of those alike the one that is malformed, so that this is told. */
export function mostCareful(marks: readonly Tlp[]): Tlp | undefined {
  return marks.reduce<Tlp | undefined>((most, mark) => {
    if (!most || isAbove(mark.label, most.label)) return mark;
    return mark.label === most.label && mark.malformed !== undefined ? mark : most;
  }, undefined);
}

/** Whether what is marked so may be shared with fewer people than `limit` says. */
export function isAbove(label: TlpLabel, limit: TlpLabel): boolean {
  return TLP_LABELS.indexOf(label) > TLP_LABELS.indexOf(limit);
}

/** As the protocol writes it: `TLP:AMBER+STRICT`. */
export function showTlp(label: TlpLabel): string {
  return `TLP:${label.toUpperCase()}`;
}
