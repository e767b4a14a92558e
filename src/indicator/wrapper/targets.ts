import { proofpointTarget } from './proofpoint';
import { decodedUrl, rawParameter, type Rest } from './parameters';
import type { TargetName } from './services';

/** Reads the link that is in a URL; nothing where it is not there. */
type TargetReader = (rest: Rest) => string | undefined;

export const TARGETS: Readonly<Record<TargetName, TargetReader>> = {
  proofpoint: proofpointTarget,
  'base64 in u': ({ query }) => fromBase64(rawParameter(query, ['u'])),
  'behind a token': ({ all }) => decoded(/^\/[^/]+\/(.+)$/.exec(all)?.[1]),
  'between underscores': ({ all }) => decoded(betweenUnderscores(all)),
  'behind a slash': ({ all }) => decoded(/^\/(https?(?::|%3a).+)$/i.exec(all)?.[1]),
  query: ({ query }) => decoded(query.slice(1)),
  // `a1` is before what is meant for a browser; other marks are before what leads to Bing itself.
  bing: ({ query }) => fromBase64(/^a1(.+)$/.exec(rawParameter(query, ['u']) ?? '')?.[1]),
  yahoo: ({ all }) => decoded(/\/RU=([^/]+)\//i.exec(all)?.[1]),
  amp: ({ all }) => ampTarget(all),
};

function decoded(written: string | undefined): string | undefined {
  return written === undefined ? undefined : decodedUrl(written);
}

/** Both alphabets (RFC 4648), padded or not, the signs escaped or not. */
function fromBase64(written: string | undefined): string | undefined {
  if (written === undefined) return undefined;
  const digits = written.replaceAll(/%(?:2b|2f|3d)/gi, decodeURIComponent);
  return decodedUrl(Buffer.from(digits, 'base64').toString('utf8'));
}

/** `/v2/r01/___https://…___.token`; what is cut off may lack the second mark. */
function betweenUnderscores(all: string): string | undefined {
  const from = all.indexOf('___');
  if (from < 0) return undefined;
  const to = all.indexOf('___', from + 3);
  return all.slice(from + 3, to < 0 ? undefined : to);
}

/** Behind an `s` it is `https`. */
function ampTarget(all: string): string | undefined {
  const [, secure, rest] = /^\/(?:amp|c|v)\/(s\/)?(.+)$/i.exec(all) ?? [];
  if (rest === undefined) return undefined;
  const isWhole = /^https?(?::|%3a)/i.test(rest);
  return decodedUrl(isWhole ? rest : `${secure === undefined ? 'http' : 'https'}://${rest}`);
}
