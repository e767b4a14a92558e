import assert from 'node:assert/strict';
import { composeDigest } from '../../../src/mail/page/digest';
import { composeMail } from '../../../src/mail/page/notification';
import { readMailPart, type MailPart } from '../../../src/mail/content/part';
import { SIMULATED } from '../../../src/mail/content/simulated';
import { mailTemplates, partOf, readable, RECIPIENTS } from '../../support/mail-parts';

/** A hundred and more kilobytes are more than one mail holds. */
function largePart(index: number): MailPart {
  const view = { verdict: { level: 'malicious', indicator: { value: `number-${index}` } } };
  const text = `Text ${index}. ${'a'.repeat(20_000)}`;
  return readMailPart(view, mailTemplates(undefined, text), false);
}

describe("a digest's subject", () => {
  const table: [levels: (string | undefined)[], subject: string][] = [
    [['malicious', 'suspicious', 'malicious'], '3 alerts: 2 malicious, 1 suspicious'],
    [['clean', 'malicious'], '2 alerts: 1 malicious, 1 clean'],
    [['unknown', 'pending'], '2 alerts: 1 unknown, 1 not analysed yet'],
    [['malicious', undefined], '2 alerts: 1 malicious, 1 without a verdict'],
    [[undefined, undefined], '2 alerts'],
    [[], '0 alerts'],
  ];
  for (const [levels, subject] of table) {
    it(`is "${subject}" for ${levels.map(String).join(', ') || 'nothing'}`, () => {
      const parts = levels.map((level) => partOf(level));
      assert.equal(composeDigest(parts, RECIPIENTS, 'none').subject, subject);
    });
  }
});

function alertAbout(name: string, level: string, severity: unknown, positives: number): object {
  return {
    verdict: { level, positives, total: 70, indicator: { value: name } },
    alert: { severity },
  };
}

describe('a digest', () => {
  const parts = [partOf('malicious'), partOf('suspicious', true), partOf(undefined)];

  it('of one message is a mail as any other', () => {
    const one = [partOf('malicious')] as const;
    assert.deepEqual(
      composeDigest(one, RECIPIENTS, 'designed'),
      composeMail(one[0], RECIPIENTS, 'designed'),
    );
  });

  it('has the texts after each other, numbered, with a rule between', () => {
    const rule = '-'.repeat(60);
    const url = 'hxxp[:]//login[.]evil[.]example/a';
    const expected = `3 alerts: 1 malicious, 1 suspicious, 1 without a verdict.

${rule}
1 of 3: malicious: ${url}
${rule}

Look at ${url}.

${rule}
2 of 3: suspicious: ${url}
${rule}

${SIMULATED}

Look at ${url}.

${rule}
3 of 3: :
${rule}

Look at .`;
    assert.equal(composeDigest(parts, RECIPIENTS, 'none').plaintext, expected);
  });

  it('has a table of all and a card for each', () => {
    const { html = '', payload } = composeDigest(parts, RECIPIENTS, 'designed');
    assert.equal(payload, html);
    assert.equal(html.split('class="card"').length - 1, 1 + parts.length);
    const text = readable(html);
    assert.match(text, /1 Malicious 2 \/ 70 hxxp.* 2 Suspicious 2 \/ 70 hxxp.* 3 Message/);
    assert.match(text, /Malicious · 1 of 3 .* Suspicious · 2 of 3 .* Message · 3 of 3/);
    assert.equal(text.split(SIMULATED).length, 2);
  });

  it('reports what the templates name in vain, once', () => {
    const { missing } = composeDigest([...parts, partOf(undefined)], RECIPIENTS, 'none');
    assert.deepEqual(missing, ['verdict.level', 'verdict.indicator.value']);
  });

  it('names the messages that do not fit, and counts those it does not name', () => {
    const many = Array.from({ length: 300 }, (_, index) => largePart(index + 1));
    const { plaintext, html = '' } = composeDigest(many, RECIPIENTS, 'designed');
    assert.match(plaintext, /\n298 more did not fit into this mail\n/);
    assert.match(plaintext, /\n3 of 300: malicious: number-3\n/);
    assert.match(plaintext, /\n102 of 300: malicious: number-102\n198 more are not named here\.$/);
    assert.match(readable(html), /152 Malicious number-152 292 more did not fit into this mail\./);
    assert.match(readable(html), /148 of them are not named here\./);
    assert.ok(Buffer.byteLength(html) < 102_000, `${Buffer.byteLength(html)} bytes`);
    assert.ok(Buffer.byteLength(plaintext) < 100_000, `${Buffer.byteLength(plaintext)} bytes`);
  });

  it('has the worst first: by severity, by level, by engines, and else as they came', () => {
    const views = [
      alertAbout('clean', 'clean', 3, 0),
      alertAbout('many', 'malicious', 3, 40),
      alertAbout('few', 'malicious', '3', 5),
      alertAbout('some', 'suspicious', 3, 60),
      alertAbout('severe', 'suspicious', 9, 1),
      alertAbout('few too', 'malicious', 3, 5),
      alertAbout('no alert', 'malicious', undefined, 60),
    ];
    const { plaintext, html = '' } = composeDigest(
      views.map((each) => readMailPart(each, mailTemplates('{{verdict.indicator.value}}'), false)),
      RECIPIENTS,
      'designed',
    );
    const order = ['severe', 'many', 'few', 'few too', 'some', 'clean', 'no alert'];
    assert.deepEqual(
      [...plaintext.matchAll(/^\d of 7: (.*)$/gm)].map(([, name]) => name),
      order,
    );
    assert.match(readable(html), new RegExp(order.join('.*')));
  });

  it('shows the first message however large it is', () => {
    const { plaintext } = composeDigest([largePart(1), largePart(2)], RECIPIENTS, 'designed');
    assert.match(plaintext, /Text 1\./);
  });
});

describe('what a mail says about a message', () => {
  it('is plain data, so that it can wait in a store', () => {
    const part = partOf('malicious');
    assert.deepEqual(JSON.parse(JSON.stringify(part)), part);
  });
});
