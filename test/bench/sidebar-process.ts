/** Opens the sidebar in a real Chromium, and watches it. See `./sidebar`. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Request } from 'playwright-core';
import { openEditor, type Editor } from '../support/editor-browser';
import { nodeTypes } from '../support/editor-page';
import type { SidebarCosts, SidebarWork, Watched } from './sidebar';

const TAB = 'virustotal-sidebar';

/** As many rows as it has of verdicts at first, in milliseconds until they are drawn. */
const OPEN = `new Promise((resolve) => {
  const startedAt = performance.now();
  const rows = () => document.querySelectorAll('[data-section="verdicts"] .${TAB}-row').length;
  const look = () => {
    if (rows() < 25) requestAnimationFrame(look);
    else setTimeout(() => resolve(performance.now() - startedAt));
  };
  RED.sidebar.show('${TAB}');
  look();
})`;

async function timeOpenings(editor: Editor, count: number): Promise<number[]> {
  const openings: number[] = [];
  for (let opening = 0; opening < count; opening += 1) {
    // As whoever opens it finds it: another tab is on top.
    await editor.model(`RED.sidebar.show('info')`);
    // The editor writes down which tab is on top, but not at once.
    await pause(1000);
    await editor.load();
    openings.push(await editor.model<number>(OPEN));
  }
  return openings;
}

/** For how many of some seconds the main thread has worked, and how often it has asked. */
async function watch(editor: Editor, tab: string, seconds: number): Promise<Watched> {
  const devTools = await editor.page.context().newCDPSession(editor.page);
  await devTools.send('Performance.enable');
  const worked = async (): Promise<{ task: number; at: number }> => {
    const { metrics } = await devTools.send('Performance.getMetrics');
    const of = (name: string): number => metrics.find((each) => each.name === name)?.value ?? 0;
    return { task: of('TaskDuration'), at: of('Timestamp') };
  };
  await editor.model(`RED.sidebar.show('${tab}')`);
  await pause(2000);
  const asked: number[] = [];
  const count = (request: Request): void => {
    if (request.url().includes('virustotal/sidebar')) asked.push(performance.now());
  };
  editor.page.on('request', count);
  const before = await worked();
  await pause(1000 * seconds);
  const after = await worked();
  editor.page.off('request', count);
  const between = ((asked.at(-1) ?? 0) - (asked[0] ?? 0)) / 1000;
  return {
    updates: asked.length < 2 ? asked.length / seconds : (asked.length - 1) / between,
    busy: (after.task - before.task) / (after.at - before.at),
  };
}

async function measure({ url, openings, seconds }: SidebarWork): Promise<SidebarCosts> {
  const editor = await openEditor(url, nodeTypes);
  try {
    return {
      openings: await timeOpenings(editor, openings),
      open: await watch(editor, TAB, seconds),
      closed: await watch(editor, 'info', seconds),
    };
  } finally {
    await editor.close();
  }
}

const work: SidebarWork = JSON.parse(process.argv[2] ?? '');
void measure(work).then((costs) =>
  process.stdout.write(JSON.stringify(costs), () => process.exit()),
);
