import { isPlainObject, own, type PlainObject } from '../../plain-object';

const LEVELS: ReadonlySet<unknown> = new Set([
  'malicious',
  'suspicious',
  'clean',
  'unknown',
  'pending',
]);

/** What somebody wants to know whose rules ask for a verdict that is not where they look. */
export interface Found {
  /** The path of the property. */
  readonly path: string;
  readonly what: 'verdict' | 'report';
}

/** Properties that are looked into, so that no message takes long. */
const MOST = 200;

/** Where in a message a verdict lies, or else a report of which one can be made. */
export function findVerdict(msg: PlainObject): Found | undefined {
  const places = placesIn(msg);
  return find(places, 'verdict', isVerdict) ?? find(places, 'report', isReport);
}

type Place = readonly [path: string, value: unknown];

/** The properties of a message, and of the plain objects in them. */
function placesIn(msg: PlainObject): readonly Place[] {
  const outer = membersOf('', msg);
  return [...outer, ...outer.flatMap(([path, value]) => membersOf(`${path}.`, value))];
}

function membersOf(prefix: string, value: unknown): readonly Place[] {
  if (!isPlainObject(value)) return [];
  const names = Object.keys(value).filter((name) => /^[A-Za-z_$][\w$]*$/.test(name));
  return names.slice(0, MOST).map((name) => [`${prefix}${name}`, own(value, name)]);
}

function find(
  places: readonly Place[],
  what: Found['what'],
  is: (value: unknown) => boolean,
): Found | undefined {
  const found = places.find(([, value]) => is(value));
  return found && { path: found[0], what };
}

function isVerdict(value: unknown): boolean {
  return LEVELS.has(own(value, 'level')) && Array.isArray(own(value, 'reasons'));
}

/** As v3 and v2 have them: `data.attributes`, and `response_code`. */
function isReport(value: unknown): boolean {
  return (
    isPlainObject(own(own(value, 'data'), 'attributes')) ||
    typeof own(value, 'response_code') === 'number'
  );
}
