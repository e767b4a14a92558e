import type { IndicatorType } from '../../indicator/indicator';
import { isPlainObject, own } from '../../plain-object';
import { hashes, text, texts } from '../../virustotal/narrow';
import type { Outcome } from '../../lookup/report';
import type { Report } from '../../virustotal/report';
import { isDomainOrAddress, responseCode } from '../../virustotal/v2/report';
import { isAnalysis, objectIn, type ObjectV3 } from '../../virustotal/v3/object';
import { leaveOut } from '../engine-lists';
import type { Verdict } from '../verdict';

/** The fields that DNIF's VirusTotal plugin adds to a row of events. */
export const DNIF_FIELDS = [
  'VTURL',
  'VTPermalink',
  'VTPositives',
  'VTResponseCode',
  'VTTotal',
  'VTSystemTstamp',
  'VTPositive',
  'VTNegative',
  'VTMessage',
  'VTScanID',
  'VTmd5',
  'VTsha1',
  'VTsha256',
  'VTCategories',
  'VTSiteClass',
  'VTWebsenseThreatSeekercategory',
  'VTForcepointThreatSeekerCategory',
  'VTDomainList',
  'VTSubDomainList',
  'VTWebutationVerdict',
  'VTWebutationSafetyScore',
  'VTPassiveDNSReplication',
  'VTWHOIS',
  'VTOwner',
  'VTCommunicatingSamples',
  'VTDownloadedSamples',
  'VTASN',
  'VTCN',
] as const;

/** What DNIF's rules read; what a reply does not say is left out. */
export type DnifFields = Partial<Record<(typeof DNIF_FIELDS)[number], unknown>>;

/** What a field is made of: a reply, and what it amounts to. */
interface Source {
  /** The reply as it came, without a wrapper. */
  readonly reply: unknown;
  readonly report: Report;
  readonly verdict: Verdict;
  readonly ignored: readonly string[];
}

const RESPONSE_CODES: Readonly<Record<Outcome, number>> = { found: 1, unknown: 0, pending: -2 };

/** Takes the fields of an earlier reply away: what follows may not have all of them. */
export function removeDnifFields(msg: Record<string, unknown>): void {
  for (const name of DNIF_FIELDS) delete msg[name];
}

/**
 * DNIF's fields for a reply, by the names of its plugin (dnif-archive/lookup-virustotal), from API
 * v2 and, where v3 says the same, from v3. Other than the plugin, which has 0 `VTPositives` for what
 * nobody knows, it has none then: 0 would pass for clean.
 */
export function dnifFields(source: Source): DnifFields {
  const fields: DnifFields = { VTResponseCode: codeOf(source) };
  const type = source.verdict.indicator?.type ?? guessType(source.reply);
  switch (type) {
    case 'file':
      addScan(fields, source);
      addFile(fields, source);
      break;
    case 'url':
      addScan(fields, source);
      addUrl(fields, source.reply);
      break;
    case 'domain':
      addDomain(fields, source.reply);
      break;
    case 'ip':
      addAddress(fields, source.reply);
      break;
  }
  return fields;
}

function codeOf({ reply, report }: Source): number {
  return responseCode(reply) ?? RESPONSE_CODES[report.outcome];
}

/** Replies of v2 on domains and addresses do not name them; neither do some on unknown URLs. */
function guessType(reply: unknown): IndicatorType {
  const message = text(own(reply, 'verbose_msg')) ?? '';
  if (/\bIP address\b/i.test(message)) return 'ip';
  if (/\bdomain\b/i.test(message)) return 'domain';
  if (ADDRESS_FIELDS.some((name) => own(reply, name) !== undefined)) return 'ip';
  const hosts = items(own(reply, 'resolutions'));
  if (hosts.some((host) => own(host, 'hostname') !== undefined)) return 'ip';
  return isPlainObject(reply) && isDomainOrAddress(reply) ? 'domain' : 'url';
}

/** What replies on domains do not have. */
const ADDRESS_FIELDS = ['asn', 'as_owner', 'country', 'network'];

function addScan(fields: DnifFields, { reply, report, verdict, ignored }: Source): void {
  set(fields, 'VTPermalink', text(own(reply, 'permalink')) ?? linkOf(report, verdict));
  set(fields, 'VTScanID', text(own(reply, 'scan_id')) ?? analysisId(reply));
  set(fields, 'VTSystemTstamp', timestampOf(reply, report));
  if (verdict.total === 0 || report.outcome !== 'found') return;
  fields.VTPositives = verdict.positives;
  fields.VTTotal = verdict.total;
  const positive = verdict.detections.map(({ engine }) => engine);
  const flagging = new Set(positive);
  const others = leaveOut(ignored, scannedBy(reply, report));
  set(fields, 'VTPositive', positive);
  set(
    fields,
    'VTNegative',
    others.map(({ engine }) => engine).filter((engine) => !flagging.has(engine)),
  );
}

/** All that API v2 lists under `scans`, whatever each says; of v3, which lists more, those that voted. */
function scannedBy(reply: unknown, { results }: Report): readonly Named[] {
  const scans = own(reply, 'scans');
  if (isPlainObject(scans)) return Object.keys(scans).map((engine) => ({ engine }));
  return results.filter(({ category }) => category !== 'none');
}

interface Named {
  readonly engine: string;
}

/** `2018-12-14T10:13:55`, in UTC; what is only queued says when that was. */
function timestampOf(reply: unknown, { analysedAt }: Report): string | undefined {
  if (analysedAt !== undefined) return new Date(analysedAt).toISOString().slice(0, 19);
  const date = text(own(reply, 'scan_date')) ?? '';
  return /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(date) ? date.replace(' ', 'T') : undefined;
}

/** API v3 has no permalink; the page that it would lead to is the same. */
function linkOf({ api, outcome }: Report, { link }: Verdict): string | undefined {
  return api === 3 && outcome === 'found' ? link : undefined;
}

function analysisId(reply: unknown): string | undefined {
  const object = objectOf(reply);
  return object && isAnalysis(object) ? object.id : undefined;
}

/** A file that is only queued has no report, but its reply names the hashes. */
function addFile(fields: DnifFields, { reply, report }: Source): void {
  const isQueued = report.outcome === 'pending' && isPlainObject(reply);
  const known = report.hashes ?? (isQueued ? hashes(reply) : undefined);
  set(fields, 'VTmd5', known?.md5);
  set(fields, 'VTsha1', known?.sha1);
  set(fields, 'VTsha256', known?.sha256);
}

function addUrl(fields: DnifFields, reply: unknown): void {
  const inV3 = text(own(attributesOf(reply), 'url')) ?? text(own(urlInfo(reply), 'url'));
  set(fields, 'VTURL', text(own(reply, 'resource')) ?? text(own(reply, 'url')) ?? inV3);
  const message = text(own(reply, 'verbose_msg')) ?? text(own(own(reply, 'error'), 'message'));
  set(fields, 'VTMessage', message);
}

function addDomain(fields: DnifFields, reply: unknown): void {
  const attributes = attributesOf(reply);
  const vendors = own(attributes, 'categories');
  const categories = valuesOf(vendors) ?? own(reply, 'categories');
  const webutation = own(reply, 'Webutation domain info');
  set(fields, 'VTCategories', categories);
  set(fields, 'VTSiteClass', categories);
  set(
    fields,
    'VTWebsenseThreatSeekercategory',
    own(reply, 'Websense ThreatSeeker category') ?? own(vendors, 'Websense ThreatSeeker'),
  );
  set(
    fields,
    'VTForcepointThreatSeekerCategory',
    own(reply, 'Forcepoint ThreatSeeker category') ?? own(vendors, 'Forcepoint ThreatSeeker'),
  );
  set(fields, 'VTDomainList', own(reply, 'domain_siblings') ?? relatedTo(reply, 'siblings'));
  set(fields, 'VTSubDomainList', own(reply, 'subdomains') ?? relatedTo(reply, 'subdomains'));
  set(fields, 'VTURL', collect(own(reply, 'detected_urls'), 'url'));
  set(fields, 'VTWebutationVerdict', own(webutation, 'Verdict'));
  set(fields, 'VTWebutationSafetyScore', own(webutation, 'Safety score'));
  set(fields, 'VTPassiveDNSReplication', collect(own(reply, 'resolutions'), 'ip_address'));
  set(fields, 'VTWHOIS', own(reply, 'whois') ?? own(attributes, 'whois'));
}

function addAddress(fields: DnifFields, reply: unknown): void {
  const attributes = attributesOf(reply);
  const detected = own(reply, 'detected_urls');
  const communicating = own(reply, 'detected_communicating_samples');
  const downloaded = own(reply, 'detected_downloaded_samples');
  set(fields, 'VTOwner', own(reply, 'as_owner') ?? own(attributes, 'as_owner'));
  // An address has it even where the list is empty, other than a domain.
  if (Array.isArray(detected)) fields.VTURL = collect(detected, 'url');
  set(fields, 'VTPassiveDNSReplication', collect(own(reply, 'resolutions'), 'hostname'));
  set(fields, 'VTCommunicatingSamples', collect(communicating, 'sha256'));
  set(fields, 'VTDownloadedSamples', collect(downloaded, 'sha256'));
  set(fields, 'VTASN', own(reply, 'asn') ?? own(attributes, 'asn'));
  set(fields, 'VTCN', own(reply, 'country') ?? own(attributes, 'country'));
}

function objectOf(reply: unknown): ObjectV3 | undefined {
  return isPlainObject(reply) ? objectIn(reply) : undefined;
}

function attributesOf(reply: unknown): unknown {
  return objectOf(reply)?.attributes;
}

function urlInfo(reply: unknown): unknown {
  return own(own(reply, 'meta'), 'url_info');
}

/** The ids of what an object of API v3 was asked to name along with it. */
function relatedTo(reply: unknown, relationship: string): string[] {
  const object = own(reply, 'data') ?? reply;
  const related = own(own(object, 'relationships'), relationship);
  return collect(own(related, 'data'), 'id');
}

/** The different categories: v2 does not name the vendors. */
function valuesOf(vendors: unknown): readonly string[] | undefined {
  const values = isPlainObject(vendors) ? texts(Object.values(vendors)) : undefined;
  return values && [...new Set(values)];
}

function collect(list: unknown, name: string): string[] {
  return items(list).flatMap((item) => text(own(item, name)) ?? []);
}

function items(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function set(fields: DnifFields, name: keyof DnifFields, value: unknown): void {
  const isNothing = value === undefined || value === null || value === '';
  const isEmpty = Array.isArray(value) && value.length === 0;
  if (!isNothing && !isEmpty) fields[name] = value;
}
