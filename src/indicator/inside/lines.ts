import { StringDecoder } from 'node:string_decoder';

/** Bytes that are decoded at once, which takes a millisecond. */
const CHUNK = 1024 * 1024;

/** The lines of a text, or of bytes in UTF-8, one after the other; without those that are blank. */
export function* linesIn(text: string | Buffer): Generator<string, void> {
  let parts: string[] = [];
  for (const chunk of typeof text === 'string' ? [text] : decode(text)) {
    let start = 0;
    for (let end = chunk.indexOf('\n'); end >= 0; end = chunk.indexOf('\n', start)) {
      parts.push(chunk.slice(start, end));
      yield* lineOf(parts);
      parts = [];
      start = end + 1;
    }
    parts.push(chunk.slice(start));
  }
  yield* lineOf(parts);
}

function* decode(bytes: Buffer): Generator<string, void> {
  const decoder = new StringDecoder('utf8');
  for (let at = 0; at < bytes.length; at += CHUNK) {
    yield decoder.write(bytes.subarray(at, at + CHUNK));
  }
  yield decoder.end();
}

function* lineOf(parts: readonly string[]): Generator<string, void> {
  const text = parts.length === 1 ? (parts[0] ?? '') : parts.join('');
  const line = text.endsWith('\r') ? text.slice(0, -1) : text;
  if (/\S/.test(line)) yield line;
}
