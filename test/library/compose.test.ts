import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { runInNewContext } from 'node:vm';
import { describe, it } from 'mocha';
import { currentPair, projectName, projectRoot } from '../support/pair';

/** What is looked at in a service of a compose file. */
interface Service {
  readonly build?: { readonly dockerfile_inline: string };
  readonly image?: string;
  readonly hostname?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly stop_grace_period?: string;
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, unknown>>;
  readonly configs?: readonly { readonly source: string; readonly target: string }[];
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
  readonly configs: Readonly<Record<string, { readonly content: string }>>;
}

/** Node-RED gives its nodes so long to close, in seconds. */
const CLOSING = 15;

/** Node-RED's own nodes bring a parser. */
function parse(text: string): Compose {
  const nodes = createRequire(currentPair.nodeRed).resolve('@node-red/nodes/package.json');
  return createRequire(nodes)('js-yaml').load(text);
}

describe('the compose file of the guide', () => {
  const file = path.join(projectRoot, 'docs', 'several-machines', 'compose.yaml');
  const compose = parse(readFileSync(file, 'utf8'));
  const { services } = compose;
  const nodeReds = Object.values(services).filter(({ build }) => build);

  it('has three Node-REDs with this package and pg, which differ in name, port and folder alone', () => {
    assert.equal(nodeReds.length, 3);
    for (const { build } of nodeReds)
      assert.match(
        build?.dockerfile_inline ?? '',
        new RegExp(`npm install .*${projectName} pg$`, 'm'),
      );
    for (const differs of ['hostname', 'ports', 'volumes'] as const)
      assert.equal(new Set(nodeReds.map((each) => String(each[differs]))).size, 3);
    for (const same of ['build', 'configs', 'environment', 'stop_grace_period'] as const)
      assert.equal(new Set(nodeReds.map((each) => JSON.stringify(each[same]))).size, 1);
  });

  it('lets each of them close its nodes', () => {
    for (const each of nodeReds)
      assert.ok(Number.parseInt(each.stop_grace_period ?? '', 10) > CLOSING);
  });

  it('has them encrypt with the secret of the environment, which Node-RED reads only in its settings', () => {
    for (const { configs = [], environment } of nodeReds) {
      const settings = configs.find(({ target }) => target === '/data/settings.js');
      const { content = '' } = compose.configs[settings?.source ?? ''] ?? {};
      assert.doesNotMatch(content, /\$/, 'Docker Compose fills in what begins with it');
      const module = { exports: {} };
      runInNewContext(content, { module, process: { env: environment } });
      assert.equal(Reflect.get(module.exports, 'credentialSecret'), '${CREDENTIAL_SECRET:?}');
    }
  });

  it('gives them the PostgreSQL that is in it', () => {
    const { postgres } = services;
    const [nodeRed] = nodeReds;
    const url = new URL(
      (nodeRed?.environment?.['DATABASE_URL'] ?? '').replaceAll(/\$\{[^}]*\}/g, 'secret'),
    );
    assert.equal(url.hostname, 'postgres');
    assert.equal(url.username, postgres?.environment?.['POSTGRES_USER']);
    assert.equal(url.pathname, `/${postgres?.environment?.['POSTGRES_DB']}`);
  });

  it('holds no secret, and names what it uses', () => {
    for (const { environment = {} } of Object.values(services))
      for (const [name, value] of Object.entries(environment))
        if (/PASSWORD|SECRET|KEY|URL/.test(name)) assert.match(value, /\$\{\w+:\?\}/, name);
    for (const { volumes = [], depends_on = {}, configs = [] } of Object.values(services)) {
      for (const volume of volumes) assert.ok((volume.split(':')[0] ?? '') in compose.volumes);
      for (const service of Object.keys(depends_on)) assert.ok(service in services);
      for (const { source } of configs) assert.ok(source in compose.configs);
    }
  });

  it('opens ports on its own machine alone', () => {
    for (const { ports = [] } of Object.values(services))
      for (const port of ports) assert.match(port, /^127\.0\.0\.1:/);
  });
});
