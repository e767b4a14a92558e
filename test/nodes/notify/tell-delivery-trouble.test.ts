import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { tellDeliveryTrouble } from '../../../nodes/notify/tell-delivery-trouble';
import { DeliveryError, type DeliveryCause } from '../../../src/mail/errors';

const WARNING = 'warning: Mails wait until this is mended: ';
const AGAIN = 'Mails are delivered again';

/** What is told of a server that fails so, one after the other; `undefined` is one that works. */
function told(...reasons: readonly (DeliveryCause | undefined)[]): string[] {
  const lines: string[] = [];
  const tell = tellDeliveryTrouble({
    warn: (text) => void lines.push(`warning: ${text}`),
    log: (text) => void lines.push(String(text)),
  });
  for (const reason of reasons) {
    tell(reason === undefined ? {} : { failure: new DeliveryError(reason, reason) });
  }
  return lines;
}

describe('what the log is told of a mail server', () => {
  const table: readonly (readonly [readonly (DeliveryCause | undefined)[], readonly string[]])[] = [
    [[undefined, undefined], []],
    [['unreachable'], [`${WARNING}unreachable`]],
    [['unreachable', 'unreachable', 'credentials'], [`${WARNING}unreachable`]],
    [
      ['unreachable', undefined, undefined],
      [`${WARNING}unreachable`, AGAIN],
    ],
    [
      ['busy', undefined, 'credentials'],
      [`${WARNING}busy`, AGAIN, `${WARNING}credentials`],
    ],
    [['stopped', undefined], []],
    [
      ['unreachable', 'stopped', undefined],
      [`${WARNING}unreachable`, AGAIN],
    ],
  ];
  for (const [reasons, lines] of table) {
    it(`is ${lines.length} of ${reasons.map((each) => each ?? 'works').join(', ')}`, () => {
      assert.deepEqual(told(...reasons), lines);
    });
  }
});
