/** What a text gives a name to. */
export type Parameter = readonly [name: string, value: string];

const IN_JSON = /"([^"\\]{1,64})"\s{0,4}:\s{0,4}"([^"\\]*)"/g;

/** A header, which has a hyphen or a name of its own: `filter=author:kim` is none. */
const HEADER = /^[\s"']*([a-z][\w-]*-[\w-]+|(?:proxy-)?authorization|cookie)\s*:\s*(\S.*)$/i;

/**
 * What has a name in a text, wherever it stands: behind `?` and `&`, in a path (`;a=b`), behind a route
 * (`#/page?a=b`), in a list or a sentence (`a=b, c=d`), in JSON and in a header. A text may be read in
 * several ways; what has no name is given as it is, for a path is none.
 */
export function parametersIn(text: string): readonly Parameter[] {
  const found: (readonly string[])[] = [
    ...pairsIn(text, /[;/?#\n]/g),
    ...(/[+,|\s]/.test(text) ? pairsIn(text, /[;/?#+,|\s]/g) : []),
    ...(text.includes('":') ? [...text.matchAll(IN_JSON)].map((match) => match.slice(1)) : []),
  ];
  const whole = /^[?#&]?([^=/?&:@;]{0,64})=([^]*[;/?#][^]*)$/.exec(text);
  if (whole) found.push(whole.slice(1));
  if (!/^\/|=/.test(text)) found.push(['', text.replace(/^[?#&]/, '')]);
  const named = found.flatMap(([name = '', value = '']) =>
    /^=*$/.test(value) ? [] : [[name, value] as const],
  );
  return [...named, ...named.flatMap(([, value]) => innerOf(value))];
}

function pairsIn(text: string, between: RegExp): readonly Parameter[] {
  return [...new URLSearchParams(text.replaceAll(between, '&'))];
}

/** What a value gives a name to: `cookie=session=…`, `header=X-Api-Key: …`. */
function innerOf(value: string): readonly Parameter[] {
  const [, header = '', content = ''] = HEADER.exec(value) ?? [];
  const [, name = '', inner = ''] = /^([^=/?&:@;]{1,64})=(.*[^=].*)$/s.exec(value) ?? [];
  return [[header, content] as const, [name, inner] as const].filter(([, found]) => found !== '');
}
