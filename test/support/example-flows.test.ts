import assert from 'node:assert/strict';
import { separateIds } from './example-flows';

describe('examples put together', () => {
  it('stay as they are where their ids differ', () => {
    const examples = [
      { name: 'one', nodes: [{ id: 'a', type: 'tab' }] },
      { name: 'two', nodes: [{ id: 'b', type: 'tab' }] },
    ];

    assert.deepEqual(separateIds(examples), examples);
  });

  it('share a node that they hold alike', () => {
    const account = { id: 'a', type: 'virustotal-account', name: 'mine' };

    assert.deepEqual(
      separateIds([
        { name: 'one', nodes: [account] },
        { name: 'two', nodes: [{ ...account }, { id: 'b', type: 'lookup', account: 'a' }] },
      ]),
      [
        { name: 'one', nodes: [account] },
        { name: 'two', nodes: [{ id: 'b', type: 'lookup', account: 'a' }] },
      ],
    );
  });

  it('get new ids for what only shares an id, wherever it is mentioned', () => {
    const one = [
      { id: 't', type: 'tab', label: 'one' },
      { id: 'a', type: 'inject', z: 't', wires: [['b']] },
      { id: 'a-2', type: 'debug', z: 't' },
    ];
    const two = [
      { id: 't', type: 'tab', label: 'two' },
      { id: 'a', type: 'debug', z: 't' },
      { id: 'b', type: 'inject', z: 't', wires: [['a']] },
    ];

    assert.deepEqual(
      separateIds([
        { name: 'one', nodes: one },
        { name: 'two', nodes: two },
      ]),
      [
        { name: 'one', nodes: one },
        {
          name: 'two',
          nodes: [
            { id: 't-2', type: 'tab', label: 'two' },
            { id: 'a-3', type: 'debug', z: 't-2' },
            { id: 'b', type: 'inject', z: 't-2', wires: [['a-3']] },
          ],
        },
      ],
    );
  });
});
