import { printable } from '../../src/text/printable';
import type { Report } from '../../src/virustotal/report';
import type { SeenNames } from './answers';

/** Names of each kind that are kept, and characters that one may have. */
const MOST = 500;
const LONGEST = 100;

/** Remembers the engines and categories in the reports that were judged since Node-RED started. */
export interface NameMemory {
  /** To be called with each report. */
  see(report: Pick<Report, 'results' | 'categories'>): void;
  /** Each once, by the alphabet. */
  seen(): SeenNames;
}

export function createNameMemory(): NameMemory {
  const engines = new Set<string>();
  const categories = new Set<string>();
  return {
    see(report) {
      for (const { engine } of report.results) note(engines, engine);
      for (const vendor in report.categories) note(categories, report.categories[vendor]);
    },
    seen: () => ({ engines: sorted(engines), categories: sorted(categories) }),
  };
}

/** What cannot be shown on one line cannot be chosen either. */
function note(names: Set<string>, name: string | undefined): void {
  if (name === undefined || names.has(name) || names.size >= MOST) return;
  if (name.trim() !== '' && printable(name, LONGEST) === name) names.add(name);
}

function sorted(names: ReadonlySet<string>): string[] {
  return [...names].toSorted((one, other) => one.localeCompare(other, 'en'));
}
