import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { alertView } from '../../../nodes/sidebar/editor/alert-view';
import type { AlertRow, MailBrief } from '../../../nodes/sidebar/answers';
import { sidebarWords } from '../../support/sidebar-words';

const NOW = 600_000;

const ROW: AlertRow = {
  key: 'real x',
  node: 'raise',
  nodeInFlows: 'raise',
  id: 'a1',
  module: 'virustotal',
  detection: 'malicious_url_detected',
  subject: 'http://evil.example/',
  shown: 'hxxp[:]//evil[.]example/',
  severity: 7,
  simulated: false,
  fate: 'raised',
  last: 540_000,
  raisedAt: 60_000,
  counts: { raised: 1 },
  mails: [],
};

const MAIL: MailBrief = {
  fate: 'delivered',
  last: 120_000,
  to: ['ann@example.com', 'bob@example.com'],
  rejected: [],
};

const ABOUT = 'malicious_url_detected, severity 7, <60 s ago>';
const NO_MAIL = 'Raised at <1:00>; no notify node has made a mail of it';

/** It is not known when it was raised last. */
const { raisedAt: _raisedAt, ...UNRAISED } = ROW;

function linesOf(row: AlertRow): readonly string[] {
  return alertView(sidebarWords(NOW), row, { at: NOW, mayWrite: true }).lines;
}

function actionsOf(row: Partial<AlertRow>, mayWrite = true): readonly string[] {
  const view = alertView(sidebarWords(NOW), { ...ROW, ...row }, { at: NOW, mayWrite });
  return view.actions.map(({ name }) => name);
}

describe('an alert in the sidebar', () => {
  const TOLD: readonly (readonly [what: string, row: AlertRow, lines: string[]])[] = [
    ['that nobody took on', ROW, [NO_MAIL]],
    [
      'that was mailed, and to whom',
      { ...ROW, mails: [MAIL] },
      ['Mailed to ann@example.com, bob@example.com, <480 s ago>'],
    ],
    [
      'whose mail waits, and why',
      { ...ROW, mails: [{ ...MAIL, fate: 'waiting', why: '451 Try later' }] },
      ['The mail to ann@example.com, bob@example.com waits: 451 Try later'],
    ],
    [
      'whose mail was given up, and why',
      { ...ROW, mails: [{ ...MAIL, fate: 'given-up', why: '554 Spam' }] },
      ['Given up <480 s ago>: no mail for ann@example.com, bob@example.com: 554 Spam'],
    ],
    [
      'whose mail one of them refused',
      {
        ...ROW,
        mails: [{ ...MAIL, fate: 'refused', rejected: ['bob@example.com'], why: '550 Unknown' }],
      },
      ['Mailed to ann@example.com, <480 s ago>; refused for bob@example.com: 550 Unknown'],
    ],
    [
      'whose mail was handed on',
      { ...ROW, mails: [{ ...MAIL, fate: 'composed' }] },
      ['Handed on to the next node, for ann@example.com, bob@example.com, <480 s ago>'],
    ],
    [
      'that was written for a chat, which has no recipients',
      { ...ROW, mails: [{ ...MAIL, fate: 'composed', to: [] }] },
      ['A text for a chat, handed on to the next node, <480 s ago>'],
    ],
    [
      'that is suppressed, after which alert, until when and how often',
      {
        ...ROW,
        fate: 'suppressed',
        quietUntil: 660_000,
        counts: { raised: 1, suppressed: 5 },
        mails: [MAIL],
      },
      [
        'Not mailed: quiet after the alert of <1:00>, until <11:00> (5 times)',
        'Mailed to ann@example.com, bob@example.com, <480 s ago>',
      ],
    ],
    [
      'that is suppressed after one that is not known any more',
      { ...UNRAISED, fate: 'suppressed', counts: { suppressed: 1 } },
      ['Not mailed: quiet after an earlier alert'],
    ],
    [
      'that is silenced, until when',
      { ...UNRAISED, fate: 'silenced', quietUntil: 660_000, counts: { silenced: 2 } },
      ['Not mailed: silenced until <11:00> (2 times)'],
    ],
    [
      'that was acknowledged',
      { ...ROW, fate: 'acknowledged', mails: [MAIL] },
      [
        'Not mailed: acknowledged, quiet until it gets worse',
        'Mailed to ann@example.com, bob@example.com, <480 s ago>',
      ],
    ],
    [
      'that is held until the quiet hours are over',
      { ...ROW, fate: 'held', quietUntil: 660_000 },
      ['Not mailed yet: held until the quiet hours are over, at <11:00>'],
    ],
  ];
  for (const [what, row, lines] of TOLD) {
    it(`tells of one ${what}`, () => {
      assert.deepEqual(linesOf(row), [ABOUT, ...lines]);
    });
  }

  it('names a module that is not the usual one', () => {
    assert.deepEqual(linesOf({ ...ROW, module: 'proxy' }), [`${ABOUT}, module proxy`, NO_MAIL]);
  });

  it('shows the subject defanged, and says what is made up', () => {
    const view = alertView(
      sidebarWords(NOW),
      { ...ROW, simulated: true },
      { at: NOW, mayWrite: true },
    );
    assert.equal(view.title, 'demo: hxxp[:]//evil[.]example/');
    assert.deepEqual(
      view.actions.map(({ spoken }) => spoken),
      ['Silence …: demo: hxxp[:]//evil[.]example/', 'Acknowledge: demo: hxxp[:]//evil[.]example/'],
    );
  });

  const OFFERED: readonly (readonly [what: string, row: Partial<AlertRow>, names: string[]])[] = [
    ['raised and not quiet', {}, ['silence', 'acknowledge']],
    ['raised and quiet', { quietUntil: NOW + 1 }, ['silence', 'acknowledge', 'again']],
    ['quiet no more', { quietUntil: NOW }, ['silence', 'acknowledge']],
    ['suppressed', { fate: 'suppressed' }, ['silence', 'acknowledge', 'again']],
    ['silenced', { fate: 'silenced' }, ['silence', 'again']],
    ['acknowledged', { fate: 'acknowledged' }, ['silence', 'again']],
    ['held', { fate: 'held' }, ['silence', 'acknowledge', 'again']],
    ['of a subject that is not whole', { fate: 'suppressed', shortened: true }, ['silence']],
  ];
  for (const [what, row, names] of OFFERED) {
    it(`offers for one that is ${what}: ${names.join(', ')}`, () => {
      assert.deepEqual(actionsOf(row), names);
    });
  }

  it('offers nothing to who may only read', () => {
    assert.deepEqual(actionsOf({ fate: 'suppressed' }, false), []);
  });
});
