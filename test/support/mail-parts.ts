import { readMailPart, type MailPart } from '../../src/mail/content/part';
import { compileTemplate } from '../../src/mail/content/template';

/** Templates of a mail, from their texts. */
export function mailTemplates(
  subject = '{{verdict.level}}: {{verdict.indicator.value}}',
  text = 'Look at {{verdict.indicator.value}}.',
): Parameters<typeof readMailPart>[1] {
  return { subject: compileTemplate(subject), text: compileTemplate(text) };
}

/** A message that all nodes before the mail have worked on. */
export const RAISED = {
  _msgid: '1',
  payload: 'http://login.evil.example/a',
  sample: '203.0.113.7 GET http://login.evil.example/a',
  user: 'alice',
  count: 42,
  firstSeen: '2026-01-15T10:00:00.000Z',
  lastSeen: '2026-01-15T10:59:00.000Z',
  verdict: {
    level: 'malicious',
    positives: 2,
    total: 70,
    count: '2 / 70',
    detections: [
      { engine: 'Bkav', label: 'phishing', category: 'malicious' },
      { engine: 'Sophos', label: 'Mal/<b>', category: 'suspicious' },
    ],
    indicator: { type: 'url', value: 'http://login.evil.example/a', id: 'x' },
    label: 'trojan.orcus/msil',
    names: ['a.exe', 'b.exe'],
    hashes: { md5: 'm'.repeat(32), sha1: 's'.repeat(40), sha256: 'h'.repeat(64) },
    categories: { Forcepoint: 'phishing', Sophos: 'phishing', Webroot: 'malware sites' },
    tags: ['peexe'],
    reputation: -12,
    analysedAt: '2026-01-15T09:00:00.000Z',
    stale: true,
    link: 'https://www.virustotal.com/gui/url/abc',
    reasons: ['2 of 70 engines flag it.', 'The trusted engine Bkav flags it.'],
  },
  alert: {
    id: 'a',
    module: 'virustotal',
    detection: 'malicious_url_detected',
    subject: 'http://login.evil.example/a',
    severity: 3,
    reason: 'again',
    raisedAt: '2026-01-15T11:00:00.000Z',
    suppressed: 4,
    suppressedSince: '2026-01-15T10:10:00.000Z',
    quietUntil: '2026-01-15T11:10:00.000Z',
  },
};

/** What a mail says about a verdict of that level, or about a message without one. */
export function partOf(level?: string, simulated = false): MailPart {
  const verdict = { ...RAISED.verdict, level };
  return readMailPart(
    level === undefined ? { user: 'alice' } : { verdict },
    mailTemplates(),
    simulated,
  );
}

export const RECIPIENTS = { to: ['soc@alertwire.example'], cc: [], bcc: [] };

/** What a person reads of HTML, piece by piece; markup and white space do not count. */
export function readable(html: string): string {
  return html
    .replace(/<style>[\s\S]*<\/style>/, '')
    .replaceAll(/<\/?span>/g, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/&(?:lt|gt|amp|quot|nbsp|#39);/g, (entity) => ENTITIES[entity] ?? entity)
    .replaceAll(/\s+/g, ' ')
    .trim();
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
  '&quot;': '"',
  '&nbsp;': ' ',
  '&#39;': "'",
};
