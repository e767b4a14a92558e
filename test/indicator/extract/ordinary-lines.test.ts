import assert from 'node:assert/strict';
import { extract } from '../../../src/indicator/extract';
import type { IndicatorType } from '../../../src/indicator/indicator';

type Line = readonly [line: string, ...expected: string[]];

function finds(type: IndicatorType, lines: readonly Line[]): void {
  for (const [line, ...expected] of lines) {
    it(`${expected.join(' ') || 'none'} in ${JSON.stringify(line)}`, () => {
      const found = extract(line, new Set([type])).map(({ value }) => value);
      assert.deepEqual([...new Set(found)], expected);
    });
  }
}

describe('an address behind any word', () => {
  finds('ip', [
    ['server 185.10.20.30', '185.10.20.30'],
    ['Server: 185.10.20.30:443', '185.10.20.30'],
    ['dns_server=185.10.20.30', '185.10.20.30'],
    ['receiver 185.10.20.30 is away', '185.10.20.30'],
    ['driver="185.10.20.30"', '185.10.20.30'],
    ['{"resolver":"185.10.20.30","observer": "9.8.7.6"}', '185.10.20.30', '9.8.7.6'],
    ['{\\"dnsServer\\":\\"185.10.20.30\\"}', '185.10.20.30'],
    ['failover: 185.10.20.30', '185.10.20.30'],
    ['RIVER 185.10.20.30', '185.10.20.30'],
    ['conversion 185.10.20.30', '185.10.20.30'],
    ['{"ipAddressV4":"185.10.20.30"}', '185.10.20.30'],
    ['srcIpV4: 185.10.20.30', '185.10.20.30'],
    ['DHCP release 185.10.20.30', '185.10.20.30'],
    ['version check from 185.10.20.30', '185.10.20.30'],
    ['firmware update sent to 185.10.20.30', '185.10.20.30'],
  ]);
});

describe('a version is no address', () => {
  finds('ip', [
    ['version 1.2.3.4'],
    ['Version: 1.2.3.4'],
    ['ver=1.2.3.4'],
    ['app_ver: "1.2.3.4"'],
    ['osVersion = 1.2.3.4'],
    ['{"agentVersion":"1.2.3.4"}'],
    ['{\\"productVersion\\":\\"1.2.3.4\\"}'],
    ["<Data Name='FileVersion'>1.2.3.4</Data>"],
    ['<Version>1.2.3.4</Version>'],
    ['version%3D1.2.3.4&x=1'],
    ['version number 1.2.3.4'],
    ['upgraded from version 1.2.3.4 to 1.2.3.5'],
    ['firmware 1.2.3.4 on 185.10.20.30', '185.10.20.30'],
    ['fw_version=1.2.3.4'],
    ['build 1.2.3.4'],
    ['BuildNumber: 1.2.3.4'],
    ['OID: 2.5.4.3'],
    ['sysObjectID=1.3.6.1'],
    ['v1.2.3.4'],
    ['v. 1.2.3.4'],
    ['dotnet >= 1.2.3.4'],
    ['"lib": "^1.2.3.4"'],
    ['"lib": "~1.2.3.4"'],
    ['Package_for_KB5~31bf3856ad364e35~amd64~~6.1.1.2'],
    ['CEF:0|Vendor|Product|1.2.3.4|100|Name|5|src=185.10.20.30', '185.10.20.30'],
    ['LEEF:2.0|Vendor|Product|1.2.3.4|100|src=185.10.20.30', '185.10.20.30'],
    ['C:\\Program Files\\App\\1.2.3.4\\app.exe'],
    ['C:\\\\Program Files (x86)\\\\Edge\\\\129.0.0.0\\\\msedge.dll'],
    ['\\\\185.10.20.30\\share\\x', '185.10.20.30'],
    ['Chrome/129.0.0.0 Safari/537.36'],
    ['Chrome\\/129.0.0.0 Safari\\/537.36'],
    ['%20Chrome/129.0.0.0%20Safari/537.36'],
    ['Mozilla/5.0+(X11)+Chrome/129.0.0.0+Safari/537.36'],
    ['OPR/114.0.0.0'],
  ]);
});

describe('an address of a connection', () => {
  finds('ip', [
    ['RT_FLOW: 185.10.20.30/443->10.0.0.1/55 0x0', '185.10.20.30', '10.0.0.1'],
    ['185.10.20.30:443->10.0.0.1:55', '185.10.20.30', '10.0.0.1'],
    ['185.10.20.30 -> 10.0.0.1', '185.10.20.30', '10.0.0.1'],
    ['185.10.20.30→10.0.0.1', '185.10.20.30', '10.0.0.1'],
    ['info: 185.10.20.30@53433 a.example. A IN', '185.10.20.30'],
    ['forward-addr: 185.10.20.30@853#dns.example.com', '185.10.20.30'],
    ['vty by kim on 185.10.20.30@pts/0', '185.10.20.30'],
    ['Kim Doe/185.10.20.30:1194 peer info', '185.10.20.30'],
    ['kim/185.10.20.30:1194 MULTI', '185.10.20.30'],
    ['outside:185.10.20.30/443 to inside:10.0.0.1/55', '185.10.20.30', '10.0.0.1'],
    ['laddr 185.10.20.30/443(LOCAL\\kim)', '185.10.20.30'],
    ['IN=eth0 SRC=185.10.20.30 DST=10.0.0.1 LEN=60', '185.10.20.30', '10.0.0.1'],
    ['pass in on em0: 185.10.20.30.443 > 10.0.0.1.55: tcp', '185.10.20.30', '10.0.0.1'],
    ['1.2.3.4.5 and 1.2.3.4.5.6'],
    ['HIER_DIRECT/185.10.20.30 text/html', '185.10.20.30'],
    ['DIRECT/185.10.20.30 -', '185.10.20.30'],
    ['dnsmasq: reply a.example is 185.10.20.30', '185.10.20.30'],
    ['client @0x7f 185.10.20.30#53124 (a.example)', '185.10.20.30'],
    ['mx.example.org[185.10.20.30]:25: Connection timed out', '185.10.20.30'],
    ['rip=185.10.20.30, lip=10.0.0.1, TLS', '185.10.20.30', '10.0.0.1'],
    ['[master@185.10.20.30_29010] Commit', '185.10.20.30'],
    ['C2 185.10.20[.]30:443', '185.10.20.30'],
    ['185[.]10[.]20[.]30/443', '185.10.20.30'],
    ['src=5.6.7.8#011dst=9.9.9.9#011x', '5.6.7.8', '9.9.9.9'],
    ['src\\t5.6.7.8\\tdst\\\\t9.9.9.9', '5.6.7.8', '9.9.9.9'],
    ['|5.6.7.8|9.9.9.9|', '5.6.7.8', '9.9.9.9'],
    ['src=2606:4700:0:1:2:3:4:5:64194', '2606:4700:0:1:2:3:4:5'],
    ['wwn 50:06:01:60:3b:a0:11:22'],
    ['User 185.10.20.30@example.com logged in'],
  ]);
});

describe('a URL begins and ends', () => {
  finds('url', [
    ['hxxps[:]//www.bank[.]com@evil[.]com/x', 'https://www.bank.com@evil.com/x'],
    ['hxxp://kim[.]b:pw@evil[.]com/', 'http://kim.b:pw@evil.com/'],
    ['hxxp://a[.]com[@]evil[.]com/', 'http://a.com@evil.com/'],
    ['hxxp://a[.]com[at]evil[.]com/', 'http://a.com@evil.com/'],
    ['{"url":"https://evil.com/x?","n":1}', 'https://evil.com/x?'],
    ["url='https://evil.com/...' x", 'https://evil.com/...'],
    ['{\\"url\\":\\"https://evil.com/x?\\"}', 'https://evil.com/x?'],
    ['Did you see "https://evil.com/x?"', 'https://evil.com/x'],
    ['GET http://evil.com/x? HTTP/1.1', 'http://evil.com/x?'],
    ['http://evil.com/a#011next', 'http://evil.com/a'],
    ['http://evil.com/a#part', 'http://evil.com/a#part'],
    ['GET+http://evil.com/a+200', 'http://evil.com/a'],
    ['(+http://evil.com/bot.html)', 'http://evil.com/bot.html'],
    ['http://evil.com/a\\tnext', 'http://evil.com/a'],
    ['2026|http://evil.com/a|200', 'http://evil.com/a'],
    ['https://www.facebo\\u1ecdk.com/login', 'https://www.facebo\u1ecdk.com/login'],
    ['"b\\u00fccher.example/x"', 'http://b\u00fccher.example/x'],
    ['URL: http://evil.com:443/,Payload URL: ,Hash: 0', 'http://evil.com:443/'],
    ['evil.com/a', 'http://evil.com/a'],
    ['app.example.com#/login', 'http://app.example.com#/login'],
  ]);
});

describe('what is no URL', () => {
  finds('url', [
    ["zone 'example.com/IN': loaded"],
    ["resolving 'a.example.com/AAAA/IN': 9.9.9.9#53"],
    ['transfer of example.com/IN/outside'],
    ['validating example.com/SOA: no signature'],
    ['"upn":"live.com#kim@example.com"'],
    ['"apiVersion":"rbac.authorization.k8s.io/v1"'],
    ['apiVersion: cert-manager.io/v1'],
    ['apps/v1'],
    ['"node.kubernetes.io/not-ready":"NoExecute"'],
    ['"eks.example.com/nodegroup": "a"'],
    ['"@type":"type.googleapis.com/google.cloud.audit.AuditLog"'],
    ['type.googleapis.com/envoy.config.core.v3.Node'],
    ['path=/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'],
    ['185.10.20.30/443->10.0.0.1/55'],
    ['185.10.20.30#53'],
    ['ns1.example.com#53'],
  ]);
});

describe('a domain', () => {
  finds('domain', [
    ["zone 'example.com/IN': loaded", 'example.com'],
    ['ns1.example.com#53', 'ns1.example.com'],
    ['x+evil.com+y', 'evil.com'],
    ['#011evil.com#011', 'evil.com'],
    ['value\\tevil.com\\n', 'evil.com'],
    ['a\\\\tevil.com', 'evil.com'],
    ['\\u0022evil.com\\u0022', 'evil.com'],
    ['HIER_DIRECT/evil.com', 'evil.com'],
    ['query: evil.network IN A', 'evil.network'],
    ['from=<kim@evil.name>', 'evil.name'],
    ['ERROR evil.com unreachable', 'evil.com'],
    ['host=data.evil.network', 'data.evil.network'],
    ['GET accesskey.com', 'accesskey.com'],
  ]);
});

describe('what is no domain', () => {
  finds('domain', [
    ['C:\\Windows\\System32\\chcp.com 65001'],
    ['chcp.com 65001'],
    ['C:\\\\Users\\\\kim\\\\Downloads\\\\evil.com'],
    ['CORP\\user.name'],
    ['/etc/httpd/conf/workers2.properties'],
    ['java.security.properties'],
    ['/var/run/syslogd.pid'],
    ['/home/kim/.ssh/id_rsa.pub'],
    ['/opt/app/bin/run.sh'],
    ['GET /pf/heartbeat.ping HTTP/1.1'],
    ['"fileName":"eicar.com"'],
    ['process_name=update.com'],
    ['INFO nova.compute.claims [req'],
    ['WARN  neutron.agent.network - down'],
    ['com.apple.xpc.launchd'],
    ['org.mozilla.firefox'],
    ['io.netty.channel'],
    ['System.Net.Sockets'],
    ['Temporary ASP.NET Files'],
    ['Microsoft.Network/networkSecurityGroups'],
    ['"user.name":"kim"'],
    ['{"dataset":"system.security"}'],
    ['"name": "actor.user.name"'],
    ['machine_data.name'],
    ['%container.info image'],
    ['${host.name}'],
    ['Win.Trojan.Agent::95.sbx.tg'],
    ['Notes.app'],
    ['"apiGroup":"rbac.authorization.k8s.io"'],
    ['authorization.k8s.io/decision'],
    ['ABCDEF.ABC~1'],
  ]);
});

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

const HTML = '<a href="http://evil.com/x?a=b&c=d">x</a> and 9.9.9.9 and caf\u00e9.com';
const LINES = base64(HTML).replaceAll(/.{60}/g, '$&\r\n');
const PRINTABLE = '<a href=3D"http://evil.c=\r\nom/x?a=3Db">';

describe('what is encoded', () => {
  finds('url', [
    [base64('http://evil.com/a\n'), 'http://evil.com/a'],
    [base64('http://evil.com/a\r\nand more'), 'http://evil.com/a'],
    [
      base64(`http://evil.com/${'a'.repeat(80)}`).replaceAll(/.{76}/g, '$&\n'),
      `http://evil.com/${'a'.repeat(80)}`,
    ],
    [`Content-Transfer-Encoding: base64\r\n\r\n${LINES}`, 'http://evil.com/x?a=b&c=d'],
    [`content-transfer-encoding:BASE64\nX: y\n\n${LINES}`, 'http://evil.com/x?a=b&c=d'],
    [
      JSON.stringify(`Content-Transfer-Encoding: base64\r\n\r\n${LINES}`),
      'http://evil.com/x?a=b&c=d',
    ],
    [`Content-Transfer-Encoding: quoted-printable\n\n${PRINTABLE}`, 'http://evil.com/x?a=b'],
    [
      JSON.stringify(`Content-Transfer-Encoding: quoted-printable\r\n\r\n${PRINTABLE}`),
      'http://evil.com/x?a=b',
    ],
    ['<a href=3D"http://evil.com/x?a=3Db">', 'http://evil.com/x?a=b'],
    [
      `--b\nContent-Transfer-Encoding: base64\n\n${LINES}\n--b\n` +
        `Content-Transfer-Encoding: quoted-printable\n\n${PRINTABLE}\n--b--\nhttp://b.com/c`,
      'http://evil.com/x?a=b&c=d',
      'http://evil.com/x?a=b',
      'http://b.com/c',
    ],
    ['Content-Transfer-Encoding: base64\n\nhttp://evil.com/a', 'http://evil.com/a'],
  ]);
  finds('ip', [[`Content-Transfer-Encoding: base64\r\n\r\n${LINES}`, '9.9.9.9']]);

  it('is where it is written', () => {
    const text = `Content-Transfer-Encoding: base64\r\n\r\n${LINES}`;
    const [address] = extract(text, new Set(['ip']));
    assert.match(HTML, /9\.9\.9\.9/);
    const written = text.slice(address?.start, address?.end);
    assert.ok(base64(HTML).includes(written.replaceAll(/\s/g, '')), written);
  });

  it('is found in a body longer than what is seen at once', () => {
    const body = base64(`${'x '.repeat(50_000)}http://evil.com/a ${'y '.repeat(50_000)}9.9.9.9 `);
    const text = `Content-Transfer-Encoding: base64\n\n${body.replaceAll(/.{76}/g, '$&\n')}\n`;
    const found = extract(`${text}--b--\nevil.net`, new Set(['url', 'ip', 'domain']));
    assert.deepEqual(
      found.map(({ value }) => value),
      ['http://evil.com/a', '9.9.9.9', 'evil.net'],
    );
  });

  it('is no text where it is an image or a program', () => {
    const bytes = Buffer.from(Array.from({ length: 3000 }, (_, at) => (at * 7919) % 256));
    const text = `Content-Transfer-Encoding: base64\n\n${bytes.toString('base64')}`;
    assert.deepEqual(extract(text, new Set(['url', 'ip', 'domain'])), []);
  });
});
