import { asSaved } from '../../../editor/shared/counts';
import { input } from '../../../editor/shared/dialog';
import { isVariable, textOf, validator } from '../../../editor/shared/validator';
import { isJsonObject } from '../../../src/json';
import { parsePerType, readPerType } from '../../../src/verdict/per-type';

/** As it is saved: a pair of thresholds for some types, its JSON text, or nothing. */
export type PerType = Readonly<Record<string, unknown>> | string;

type Pair = readonly [malicious: number | string, suspicious: number | string];

/** The types, with the keys of their names. */
const TYPES = { file: 'type.file', url: 'type.url', domain: 'type.domain', ip: 'type.ip' };

const TYPE_NAMES = Object.keys(TYPES);

const LEVELS = ['malicious', 'suspicious'] as const;

/** The validator of the property. */
export const validPerType = validator(
  (node: Translating, value) => isPerType(value) || node._('error.perType'),
);

/** Whether the runtime takes it, where variables may hold whatever it needs. */
function isPerType(value: unknown): boolean {
  const read = readPerType(value);
  if (!isJsonObject(read)) return false;
  const pairs = Object.entries(read).map(([type, pair]) => [type, withoutVariables(pair)]);
  return parsePerType(Object.fromEntries(pairs)) !== undefined;
}

/** What stands beside a variable takes its place, or any threshold where that is another one. */
function withoutVariables(pair: unknown): unknown {
  if (!Array.isArray(pair)) return pair;
  const known: unknown = pair.find((each) => !isVariable(each)) ?? 1;
  return pair.map((each: unknown) => (isVariable(each) ? known : each));
}

/**
 * Draws a line for each type and shows what was saved. What it gives reads the lines: the property
 * as it is to be saved, or `undefined` while they show what they showed at first. They cannot show
 * everything, such as a variable in place of it all, and that stays until they are changed.
 */
export function preparePerType(node: Translating, saved: PerType): () => PerType | undefined {
  const read = readPerType(saved);
  const pairs = isJsonObject(read) ? read : {};
  for (const [type, name] of Object.entries(TYPES)) drawLine(type, node._(name), pairs[type]);
  input('maliciousAt').add(input('suspiciousAt')).on('input', showGeneral);
  showGeneral();
  const shown = JSON.stringify(readLines());
  return () => {
    const perType = readLines();
    return JSON.stringify(perType) === shown ? undefined : perType;
  };
}

function drawLine(type: string, name: string, saved: unknown): void {
  const row = $('<tr></tr>').appendTo('.virustotal-verdict-types tbody');
  const id = `virustotal-verdict-${type}`;
  $('<th scope="row"></th>').attr('id', id).text(name).appendTo(row);
  for (const [index, level] of LEVELS.entries()) {
    const value: unknown = Array.isArray(saved) ? saved[index] : undefined;
    $('<input type="text" />')
      .attr({ id: `${id}-${level}`, 'aria-labelledby': `${id} virustotal-verdict-${level}` })
      .val(textOf(value))
      .on('input', () => markPair(type))
      .appendTo($('<td></td>').appendTo(row));
  }
}

function cell(type: string, level: string): JQuery {
  return $(`#virustotal-verdict-${type}-${level}`);
}

/** Shows in the empty fields what is set for all. */
function showGeneral(): void {
  for (const type of TYPE_NAMES) {
    for (const level of LEVELS) cell(type, level).attr('placeholder', general(level));
    markPair(type);
  }
}

function general(level: string): string {
  return String(input(`${level}At`).val());
}

function markPair(type: string): void {
  const pair = readPair(type);
  const isWrong = pair !== undefined && !isPerType({ [type]: pair });
  for (const level of LEVELS) cell(type, level).toggleClass('input-error', isWrong);
}

function readLines(): PerType {
  const pairs = TYPE_NAMES.flatMap((type) => {
    const pair = readPair(type);
    return pair ? [[type, pair] as const] : [];
  });
  return pairs.length > 0 ? Object.fromEntries(pairs) : '';
}

/** The pair of a line; what one field lacks is what is set for all. */
function readPair(type: string): Pair | undefined {
  const [malicious, suspicious] = [readCell(type, 'malicious'), readCell(type, 'suspicious')];
  if (malicious === '' && suspicious === '') return undefined;
  return [asSaved(malicious || general('malicious')), asSaved(suspicious || general('suspicious'))];
}

function readCell(type: string, level: string): string {
  return String(cell(type, level).val()).trim();
}
