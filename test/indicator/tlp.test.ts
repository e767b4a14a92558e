import assert from 'node:assert/strict';
import { NeverSendError } from '../../src/indicator/errors';
import { identify } from '../../src/indicator/identify';
import { parseList } from '../../src/indicator/list-rule';
import { permit, type SendingRules } from '../../src/indicator/permission';
import { readTlp, TLP_LABELS, type Tlp, type TlpLabel } from '../../src/indicator/tlp';

describe('a mark of the Traffic Light Protocol', () => {
  const table: [value: unknown, label: TlpLabel | undefined][] = [
    [undefined, undefined],
    [null, undefined],
    ['', undefined],
    ['  ', undefined],
    [[], undefined],
    ['clear', 'clear'],
    ['white', 'clear'],
    ['TLP:WHITE', 'clear'],
    ['Green', 'green'],
    ['TLP:AMBER', 'amber'],
    ['tlp:amber', 'amber'],
    ['TLP: AMBER', 'amber'],
    ['TLP AMBER', 'amber'],
    [' amber ', 'amber'],
    ['amber+strict', 'amber+strict'],
    ['TLP:AMBER+STRICT', 'amber+strict'],
    ['amber-strict', 'amber+strict'],
    ['Amber strict', 'amber+strict'],
    ['RED', 'red'],
    [['tlp:green', 'TLP:AMBER'], 'amber'],
  ];
  for (const [value, label] of table) {
    it(`is ${label ?? 'none'} in ${JSON.stringify(value)}`, () => {
      assert.deepEqual(readTlp(value), label && { label });
    });
  }

  const malformed: [value: unknown, what: string][] = [
    ['orange', 'orange'],
    ['TLP:', 'TLP:'],
    ['tlp:ex:chr', 'tlp:ex:chr'],
    ['amber+lenient', 'amber+lenient'],
    ['constructor', 'constructor'],
    ['red\r\nx', 'red  x'],
    [3, 'of the type number'],
    [true, 'of the type boolean'],
    [{ tlp: 'clear' }, 'of the type object'],
    [['clear', 'foo'], 'foo'],
    [['red', 'foo'], 'foo'],
    [[['clear']], 'a list in a list'],
    [Array(1000).fill('clear'), 'a long list'],
    ['x'.repeat(2 ** 20), `${'x'.repeat(80)}…`],
  ];
  for (const [value, what] of malformed) {
    it(`is the most careful in what is none: ${what}`, () => {
      assert.deepEqual(readTlp(value), { label: 'red', malformed: what } satisfies Tlp);
    });
  }
});

const file = identify('44d88612fea8a8f36de82e1278abb02f', 'auto');

function rules(sharing?: TlpLabel, allow = ''): SendingRules {
  const parsed = parseList(allow, 'allow');
  assert.ok('rules' in parsed);
  return { allow: parsed.rules, neverSend: [], sendPrivate: false, ...(sharing && { sharing }) };
}

/** Why a marked message is stopped where no more than TLP:GREEN is shared. */
function whyStopped(mark: unknown): string {
  try {
    permit(file, rules('green'), mark);
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
  return '';
}

describe('what a mark lets be asked', () => {
  for (const limit of TLP_LABELS) {
    for (const mark of TLP_LABELS) {
      const isStopped = TLP_LABELS.indexOf(mark) > TLP_LABELS.indexOf(limit);
      it(`is ${isStopped ? 'nothing' : 'all'} marked ${mark} where ${limit} is shared`, () => {
        if (isStopped) assert.throws(() => permit(file, rules(limit), mark), NeverSendError);
        else assert.equal(permit(file, rules(limit), mark).ask, file);
      });
    }
  }

  it('is all where the account does not look at marks, or nothing is marked', () => {
    for (const mark of ['red', 'foo', {}]) assert.equal(permit(file, rules(), mark).ask, file);
    assert.equal(permit(file, rules('clear')).ask, file);
  });

  it('is answered by the account itself where that knows it to be good', () => {
    assert.equal(permit(file, rules('clear', file.value), 'red').isAllowed, true);
  });

  it('stays where a host is asked in the place of a URL', () => {
    for (const text of ['https://evil.example.com/?e=a@b.example', 'http://www.irs.gov@kjuo.cc/'])
      assert.throws(() => permit(identify(text, 'auto'), rules('green'), 'amber'), NeverSendError);
  });

  it('says what is marked how, and what the account shares', () => {
    assert.equal(
      whyStopped('tlp:amber+strict'),
      'The message is marked TLP:AMBER+STRICT; the account shares no more than TLP:GREEN',
    );
    assert.equal(
      whyStopped('orange'),
      'msg.tlp is no TLP label (orange) and taken for TLP:RED; the account shares no more than TLP:GREEN',
    );
  });
});
