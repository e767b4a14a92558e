import { isPlainObject, own, type PlainObject } from '../../plain-object';
import { text } from '../narrow';

/** One object of API v3, whatever a client has made of it. */
export interface ObjectV3 {
  /** VirusTotal's own word, such as `file`; absent where a client has thrown it away. */
  readonly type?: string;
  readonly id?: string;
  /** Absent in the reply to a submission, which only names the analysis. */
  readonly attributes?: PlainObject;
}

/** What tells the attributes of a report from any other object. */
const MARKS = ['last_analysis_stats', 'last_analysis_results', 'gti_assessment'];

/** The objects that say that they are given to be analysed, private ones too. */
const ANALYSES = new Set(['analysis', 'private_analysis']);

/**
 * The object of API v3 in a value: in `data`, as the service sends it; bare, as vt-py has it; with
 * nothing but its attributes, as people cut it down; or flat, with them beside `_id` and `_type`, as
 * vt-cli prints it, or with nothing else.
 * `undefined` for anything else.
 */
export function objectIn(value: PlainObject): ObjectV3 | undefined {
  const data = own(value, 'data');
  const object = isPlainObject(data) ? data : value;
  const type = text(own(object, 'type'));
  const id = text(own(object, 'id'));
  const attributes = own(object, 'attributes');
  if (isPlainObject(attributes)) {
    if (type !== undefined) return named(type, id, attributes);
    if (isMarked(attributes)) return untyped(id, attributes);
  }
  if (type !== undefined && id !== undefined && ANALYSES.has(type)) return { type, id };
  return flatObject(object);
}

/** Whether it is an analysis and not what was analysed. */
export function isAnalysis({ type }: ObjectV3): boolean {
  return type !== undefined && ANALYSES.has(type);
}

function flatObject(value: PlainObject): ObjectV3 | undefined {
  const type = text(own(value, '_type'));
  const id = text(own(value, '_id'));
  if (type !== undefined && id !== undefined) return named(type, id, value);
  if (!isMarked(value)) return undefined;
  return named(text(own(value, 'type')) ?? guessType(value), id ?? guessId(value), value);
}

function isMarked(attributes: PlainObject): boolean {
  return MARKS.some((mark) => isPlainObject(own(attributes, mark)));
}

function untyped(id: string | undefined, attributes: PlainObject): ObjectV3 {
  return named(guessType(attributes), id ?? guessId(attributes), attributes);
}

function named(
  type: string | undefined,
  id: string | undefined,
  attributes: PlainObject,
): ObjectV3 {
  return { ...(type !== undefined && { type }), ...(id !== undefined && { id }), attributes };
}

/** Only a file has hashes, and only a URL names itself. */
function guessType(attributes: PlainObject): string | undefined {
  if (text(own(attributes, 'sha256')) !== undefined) return 'file';
  return text(own(attributes, 'url')) === undefined ? undefined : 'url';
}

function guessId(attributes: PlainObject): string | undefined {
  return text(own(attributes, 'id')) ?? text(own(attributes, 'sha256'));
}
