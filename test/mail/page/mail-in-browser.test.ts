import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import type { Browser } from 'playwright-core';
import { composeDigest } from '../../../src/mail/page/digest';
import { composeMail } from '../../../src/mail/page/notification';
import { readMailPart } from '../../../src/mail/content/part';
import { launchBrowser, needsBrowser } from '../../support/editor-browser';
import { mailTemplates, partOf, RAISED, RECIPIENTS } from '../../support/mail-parts';

/** Words that do not break where a language would break them. */
const LONG = 'x'.repeat(400);

describe('a designed mail in Chromium', function () {
  this.timeout(30_000);

  let browser: Browser;

  needsBrowser();

  before(async () => {
    browser = await launchBrowser();
  });

  after(() => browser?.close());

  const long = {
    ...RAISED,
    [LONG]: LONG,
    verdict: {
      ...RAISED.verdict,
      indicator: { type: 'url', value: `http://evil.example/${LONG}` },
      detections: [{ engine: LONG, label: LONG }],
      reasons: [LONG],
    },
  };
  const part = readMailPart(long, mailTemplates(), true);
  const mails = {
    'one message': composeMail(part, RECIPIENTS, 'designed'),
    'a digest': composeDigest([part, partOf('suspicious')], RECIPIENTS, 'designed'),
  };
  for (const [what, { html = '' }] of Object.entries(mails)) {
    for (const width of [320, 400, 800]) {
      it(`fits into ${width} pixels: ${what}`, async () => {
        const page = await browser.newPage({ viewport: { width, height: 700 } });
        await page.setContent(html);
        const widest = await page.evaluate<number>(
          `Math.max(...[...document.querySelectorAll('*')].map((each) => each.scrollWidth))`,
        );
        assert.ok(widest <= width, `something is ${widest} pixels wide`);
        await page.close();
      });
    }
  }

  it('is dark where the reader likes it dark, and light else', async () => {
    const page = await browser.newPage({ colorScheme: 'dark' });
    await page.setContent(mails['one message'].html ?? '');
    const background = "getComputedStyle(document.querySelector('.card')).backgroundColor";
    assert.equal(await page.evaluate(background), 'rgb(22, 27, 34)');
    await page.emulateMedia({ colorScheme: 'light' });
    assert.equal(await page.evaluate(background), 'rgb(255, 255, 255)');
    await page.close();
  });

  it('asks for nothing', async () => {
    const page = await browser.newPage();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.setContent(mails['one message'].html ?? '');
    await page.waitForLoadState('networkidle');
    assert.deepEqual(asked, []);
    await page.close();
  });
});
