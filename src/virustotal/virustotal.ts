import type { Indicator } from '../indicator/indicator';
import type { Service } from '../lookup/service';
import { guiLink, indicatorLink } from './links';
import { createPackDictionary } from './pack-dictionary';
import { parseReport } from './parse-report';
import { readQuotaRefusal } from './reply';
import { standingOf, type Report } from './report';

/** What VirusTotal is, whichever version of its API is asked. */
export const VIRUSTOTAL = {
  id: 'virustotal',
  name: 'VirusTotal',
  parseReport,
  standingOf,
  pageOf,
  readQuotaRefusal,
  packDictionary: createPackDictionary,
} as const satisfies Partial<Service<Report>>;

/** By the id that VirusTotal has for it, where a report names one. */
function pageOf(indicator: Indicator, report?: Pick<Report, 'subject'>): string {
  const id = report?.subject?.id;
  return id === undefined ? indicatorLink(indicator) : guiLink(indicator.type, id);
}
