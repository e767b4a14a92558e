/** A way in which a URL, or an address of mail, is written inside a URL. */
export type Encoding = readonly [name: string, write: (text: string) => string];

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const hexadecimal = (text: string): string => Buffer.from(text).toString('hex');

function each(text: string, write: (code: string) => string): string {
  return text.replaceAll(/[^\da-z]/gi, (sign) =>
    write(sign.charCodeAt(0).toString(16).padStart(2, '0')),
  );
}

/** In a parameter, a fragment or a path of `https://site.example.com`. */
export const ENCODINGS: readonly Encoding[] = [
  ['as it is', (text) => `/?u=${text}`],
  ['escaped once', (text) => `/?u=${encodeURIComponent(text)}`],
  ['escaped twice', (text) => `/?u=${encodeURIComponent(encodeURIComponent(text))}`],
  [
    'escaped four times',
    (text) => `/?u=${[1, 2, 3, 4].reduce((written) => encodeURIComponent(written), text)}`,
  ],
  ['with every letter escaped', (text) => `/?u=${hexadecimal(text).replaceAll(/../g, '%$&')}`],
  ['in base64', (text) => `/?u=${base64(text)}`],
  ['in base64 without padding', (text) => `/r/${base64(text).replace(/=+$/, '')}/go`],
  ['in base64url', (text) => `/?u=${Buffer.from(text).toString('base64url')}`],
  ['in base64 that is escaped', (text) => `/?u=${encodeURIComponent(base64(text))}`],
  ['in base64 twice', (text) => `/?u=${base64(base64(text))}`],
  ['escaped in base64', (text) => `/?u=${base64(encodeURIComponent(text))}`],
  ['in JSON in base64', (text) => `/?data=${base64(JSON.stringify({ to: text }))}`],
  ['in hexadecimal', (text) => `/?u=${hexadecimal(text)}`],
  ['as HTML escapes it in numbers', (text) => `/?u=${each(text, (code) => `&#x${code};`)}`],
  ['in quoted-printable', (text) => `/?u=${each(text, (code) => `=${code.toUpperCase()}`)}`],
  ['as JSON escapes it', (text) => `/?u=${each(text, (code) => `\\u00${code}`)}`],
  ['as nginx escapes it', (text) => `/?u=${each(text, (code) => `\\x${code}`)}`],
  ['in the fragment', (text) => `/#${encodeURIComponent(text)}`],
  ['behind a route', (text) => `/#/go?to=${encodeURIComponent(text)}`],
  ['in the path', (text) => `/go/${text}`],
  ['escaped in the path', (text) => `/go/${encodeURIComponent(text)}`],
  ['behind a semicolon', (text) => `/go;to=${encodeURIComponent(text)}`],
];
