import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../support/pair';

/** Where real reports are, on a machine that has some. */
const FOLDER = path.join(projectRoot, '..', 'shared', 'real-reports');

/**
 * Reports on files that are 25 to 40 kB as VirusTotal sends them, which is indented by four; none
 * where there are none.
 */
export function realReports(): string[] {
  if (!existsSync(FOLDER)) return [];
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.json'))
    .map((name): unknown => JSON.parse(readFileSync(path.join(FOLDER, name), 'utf8')))
    .filter(isFileReport)
    .map((report) => JSON.stringify(report, undefined, 4))
    .filter((text) => text.length >= 25_000 && text.length <= 40_000);
}

function isFileReport(report: unknown): boolean {
  const text = JSON.stringify(report);
  return text.includes('"type":"file"') && text.includes('"last_analysis_results":{');
}
