import type { HttpReply, HttpRequest } from '../lookup/http';
import type { Facts } from './facts';
import { readForm } from './posted-form';
import { canonicalUrl, readAddress, readDomain, readHash, readUrlId, sha256 } from './identity';
import { cleanUrl } from './network-seeds';
import { findFacts } from './dataset';
import { errorReply, jsonReply } from './replies';
import { analysisBody, collections, reportObject } from './report-v3';
import type { Service } from './service';

/** What `overall_quotas` shows as allowed where there is no limit. */
const UNLIMITED = 1_000_000_000;

type Handler = (service: Service, request: HttpRequest, id: string) => HttpReply;

type Type = Facts['type'];

const types: readonly Type[] = ['file', 'url', 'domain', 'ip_address'];

/** From the text in the path to the canonical identifier; undefined when it is malformed. */
const readId: Readonly<Record<Type, (text: string) => string | undefined>> = {
  file: readHash,
  url: readUrlId,
  domain: readDomain,
  ip_address: readAddress,
};

/** Requests that cost one of the quota, `*` standing for the identifier. */
const lookups: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ...types.map((type): [string, Handler] => [
    `GET ${collections[type]}/*`,
    (service, _request, id) => report(service, type, id),
  ]),
  ...types.map((type): [string, Handler] => [
    `POST ${collections[type]}/*/analyse`,
    (service, _request, id) => analyse(service, type, id),
  ]),
  ['POST urls', submitUrl],
  ['GET analyses/*', analysis],
  ['GET analyses/*/item', analysisItem],
]);

/** Reading one's own account costs nothing: it works when the quota is spent. */
const accountReads: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ['GET users/*', user],
  ['GET users/*/overall_quotas', overallQuotas],
]);

const ACCOUNT_ID = 'simulated';

/**
 * Answers a request below `/api/v3`. `segments` are the decoded parts of the path after it.
 * Source: https://docs.virustotal.com/reference/overview
 */
export function answerV3(
  service: Service,
  request: HttpRequest,
  segments: readonly string[],
): HttpReply {
  const pattern = segments.map((segment, position) => (position === 1 ? '*' : segment)).join('/');
  const route = `${request.method} ${pattern}`;
  const lookup = lookups.get(route);
  const handler = lookup ?? accountReads.get(route);
  if (!handler) return errorReply(404, 'NotFoundError', 'Resource not found');
  const refusal = authenticate(service, request);
  if (refusal) return refusal;
  if (lookup && !service.usage.admit(keyOf(request), 1)) {
    return errorReply(429, 'QuotaExceededError', 'Quota exceeded');
  }
  return handler(service, request, segments[1] ?? '');
}

function authenticate(service: Service, request: HttpRequest): HttpReply | undefined {
  const key = keyOf(request);
  if (key === '') {
    return errorReply(401, 'AuthenticationRequiredError', 'X-Apikey header is missing');
  }
  if (service.isKnownKey(key)) return undefined;
  // The service shows the key in this message, so a client has to be able to cope with it.
  return errorReply(401, 'WrongCredentialsError', `Wrong API key: ${key}`);
}

function report(service: Service, type: Type, asked: string): HttpReply {
  const id = readId[type](asked);
  if (id === undefined) return malformed(type, asked);
  const known = service.knowledge.look(type, id);
  if (known.state === 'unknown') return notFound(type, id);
  if (known.state === 'pending') return notAvailableYet();
  return jsonReply(200, { data: reportObject(known.analysed) });
}

function submitUrl(service: Service, request: HttpRequest): HttpReply {
  const text = readForm(request)?.get('url');
  if (text === undefined) {
    return errorReply(400, 'BadRequestError', 'A form with the field "url" is required');
  }
  const url = canonicalUrl(text);
  if (url === undefined) return malformed('url', text);
  return accepted(service, findFacts('url', sha256(url)) ?? cleanUrl(url));
}

function analyse(service: Service, type: Type, asked: string): HttpReply {
  const id = readId[type](asked);
  if (id === undefined) return malformed(type, asked);
  const known = service.knowledge.look(type, id);
  if (known.state === 'unknown') return notFound(type, id);
  return accepted(service, known.state === 'pending' ? known.facts : known.analysed.facts);
}

function accepted(service: Service, facts: Facts): HttpReply {
  const { id } = service.knowledge.submit(facts);
  const self = `https://www.virustotal.com/api/v3/analyses/${id}`;
  // 200 and not 201: VirusTotal's Python client takes anything else for an error.
  return jsonReply(200, { data: { type: 'analysis', id, links: { self } } });
}

function analysis(service: Service, _request: HttpRequest, id: string): HttpReply {
  const polled = service.knowledge.poll(id);
  if (!polled) return errorReply(404, 'NotFoundError', `Analysis "${id}" not found`);
  return jsonReply(200, analysisBody(polled.analysis, polled.status));
}

function analysisItem(service: Service, _request: HttpRequest, id: string): HttpReply {
  const found = service.knowledge.find(id);
  if (!found) return errorReply(404, 'NotFoundError', `Analysis "${id}" not found`);
  return report(service, found.facts.type, found.facts.id);
}

function user(service: Service, request: HttpRequest, id: string): HttpReply {
  if (!isOwnAccount(request, id)) return foreignAccount(id);
  const quotas = quotasOf(service, keyOf(request));
  return jsonReply(200, {
    data: {
      id: ACCOUNT_ID,
      type: 'user',
      links: { self: `https://www.virustotal.com/api/v3/users/${ACCOUNT_ID}` },
      attributes: { status: 'active', quotas },
    },
  });
}

function overallQuotas(service: Service, request: HttpRequest, id: string): HttpReply {
  if (!isOwnAccount(request, id)) return foreignAccount(id);
  const quotas = quotasOf(service, keyOf(request));
  return jsonReply(200, {
    data: Object.fromEntries(
      Object.entries(quotas).map(([name, quota]) => [name, { user: quota }]),
    ),
  });
}

function isOwnAccount(request: HttpRequest, id: string): boolean {
  return id === ACCOUNT_ID || id === keyOf(request);
}

function foreignAccount(id: string): HttpReply {
  return errorReply(404, 'NotFoundError', `User "${id}" not found`);
}

function quotasOf(service: Service, key: string): object {
  const { perMinute, perDay, perMonth } = service.limits;
  const { hour, day, month } = service.usage.used(key);
  return {
    api_requests_hourly: { allowed: perMinute * 60 || UNLIMITED, used: hour },
    api_requests_daily: { allowed: perDay || UNLIMITED, used: day },
    api_requests_monthly: { allowed: perMonth || UNLIMITED, used: month },
  };
}

function notFound(type: Type, id: string): HttpReply {
  return errorReply(404, 'NotFoundError', `${typeNames[type]} "${id}" not found`);
}

function notAvailableYet(): HttpReply {
  return errorReply(400, 'NotAvailableYet', 'The analysis is not available yet');
}

function malformed(type: Type, text: string): HttpReply {
  const message = {
    file: `"${text}" is not a valid file hash`,
    url: 'Unable to canonicalize url',
    domain: `Domain "${text}" is not a valid domain pattern`,
    ip_address: `"${text}" is not a valid IP address`,
  }[type];
  return errorReply(400, 'InvalidArgumentError', message);
}

const typeNames = { file: 'File', url: 'URL', domain: 'Domain', ip_address: 'IP address' } as const;

function keyOf(request: HttpRequest): string {
  return request.headers['x-apikey'] ?? '';
}
