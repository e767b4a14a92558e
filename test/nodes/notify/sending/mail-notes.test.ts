import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createMailNotes } from '../../../../nodes/notify/sending/mail-notes';
import type { Message } from '../../../../nodes/shared/run-node';
import { createJournal } from '../../../../src/journal/create-journal';
import { writeAlone } from '../../../../src/keeping/taking';
import { createMemoryStore } from '../../../../src/store/memory/memory';
import { createFakeClock } from '../../../support/fake-clock';

/** What the journal says of a mail that was composed of a message: its alerts, and what it is about. */
function noted(fields: object): { alerts: readonly string[]; about: string | undefined } {
  const clock = createFakeClock();
  const journal = createJournal(createMemoryStore(clock), clock);
  const msg: Message = { _msgid: 'one', ...fields };
  createMailNotes(() => journal, 'notify').composed({
    msg,
    id: 'mail',
    identity: [],
    simulated: false,
    write: writeAlone,
    notification: {
      subject: 'Bad',
      payload: '',
      plaintext: '',
      missing: [],
      recipients: { to: ['soc@example.com'], cc: [], bcc: [] },
    },
  });
  const [{ alerts, about } = assert.fail()] = journal.mails();
  return { alerts, about };
}

const alert = { id: 'a1', subject: 'evil.example' };
const verdict = { indicator: { value: 'http://evil.example/' } };

describe('what the journal is told of a mail', () => {
  it('is the alert that it is about', () => {
    assert.deepEqual(noted({ alert }), { alerts: ['a1'], about: 'evil.example' });
    assert.deepEqual(noted({ alert, verdict }), { alerts: ['a1'], about: 'http://evil.example/' });
  });

  it('is all the alerts of a digest', () => {
    const alerts = [{ alert, verdict }, { alert: { id: 'a2' } }];
    assert.deepEqual(noted({ alerts }), { alerts: ['a1', 'a2'], about: undefined });
  });

  it('is nothing of what an event calls its alerts', () => {
    const alerts = [{ alert: { id: 'theirs' } }, 'x', null];
    assert.deepEqual(noted({ alert, alerts }), { alerts: ['a1'], about: 'evil.example' });
    assert.deepEqual(noted({ verdict, alerts }), { alerts: [], about: 'http://evil.example/' });
  });
});
