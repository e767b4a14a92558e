import assert from 'node:assert/strict';
import { readMailPart, type MailPart } from '../../../src/mail/content/part';
import { composeDigest } from '../../../src/mail/page/digest';
import { composeMail } from '../../../src/mail/page/notification';
import { mailTemplates, RAISED, readable, RECIPIENTS } from '../../support/mail-parts';
import { mailTexts } from '../../support/translations';

const SUBJECT = 'malicious: hxxp[:]//login[.]evil[.]example/a';

function partMarked(tlp: unknown, simulated = false): MailPart {
  return readMailPart({ ...RAISED, tlp }, mailTemplates(), simulated);
}

describe('the mark of a message in its mail', () => {
  it('stands before the subject, and at the head of text and page', () => {
    const {
      subject,
      plaintext,
      html = '',
    } = composeMail(partMarked('tlp:amber+strict', true), RECIPIENTS, 'designed');
    assert.equal(subject, `[TLP:AMBER+STRICT] ${SUBJECT}`);
    assert.match(plaintext, /^TLP:AMBER\+STRICT\n\nThis is a demonstration: .*\n\nLook at hxxp/);
    assert.match(readable(html.replace(/<title>.*<\/title>/, '')), /^TLP:AMBER\+STRICT Malicious /);
    assert.equal(readable(html).includes('tlp:amber'), false);
  });

  it('is not there where nobody has marked it', () => {
    for (const tlp of [undefined, null, '', ' ', []]) {
      const { subject, plaintext, html } = composeMail(partMarked(tlp), RECIPIENTS, 'designed');
      assert.equal(subject, SUBJECT);
      assert.doesNotMatch(`${plaintext}${html}`, /TLP/);
    }
  });

  it('is the most careful one where it is no label, and says so', () => {
    const german = readMailPart(
      { ...RAISED, tlp: '<b>\r\nBcc: a@evil.example' },
      mailTemplates(),
      false,
      mailTexts('de'),
    );
    const {
      subject,
      plaintext,
      html = '',
    } = composeMail(german, RECIPIENTS, 'designed', mailTexts('de'));
    assert.equal(subject, `[TLP:RED] ${SUBJECT}`);
    assert.match(
      plaintext,
      /^TLP:RED\nDie Kennzeichnung ist kein TLP-Label \(<b> {2}Bcc: a@evil\[\.\]example\) und wird als TLP:RED behandelt\.\n\n/,
    );
    assert.ok(html.includes('(&lt;b&gt;  Bcc: a@evil[.]example)'));
  });

  it('leaves a subject one line of at most 251 characters', () => {
    const long = readMailPart({ tlp: 'red', a: 'a'.repeat(1000) }, mailTemplates('{{a}}'), false);
    const { subject } = composeMail(long, RECIPIENTS, 'none');
    assert.equal(subject, `[TLP:RED] ${'a'.repeat(240)}…`);
  });

  it('is the most careful of several, each of which has its own', () => {
    const parts = [partMarked('green'), partMarked('red'), partMarked(undefined)];
    const { subject, plaintext, html = '' } = composeDigest(parts, RECIPIENTS, 'designed');
    assert.equal(subject, '[TLP:RED] 3 alerts: 3 malicious');
    assert.match(plaintext, /^\[TLP:RED\] 3 alerts/);
    assert.ok(plaintext.includes(`1 of 3: [TLP:GREEN] ${SUBJECT}`));
    assert.ok(plaintext.includes(`2 of 3: [TLP:RED] ${SUBJECT}`));
    assert.ok(plaintext.includes(`3 of 3: ${SUBJECT}`));
    assert.match(
      readable(html),
      /1 Malicious 2 \/ 70 \[TLP:GREEN\] hxxp[^]*TLP:GREEN Malicious · 1 of 3/,
    );
  });

  it('has colours that can be read', () => {
    const { html = '' } = composeMail(partMarked('green'), RECIPIENTS, 'designed');
    assert.match(html, /background:#000000;color:#33ff00/);
  });
});
