import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { recordedIn, type Question } from '../../../nodes/sidebar/recorded';
import type { AlertNote, MailNote, VerdictNote } from '../../../src/journal/journal';

const URL = 'http://evil.example/';

const verdict = (value: string, more: Partial<VerdictNote> = {}): VerdictNote => ({
  account: 'account',
  node: 'judge-in-instance',
  level: 'malicious',
  count: '52 / 70',
  indicator: { type: 'url', value },
  simulated: false,
  first: 1000,
  last: 1000,
  times: 1,
  ...more,
});

const alert = (subject: string, more: Partial<AlertNote> = {}): AlertNote => ({
  node: 'raise',
  id: `of ${subject}`,
  module: 'virustotal',
  detection: 'malicious_url_detected',
  subject,
  severity: 7,
  simulated: false,
  fate: 'raised',
  last: 1000,
  raisedAt: 1000,
  counts: { raised: 1 },
  ...more,
});

const mail = (id: string, more: Partial<MailNote> = {}): MailNote => ({
  node: 'mail',
  id,
  alerts: [`of ${URL}`],
  subject: 'Bad',
  to: ['ann@example.com'],
  fate: 'delivered',
  first: 1000,
  last: 1000,
  ...more,
});

interface Notes {
  readonly verdicts?: readonly VerdictNote[];
  readonly alerts?: readonly AlertNote[];
  readonly mails?: readonly MailNote[];
}

function recorded(
  journals: readonly Notes[],
  question: Partial<Question> = {},
): ReturnType<typeof recordedIn> {
  return recordedIn(
    journals.map(({ verdicts = [], alerts = [], mails = [] }) => ({
      verdicts: () => verdicts,
      alerts: () => alerts,
      mails: () => mails,
    })),
    { most: 50, ...question },
    (id) => id.replace('-in-instance', ''),
  );
}

describe('what the sidebar takes from the record', () => {
  it('is harmless to look at, and names nodes as the editor knows them', () => {
    const { verdicts, alerts } = recorded([
      { verdicts: [verdict(`${URL}\u202e\n`)], alerts: [alert('see http://x.example\u0000')] },
    ]);
    assert.equal(verdicts.rows[0]?.shown, 'hxxp[:]//evil[.]example/  ');
    assert.equal(verdicts.rows[0]?.node, 'judge');
    assert.equal(alerts.rows[0]?.shown, 'see hxxp[:]//x[.]example ');
    assert.equal(alerts.rows[0]?.subject, 'see http://x.example\u0000');
  });

  it('has the mails of an alert, and with a verdict what became of it', () => {
    const { verdicts, alerts } = recorded([
      {
        verdicts: [verdict(URL)],
        alerts: [alert(URL, { quietUntil: 9000 })],
        mails: [
          mail('2', { fate: 'refused', rejected: ['ann@example.com'], why: '550 No\n' }),
          mail('1', { alerts: ['of another'] }),
        ],
      },
    ]);
    const told = [
      {
        fate: 'refused',
        last: 1000,
        to: ['ann@example.com'],
        rejected: ['ann@example.com'],
        why: '550 No ',
      },
    ];
    assert.deepEqual(alerts.rows[0]?.mails, told);
    assert.deepEqual(verdicts.rows[0]?.mails, told);
    assert.deepEqual(verdicts.rows[0]?.alert, {
      fate: 'raised',
      raisedAt: 1000,
      quietUntil: 9000,
    });
  });

  it('knows the mail of a verdict that no raise node has had', () => {
    const { verdicts } = recorded([
      { verdicts: [verdict(URL)], mails: [mail('1', { alerts: [], about: URL })] },
    ]);
    assert.equal(verdicts.rows[0]?.mails.length, 1);
    assert.equal(verdicts.rows[0]?.alert, undefined);
  });

  it('has the mail of what was raised before, when the next is silenced', () => {
    const { alerts, verdicts } = recorded([
      {
        verdicts: [verdict(URL)],
        alerts: [alert(URL, { fate: 'silenced', id: 'kept', raisedId: `of ${URL}` })],
        mails: [mail('1'), mail('2', { alerts: [], about: URL })],
      },
    ]);
    assert.equal(alerts.rows[0]?.mails.length, 1);
    assert.equal(verdicts.rows[0]?.mails.length, 1);
  });

  it('takes no mail about what is real for one about what is made up', () => {
    const { verdicts } = recorded([
      {
        verdicts: [verdict(URL), verdict(URL, { simulated: true })],
        mails: [mail('1', { alerts: [], about: URL })],
      },
    ]);
    assert.deepEqual(
      verdicts.rows.map((row) => row.mails.length),
      [1, 0],
    );
  });

  it('keeps what is made up apart from what is real', () => {
    const { verdicts } = recorded([
      {
        verdicts: [verdict(URL), verdict(URL, { simulated: true })],
        alerts: [alert(URL, { simulated: true, fate: 'silenced' }), alert(URL)],
      },
    ]);
    assert.deepEqual(
      verdicts.rows.map((row) => row.alert?.fate),
      ['raised', 'silenced'],
    );
    assert.equal(new Set(verdicts.rows.map(({ key }) => key)).size, 2);
  });

  it('hides no alert and no verdict behind another that looks like it', () => {
    const { alerts, verdicts } = recorded([
      {
        alerts: [
          alert('https://evil.example/…', { shortened: true, id: '1' }),
          alert('https://evil.example/…', { shortened: true, id: '2' }),
          alert(URL),
        ],
        verdicts: [
          verdict('https://evil.example/…'),
          verdict('https://evil.example/…', { first: 2 }),
        ],
      },
      { alerts: [alert(URL, { fate: 'suppressed', last: 1 })] },
    ]);
    assert.equal(new Set(alerts.rows.map(({ key }) => key)).size, 4);
    assert.equal(new Set(verdicts.rows.map(({ key }) => key)).size, 2);
  });

  it('has the newest mails alone about what is mailed again and again', () => {
    const mails = Array.from({ length: 1000 }, (_, at) =>
      mail(String(at), { alerts: [], about: URL, last: at }),
    );
    const { verdicts } = recorded([{ verdicts: [verdict(URL)], mails }]);
    assert.deepEqual(
      verdicts.rows[0]?.mails.map(({ last }) => last),
      [999, 998, 997, 996, 995, 994, 993, 992, 991, 990],
    );
  });

  it('takes the newest alert about an indicator, of whatever detection', () => {
    const { verdicts } = recorded([
      { alerts: [alert(URL, { last: 1, fate: 'held' })] },
      { verdicts: [verdict(URL)], alerts: [alert(URL, { last: 2, fate: 'suppressed' })] },
    ]);
    assert.equal(verdicts.rows[0]?.alert?.fate, 'suppressed');
  });

  it('is the newest of all stores, as many as were asked for', () => {
    const { verdicts } = recorded(
      [
        {
          verdicts: [
            verdict('http://c.example', { last: 3 }),
            verdict('http://a.example', { last: 1 }),
          ],
        },
        { verdicts: [verdict('http://b.example', { last: 2 })] },
      ],
      { most: 2 },
    );
    assert.deepEqual(
      verdicts.rows.map(({ last }) => last),
      [3, 2],
    );
    assert.equal(verdicts.more, 1);
  });

  const ASKED: readonly (readonly [question: Partial<Question>, counts: number[]])[] = [
    [{}, [2, 2, 2]],
    [{ find: 'evil[.]example' }, [1, 1, 2]],
    [{ find: 'bob@' }, [0, 1, 1]],
    [{ level: 'clean' }, [1, 2, 2]],
    [{ fate: 'silenced' }, [2, 1, 2]],
    [{ mail: 'given-up' }, [2, 2, 1]],
    [{ find: ['evil'], level: 7, fate: {} }, [2, 2, 2]],
  ];
  for (const [question, counts] of ASKED) {
    it(`is found by ${JSON.stringify(question)}`, () => {
      const { verdicts, alerts, mails } = recorded(
        [
          {
            verdicts: [verdict(URL), verdict('other', { level: 'clean' })],
            alerts: [alert(URL), alert('other', { fate: 'silenced' })],
            mails: [
              mail('1', { about: URL }),
              mail('2', { about: URL, to: ['bob@example.com'], fate: 'given-up' }),
            ],
          },
        ],
        question,
      );
      assert.deepEqual(
        [verdicts, alerts, mails].map(({ rows }) => rows.length),
        counts,
      );
    });
  }
});
