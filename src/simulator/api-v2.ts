import type { HttpReply, HttpRequest } from '../lookup/http';
import { findFacts } from './dataset';
import type { Analysed, Facts, UrlFacts } from './facts';
import { readForm } from './posted-form';
import { canonicalUrl, readAddress, readDomain, readHash, sha256 } from './identity';
import { cleanUrl } from './network-seeds';
import type { Service } from './service';
import { emptyReply, jsonReply } from './replies';
import {
  addressReport,
  domainReport,
  invalidScanReport,
  invalidUrlReport,
  queuedReport,
  scanReport,
  submissionReport,
  unknownScanReport,
} from './report-v2';

/** Reads a parameter from the query or the form; empty when it is in neither. */
type Parameters = (name: string) => string;

interface Route {
  readonly methods: readonly HttpRequest['method'][];
  /** The indicators that are asked for: each costs one of the quota. */
  items(parameters: Parameters): string[];
  answer(service: Service, item: string, parameters: Parameters): object;
}

/** The most that a private key may ask for in one call. */
const LARGEST_BATCH = 25;

const routes: ReadonlyMap<string, Route> = new Map<string, Route>([
  [
    'file/report',
    {
      methods: ['GET', 'POST'],
      items: (parameters) => split(parameters('resource'), ','),
      answer: fileReport,
    },
  ],
  [
    'url/report',
    {
      methods: ['GET', 'POST'],
      items: (parameters) => split(parameters('resource'), '\n'),
      answer: urlReport,
    },
  ],
  [
    'url/scan',
    { methods: ['POST'], items: (parameters) => split(parameters('url'), '\n'), answer: urlScan },
  ],
  [
    'domain/report',
    {
      methods: ['GET'],
      items: (parameters) => split(parameters('domain')),
      answer: domainAnswer,
    },
  ],
  [
    'ip-address/report',
    {
      methods: ['GET'],
      items: (parameters) => split(parameters('ip')),
      answer: addressAnswer,
    },
  ],
]);

/**
 * Answers a request below `/vtapi/v2`. `segments` are the decoded parts of the path after it.
 * Everything but a report is a status with an empty body: 400, 403 for the key, 204 over the quota.
 * Source: https://docs.virustotal.com/v2.0/reference/api-responses
 */
export function answerV2(
  service: Service,
  request: HttpRequest,
  segments: readonly string[],
): HttpReply {
  const route = routes.get(segments.join('/'));
  if (!route?.methods.includes(request.method)) return emptyReply(404);
  const form = readForm(request);
  const parameters: Parameters = (name) => request.query[name] ?? form?.get(name) ?? '';
  const key = parameters('apikey');
  if (key === '' || !service.isKnownKey(key)) return emptyReply(403);
  const items = route.items(parameters);
  if (items.length === 0 || items.length > LARGEST_BATCH) return emptyReply(400);
  if (!service.usage.admit(key, items.length)) return emptyReply(204);
  const answers = items.map((item) => route.answer(service, item, parameters));
  return jsonReply(200, answers.length === 1 ? answers[0] : answers);
}

function fileReport(service: Service, resource: string): object {
  const hash = readHash(resource) ?? readScanId(resource);
  if (hash === undefined) return invalidScanReport(resource);
  const known = look(service, 'file', hash);
  if (known === 'unknown') return unknownScanReport(resource);
  return 'analysed' in known ? scanReport(known.analysed, resource) : queuedReport(known, resource);
}

function urlReport(service: Service, resource: string, parameters: Parameters): object {
  const url = canonicalUrl(resource);
  const id = readScanId(resource) ?? (url === undefined ? undefined : sha256(url));
  if (id === undefined) return invalidScanReport(resource);
  const known = look(service, 'url', id);
  if (known !== 'unknown') {
    return 'analysed' in known
      ? scanReport(known.analysed, resource)
      : queuedReport(known, resource);
  }
  const isSubmission = parameters('scan') === '1' && url !== undefined;
  return isSubmission ? submit(service, cleanUrl(url), resource) : unknownScanReport(resource);
}

function urlScan(service: Service, text: string): object {
  const url = canonicalUrl(text);
  if (url === undefined) return invalidUrlReport(text);
  const known = findFacts('url', sha256(url));
  return submit(service, known?.type === 'url' ? known : cleanUrl(url), text);
}

function submit(service: Service, facts: UrlFacts, resource: string): object {
  return submissionReport(facts, resource, service.knowledge.submit(facts).submittedAt);
}

function domainAnswer(service: Service, text: string): object {
  const name = readDomain(text);
  if (name === undefined) return { response_code: -1, verbose_msg: 'Invalid domain' };
  const known = look(service, 'domain', name);
  if (known === 'unknown') return { response_code: 0, verbose_msg: 'Domain not found' };
  return 'analysed' in known ? domainReport(known.analysed) : queuedReport(known, text);
}

function addressAnswer(service: Service, text: string): object {
  const address = readAddress(text);
  // This version of the API takes IPv4 only.
  if (address === undefined || address.includes(':')) {
    return { response_code: -1, verbose_msg: 'Invalid IP address' };
  }
  const known = look(service, 'ip_address', address);
  if (known === 'unknown') return { response_code: 0, verbose_msg: 'Missing IP address' };
  return 'analysed' in known ? addressReport(known.analysed) : queuedReport(known, text);
}

type FactsOf<T extends Facts['type']> = Extract<Facts, { type: T }>;

function look<T extends Facts['type']>(
  service: Service,
  type: T,
  id: string,
): 'unknown' | { facts: Facts; submittedAt: number } | { analysed: Analysed<FactsOf<T>> } {
  const known = service.knowledge.look(type, id);
  if (known.state === 'unknown') return 'unknown';
  if (known.state === 'pending') return known;
  const { facts, ...times } = known.analysed;
  return isOfType(facts, type) ? { analysed: { facts, ...times } } : 'unknown';
}

function isOfType<T extends Facts['type']>(facts: Facts, type: T): facts is FactsOf<T> {
  return facts.type === type;
}

/** The SHA-256 in `<sha256>-<time>`. */
function readScanId(text: string): string | undefined {
  return /^([0-9a-f]{64})-\d+$/i.exec(text)?.[1]?.toLowerCase();
}

function split(text: string, separator?: string): string[] {
  const items = separator === undefined ? [text] : text.split(separator);
  return items.map((item) => item.trim()).filter((item) => item !== '');
}
