import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Reads a JSON file; as with `JSON.parse` it is the caller who knows its type. */
export function readJson(...pathSegments: string[]): ReturnType<typeof JSON.parse> {
  return JSON.parse(readFileSync(path.join(...pathSegments), 'utf8'));
}
