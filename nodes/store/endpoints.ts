import type { NodeAPI } from 'node-red';
import { systemClock } from '../../src/clock';
import { backUp } from '../../src/store/sqlite/backup/back-up';
import { nameBeside } from '../../src/store/sqlite/place/names';
import { isStoreThere, sqliteAvailable } from '../../src/store/sqlite/sqlite';
import { door } from '../shared/door';
import { refusal, respond, type Answer } from '../shared/endpoint';
import type { MadeBackup } from './answers';
import { findPlace } from './places';

/** The store that is used where no store node is chosen. */
const EMBEDDED = 'embedded';

/**
 * Answers the editor:
 *
 * - `POST virustotal/stores/:id/backup`, for who may `virustotal.write`: makes a backup of the store of
 *   a deployed store node, or of the one that is used without one (`embedded`), beside its file
 * - `POST virustotal/stores/check`, for who may `virustotal.write`: tells how a store node on PostgreSQL
 *   would fare as it stands in its dialog; why it would not work is an answer too
 * - `POST virustotal/stores/look-at-file`, for who may `virustotal.write`: tells what lies in the file
 *   `{ path }` of a store
 * - `POST virustotal/stores/:id/take-along`, for who may `virustotal.write`: takes all of that into the
 *   store of a deployed store node on PostgreSQL, once, and sets the file aside
 *
 * Another failure is `{ code, message }`.
 */
export function registerStoreEndpoints(RED: NodeAPI): void {
  RED.httpAdmin.post(
    '/virustotal/stores/:id/backup',
    ...door(RED, 'virustotal.write'),
    (request, response) => {
      const id = String(request.params.id);
      void respond(response, () => makeBackup(RED, id === EMBEDDED ? '' : id));
    },
  );
  RED.httpAdmin.post(
    '/virustotal/stores/check',
    ...door(RED, 'virustotal.write'),
    (request, response) => {
      void respond(response, async () =>
        (await import('./postgres/check.js')).checkStore(RED, request.body),
      );
    },
  );
  RED.httpAdmin.post(
    '/virustotal/stores/look-at-file',
    ...door(RED, 'virustotal.write'),
    (request, response) => {
      void respond(response, async () =>
        (await import('./moving/take-along.js')).lookAtFile(RED, request.body),
      );
    },
  );
  RED.httpAdmin.post(
    '/virustotal/stores/:id/take-along',
    ...door(RED, 'virustotal.write'),
    (request, response) => {
      void respond(response, async () =>
        (await import('./moving/take-along.js')).takeAlong(
          RED,
          String(request.params.id),
          request.body,
        ),
      );
    },
  );
}

async function makeBackup(RED: NodeAPI, id: string): Promise<Answer> {
  const place = findPlace(RED, id);
  if (!place.usable) return refusal(404, 'not-deployed', 'Deploy first: no such store is running');
  if (place.kind !== 'embedded' || !sqliteAvailable()) {
    return refusal(409, 'not-available', 'This store keeps nothing in a file');
  }
  if (!isStoreThere(place.file)) {
    return refusal(409, 'nothing-kept', 'Nothing was kept in this store so far');
  }
  const file = nameBeside(place.file, systemClock.now(), 'backup');
  await backUp(place.file, file);
  const made: MadeBackup = { file };
  return { status: 200, body: made };
}
