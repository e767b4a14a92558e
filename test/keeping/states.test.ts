import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { next, type Event, type State } from '../../src/keeping/states';

const STATES: readonly State[] = ['accepted', 'sent on', 'taken over', 'ended', 'kept'];
const EVENTS: readonly Event[] = [
  'sent',
  'taken',
  'written',
  'finished',
  'failed',
  'returned',
  'waited',
  'stopped',
];

/** What each event leads to; what is not named changes nothing. */
const TABLE: Readonly<Record<State, Partial<Record<Event, State>>>> = {
  accepted: { sent: 'sent on', finished: 'ended', failed: 'ended', stopped: 'kept' },
  'sent on': { taken: 'taken over', finished: 'ended', waited: 'ended' },
  'taken over': {
    sent: 'sent on',
    written: 'ended',
    finished: 'ended',
    failed: 'ended',
    returned: 'kept',
  },
  ended: {},
  kept: {},
};

/** What differs where flows began to stop while it was on its way. */
const AT_RISK: Readonly<Partial<Record<State, Partial<Record<Event, State>>>>> = {
  'sent on': { waited: 'kept' },
};

describe('the state of a message that is kept', () => {
  for (const state of STATES) {
    for (const event of EVENTS) {
      const expected = TABLE[state][event] ?? state;
      it(`${state}, ${event}: ${expected}`, () => {
        assert.equal(next(state, event, false), expected);
      });
      const atRisk = AT_RISK[state]?.[event] ?? expected;
      it(`${state}, ${event}, with flows that began to stop meanwhile: ${atRisk}`, () => {
        assert.equal(next(state, event, true), atRisk);
      });
    }
  }
});
