/** A line, or a few, with a URL in them as one kind of log writes it. */
export interface Wrapper {
  readonly wrap: (url: string) => string;
  /** What else is found there, in order. */
  readonly others?: readonly string[];
  /** What this format says about a URL with these characters in it is not told from its end. */
  readonly cannotHold?: RegExp;
}

const AGENT =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36';

function json(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function html(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** CEF escapes the equals sign and the backslash in its values. */
function cef(text: string): string {
  return text.replaceAll(/[\\=]/g, String.raw`\$&`);
}

/** RFC 2045, 6.7: at most 76 characters in a line, the last one of them `=`. */
function quotedPrintable(text: string): string {
  const signs = [...Buffer.from(text)].map((byte) => {
    const isPlain = byte >= 0x20 && byte < 0x7f && byte !== 0x3d;
    return isPlain ? String.fromCharCode(byte) : `=${byte.toString(16).toUpperCase()}`;
  });
  const lines = [''];
  for (const sign of signs) {
    const line = lines.at(-1) ?? '';
    if (line.length + sign.length < 76) lines[lines.length - 1] = line + sign;
    else lines.push(sign);
  }
  return lines.join('=\r\n');
}

/** The formats that logs come in. */
export const WRAPPERS: Readonly<Record<string, Wrapper>> = {
  'nothing around it': {
    wrap: (url) => url,
    // In the first column of a table, words behind a comma are the next column.
    cannotHold: /,[^/?=&@]*$/,
  },
  syslog: {
    wrap: (url) => `<134>Nov 24 08:00:01 gate proxy[4711]: blocked ${url} for kim (category 9)`,
  },
  'syslog of RFC 5424': {
    wrap: (url) =>
      `<165>1 2026-11-24T08:00:01.003Z gate proxy 4711 ID47 [x@32473 iut="3" u="${url}"] blocked`,
  },
  squid: {
    wrap: (url) =>
      `1764000000.123    215 192.31.196.66 TCP_MISS/200 4512 GET ${url} kim HIER_DIRECT/203.0.113.7 text/html`,
    others: ['192.31.196.66', '203.0.113.7'],
  },
  'Apache combined': {
    wrap: (url) =>
      `192.31.196.66 - kim [24/Nov/2026:08:00:01 +0000] "GET /index.html HTTP/1.1" 200 2326 "${url}" "${AGENT}"`,
    others: ['192.31.196.66'],
  },
  nginx: {
    wrap: (url) =>
      `2026/11/24 08:00:01 [error] 31#31: *7 upstream timed out (110: Connection timed out), client: 192.31.196.66, server: _, request: "GET /x HTTP/2.0", upstream: "${url}", referrer: "-"`,
    others: ['192.31.196.66'],
  },
  JSON: {
    wrap: (url) => `{"time":"2026-11-24T08:00:01Z","url":"${json(url)}","status":200}`,
  },
  'JSON with escaped slashes': {
    wrap: (url) => `{"url":"${json(url).replaceAll('/', String.raw`\/`)}","n":[1,2]}`,
  },
  'JSON in JSON': {
    wrap: (url) => `{"message":"${json(`{"url":"${json(url)}","n":1}`)}","level":"info"}`,
  },
  CEF: {
    wrap: (url) =>
      `CEF:0|Vendor|Product|1.0|100|web access|5|src=192.31.196.66 request=${cef(url)} act=blocked`,
    others: ['192.31.196.66'],
  },
  LEEF: {
    wrap: (url) =>
      `LEEF:2.0|Vendor|Product|1.0|100|\tsrc=192.31.196.66\turl=${url}\taction=blocked`,
    others: ['192.31.196.66'],
  },
  'key="value"': {
    wrap: (url) => `devname="gate" type="utm" url="${url}" action="blocked" sentbyte=0`,
  },
  'key=value': { wrap: (url) => `action=blocked url=${url} user=kim` },
  'key: value': { wrap: (url) => `Action: blocked\nURL: ${url}\nUser: kim\n` },
  CSV: { wrap: (url) => `"2026-11-24 08:00:01","kim","${url}","blocked"` },
  'CSV without quotes': {
    wrap: (url) => `2026-11-24 08:00:01,kim,${url},blocked,17`,
    cannotHold: /,/,
  },
  'columns between tabs': { wrap: (url) => `1764000000.1\tCk2x\tGET\t${url}\t-\t200\n` },
  HTML: { wrap: (url) => `<td>${html(url)}</td>` },
  href: { wrap: (url) => `<a class='x' href="${html(url)}">here</a>` },
  Markdown: { wrap: (url) => `See [the page](${url}) for more.` },
  'Markdown in angles': { wrap: (url) => `See <${url}>.` },
  'Markdown in backticks': { wrap: (url) => `Block \`${url}\`, please.` },
  mail: { wrap: (url) => `Dear Kim,\r\n\r\nplease open ${url}.\r\n\r\nYours\r\n` },
  'mail in brackets': { wrap: (url) => `I opened it (${url}), and then nothing happened.` },
  'quoted-printable': {
    wrap: (url) =>
      quotedPrintable(`Dear Kim, please sign in again with the link ${url} before it is too late`),
  },
  'a Windows path beside it': {
    wrap: (url) =>
      String.raw`C:\Users\kim\Downloads\invoice.exe was loaded from ${url} by C:\Windows\explorer.exe`,
  },
  'a list in a program': { wrap: (url) => `['${url}', 'x']`, cannotHold: /'/ },
  'a literal line end': {
    wrap: (url) => String.raw`GET failed: ${url}\r\nretry`,
    // Where a path is written with backslashes, this is one more part of it.
    cannotHold: /:\\\\/,
  },
};
