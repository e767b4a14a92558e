import { withoutPercents } from '../percent';
import { decodedUrl, rawParameter, type Rest } from './parameters';

/**
 * The link in one of Proofpoint's URL Defense, versions 1 to 3: as its own published decoder reads them
 * (`URLDefenseDecode.py`).
 */
export function proofpointTarget(rest: Rest): string | undefined {
  const version = /^\/v(\d)\//i.exec(rest.all)?.[1];
  if (version === '3') return thirdTarget(rest.all);
  const written = rawParameter(rest.query, ['u']);
  if (written === undefined) return undefined;
  const escaped = version === '2' ? written.replaceAll('-', '%').replaceAll('_', '/') : written;
  return decodedUrl(escaped).replaceAll('&amp;', '&');
}

/** `/v3/__http://…__;` and the token, which a `!` ends; all from the second `__` on may be cut off. */
const THIRD = /^\/v3\/__(.+?)(?:__;([\w+/=-]*)(?:!|$|[^\w+/=-])|_{0,2}$)/i;

function thirdTarget(all: string): string | undefined {
  const [, written, token = ''] = THIRD.exec(all) ?? [];
  if (written === undefined) return undefined;
  return withCharacters(withoutPercents(written), Buffer.from(token, 'base64'));
}

/** A place where characters were taken out: one, or so many as the letter behind the stars says. */
const MARK = /\*(?:\*([\w-]))?/g;

const RUNS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const SHORTEST_RUN = 2;

/**
 * Puts back the characters that were taken out. Runs are counted in bytes by some of Proofpoint's
 * servers, in characters by its decoder: it is told by how many there are.
 */
function withCharacters(text: string, bytes: Buffer): string {
  if (bytes.length === 0) return text;
  // A byte is a letter, so that all that is put together is so in one go.
  const written = Buffer.from(text).toString('latin1');
  const marks = [...written.matchAll(MARK)];
  if (marks.length === 0) return text;
  const wanted = marks.reduce((sum, [, run]) => sum + lengthOf(run), 0);
  const characters = Array.from(bytes.toString('utf8'), (each) => {
    return Buffer.from(each).toString('latin1');
  });
  const units = wanted === characters.length ? characters : Array.from(bytes.toString('latin1'));
  let taken = 0;
  const whole = written.replaceAll(MARK, (mark, run?: string) => {
    const from = taken;
    taken += lengthOf(run);
    return from < units.length ? units.slice(from, taken).join('') : mark;
  });
  return Buffer.from(whole, 'latin1').toString('utf8');
}

function lengthOf(run: string | undefined): number {
  return run === undefined ? 1 : RUNS.indexOf(run) + SHORTEST_RUN;
}
