import { existsSync } from 'node:fs';

/**
 * A name beside `file` that nothing has, with what it is (`why`) and the time (ms UTC) in it. `parts`
 * are the endings that are to be free behind it.
 */
export function nameBeside(
  file: string,
  now: number,
  why: string,
  parts: readonly string[] = [''],
): string {
  const time = new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const name = `${file}.${why}-${time}`;
  let target = name;
  for (let number = 2; parts.some((part) => existsSync(target + part)); number += 1) {
    target = `${name}-${number}`;
  }
  return target;
}
