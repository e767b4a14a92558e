import assert from 'node:assert/strict';
import type { NodeAPI } from 'node-red';
import { NoDriverError } from '../../../nodes/shared/configuration-error';
import { findPlace } from '../../../nodes/store/places';

describe('where a store lies whose driver is missing', () => {
  for (const [name, named] of [
    ['alerts', 'alerts'],
    ['', 'b1c2'],
  ] as const) {
    it(`is told by ${name === '' ? 'its id' : 'its name'}, and by no field`, () => {
      const place = { usable: false, problem: new NoDriverError('missing', 'It needs pg') };
      const getNode = (): unknown => ({ name, place });
      const RED: NodeAPI = Object.assign(Object.create(null), { nodes: { getNode } });
      const found = findPlace(RED, 'b1c2');
      assert.ok(!found.usable);
      assert.equal(found.problem.message, `store ${named}: It needs pg`);
    });
  }
});
