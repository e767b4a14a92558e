import type { Service } from '../lookup/service';
import { pageOf } from './links';
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
