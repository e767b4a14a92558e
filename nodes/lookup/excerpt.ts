import type { EventPath } from '../../src/indicator/inside/passages';
import type { FoundInside } from '../../src/indicator/inside/inside-event';
import { clip } from '../../src/text/clip';
import { print } from '../../src/text/print';
import { compact } from '../../src/text/compact';
import { exceeds } from '../shared/json-size';

/** Bytes of a text that stays whole, and of the line that is left of a longer one. */
const LONGEST_TEXT = 16 * 1024;

/** Characters that are left before an indicator far behind in its line. */
const LEAD = 1000;

/** Of a text that is too long, the line in which something was found, and of that so much as fits. */
export function lineAround({
  text,
  start,
  end,
}: Pick<FoundInside, 'text' | 'start' | 'end'>): string {
  if (!isLong(text)) return text;
  const first = Math.max(0, start - LONGEST_TEXT);
  const before = text.slice(first, start);
  const lineStart = first + before.lastIndexOf('\n') + 1;
  const fits = Buffer.byteLength(text.slice(lineStart, end)) <= LONGEST_TEXT;
  const isFirst = lineStart > first || first === 0;
  const from = isFirst && fits ? lineStart : Math.max(lineStart, start - LEAD);
  const [line = ''] = text.slice(from, from + LONGEST_TEXT).split(/\r?\n/, 1);
  return compact(clipBytes(withoutHalf(line)));
}

/** Whether a text is longer than what stays whole. */
export function isLong(text: string): boolean {
  return text.length > LONGEST_TEXT || Buffer.byteLength(text) > LONGEST_TEXT;
}

/** Without the second half of a character at its beginning. */
function withoutHalf(text: string): string {
  return /^[\uDC00-\uDFFF]/.test(text) ? text.slice(1) : text;
}

function clipBytes(text: string): string {
  let length = Math.min(text.length, LONGEST_TEXT);
  let short = clip(text, length);
  for (let excess = excessOf(short); excess > 0; excess = excessOf(short)) {
    // No character of UTF-16 takes more than three bytes.
    length -= Math.ceil(excess / 3);
    short = clip(text, length);
  }
  return short;
}

function excessOf(text: string): number {
  return Buffer.byteLength(text) - LONGEST_TEXT;
}

/** Fields beside the one that counts that are looked at, and the most characters of one that stays. */
const MOST_FIELDS = 200;
const LONGEST_FIELD = 1024;

/** Makes small copies of one large event, each with what was found in its own place. */
export function createExcerpts(): (event: object, found: FoundInside) => unknown {
  const small = new Map<
    object,
    readonly (readonly [name: string, value: unknown, size: number])[]
  >();

  /** Fields that are small, with their sizes. */
  function smallFieldsOf(value: object): readonly (readonly [string, unknown, number])[] {
    const known = small.get(value);
    if (known) return known;
    const fields = Object.entries(value)
      .slice(0, MOST_FIELDS)
      .filter(([, each]) => !exceeds(each, LONGEST_FIELD))
      .map(([name, each]) => [name, each, name.length + print(each).length] as const);
    small.set(value, fields);
    return fields;
  }

  /** Of a list the element on the way alone stays, of an object what fits besides. */
  return (event, found) => {
    let left = LONGEST_TEXT;

    function copy(value: unknown, way: EventPath): unknown {
      const [name, ...rest] = way;
      if (name === undefined) return lineAround(found);
      const inner = copy(Reflect.get(Object(value), name), rest);
      if (Array.isArray(value)) return [inner];
      const fields = smallFieldsOf(Object(value)).filter(([each, , size]) => {
        if (each === name || size > left) return false;
        left -= size;
        return true;
      });
      const beside = fields.map(([each, field]) => [each, structuredClone(field)]);
      return Object.fromEntries([...beside, [name, inner]]);
    }

    return copy(event, found.path);
  };
}
