import type { NodeAPI } from 'node-red';
import type { Indicator } from '../../src/indicator/indicator';
import type { Answer } from '../../src/lookup/cache/answer';
import type { Verdict } from '../../src/verdict/verdict';
import { ConfigurationError } from '../shared/configuration-error';
import { createWriter } from '../shared/message-properties';
import type { Message } from '../shared/run-node';

/** What a message gets: the report, the text as it was received, or a verdict. */
export const OUTPUTS = ['report', 'text', 'verdict'] as const;

/** Puts an answer into the message that it is for. */
export type AnswerWriter = (msg: Message, indicator: Indicator, answer: Answer<Verdict>) => void;

/** Writes into `msg.virustotal`, and into the property `target`. Throws `ConfigurationError`. */
export function createAnswerWriter(
  RED: NodeAPI,
  output: (typeof OUTPUTS)[number],
  target: string,
  simulated: boolean,
): AnswerWriter {
  const write = createWriter(RED, target);
  return (msg, indicator, answer) => {
    msg.virustotal = describe(indicator, answer, simulated);
    if (!write(msg, content(output, answer))) {
      throw new ConfigurationError('target', `msg.${target} cannot be written`);
    }
  };
}

function describe(indicator: Indicator, answer: Answer<Verdict>, simulated: boolean): object {
  const { type, value, id } = indicator;
  return {
    indicator: { type, value, id },
    outcome: answer.outcome,
    source: answer.source,
    api: answer.api,
    fetchedAt: new Date(answer.fetchedAt).toISOString(),
    link: answer.link,
    ...(answer.stale !== undefined && { stale: true, staleReason: answer.stale }),
    ...(simulated && { simulated }),
  };
}

/** Each message gets its own, so that a flow may change what it gets. */
function content(output: (typeof OUTPUTS)[number], answer: Answer<Verdict>): unknown {
  switch (output) {
    case 'text':
      return answer.text();
    case 'report':
      return JSON.parse(answer.text());
    case 'verdict':
      return answer.stale === undefined
        ? answer.condensed()
        : { ...answer.condensed(), stale: true };
  }
}
