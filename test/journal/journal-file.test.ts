import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createJournal } from '../../src/journal/create-journal';
import type { Journal } from '../../src/journal/journal';
import { openSqliteStore } from '../../src/store/sqlite/sqlite';
import { createFakeClock } from '../support/fake-clock';
import { needsSqlite } from '../support/needs-sqlite';
import { makeTemporaryFolder, removeTemporaryFolder } from '../support/temporary-folder';

const USER = 'https://bob:hunter2@evil.example/a';
const TOKEN = 'https://evil.example/a?access_token=0123456789abcdef0123456789';
const KEY = `AKIA${'ABCDEFGH'.repeat(2)}`;

/** Tells all that has a text of it. */
function noteAll(journal: Journal, text: string): void {
  const node = 'node';
  const simulated = false;
  journal.lookup('account', { failed: 'private' });
  const indicator = { type: 'url', value: text };
  const verdict = { account: 'account', node, level: 'malicious', count: '1 / 2', simulated };
  journal.verdict({ ...verdict, indicator });
  const alert = { node, id: text, module: text, detection: text, simulated, severity: 3 };
  journal.alert({ ...alert, subject: text, fate: 'raised' });
  const mail = { node, id: text, alerts: [text], about: text, subject: `Bad: ${text}` };
  journal.mail({ ...mail, to: ['soc@example.com'], why: `No: ${text}`, fate: 'given-up' });
}

describe('the file of a journal', () => {
  needsSqlite();

  it('holds what happened, and no secret of it', async () => {
    const folder = makeTemporaryFolder();
    const file = path.join(folder, 'state.sqlite');
    const clock = createFakeClock();
    const { store } = openSqliteStore(file, clock);
    const journal = createJournal(store, clock);
    for (const text of [USER, TOKEN, KEY]) noteAll(journal, text);
    await journal.close();
    const read = (): string =>
      readdirSync(folder)
        .map((name) => readFileSync(path.join(folder, name), 'latin1'))
        .join('\n');
    const open = read();
    await store.close();
    for (const text of [open, read()]) {
      assert.ok(text.includes('evil.example'));
      for (const secret of ['hunter2', 'bob:', '0123456789abcdef', KEY]) {
        assert.ok(!text.includes(secret), secret);
      }
    }
    const again = openSqliteStore(file, clock).store;
    const next = createJournal(again, clock);
    await next.loaded();
    assert.equal(next.verdicts().length, journal.verdicts().length);
    assert.deepEqual(next.mails().length, 3);
    await again.close();
    removeTemporaryFolder(folder);
  });
});
