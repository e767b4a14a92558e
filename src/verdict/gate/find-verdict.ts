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

/** Properties of one object, and in all, that are looked into, so that no message takes long. */
const MOST_OF_ONE = 200;
const MOST = 2000;

/** How deep a verdict is looked for. */
const DEEPEST = 5;

/** Where in a message a verdict lies, or else what `isReport` takes for one of which it can be made. */
export function findVerdict(
  msg: PlainObject,
  isReport: (value: unknown) => boolean,
): Found | undefined {
  const places = placesIn(msg);
  return find(places, 'verdict', isVerdict) ?? find(places, 'report', isReport);
}

interface Place {
  readonly path: string;
  readonly depth: number;
  readonly value: unknown;
}

/** The properties of a message, of what is in them, and so on: the nearest first. */
function placesIn(msg: PlainObject): readonly Place[] {
  const places = membersOf({ path: '', depth: 0, value: msg });
  for (const place of places) {
    if (places.length >= MOST) break;
    if (place.depth < DEEPEST) places.push(...membersOf(place));
  }
  return places;
}

function membersOf({ path, depth, value }: Place): Place[] {
  const place = (step: string, each: unknown): Place => ({
    path: `${path}${step}`,
    depth: depth + 1,
    value: each,
  });
  if (Array.isArray(value)) {
    return value.slice(0, MOST_OF_ONE).map((each, index) => place(`[${index}]`, each));
  }
  if (!isPlainObject(value)) return [];
  const names = Object.keys(value).slice(0, MOST_OF_ONE);
  return names.flatMap((name) => {
    const step = stepTo(name, path === '');
    return step === undefined ? [] : place(step, own(value, name));
  });
}

/** How Node-RED writes the way to a property; nothing where it cannot. */
function stepTo(name: string, isFirst: boolean): string | undefined {
  if (/^[A-Za-z_$][\w$]*$/.test(name)) return isFirst ? name : `.${name}`;
  return isFirst || !/^[ -!#-[\]-~]{1,100}$/.test(name) ? undefined : `["${name}"]`;
}

function find(
  places: readonly Place[],
  what: Found['what'],
  is: (value: unknown) => boolean,
): Found | undefined {
  const found = places.find(({ value }) => is(value));
  return found && { path: found.path, what };
}

function isVerdict(value: unknown): boolean {
  return LEVELS.has(own(value, 'level')) && Array.isArray(own(value, 'reasons'));
}
