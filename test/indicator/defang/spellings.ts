import {
  FORMS,
  SCHEME_FORMS,
  SPECIAL_FORMS,
  type Form,
  type Sign,
} from '../../../src/indicator/defang/forms';

/** One indicator of each kind that is written in many ways; URLs with all parts that may change. */
export const INDICATORS: readonly string[] = [
  'http://evil.example/a?b=1',
  'https://kim@www.evil.com:8443/a/b.php?c=d#e',
  'http://192.31.196.66:8080/x',
  'http://[2606:4700::1111]:80/x',
  'http://evil.com',
  'www.evil.com/a/b?c=1',
  'www.evil.com',
  '192.31.196.66',
  '2606:4700::1111',
  'fe80::1',
  '2001:db8:0:1:2:3:4:5',
  '2001:db8::192.0.2.1',
  '::ffff:192.0.2.1',
  '::1',
  '44d88612fea8a8f36de82e1278abb02f',
  '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f',
];

/** An indicator as it is written in one form. */
export interface Spelling {
  readonly form: string;
  readonly plain: string;
  readonly written: string;
}

/** Every indicator in every form of the table that changes it. */
export function spellings(): readonly Spelling[] {
  return INDICATORS.flatMap((plain) => [
    ...FORMS.flatMap((form) => samplesOf(form).map((mark) => write(plain, form, mark))),
    ...SCHEME_FORMS.flatMap(({ samples }) => samples.map((name) => rename(plain, name))),
    ...special(plain),
  ]).filter(({ plain, written }) => written !== plain);
}

/** All that a line of the table stands for: any brackets, with spaces and without, in any letters. */
function samplesOf({ written }: Form): readonly string[] {
  const bracketed = ['[]', '()', '{}'].map((pair) =>
    written.replace('<', pair.charAt(0)).replace('>', pair.charAt(1)),
  );
  const spaced = bracketed.flatMap((sample) => [sample, sample.replaceAll(' ', '')]);
  return [...new Set(spaced.flatMap((sample) => [sample, sample.toUpperCase()]))];
}

interface Parts {
  readonly scheme: string;
  readonly user: string;
  readonly host: string;
  readonly port: string;
  readonly path: string;
}

const URL_PARTS = /^(https?:\/\/|)([^/?#@]*@|)(\[[^\]]*\]|[^/?#:]*)(:\d+|)([/?#].*|)$/;

function partsOf(plain: string): Parts {
  const [, scheme, user = '', host = '', port = '', path = ''] = URL_PARTS.exec(plain) ?? [];
  if (scheme !== undefined) return { scheme, user, host, port, path };
  return { scheme: '', user: '', host: plain, port: '', path: '' };
}

function write(plain: string, { sign, written: form, only }: Form, mark: string): Spelling {
  const { scheme, user, host, port, path } = partsOf(plain);
  const inScheme = SCHEME_SIGNS.has(sign) ? scheme.replaceAll(sign, () => mark) : scheme;
  const isInHost = only !== 'scheme' && !['/', '//', ':/', '://'].includes(sign);
  const written = [
    inScheme,
    user.replace('@', () => (sign === '@' ? mark : '@')),
    isInHost ? host.replaceAll(sign, () => mark) : host,
    isInHost ? port.replaceAll(sign, () => mark) : port,
    sign === '/' ? path.replace('/', () => mark) : path,
  ].join('');
  return { form: `${form} as ${mark}`, plain, written };
}

const SCHEME_SIGNS: ReadonlySet<Sign> = new Set([':', '/', '//', ':/', '://']);

function rename(plain: string, name: string): Spelling {
  const isSecure = plain.startsWith('https:');
  const written = isSecure === name.endsWith('s') ? plain.replace(/^https?(?=:)/, name) : plain;
  return { form: name, plain, written };
}

function special(plain: string): readonly Spelling[] {
  const { scheme, user, host, port, path } = partsOf(plain);
  const name = scheme.slice(0, -'://'.length);
  const isName = scheme !== '' && /^[a-z.]+$/.test(host);
  const rest = user + host + port + path;
  const { underscores, backslashes, comma, dots } = SPECIAL_FORMS;
  const named = [
    ['__', user === '' ? `${name}${underscores}${rest}` : plain],
    ['hxxp__', user === '' ? `${name.replace('tt', 'xx')}${underscores}${rest}` : plain],
    ['a comma', path === '' ? plain : scheme + user + host.replaceAll('.', comma) + port + path],
    [
      'spaces',
      user + port === '' && path !== '' ? `${scheme} ${host.replaceAll('.', ' .')} ${path}` : plain,
    ],
    ...dots.map((dot) => [
      `U+${dot.charCodeAt(0).toString(16)}`,
      scheme + user + host.replaceAll('.', dot) + port + path,
    ]),
  ].map(([form = '', written = '']) => ({ form, plain, written }));
  const windows = scheme === '' ? plain : `${name}${backslashes}${rest}`;
  return [...(isName ? named : []), { form: 'backslashes', plain, written: windows }];
}
