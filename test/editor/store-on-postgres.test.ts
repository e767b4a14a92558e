import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { needsBrowser, openEditor, type Editor } from '../support/editor-browser';
import { nodeTypes } from '../support/editor-page';
import { needsPostgres } from '../support/needs-postgres';
import { startNodeRed, type NodeRedProcess } from '../support/node-red-process';
import { projectName } from '../support/pair';
import { freshSchema, PASSWORD, startPostgres, type PostgresServer } from '../support/postgres';

/** A user with no rights, whose password needs no writing in hex. */
const GUEST = "CREATE ROLE guest LOGIN PASSWORD 'guest'";

describe('the dialog of a store on PostgreSQL', function () {
  this.timeout(60_000);
  needsBrowser();
  needsPostgres();
  const schema = freshSchema();
  let postgres: PostgresServer;
  let nodeRed: NodeRedProcess;
  let editor: Editor;
  let stored: string;

  before(async () => {
    [postgres, nodeRed] = await Promise.all([
      startPostgres(),
      startNodeRed({ modules: [projectName], env: { STORE_PASSWORD: PASSWORD } }),
    ]);
    await postgres.query(GUEST);
    stored = `postgres://postgres:\${STORE_PASSWORD}@127.0.0.1:${postgres.port}/postgres`;
    await nodeRed.deploy([
      { id: 'flow', type: 'tab', label: 'Store' },
      { id: 'raise', z: 'flow', type: 'virustotal-raise', x: 200, y: 100, wires: [[], []] },
      {
        id: 'store',
        type: 'virustotal-store',
        name: '',
        kind: 'postgres',
        schema,
        tls: '',
        credentials: { url: stored },
      },
    ]);
    editor = await openEditor(nodeRed.url, nodeTypes);
  });
  afterEach(() => editor?.cancelAll());
  after(async () => {
    await editor?.close();
    await nodeRed?.stop();
    await postgres?.remove();
  });

  async function checkTyped(url: string): Promise<string> {
    const dialog = await editor.openConfigAlone('store');
    await editor.type(dialog.locator('#node-config-input-url'), url);
    return check(dialog);
  }

  it('checks the connection as it is deployed, with what the environment has', async () => {
    const told = await check(await editor.openConfigAlone('store'));
    assert.match(told, /^Works: PostgreSQL \d+\.\d+ at 127\.0\.0\.1:\d+\/postgres/);
    assert.match(told, /The schema is made with the first deploy\./);
    const made = await postgres.query(`SELECT FROM pg_namespace WHERE nspname = '${schema}'`);
    assert.equal(made.length, 0);
  });

  it('says what is wrong with what is typed, and shows no password', async () => {
    const base = `127.0.0.1:${postgres.port}`;
    const cases: readonly (readonly [url: string, told: RegExp])[] = [
      [`postgres://postgres:wr0ng@${base}/postgres`, /^PostgreSQL refuses user or password\.$/],
      [`postgres://guest:guest@${base}/nowhere`, /^There is no such database\.$/],
      [
        'postgres://guest:gu3st@127.0.0.1:1/postgres',
        /^PostgreSQL cannot be reached at 127\.0\.0\.1:1\/postgres:\s+nothing listens there\.$/,
      ],
      [
        `postgres://guest:guest@${base}/postgres`,
        /^This user lacks rights\..*\s+GRANT CREATE ON DATABASE postgres TO guest;/,
      ],
      [
        `postgres://guest:guest@${base}/postgres?sslmode=require`,
        /^No secure connection can be made:\s+does not offer TLS/,
      ],
    ];
    for (const [url, expected] of cases) {
      const told = await checkTyped(url);
      assert.match(told, expected);
      assert.doesNotMatch(told, /wr0ng|gu3st/);
      await editor.cancelAll();
    }
  });

  it('says what to install until the connection is checked, and once where that is missing', async () => {
    const dialog = await editor.openConfigAlone('store');
    const tip = dialog.locator('.form-tips.virustotal-store-postgres');
    assert.equal(await tip.isVisible(), true);
    await check(dialog);
    assert.equal(await tip.isVisible(), false);
    const schemaField = dialog.locator('#node-config-input-schema');
    await editor.type(schemaField, 'another');
    await schemaField.press('Tab');
    assert.equal(await tip.isVisible(), true);
    const missing = {
      works: false,
      code: 'not-installed',
      message:
        'PostgreSQL needs the package pg, which is not installed: run "npm install pg" in /data',
    };
    await editor.page.route('**/virustotal/stores/check', (route) =>
      route.fulfill({ json: missing }),
    );
    const told = await check(dialog);
    await editor.page.unroute('**/virustotal/stores/check');
    assert.match(told, /^The package pg is missing .*:\s+run "npm install pg" in \/data$/);
    assert.equal(await tip.isVisible(), false);
  });

  it('reads the environment only for the URL that is deployed', async () => {
    assert.match(await checkTyped(`${stored}?`), /^Deploy first/);
  });

  it('marks a URL that cannot be one while it is typed', async () => {
    const dialog = await editor.openConfigAlone('store');
    const url = dialog.locator('#node-config-input-url');
    await editor.type(url, 'mysql://me@db/alerts');
    assert.match(await editor.reason(url), /begins with postgres:\/\//);
    await editor.type(url, 'postgres://me:${PASSWORD}@db:${PORT}/alerts');
    assert.doesNotMatch((await url.getAttribute('class')) ?? '', /input-error/);
  });

  it('uses a stored URL only with the TLS that is deployed', async () => {
    const answer = await nodeRed.api('POST', 'virustotal/stores/check', {
      id: 'store',
      kind: 'postgres',
      schema,
      tls: 'another',
      credentials: { url: '__PWRD__' },
    });
    assert.deepEqual([answer.works, answer.code, answer.property], [false, 'type-again', 'url']);
  });
});

async function check(dialog: Locator): Promise<string> {
  await dialog.locator('#virustotal-store-check').click();
  const told = dialog.locator('.virustotal-store-checked').filter({ hasNotText: 'is asked …' });
  return told.innerText();
}
