import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { systemClock } from '../../../src/clock';
import { createMailDelivery } from '../../../src/mail/delivery/delivery';
import { FencedError } from '../../../src/mail/fence';
import { everybody } from '../../../src/mail/mail';
import { createDeferred } from '../../support/deferred';
import { startFaultySmtp } from '../../support/faulty-smtp';
import { mailNumber } from '../../support/mails';

const NEVER = new AbortController().signal;

describe('a mail that another process may have by now', () => {
  for (const pipelining of [false, true]) {
    const kind = pipelining ? 'with pipelining' : 'without pipelining';

    it(`is broken off before DATA, on a server ${kind} that was slow with RCPT`, async () => {
      const server = await startFaultySmtp({ pipelining });
      const way = { host: '127.0.0.1', port: server.port, user: '', password: '' };
      const delivery = createMailDelivery({ ...way, security: 'none' }, systemClock);
      const answered = createDeferred<void>();
      const asked = createDeferred<void>();
      server.next({
        get slowRecipients() {
          asked.resolve();
          return answered.promise;
        },
      });
      let isOurs = true;
      const mail = mailNumber(1);
      const sent = delivery.deliver(mail, everybody(mail), NEVER, () => isOurs);
      await asked.promise;
      isOurs = false;
      answered.resolve();
      await assert.rejects(sent, FencedError);
      assert.ok(!server.said.some((line) => line.startsWith('DATA')), server.said.join());

      isOurs = true;
      await delivery.deliver(mail, everybody(mail), NEVER, () => isOurs);
      assert.equal(server.taken.length, 1);
      await delivery.close();
      await server.close();
    });
  }
});
