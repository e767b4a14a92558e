import type { HttpRequest } from '../lookup/http';

/**
 * The text fields of a posted form, urlencoded or multipart, by name; the last of equal names.
 * Undefined when the body is neither or is broken. An absent body is an empty form.
 */
export function readForm(request: HttpRequest): ReadonlyMap<string, string> | undefined {
  const body = request.body ?? '';
  if (body === '') return new Map();
  const contentType = request.headers['content-type'] ?? '';
  const kind = contentType.split(';', 1)[0]?.trim().toLowerCase();
  if (kind === 'application/x-www-form-urlencoded') return new Map(new URLSearchParams(body));
  if (kind !== 'multipart/form-data') return undefined;
  const boundary = /;\s*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  const delimiter = boundary?.[1] ?? boundary?.[2];
  return delimiter === undefined ? undefined : readMultipart(body, `--${delimiter}`);
}

/** Source: RFC 7578, RFC 2046 section 5.1. Parts that hold a file are read as text too. */
function readMultipart(body: string, delimiter: string): Map<string, string> | undefined {
  const pieces = `\r\n${body}`.split(`\r\n${delimiter}`);
  const closing = pieces.pop();
  if (pieces.length === 0 || !closing?.startsWith('--')) return undefined;
  const fields = new Map<string, string>();
  for (const part of pieces.slice(1)) {
    const headEnd = part.indexOf('\r\n\r\n');
    if (headEnd < 0) return undefined;
    const name = /^content-disposition:[^\r\n]*;\s*name="([^"\r\n]*)"/im.exec(
      part.slice(0, headEnd),
    )?.[1];
    if (name === undefined) return undefined;
    fields.set(name, part.slice(headEnd + 4));
  }
  return fields;
}
