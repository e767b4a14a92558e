import type { Node, NodeAPI, NodeDef } from 'node-red';
import { isPlainObject } from '../../src/plain-object';
import { ConfigurationError } from '../shared/configuration-error';
import { conditionsOf, type Turn } from '../shared/figures/conditions';
import { gatherFigures } from '../shared/figures/gather';
import { readHappened } from '../shared/figures/happened';
import { totalsOf } from '../shared/figures/totals';
import { listenToFlows } from '../shared/flow-events';
import { createWriter } from '../shared/message-properties';
import { runNode, type Handler, type Message, type Setting } from '../shared/run-node';
import { readChoice, readDuration, readText, type Properties } from '../shared/settings';
import { healthStatus } from '../shared/status/health';
import { journalsOf } from '../store/stores';
import { answerOf } from './answer';
import { CONTENT_TYPE, writeMetrics } from './prometheus/exposition';
import { describeTurn, troubleText, turnText } from './turn';

/** So long is kept what has happened (ms). */
const LONGEST = 30 * 86_400_000;

export = function register(RED: NodeAPI): void {
  function createNode(this: Node, def: NodeDef): void {
    RED.nodes.createNode(this, def);
    runNode(RED, this, { outputs: 1 }, (setting) => setUp(this, { ...def }, setting));
  }

  function setUp(node: Node, properties: Properties, { status, texts }: Setting): Handler {
    const format = readChoice(properties, 'format', ['object', 'summary', 'prometheus']);
    const since = readSince(properties);
    const target = readText(properties, 'target').trim() || 'payload';
    const write = createWriter(RED, target);
    const conditions = conditionsOf(RED);

    const show = (): void =>
      status(() =>
        healthStatus(
          texts,
          conditions.bad().map((bad) => troubleText(texts, bad)),
        ),
      );

    function tell(turn: Turn): void {
      show();
      // A scrape asks by itself, and its reply goes to nobody else.
      if (format === 'prometheus') return;
      const told = describeTurn(texts, turn);
      const topic = `VirusTotal: ${turnText(texts, turn)}`;
      const text = turn.isBad ? `${told.text}\n${told.message}` : told.text;
      node.send({ topic, payload: format === 'object' ? told : text });
    }

    async function answer(): Promise<unknown> {
      const figures = await gatherFigures(RED);
      // What writes text is loaded for whoever wants it.
      if (format === 'prometheus') {
        const { metricsOf } = await import('./prometheus/metrics.js');
        return writeMetrics(metricsOf(figures, totalsOf(RED)));
      }
      const journals = journalsOf(RED).map(({ journal }) => journal);
      const happened = await readHappened(journals, figures.at - since);
      if (format === 'object') return answerOf(figures, happened);
      const { summaryOf } = await import('./summary.js');
      return summaryOf(figures, happened, texts);
    }

    let stopTelling: (() => void) | undefined;
    const stopListening = listenToFlows(RED, {
      started() {
        show();
        stopTelling ??= conditions.listen(node.id, tell);
      },
    });
    node.on('close', () => {
      stopListening();
      stopTelling?.();
    });
    return async (msg, desk) => {
      const answered = await answer();
      if (!write(msg, answered)) {
        throw new ConfigurationError('target', `msg.${target} cannot be written`);
      }
      if (format === 'prometheus' && msg['res'] !== undefined) nameContent(msg);
      show();
      desk.emit(0, msg);
    };
  }

  RED.nodes.registerType('virustotal-status', createNode);
};

/** Over how many milliseconds it is counted. Throws `ConfigurationError`. */
function readSince(properties: Properties): number {
  const since = readDuration(properties, 'since', '24h') ?? LONGEST;
  if (since > 0 && since <= LONGEST) return since;
  throw new ConfigurationError('since', 'a duration such as 24h is expected, at most 30d');
}

/** A scrape is told what it gets, beside whatever other headers the flow has set. */
function nameContent(msg: Message): void {
  const headers = isPlainObject(msg['headers']) ? msg['headers'] : {};
  const others = Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'content-type');
  msg['headers'] = { ...Object.fromEntries(others), 'content-type': CONTENT_TYPE };
}
