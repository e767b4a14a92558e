import assert from 'node:assert/strict';
import { writeMetrics, type Metric } from '../../../../nodes/status/prometheus/exposition';
import { readExposition } from '../../../support/exposition';

const metric = (labels: Record<string, string>, value = 1): Metric => ({
  name: 'virustotal_troubles',
  type: 'gauge',
  help: 'What is bad.',
  samples: [{ labels, value }],
});

const HOSTILE = [
  'Main "key"',
  'back\\slash',
  'two\nlines',
  '\\n is no line',
  '"} 1\nvirustotal_up 0',
  '# HELP me',
  '{a="b"}',
  'Überwachung ☂ 🦠',
  '',
];

describe('the exposition format', () => {
  it('has each metric with its help and its type', () => {
    assert.equal(
      writeMetrics([
        metric({ what: 'account' }, 2),
        { ...metric({}), name: 'virustotal_x_total', type: 'counter', samples: [{ value: 0.5 }] },
      ]),
      '# HELP virustotal_troubles What is bad.\n' +
        '# TYPE virustotal_troubles gauge\n' +
        'virustotal_troubles{what="account"} 2\n' +
        '# HELP virustotal_x_total What is bad.\n' +
        '# TYPE virustotal_x_total counter\n' +
        'virustotal_x_total 0.5\n',
    );
  });

  for (const name of HOSTILE) {
    it(`keeps a label as it is: ${JSON.stringify(name)}`, () => {
      const [sample, ...more] = readExposition(writeMetrics([metric({ name, node: 'a' })]));
      assert.deepEqual(sample?.labels, { name, node: 'a' });
      assert.deepEqual(more, []);
    });
  }

  it('writes half a character as what stands for none', () => {
    const [sample] = readExposition(writeMetrics([metric({ name: 'a\uD800b' })]));
    assert.equal(sample?.labels['name'], 'a\uFFFDb');
  });

  it('leaves out what has no number', () => {
    assert.equal(writeMetrics([{ ...metric({}), samples: [] }]), '');
  });
});
