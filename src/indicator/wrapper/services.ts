/** A service that puts its own link in the place of another one, which is still in it. */
export interface Service {
  /** Its host, in small letters, or what its hosts end with where a dot is first. */
  readonly hosts: readonly string[];
  /** What the path begins with, read in letters of any case; any path unless told. */
  readonly path?: RegExp;
  /** Where the link is: the parameters it may be in, in small letters, or what reads it. */
  readonly target: readonly string[] | TargetName;
  /** A parameter that says something of the target, and nothing of who was sent the link. */
  readonly hint?: string;
}

/** Links that are in no parameter, or not just escaped there. `targets.ts` reads them. */
export type TargetName =
  | 'proofpoint'
  | 'base64 in u'
  | 'behind a token'
  | 'between underscores'
  | 'behind a slash'
  | 'query'
  | 'bing'
  | 'yahoo'
  | 'amp';

const MIMECAST_REGIONS = ['', '-us', '-usb', '-eu', '-de', '-uk', '-au', '-za', '-ca', '-offshore'];

/** Mail gateways, which change the links in mails so that whoever clicks is checked then. */
const GATEWAYS: readonly Service[] = [
  {
    // Microsoft Defender for Office 365, and its clouds for governments and in China.
    hosts: [
      '.safelinks.protection.outlook.com',
      'safelinks.protection.outlook.com',
      '.safelinks.protection.office365.us',
      '.safelinks.protection.partner.outlook.cn',
      '.safelinks.eop-tm2.outlook.com',
      'dod-safelinks.eop-tm2.outlook.com',
    ],
    target: ['url'],
  },
  {
    // The same in Teams.
    hosts: ['.teams.cdn.office.net', 'statics.teams.microsoft.com', '.onecdn.static.microsoft'],
    path: /^\/[^?#]*safelinks\//i,
    target: ['url'],
  },
  {
    hosts: ['outlook.office.com', 'outlook.office365.com', 'outlook.live.com', '.mail.live.com'],
    path: /^\/(?:[^?#]*\/)?redir\.aspx/i,
    target: ['url'],
  },
  {
    hosts: ['urldefense.proofpoint.com', 'urldefense.com', 'urldefense.us'],
    path: /^\/v\d\//i,
    target: 'proofpoint',
  },
  { hosts: ['linkprotect.cudasvc.com'], target: ['a'] },
  { hosts: ['secure-web.cisco.com'], target: 'behind a token' },
  { hosts: ['.protection.sophos.com'], target: 'base64 in u', hint: 'd' },
  { hosts: ['.trendmicro.com'], path: /^\/wis\/clicktime\//i, target: ['url'] },
  { hosts: ['.check.trendmicro.com'], target: ['url'] },
  { hosts: ['.fireeye.com', '.trellix.com'], path: /^\/v\d\/url/i, target: ['u'] },
  {
    // Mimecast keeps the link to itself.
    hosts: [
      '.mimecastprotect.com',
      ...MIMECAST_REGIONS.map((each) => `protect${each}.mimecast.com`),
    ],
    path: /^\/[rs]\//i,
    target: ['url'],
    hint: 'domain',
  },
  {
    hosts: ['protect.checkpoint.com', 'url.avanan.click', '.avanan.click'],
    target: 'between underscores',
  },
  { hosts: ['clicktime.symantec.com'], target: ['u'] },
  { hosts: ['clicktime.cloud.postoffice.net'], target: ['u'] },
  { hosts: ['link.edgepilot.com', 'link.zixcentral.com', '.zixcentral.com'], target: ['u'] },
  { hosts: ['scanmail.trustwave.com'], target: ['u'] },
  { hosts: ['urlsand.esvalabs.com', '.urlsand.com'], target: ['u'] },
  { hosts: ['linklock.titanhq.com'], target: ['url'] },
  { hosts: ['redirect-url.email'], target: ['link'] },
  { hosts: ['.vadesecure.com'], path: /^\/safeproxy\//i, target: ['u'] },
  { hosts: ['.fortimailcloud.com'], path: /^\/fmlurlsvc/i, target: ['url'] },
  { hosts: ['shared.outlook.inky.com', '.inky.com'], path: /^\/link/i, target: [], hint: 'domain' },
  { hosts: ['deref-gmx.net', 'deref-web.de', 'deref-mail.com'], target: ['redirecturl'] },
];

const GOOGLE_LINK: Omit<Service, 'hosts'> = {
  path: /^\/(?:url|aclk)(?:[/?#]|$)/i,
  target: ['q', 'url', 'adurl'],
};
const GOOGLE_AMP: Omit<Service, 'hosts'> = { path: /^\/amp\//i, target: 'amp' };

/**
 * Sites that say goodbye, gateways of browsers, and advertisements. That their host is theirs is what
 * counts: whoever can choose it could hide what it serves behind a harmless link.
 */
const OTHERS: readonly Service[] = [
  { hosts: ['.zscaler.com', '.zscaler.net', '.zscalertwo.net'], target: ['origurl'] },
  { hosts: ['safe.menlosecurity.com', '.menlosecurity.com'], target: 'behind a slash' },
  {
    hosts: ['l.facebook.com', 'lm.facebook.com', 'l.instagram.com', 'l.messenger.com'],
    target: ['u'],
  },
  { hosts: ['l.workplace.com', 'l.threads.com', 'l.threads.net', 'l.wl.co'], target: ['u'] },
  {
    hosts: ['.facebook.com', 'facebook.com'],
    path: /^\/(?:l\.php|flx\/warn)/i,
    target: ['u'],
  },
  { hosts: ['slack-redir.net'], path: /^\/link/i, target: ['url'] },
  {
    hosts: ['linkedin.com', '.linkedin.com'],
    path: /^\/(?:redir\/|safety\/go|redirect)/i,
    target: ['url'],
  },
  { hosts: ['youtube.com', '.youtube.com'], path: /^\/redirect/i, target: ['q'] },
  {
    hosts: ['vk.com', 'vk.ru', '.vk.com', '.vk.ru'],
    path: /^\/(?:away|away\.php)?(?:[?#]|$)/i,
    target: ['to'],
  },
  { hosts: ['.google.com'], path: /^\/linkredirect/i, target: ['dest'] },
  { hosts: ['google.com', 'www.google.com'], ...GOOGLE_LINK },
  { hosts: ['google.com', 'www.google.com'], ...GOOGLE_AMP },
  { hosts: ['.doubleclick.net'], path: /^\/(?:[^?#]*\/)?(?:click|aclk|clk)/i, target: ['adurl'] },
  { hosts: ['bing.com', '.bing.com'], path: /^\/ck\/a/i, target: 'bing' },
  { hosts: ['r.search.yahoo.com'], target: 'yahoo' },
  { hosts: ['duckduckgo.com', '.duckduckgo.com'], path: /^\/l\//i, target: ['uddg'] },
  { hosts: ['out.reddit.com'], target: ['url'] },
  { hosts: ['steamcommunity.com'], path: /^\/linkfilter/i, target: ['u', 'url'] },
  { hosts: ['t.umblr.com'], path: /^\/redirect/i, target: ['z'] },
  { hosts: ['href.li'], target: 'query' },
  { hosts: ['t.co', 'getpocket.com'], path: /^\/redirect/i, target: ['url'] },
  { hosts: ['disq.us'], target: ['url'] },
  { hosts: ['medium.com'], path: /^\/r\//i, target: ['url'] },
  { hosts: ['.quora.com'], path: /^\/_\/redirect/i, target: ['url'] },
  { hosts: ['exit.sc', 'gate.sc'], target: ['url'] },
  { hosts: ['.mail.ru'], path: /^\/redir/i, target: ['u'] },
  { hosts: ['t.me'], path: /^\/iv/i, target: ['url'] },
  { hosts: ['link.zhihu.com', 'link.csdn.net'], target: ['target'] },
  { hosts: ['.cdn.ampproject.org'], path: /^\/[cv]\//i, target: 'amp' },
];

/** Which countries Google is in is not told by the ends of its hosts. */
const GOOGLE_ELSEWHERE: readonly Service[] = [
  { hosts: [], ...GOOGLE_LINK },
  { hosts: [], ...GOOGLE_AMP },
];

const GOOGLE_HOST = /^(?:www\.)?google\.(?:com?\.)?[a-z]{2}$/;

const SERVICES = byEnding([...GATEWAYS, ...OTHERS]);

/** The services by the last two labels of their hosts, so that most hosts are told by one look. */
function byEnding(services: readonly Service[]): ReadonlyMap<string, readonly Service[]> {
  const map = new Map<string, Service[]>();
  for (const service of services) {
    const endings = new Set(service.hosts.map((host) => endingOf(host)));
    for (const ending of endings) map.set(ending, [...(map.get(ending) ?? []), service]);
  }
  return map;
}

function endingOf(host: string): string {
  return host.slice(host.lastIndexOf('.', host.lastIndexOf('.') - 1) + 1);
}

/** The services that may be at a host, which is in small letters and has no dot at its end. */
export function servicesAt(host: string): readonly Service[] {
  const ending = endingOf(host);
  const services = SERVICES.get(ending);
  if (services) return services.filter(({ hosts }) => hosts.some((each) => isAt(host, each)));
  const isShort = ending.startsWith('google.') || ending.length <= LONGEST_COUNTRY;
  return isShort && GOOGLE_HOST.test(host) ? GOOGLE_ELSEWHERE : NONE;
}

/** Whether something may be at the host from `start` to `end` in a text. */
export type HostCheck = (text: string, start: number, end: number) => boolean;

/**
 * Whether a service, or what else has one of these endings (`others`), may be at a host: told by numbers
 * alone, because it is asked for each URL and most are at none. The host may be in capitals and have a
 * dot at its end.
 */
export function createEndingCheck(others: readonly string[]): HostCheck {
  const signs = new Set(
    [...SERVICES.keys(), ...others].map((ending) => signOf(ending, 0, ending.length)),
  );
  return (text, first, last) => {
    const end = text.charCodeAt(last - 1) === DOT ? last - 1 : last;
    const start = labelStart(text, first, labelStart(text, first, end) - 1);
    return signs.has(signOf(text, start, end)) || mayBeGoogle(text, first, start, end);
  };
}

/** Whether the host that begins at `first` may be Google's in a country: it begins with `google.` or `www.`. */
function mayBeGoogle(text: string, first: number, start: number, end: number): boolean {
  if (end - start > LONGEST_COUNTRY && text.charCodeAt(start + 6) !== DOT) return false;
  const letter = text.charCodeAt(first) | 0x20;
  return letter === 0x67 || letter === 0x77;
}

const DOT = 0x2e;

/** Where the label begins that ends at `end`, not before `first`. */
function labelStart(text: string, first: number, end: number): number {
  let start = end;
  while (start > first && text.charCodeAt(start - 1) !== DOT) start -= 1;
  return start;
}

/** How long an ending is and with which three letters it begins, in letters of any case. */
function signOf(text: string, start: number, end: number): number {
  let sign = end - start;
  for (let at = start; at < start + 3; at += 1) sign = sign * 32 + (text.charCodeAt(at) & 31);
  return sign;
}

/** The longest ending of those that countries have two labels for: `com.br`. */
const LONGEST_COUNTRY = 6;

const NONE: readonly Service[] = [];

/** Whether it changes the links in mails, and then says in them to whom the mail was sent. */
export function isGateway(service: Service): boolean {
  return GATEWAYS.includes(service);
}

function isAt(host: string, written: string): boolean {
  return written.startsWith('.') ? host.endsWith(written) : host === written;
}
