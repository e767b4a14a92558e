import type { Page } from 'playwright-core';

/** The question of the deploy button. */
type Answer = Awaited<ReturnType<Page['waitForResponse']>>;

/** The answer to the next deploy of an open editor; ask for it before the deploy. */
export function answerToDeploy(page: Page): Promise<Answer> {
  return page.waitForResponse(
    (response) => response.url().endsWith('/flows') && response.request().method() === 'POST',
  );
}

/**
 * Resolves once what was deployed runs: Node-RED answers before it has started the nodes, and tells
 * the open editors when it has. Rejects where the deploy failed.
 */
export async function startedAfter(page: Page, answer: Answer): Promise<void> {
  if (!answer.ok()) throw new Error(`Deploy failed: ${answer.status()}`);
  const { rev } = await answer.json();
  await page.evaluate(`new Promise((resolve) => {
    const topic = 'notification/runtime-deploy';
    const hear = (_topic, { revision }) => {
      if (revision !== ${JSON.stringify(rev)}) return;
      resolve();
      setTimeout(() => RED.comms.unsubscribe(topic, hear));
    };
    RED.comms.subscribe(topic, hear);
  })`);
  await page.waitForFunction('!RED.nodes.dirty()');
}
