import assert from 'node:assert/strict';
import { composeDigest } from '../../../src/mail/page/digest';
import { readMailPart, type MailPart } from '../../../src/mail/content/part';
import { composeMail, type Notification } from '../../../src/mail/page/notification';
import { isVirusTotalLink } from '../../../src/virustotal/links';
import { compileTemplate } from '../../../src/mail/content/template';
import { EXPANDED, hostileEvents } from '../../support/hostile-events';
import { RECIPIENTS } from '../../support/mail-parts';
import { isLong } from '../../support/test-length';

/** All of them take half a minute: `npm test -- --long --grep "hostile events"`. */
const EVENTS = isLong ? 10_000 : 4000;
const SEED = 5;
const LARGEST_MAIL = 512 * 1024;

const TEMPLATES = {
  subject: compileTemplate('{{verdict.level}}: {{verdict.indicator.value}} {{user}} $topic'),
  text: compileTemplate(
    `{{payload}} %%{verdict.label} $sample {{verdict.reasons}} {{verdict.link}}
{{#verdict.detections}}{{engine}} {{label}}{{#verdict.detections}}.{{/verdict.detections}}
{{/verdict.detections}}{{^alert.suppressed}}none{{/alert.suppressed}}
{{verdict.indicator}} {{verdict.names}} {{alert}}`,
  ),
};

const INVISIBLE = /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
const TAG =
  /^<\/?(?:html|head|meta|title|style|body|table|tr|td|div|span|a|br)(?: [a-z-]+="[^"<>]*")*>/;
const LIVE_LINK = /https?:\/\/(?!www\.virustotal\.com\/)|evil\.example/i;

/** What is wrong with a mail, if anything is. */
function findFault({ subject, plaintext, html = '', payload }: Notification): string | undefined {
  if (/[\n\t]/.test(subject) || INVISIBLE.test(subject)) return 'the subject is not one line';
  if (subject.length > 251) return 'the subject is too long';
  if (INVISIBLE.test(plaintext)) return 'something in the text is invisible';
  if (INVISIBLE.test(html)) return 'something in the HTML is invisible';
  if (payload !== html) return 'the payload is not the HTML';
  if ([subject, plaintext, html].some((part) => part.includes(EXPANDED)))
    return 'a mark is expanded';
  if ([subject, plaintext, html].some((part) => LIVE_LINK.test(part))) return 'a link is alive';
  const size = Buffer.byteLength(plaintext) + Buffer.byteLength(html);
  if (size > LARGEST_MAIL) return `it has ${size} bytes`;
  return findTagFault(html);
}

function findTagFault(html: string): string | undefined {
  const body = html.replace(/^<!doctype html>\n/, '');
  for (let at = body.indexOf('<'); at !== -1; at = body.indexOf('<', at + 1)) {
    const tag = TAG.exec(body.slice(at, at + 2000))?.[0];
    if (tag === undefined) return `an open tag: ${body.slice(at, at + 80)}`;
    const target = /^<a .*href="([^"]*)"/.exec(tag)?.[1];
    if (target !== undefined && !isVirusTotalLink(target)) return `a link to ${target}`;
  }
  const wrong = ['html', 'head', 'title', 'style', 'body'].find(
    (name) => html.split(`<${name}`).length !== 2,
  );
  return wrong === undefined ? undefined : `not one <${wrong}>`;
}

describe(`${EVENTS} hostile events`, function () {
  this.timeout(240_000);

  it('become correct mails, each alone and together in digests', () => {
    const parts: MailPart[] = [];
    let index = 0;
    for (const event of hostileEvents(EVENTS, SEED)) {
      const part = readMailPart(event, TEMPLATES, index % 2 === 0);
      const fault = findFault(composeMail(part, RECIPIENTS, 'designed'));
      assert.equal(fault, undefined, `event ${index} of seed ${SEED}`);
      parts.push(part);
      if (parts.length === 40) {
        const digest = composeDigest(parts.splice(0), RECIPIENTS, 'designed');
        assert.equal(findFault(digest), undefined, `the digest up to event ${index}`);
      }
      index += 1;
    }
    assert.equal(index, EVENTS);
  });
});
