import path from 'node:path';
import type { Clock } from '../../../src/clock';
import { openSqliteStore, sqliteAvailable } from '../../../src/store/sqlite/sqlite';
import type { Store } from '../../../src/store/store';
import { makeTemporaryFolder } from '../../support/temporary-folder';
import { describeStore } from '../contract';
import { describeQuotaProperty, type Users } from '../quota-property';
import { describeBackups } from './backups';
import { describeDays } from './days';
import { describeFile } from './file';
import { describeMishaps } from './mishaps';
import { describePlaces } from './places';
import { describeMigration } from './schema';
import { describeSharing } from './sharing';
import { describeTrouble } from './trouble';

describe('the SQLite store', () => {
  if (!sqliteAvailable()) {
    it('keeps the contract', function skipWithReason() {
      console.log(`      skipped: Node.js ${process.versions.node} has no SQLite (22.13 has)`);
      this.skip();
    });
    return;
  }

  describeStore(
    'SQLite',
    (clock) => openSqliteStore(path.join(makeTemporaryFolder(), 'state.sqlite'), clock).store,
  );

  describe('with three users of one key', () => {
    describeQuotaProperty(openThree, 6);
  });

  describeSharing();
  describeFile();
  describeDays();
  describeBackups();
  describeTrouble();
  describeMishaps();
  describePlaces();
  describeMigration();
});

function openThree(clock: Clock): Users {
  const file = path.join(makeTemporaryFolder(), 'state.sqlite');
  const open = (): Store => openSqliteStore(file, clock).store;
  const stores = [open(), open(), open()];
  return {
    stores,
    async restart(which, meanwhile) {
      await Promise.all(which.map(async (index) => stores[index]?.close()));
      meanwhile();
      for (const index of which) stores[index] = open();
    },
    async close() {
      await Promise.all(stores.map((store) => store.close()));
    },
  };
}
