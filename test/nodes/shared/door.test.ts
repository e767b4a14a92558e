import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import path from 'node:path';
import { after, before, describe, it } from 'mocha';
import { isForeign } from '../../../nodes/shared/door';
import { startNodeRed, type NodeRedProcess } from '../../support/node-red-process';
import { projectName, projectRoot } from '../../support/pair';

/** Each of our endpoints. */
const ENDPOINTS: readonly [method: string, path: string][] = [
  ['GET', 'virustotal/accounts'],
  ['GET', 'virustotal/accounts/demo'],
  ['POST', 'virustotal/accounts/check'],
  ['POST', 'virustotal/lookup/try'],
  ['POST', 'virustotal/accounts/none/allowance'],
  ['POST', 'virustotal/stores/none/backup'],
  ['POST', 'virustotal/gate/preview'],
  ['GET', 'virustotal/gate/none/last'],
  ['GET', 'virustotal/mails'],
  ['GET', 'virustotal/sidebar'],
  ['POST', 'virustotal/mails/none/1/send'],
  ['DELETE', 'virustotal/mails/none/1'],
];

/** Sends exactly these headers: a list of names and values in turn, as they go over the wire. */
function send(
  url: string,
  method: string,
  headers: readonly string[],
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const asking = request(url, { method, headers: [...headers], setHost: false }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (part) => {
        body += part;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    asking.on('error', reject);
    asking.end();
  });
}

describe('the door before the admin endpoints', function () {
  describe('by what a browser says of the page that asks', () => {
    const sites: [what: string, site: string[], foreign: boolean][] = [
      ['a page of the editor', ['same-origin'], false],
      ['a page of another port or a sister host', ['same-site'], true],
      ['a page of somewhere else', ['cross-site'], true],
      ['an address that was typed', ['none'], true],
      ['no word', [''], true],
      ['a word that no browser has', ['Same-Origin'], true],
      ['two words in one', ['same-origin, cross-site'], true],
      ['two words', ['same-origin', 'same-origin'], true],
    ];
    for (const [what, site, foreign] of sites) {
      it(`${foreign ? 'refuses' : 'lets in'} ${what}`, () => {
        assert.equal(isForeign({ site, origin: [], host: ['a.example'] }), foreign);
      });
    }

    it('does not ask for an origin where the browser has judged', () => {
      const host = ['127.0.0.1:1880'];
      const origin = ['https://editor.example'];
      assert.equal(isForeign({ site: ['same-origin'], origin, host }), false);
      const own = ['http://127.0.0.1:1880'];
      assert.equal(isForeign({ site: ['cross-site'], origin: own, host }), true);
    });
  });

  describe('by origin and host, where the browser says no more', () => {
    const lets: [origin: string, host: string][] = [
      ['http://host:1880', 'host:1880'],
      ['http://HOST:1880', 'host:1880'],
      ['http://host:1880', 'Host:1880'],
      ['HTTP://host:1880', 'host:1880'],
      ['http://host', 'host'],
      ['http://host', 'host:80'],
      ['http://host:80', 'host'],
      ['https://host', 'host'],
      ['https://host', 'host:443'],
      ['https://host:8443', 'host:8443'],
      ['http://host.:1880', 'host.:1880'],
      ['http://node_red:1880', 'node_red:1880'],
      ['http://xn--bcher-kva.example', 'xn--bcher-kva.example'],
      ['http://192.168.1.5:1880', '192.168.1.5:1880'],
      ['http://[::1]:1880', '[::1]:1880'],
      ['http://[2001:db8::a]', '[2001:DB8::A]:80'],
      ['http://[::1]:1880', '[0:0:0:0:0:0:0:1]:1880'],
    ];
    for (const [origin, host] of lets) {
      it(`lets ${origin} ask ${host}`, () => {
        assert.equal(isForeign({ site: [], origin: [origin], host: [host] }), false);
      });
    }

    const refuses: [origin: string, host: string][] = [
      ['http://elsewhere.example', 'host:1880'],
      ['http://host', 'host:1880'],
      ['http://host:1881', 'host:1880'],
      ['https://host', 'host:80'],
      ['http://host', 'host:443'],
      ['http://host:1880.evil', 'host:1880'],
      ['http://host.evil:1880', 'host:1880'],
      ['http://evil.host:1880', 'host:1880'],
      ['http://host.:1880', 'host:1880'],
      ['http://host:1880', 'host.:1880'],
      ['http://host@evil', 'host'],
      ['http://host:1880@evil', 'host:1880'],
      ['http://user@host:1880', 'host:1880'],
      ['http://user:pw@host:1880', 'host:1880'],
      ['http://host:1880/', 'host:1880'],
      ['http://host:1880/path', 'host:1880'],
      ['http://evil/http://host:1880', 'host:1880'],
      ['http://evil?http://host:1880', 'host:1880'],
      ['http://evil#host:1880', 'host:1880'],
      ['http://evil\\host:1880', 'host:1880'],
      ['http:host:1880', 'host:1880'],
      ['http:///host:1880', 'host:1880'],
      ['//host:1880', 'host:1880'],
      ['host:1880', 'host:1880'],
      ['ftp://host:1880', 'host:1880'],
      ['file://', 'host:1880'],
      ['chrome-extension://host', 'host'],
      ['null', 'null'],
      ['http://null', 'host'],
      ['', ''],
      ['http://', ''],
      ['http://host:1880', ''],
      ['http://host:', 'host:'],
      ['http://host:99999', 'host:99999'],
      ['http://%68ost:1880', 'host:1880'],
      ['http://h\u00F6st', 'h\u00F6st'],
      ['http://\uFF48ost', 'host'],
      ['http://host:1880 http://evil', 'host:1880'],
      ['http://evil http://host:1880', 'host:1880'],
      ['http://host:1880, http://evil', 'host:1880'],
      ['http://host:1880', 'host:1880, evil'],
      ['http://[::1]:1880', '[::2]:1880'],
      ['http://[::1', '[::1'],
      ['http://::1', '::1'],
      ['http://[fe80::1%25eth0]', '[fe80::1%25eth0]'],
      ['http://[::ffff:127.0.0.1]:1880', '127.0.0.1:1880'],
      ['http://localhost:1880', '127.0.0.1:1880'],
    ];
    for (const [origin, host] of refuses) {
      it(`refuses ${origin || 'an empty origin'} at ${host || 'an empty host'}`, () => {
        assert.equal(isForeign({ site: [], origin: [origin], host: [host] }), true);
      });
    }

    it('refuses several origins, several hosts and none', () => {
      const one = ['http://host:1880'];
      const host = ['host:1880'];
      assert.equal(isForeign({ site: [], origin: [...one, ...one], host }), true);
      assert.equal(isForeign({ site: [], origin: one, host: [...host, 'evil'] }), true);
      assert.equal(isForeign({ site: [], origin: one, host: [] }), true);
    });

    it('lets in a program, which sends neither', () => {
      assert.equal(isForeign({ site: [], origin: [], host: ['host:1880'] }), false);
      assert.equal(isForeign({ site: [], origin: [], host: [] }), false);
    });
  });

  describe('of a Node-RED without users', function () {
    this.timeout(30_000);
    let nodeRed: NodeRedProcess;
    let host = '';

    before(async () => {
      nodeRed = await startNodeRed({ modules: [projectName] });
      host = new URL(nodeRed.url).host;
    });
    after(() => nodeRed.stop());

    const refused: [what: string, headers: (own: string) => string[]][] = [
      ['a foreign page', (own) => ['Host', own, 'Sec-Fetch-Site', 'cross-site']],
      ['a sister site', (own) => ['Host', own, 'Sec-Fetch-Site', 'same-site']],
      ['an address that was typed', (own) => ['Host', own, 'Sec-Fetch-Site', 'none']],
      ['a foreign origin', (own) => ['Host', own, 'Origin', 'http://elsewhere.example']],
      ['an origin that begins like ours', (own) => ['Host', own, 'Origin', `http://${own}.evil`]],
      ['a sandboxed page', (own) => ['Host', own, 'Origin', 'null']],
      [
        'two origins',
        (own) => ['Host', own, 'Origin', `http://${own}`, 'Origin', 'http://elsewhere.example'],
      ],
      [
        'what a proxy is said to have seen',
        (own) => [
          'Host',
          own,
          'Origin',
          'http://elsewhere.example',
          'X-Forwarded-Host',
          'elsewhere.example',
        ],
      ],
    ];
    for (const [method, place] of ENDPOINTS) {
      it(`guards ${method} ${place}`, async () => {
        for (const [what, headers] of refused) {
          const { status, body } = await send(`${nodeRed.url}${place}`, method, headers(host));
          assert.equal(status, 403, what);
          assert.equal(JSON.parse(body).code, 'foreign-page', what);
        }
        const allowed = [
          ['Host', host, 'Sec-Fetch-Site', 'same-origin', 'Origin', `http://${host}`],
          ['Host', host, 'Origin', `http://${host}`],
          ['Host', host],
        ];
        for (const headers of allowed) {
          const { status, body } = await send(`${nodeRed.url}${place}`, method, headers);
          assert.notEqual(status, 403, body);
        }
      });
    }
  });

  it('stands before every endpoint that a node offers', () => {
    const nodes = path.join(projectRoot, 'nodes');
    const offering = readdirSync(nodes, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => ({ file, text: readFileSync(path.join(nodes, file), 'utf8') }))
      .filter(({ text }) => text.includes('RED.httpAdmin.'));
    assert.ok(offering.length > 0);
    for (const { file, text } of offering) {
      assert.ok(!text.includes('needsPermission'), file);
      const endpoints = text.split('RED.httpAdmin.').slice(1);
      for (const endpoint of endpoints) {
        const start = endpoint.slice(0, endpoint.indexOf('response') + 1 || 300);
        assert.match(start, /\.\.\.(door\(RED, 'virustotal\.|may(Read|Write)\b)/, file);
      }
    }
  });
});
