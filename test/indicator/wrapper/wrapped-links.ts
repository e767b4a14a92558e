/** What is wrapped in all of these, and in base64. */
export const TARGET = 'http://evil.example.net/x?a=1&b=2';
const ESCAPED = encodeURIComponent(TARGET);
const LOWER = ESCAPED.toLowerCase();
const BASE64 = Buffer.from(TARGET).toString('base64');
const BASE64URL = Buffer.from(TARGET).toString('base64url');

const DATA = 'data=05%7C02%7Cjane.doe%40corp.example.org%7Cabc%7C0&sdata=dGVzdA%3D%3D&reserved=0';

/** A link as a service writes it, in which `TARGET` is. */
export const WRAPPED: readonly (readonly [service: string, link: string])[] = [
  ['SafeLinks', `https://eur01.safelinks.protection.outlook.com/?url=${ESCAPED}&${DATA}`],
  [
    'SafeLinks of a region with a name',
    `https://nam12.safelinks.protection.outlook.com/?url=${ESCAPED}&${DATA}`,
  ],
  [
    'SafeLinks without a region',
    `https://safelinks.protection.outlook.com/?url=${ESCAPED}&${DATA}`,
  ],
  [
    'SafeLinks in capitals',
    `HTTPS://EUR01.SafeLinks.Protection.Outlook.COM/?URL=${ESCAPED}&${DATA}`,
  ],
  [
    'SafeLinks with a port',
    `https://eur01.safelinks.protection.outlook.com:443/?url=${ESCAPED}&${DATA}`,
  ],
  [
    'SafeLinks without encryption',
    `http://eur01.safelinks.protection.outlook.com/?url=${ESCAPED}&${DATA}`,
  ],
  [
    'SafeLinks with its parameters in another order',
    `https://eur01.safelinks.protection.outlook.com/?${DATA}&url=${ESCAPED}`,
  ],
  [
    'SafeLinks of Office programs',
    `https://nam.safelinks.protection.outlook.com/ap/x-59584e83/?url=${ESCAPED}&${DATA}`,
  ],
  [
    'SafeLinks for governments',
    `https://gcc02.safelinks.protection.office365.us/?url=${ESCAPED}&${DATA}`,
  ],
  [
    'SafeLinks in China',
    `https://chn01.safelinks.protection.partner.outlook.cn/?url=${ESCAPED}&${DATA}`,
  ],
  [
    'SafeLinks in Teams',
    `https://statics.teams.cdn.office.net/evergreen-assets/safelinks/1/atp-safelinks.html?url=${ESCAPED}&locale=en-us&dest=https%3A%2F%2Fteams.microsoft.com%2F`,
  ],
  [
    'SafeLinks in Teams at its newer host',
    `https://teams.public.onecdn.static.microsoft/evergreen-assets/safelinks/2/atp-safelinks.html?url=${ESCAPED}&locale=en-us`,
  ],
  ['Outlook on the web', `https://outlook.office.com/owa/redir.aspx?C=abc&URL=${LOWER}`],
  [
    'URL Defense 1',
    `https://urldefense.proofpoint.com/v1/url?u=${ESCAPED}&k=oIvRg1%2BdGA&r=IKM5u8&m=Ww6iaHO&s=d3583cfa`,
  ],
  [
    'URL Defense 1 without escapes',
    `https://urldefense.proofpoint.com/v1/url?u=${TARGET.replace('&', '%26')}&k=oIvRg1`,
  ],
  [
    'URL Defense 2',
    'https://urldefense.proofpoint.com/v2/url?u=http-3A__evil.example.net_x-3Fa-3D1-26b-3D2&d=DwMBaQ&c=Vxt5&r=BTD8&m=iKji&s=-M8V&e=',
  ],
  [
    'URL Defense 2 at its newer host',
    'https://urldefense.com/v2/url?u=http-3A__evil.example.net_x-3Fa-3D1-26b-3D2&d=DwMBaQ&r=BTD8',
  ],
  [
    'URL Defense 2 without encryption',
    'http://urldefense.proofpoint.com/v2/url?u=http-3A__evil.example.net_x-3Fa-3D1-26b-3D2&d=DwMBaQ&r=BTD8',
  ],
  ['URL Defense 3', `https://urldefense.com/v3/__${TARGET}__;!!abc!def-gh$`],
  [
    'URL Defense 3 with a token',
    'https://urldefense.com/v3/__http://evil.example.net/x?a*1&b*2__;PT0!!abc!def-gh$',
  ],
  [
    'URL Defense 3 with a run',
    'https://urldefense.com/v3/__http://evil.example.net/**Ca=1&b=2__;eD8!!abc!def$'.replace(
      '**C',
      '**A',
    ),
  ],
  ['URL Defense 3 whose end is cut off', `https://urldefense.com/v3/__${TARGET}__;!!abc!def-g`],
  ['URL Defense 3 of which the link alone is left', `https://urldefense.com/v3/__${TARGET}__`],
  [
    'URL Defense 3 with a slash taken out',
    'https://urldefense.com/v3/__http:/*evil.example.net/x?a=1&b=2__;Lw!!abc!def$',
  ],
  ['URL Defense 3 for governments', `https://urldefense.us/v3/__${TARGET}__;!!abc!def$`],
  ['Barracuda', `https://linkprotect.cudasvc.com/url?a=${LOWER}&c=E,1,Qn-abc,,&typo=1`],
  ['Cisco', `https://secure-web.cisco.com/1vbkhrbOYdyg8-pdI2/${ESCAPED}`],
  ['Cisco without escapes', `https://secure-web.cisco.com/1vbkhrbOYdyg8-pdI2/${TARGET}`],
  [
    'Sophos',
    `https://eu-west-1.protection.sophos.com/?d=example.net&u=${BASE64}&i=NWY1&t=QkNX&h=9ba4&s=AVNP`,
  ],
  [
    'Sophos without a path',
    `https://eu-west-1.protection.sophos.com?d=example.net&u=${BASE64URL}&i=NWY1`,
  ],
  [
    'Sophos with its padding escaped',
    `https://us-west-2.protection.sophos.com/?d=example.net&u=${encodeURIComponent(BASE64)}&i=NWY1`,
  ],
  [
    'Trend Micro',
    `https://ddec1-0-en-ctp.trendmicro.com/wis/clicktime/v1/query?url=${LOWER}&umid=5d72&auth=65a6`,
  ],
  [
    'Trend Micro 2',
    `https://ctp.trendmicro.com/wis/clicktime/v2/clickthrough?url=${ESCAPED}&uuid=2dd8&auth=31bb`,
  ],
  ['FireEye', `https://protect2.fireeye.com/v1/url?k=0f52&q=1&e=3228&u=${ESCAPED}`],
  ['Trellix', `https://us.protect.trellix.com/v1/url?k=0f52&u=${ESCAPED}`],
  ['Check Point', `https://protect.checkpoint.com/v2/r02/___${TARGET}___.YzJlOnRlbGVm`],
  [
    'Check Point with one slash',
    `https://protect.checkpoint.com/v2/___${TARGET.replace('//', '/')}___.YzJlOnRlbGVm`,
  ],
  ['Avanan', `https://url.avanan.click/v2/r01/___${TARGET}___.YXAzOnBl`],
  ['Symantec', `https://clicktime.symantec.com/15xVcHh2qpEg?h=QCYV=&u=${ESCAPED}`],
  ['EdgePilot', `https://link.edgepilot.com/s/12227a84/DmLjQJRw?u=${TARGET.replace('&', '%26')}`],
  ['Zix', `https://link.zixcentral.com/u/1/2?u=${ESCAPED}`],
  ['Trustwave', `https://scanmail.trustwave.com/?c=20988&d=yNG4&u=${LOWER}`],
  ['Libraesva', `https://urlsand.esvalabs.com/?u=${ESCAPED}&e=ed7a&h=4565&f=y&p=y`],
  ['TitanHQ', `https://linklock.titanhq.com/analyse?url=${ESCAPED}&data=eJxs`],
  ['GMX', `https://deref-gmx.net/mail/client/abc/dereferrer/?redirectUrl=${ESCAPED}`],
  ['Google', `https://www.google.com/url?q=${ESCAPED}&sa=D&source=gmail&ust=1`],
  ['Google by its other parameter', `https://www.google.com/url?sa=t&rct=j&url=${ESCAPED}&usg=AOv`],
  ['Google in Britain', `http://google.co.uk/url?q=${ESCAPED}`],
  ['Google in Germany', `https://www.google.de/url?q=${ESCAPED}`],
  ['Google AMP', 'https://www.google.com/amp/evil.example.net/x?a=1&b=2'],
  [
    'an advertisement of Google',
    `https://adclick.g.doubleclick.net/pcs/click?xai=AKA&adurl=${ESCAPED}`,
  ],
  ['Google Meet', `https://meet.google.com/linkredirect?authuser=0&dest=${ESCAPED}`],
  ['Facebook', `https://l.facebook.com/l.php?u=${ESCAPED}&h=AT0&fbclid=Iw`],
  ['Facebook for phones', `https://lm.facebook.com/l.php?u=${ESCAPED}`],
  ['Facebook at its own host', `https://www.facebook.com/l.php?u=${ESCAPED}`],
  ['Instagram', `https://l.instagram.com/?u=${ESCAPED}&e=AT`],
  ['Messenger', `https://l.messenger.com/l.php?u=${ESCAPED}`],
  ['Slack', `https://slack-redir.net/link?url=${ESCAPED}`],
  ['LinkedIn', `https://www.linkedin.com/redir/redirect?url=${ESCAPED}&urlhash=x`],
  ['LinkedIn with a warning', `https://www.linkedin.com/safety/go?url=${ESCAPED}&trk=x`],
  ['YouTube', `https://www.youtube.com/redirect?event=video_description&q=${ESCAPED}&v=x`],
  ['VK', `https://vk.com/away.php?to=${ESCAPED}&cc_key=`],
  ['VK at its other host', `https://away.vk.com/away.php?to=${ESCAPED}`],
  ['Bing', `https://www.bing.com/ck/a?!&&p=cf94&u=a1${BASE64URL}&ntb=1`],
  ['Yahoo', `https://r.search.yahoo.com/_ylt=Aw/RV=2/RE=1/RO=10/RU=${LOWER}/RK=2/RS=x`],
  ['DuckDuckGo', `https://duckduckgo.com/l/?uddg=${ESCAPED}&rut=1`],
  ['Reddit', `https://out.reddit.com/t3_x?url=${ESCAPED}&token=AQ&app_name=web`],
  ['Steam', `https://steamcommunity.com/linkfilter/?u=${ESCAPED}`],
  ['Tumblr', `https://t.umblr.com/redirect?z=${ESCAPED}&t=x`],
  ['a link without a referrer', `https://href.li/?${TARGET}`],
  ['Zscaler', `https://gateway.zscaler.net:443/auD?origurl=${ESCAPED}&_ordtok=x`],
  ['Menlo', `https://safe.menlosecurity.com/${TARGET}`],
];

const SAFELINKS = 'https://eur01.safelinks.protection.outlook.com/?url=';

/** Wraps a link again and again. */
export function wrappedTimes(link: string, times: number): string {
  return times === 0
    ? link
    : wrappedTimes(`${SAFELINKS}${encodeURIComponent(link)}&${DATA}`, times - 1);
}
