import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import type { Browser } from 'playwright-core';
import type { ReceivedMail } from '../../../src/simulator/inbox/received-mail';
import { listPage, mailPage } from '../../../src/simulator/inbox/page';
import { launchBrowser, needsBrowser } from '../../support/editor-browser';

const LONG = 'x'.repeat(400);

const MAIL: ReceivedMail = {
  id: '1',
  receivedAt: '2024-02-29T12:00:00.000Z',
  envelope: { from: 'sender@example.com', to: ['soc@example.com'] },
  from: 'sender@example.com',
  to: 'soc@example.com',
  subject: LONG,
  text: LONG,
  messageId: `<${LONG}@example.com>`,
  raw: Buffer.alloc(0),
};

describe('the pages of the inbox, in Chromium', function () {
  this.timeout(30_000);

  let browser: Browser;

  needsBrowser();

  before(async () => {
    browser = await launchBrowser();
  });

  after(() => browser?.close());

  it('fit into 400 pixels, however long a subject is', async () => {
    for (const html of [listPage([MAIL]), mailPage(MAIL)]) {
      const page = await browser.newPage({ viewport: { width: 400, height: 700 } });
      await page.setContent(html);
      const width = await page.evaluate<number>('document.documentElement.scrollWidth');
      assert.ok(width <= 400, `the page is ${width} pixels wide`);
    }
  });
});
