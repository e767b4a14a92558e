import { defangText } from '../../../src/indicator/defang/defang';

/** One way to make a URL harmless; `undefined` where it would change nothing in this one. */
export type DefangStyle = (url: string) => string | undefined;

/** A URL in the parts that people change. */
interface Parts {
  readonly secure: string;
  readonly user: string;
  readonly host: string;
  readonly port: string;
  readonly rest: string;
}

function partsOf(url: string): Parts {
  const [, secure = '', user = '', host = '', port = '', rest = ''] =
    /^http(s?):\/\/([^/?#]*@)?(\[[^\]]*\]|[^/?#:]*)(:\d+)?(.*)$/.exec(url) ?? [];
  return { secure, user, host, port, rest };
}

/** Another scheme, for any URL. */
function scheme(name: string, separator = '://', suffix = 's'): DefangStyle {
  return (url) => {
    const { secure, user, host, port, rest } = partsOf(url);
    return `${name}${secure && suffix}${separator}${user}${host}${port}${rest}`;
  };
}

/** Another dot, for a host with dots. */
function dot(mark: string, name = 'http', separator = '://'): DefangStyle {
  return (url) => {
    const { secure, user, host, port, rest } = partsOf(url);
    if (host.startsWith('[') || !host.includes('.')) return undefined;
    return `${name}${secure}${separator}${user}${host.replaceAll('.', mark)}${port}${rest}`;
  };
}

/** The ways in which people, mail gateways and programs write a URL that nobody shall click. */
export const DEFANG_STYLES: Readonly<Record<string, DefangStyle>> = {
  'as it is': (url) => url,
  hxxp: scheme('hxxp'),
  'hXXp and [.]': dot('[.]', 'hXXp'),
  'HXXP and [.]': (url) => scheme('HXXP', '://', 'S')(url),
  '[.]': dot('[.]'),
  '(.)': dot('(.)'),
  '{.}': dot('{.}'),
  '[dot]': dot('[dot]', 'hxxp'),
  '(dot)': dot('(dot)'),
  '\\.': dot('\\.'),
  'half a bracket': dot('[.'),
  '[.] in spaces': dot(' [.] ', 'hxxp'),
  '[:] and [.]': dot('[.]', 'hxxp', '[:]//'),
  '[://]': scheme('http', '[://]'),
  '[:]': scheme('hxxp', '[:]//'),
  'h**p': (url) => url.replace('http', 'h**p'),
  meow: (url) => (url.startsWith('http:') ? scheme('meow')(url) : undefined),
  __: (url) => {
    const { user, host } = partsOf(url);
    return user !== '' || !/\.[a-z]+$/i.test(host) ? undefined : scheme('hxxp', '__')(url);
  },
  ':\\\\': (url) => (url.includes('://', 8) ? undefined : url.replace('://', ':\\\\')),
  '[/] before the path': (url) => {
    const { secure, user, host, port, rest } = partsOf(url);
    if (!rest.startsWith('/')) return undefined;
    return `hxxp${secure}://${user}${host}${port}[/]${rest.slice(1)}`;
  },
  'spaces of a mail gateway': (url) => {
    const { secure, user, host, port, rest } = partsOf(url);
    if (user !== '' || !/\.[a-z]+$/i.test(host) || /\.[^.]{1,2}\./.test(host)) return undefined;
    if (port !== '' || !rest.startsWith('/')) return undefined;
    return `http${secure}:// ${host.replaceAll('.', ' .')} ${rest}`;
  },
  'the one of this package': (url) => defangText(url),
};
