import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Replies captured from VirusTotal lie beside the project and are no part of it. */
const FOLDER = path.resolve('..', 'shared', 'real-reports');

/** One captured reply and what its table of sources says that it holds. */
export interface CapturedReply {
  readonly file: string;
  readonly text: string;
  readonly source: Readonly<Record<string, string>>;
}

/** Why there are none, or nothing when there are. */
export const missingCaptures = existsSync(path.join(FOLDER, 'SOURCES.tsv'))
  ? undefined
  : 'no captured replies in ../shared/real-reports';

/** All captured replies; none when the folder is absent. */
export function readCapturedReplies(): CapturedReply[] {
  if (missingCaptures !== undefined) return [];
  const sources = readSources();
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json'))
    .map((file) => ({
      file,
      text: readFileSync(path.join(FOLDER, file), 'utf8'),
      source: sources.get(file) ?? {},
    }));
}

function readSources(): Map<string, Record<string, string>> {
  const lines = readFileSync(path.join(FOLDER, 'SOURCES.tsv'), 'utf8').trimEnd().split('\n');
  const [header = [], ...rows] = lines.map((line) => line.split('\t'));
  return new Map(
    rows.map((row) => [
      row[0] ?? '',
      Object.fromEntries(header.map((name, column) => [name, row[column] ?? ''])),
    ]),
  );
}
