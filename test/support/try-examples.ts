import { findChatFaults } from './chat-example';
import type { Inbox } from '../../src/simulator/inbox/inbox';
import type { Demonstration } from './demonstration';
import type { ExampleFlow, FlowNode } from './example-flows';
import { expectedLines, findFaults } from './first-example';
import { findFileAlertFaults } from './file-alert-example';
import { findUrlAlertFaults } from './url-alert-example';
import { findPhishingFaults, PHISHING_MAILS, reportedMail } from './phishing-example';
import { findWazuhFaults } from './wazuh-example';
import { findResponseFaults } from './wazuh-response-example';
import type { NodeRedProcess } from './node-red-process';

/** The subject of the mail of example 10. */
const SUMMARY = 'VirusTotal: the last 24 hours';

/** How the log shows the output of a debug node. */
const debugOutput = ' [debug:';

/**
 * Presses the button of every example, one example after the other, and compares what comes of it
 * with what the stand-in reports: the mail or, where an example sends none, the debug output in its
 * place. An example without a notify node has something for each of its debug nodes. Gives a sentence for each thing that is not as it should be. Rejects with `signal.reason`,
 * and when Node-RED ends.
 */
export async function tryExamples(
  demonstration: Demonstration,
  signal: AbortSignal,
): Promise<string[]> {
  const faults = await demonstration.examples.reduce<Promise<string[]>>(
    async (earlier, example) => [
      ...(await earlier),
      ...(await tryExample(demonstration, example, signal)),
    ],
    Promise.resolve([]),
  );
  return [...faults, ...errorsIn(demonstration.nodeRed.log())];
}

async function tryExample(
  demonstration: Demonstration,
  example: ExampleFlow,
  signal: AbortSignal,
): Promise<string[]> {
  const { nodeRed, inbox } = demonstration;
  const before = { logged: nodeRed.log().length, mails: inbox.mails().length };
  if (example.name.startsWith('07')) demonstration.mailbox.deliver(reportedMail);
  for (const { id, type, d } of example.nodes) {
    if (type === 'inject' && d !== true) await nodeRed.api('POST', `inject/${id}`);
  }
  if (example.name.startsWith('08')) {
    await demonstration.chats.waitForPosts(3, signal);
    return findChatFaults(demonstration.chats.posts()).map((fault) => `${example.name}: ${fault}`);
  }
  const sends = example.nodes.some(({ type, via }) => type === 'e-mail' || via === 'smtp');
  const faults = sends
    ? await awaitMail(demonstration, example, before, signal)
    : await awaitDebugOutput(demonstration, example.nodes, before.logged, signal);
  return faults.map((fault) => `${example.name}: ${fault}`);
}

/** What there was before the buttons of an example were pressed. */
interface Before {
  /** Characters in the log. */
  readonly logged: number;
  readonly mails: number;
}

/** The examples with mail write to a debug node only what did not become a mail. */
async function awaitMail(
  { nodeRed, inbox, simulator, wazuh, apiKey }: Demonstration,
  { name, nodes }: ExampleFlow,
  { logged: after, mails: mailsBefore }: Before,
  signal: AbortSignal,
): Promise<string[]> {
  if (name.startsWith('04')) {
    await inbox.waitForMails(mailsBefore + 2, signal);
    return findUrlAlertFaults(inbox.mails().slice(mailsBefore));
  }
  if (name.startsWith('10')) return await awaitSummary(inbox, mailsBefore, signal);
  if (name.startsWith('07')) {
    await inbox.waitForMails(mailsBefore + PHISHING_MAILS, signal);
    return findPhishingFaults(inbox.mails().slice(mailsBefore));
  }
  await Promise.race([
    inbox.waitForMails(mailsBefore + 1, signal),
    nodeRed.waitForLog(outputOf(nodes), { after, signal }),
  ]);
  const mails = inbox.mails().slice(mailsBefore);
  const [first] = mails;
  if (!first) return ['No mail came, but output of a debug node'];
  if (name.startsWith('09')) return await findResponseFaults(first, nodeRed.url, wazuh);
  return mails.flatMap((mail) => {
    if (name.startsWith('01')) return findFaults(mail, simulator.simulator, apiKey);
    if (name.startsWith('06')) return findWazuhFaults(mail);
    return findFileAlertFaults(mail, simulator.simulator, apiKey);
  });
}

/** Whatever else the nodes of that example tell meanwhile. */
async function awaitSummary(inbox: Inbox, before: number, signal: AbortSignal): Promise<string[]> {
  for (let count = before + 1; ; count += 1) {
    const mails = await inbox.waitForMails(count, signal);
    const summary = mails.slice(before).find(({ subject }) => subject === SUMMARY);
    if (summary) return summary.text.includes('malicious') ? [] : ['It names nothing malicious'];
  }
}

/** What any of these debug nodes writes: another example may still be at work. */
function outputOf(nodes: readonly FlowNode[]): RegExp {
  const names = nodes.filter(({ type }) => type === 'debug').map(({ name }) => String(name));
  return new RegExp(` \\[debug:(?:${names.join('|')})\\]`);
}

async function awaitDebugOutput(
  { nodeRed, simulator, apiKey }: Demonstration,
  nodes: readonly FlowNode[],
  after: number,
  signal: AbortSignal,
): Promise<string[]> {
  const notifyNode = nodes.find(({ type }) => type === 'virustotal-notify');
  if (!notifyNode) return await awaitEveryEnd(nodeRed, nodes, after, signal);
  const mailNode = nodes.find(
    ({ id, type }) => type === 'debug' && JSON.stringify(notifyNode['wires']).includes(id),
  );
  if (!mailNode) return ['It neither sends the mail nor shows it in a debug node'];

  await nodeRed.waitForLog(debugOutput, { after, signal });
  if (
    !nodeRed
      .log()
      .slice(after)
      .includes(`${debugOutput}${String(mailNode['name'])}]`)
  ) {
    return ['Another debug node had output'];
  }
  const lines = expectedLines(simulator.simulator, apiKey);
  await Promise.all(lines.map((line) => nodeRed.waitForLog(line, { after, signal })));
  return [];
}

/** What arrives behind a Catch node is a fault. */
async function awaitEveryEnd(
  nodeRed: NodeRedProcess,
  nodes: readonly FlowNode[],
  after: number,
  signal: AbortSignal,
): Promise<string[]> {
  const catching = nodes.filter(({ type }) => type === 'catch');
  const behindCatch = JSON.stringify(catching.map((node) => node['wires']));
  const outputs = nodes
    .filter(({ type }) => type === 'debug')
    .map(({ id, name }) => ({ id, start: `${debugOutput}${String(name)}]` }));
  const expected = outputs.filter(({ id }) => !behindCatch.includes(id));
  await Promise.all(expected.map(({ start }) => nodeRed.waitForLog(start, { after, signal })));
  const log = nodeRed.log().slice(after);
  return outputs
    .filter(({ id, start }) => behindCatch.includes(id) && log.includes(start))
    .map(({ start }) => `Something failed, see${start}`);
}

function errorsIn(log: string): string[] {
  return log.split('\n').filter((line) => / - \[(error|fatal)\] /.test(line));
}
