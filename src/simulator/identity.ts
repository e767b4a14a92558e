import { HASH } from '../indicator/hash/hash';
import { parseUrl } from '../indicator/parse-url';
import { createHash } from 'node:crypto';
import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';

const label = '[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?';
const domainPattern = new RegExp(`^(?:${label}\\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})$`);

/** SHA-256 of a text's UTF-8 bytes, as lower-case hex. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** An MD5, SHA-1 or SHA-256 in lower case; undefined for anything else. */
export function readHash(text: string): string | undefined {
  const hash = text.toLowerCase();
  return HASH.test(hash) ? hash : undefined;
}

/**
 * The form under which VirusTotal files a URL: scheme and host in lower case, a path, no fragment,
 * `http://` where no scheme is given. Undefined for what is not an absolute web address.
 * The identifier is the SHA-256 of it: https://docs.virustotal.com/reference/url
 */
export function canonicalUrl(text: string): string | undefined {
  const trimmed = text.trim();
  const absolute = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `http://${trimmed}`;
  const url = parseUrl(absolute);
  if (!url) return undefined;
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  if (!url.hostname.startsWith('[') && !url.hostname.includes('.')) return undefined;
  url.hash = '';
  return url.href;
}

/**
 * The SHA-256 identifier meant by the `{id}` of `/urls/{id}`: itself, or the unpadded base64url of
 * a URL. Undefined when it is neither. Source: https://docs.virustotal.com/reference/url
 */
export function readUrlId(id: string): string | undefined {
  if (/^[0-9a-f]{64}$/i.test(id)) return id.toLowerCase();
  if (!/^[\w-]+$/.test(id)) return undefined;
  const url = decodeUtf8(Buffer.from(id, 'base64url'));
  const canonical = url === undefined ? undefined : canonicalUrl(url);
  return canonical === undefined ? undefined : sha256(canonical);
}

/** A domain name in lower case and in ASCII; undefined when it does not look like one. */
export function readDomain(text: string): string | undefined {
  const name = domainToASCII(text);
  return name.length <= 253 && domainPattern.test(name) ? name : undefined;
}

/** An IPv4 address, or an IPv6 address in its shortest form; undefined for anything else. */
export function readAddress(text: string): string | undefined {
  const version = isIP(text);
  if (version === 4) return text;
  if (version !== 6) return undefined;
  return parseUrl(`http://[${text}]/`)?.hostname.slice(1, -1);
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
