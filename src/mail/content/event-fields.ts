import { isDate } from 'node:util/types';
import { DNIF_FIELDS } from '../../verdict/fields/dnif';
import { isPlainObject } from '../../plain-object';
import { isSecret } from '../../secrets/judge';
import { clip } from '../../text/clip';
import { findField, readProperty } from '../../text/field';
import { print } from '../../text/print';
import { show } from './show-value';
import { ENGLISH, type MailTexts } from './texts';

/** A name and its value, fit to be read. */
export type Row = readonly [name: string, value: string];

/** What an event says about itself. */
export interface EventFields {
  readonly rows: readonly Row[];
  /** Fields that are not among the rows. */
  readonly more: number;
}

const MOST_ROWS = 30;
const LONGEST_NAME = 80;
const LONGEST_VALUE = 500;

/** Fields that are looked at, empty ones too; what is beyond is not even counted. */
const MOST_FIELDS = 1000;

/** Between the names of a path; a dot would make an address of `evil` and `example`. */
const BELOW = ' › ';

/** How deep objects are opened; what lies deeper is shown as JSON. */
const DEEPEST = 4;

/** What the nodes of this package and Node-RED itself put into a message. */
const OURS = new Set<string>([
  ...DNIF_FIELDS,
  ...'tlp verdict virustotal virustotal_result virustotal_count gate alert notification raise'.split(
    ' ',
  ),
  ...'collect count indicator firstSeen lastSeen parts error plaintext'.split(' '),
  ...'req res headers cookies statusCode responseUrl'.split(' '),
]);

/**
 * The fields that a message brought along, besides those of this package: an object's fields by
 * their paths, each value cut at 500 characters, at most 30 of them. What may be a secret, by its
 * name, is not shown.
 */
export function readEventFields(view: object, texts: MailTexts = ENGLISH): EventFields {
  const rows: Row[] = [];
  let [visited, filled] = [0, 0];
  for (const { name, value, isHidden } of ownFields(view)) {
    visited += 1;
    if (visited > MOST_FIELDS) break;
    const text = rows.length < MOST_ROWS ? printField(value, isHidden, texts) : '…';
    if (text === '') continue;
    filled += 1;
    if (rows.length < MOST_ROWS) rows.push([show(name, LONGEST_NAME), show(text, LONGEST_VALUE)]);
  }
  return { rows, more: filled - rows.length };
}

function* ownFields(view: object): Generator<Field> {
  const subject = findField('verdict.indicator.value', [view]);
  for (const name of Object.keys(view)) {
    if (name.startsWith('_') || OURS.has(name)) continue;
    const value = readProperty(view, name);
    if (value === subject || isAnswer(value)) continue;
    yield* openField({ name, value, isHidden: isSecret(name, value) }, 1);
  }
}

interface Field {
  /** Its path, each name in it shortened. */
  readonly name: string;
  readonly value: unknown;
  readonly isHidden: boolean;
}

function* openField(field: Field, depth: number): Generator<Field> {
  const { name, value, isHidden } = field;
  if (depth > DEEPEST || !isOpen(value) || isHidden) {
    yield field;
    return;
  }
  for (const inner of Object.keys(value)) {
    const path = `${clip(name, LONGEST_NAME)}${BELOW}${clip(inner, LONGEST_NAME)}`;
    const opened = readProperty(value, inner);
    yield* openField({ name: path, value: opened, isHidden: isSecret(inner, opened) }, depth + 1);
  }
}

/** Whether the fields of an object say more than the object as a whole. */
function isOpen(value: unknown): value is object {
  return (
    isPlainObject(value) &&
    !isDate(value) &&
    !ArrayBuffer.isView(value) &&
    Object.keys(value).length > 0
  );
}

/** Whether it is what VirusTotal answered, as object or text, or what became of it. */
function isAnswer(value: unknown): boolean {
  const views = [typeof value === 'string' ? readJson(value) : value];
  const has = (name: string): boolean => findField(name, views) !== undefined;
  return (
    (has('data.type') && has('data.attributes')) ||
    (has('type') && has('attributes')) ||
    (has('error.code') && has('error.message')) ||
    (has('response_code') && (has('scans') || has('verbose_msg'))) ||
    (has('level') && has('positives') && has('detections'))
  );
}

function readJson(text: string): unknown {
  if (!/^\s*\{/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function printField(value: unknown, isHidden: boolean, texts: MailTexts): string {
  const hidden = texts.say('notShown');
  if (isHidden) return value === undefined || value === null || value === '' ? '' : hidden;
  if (ArrayBuffer.isView(value)) return texts.say('bytes', { count: value.byteLength });
  return print(value, { limit: LONGEST_VALUE, shows: isShown, hidden }).trim();
}

function isShown(name: string, value: unknown): boolean {
  return !isSecret(name, value);
}
