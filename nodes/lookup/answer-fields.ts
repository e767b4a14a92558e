import type { NodeAPI } from 'node-red';
import type { Indicator } from '../../src/indicator/indicator';
import type { Permission } from '../../src/indicator/permission';
import { inPieces } from '../../src/in-pieces';
import { LONG_JSON, parseInPieces } from '../../src/json-in-pieces';
import { ConfigurationError } from '../shared/configuration-error';
import { createWriter } from '../shared/message-properties';
import type { Message } from '../shared/run-node';
import type { LookupAnswer } from './allowed';

/** What a message gets: the report, the text as it was received, or a verdict. */
export const OUTPUTS = ['report', 'text', 'verdict'] as const;

/** What a message wanted to have looked up, and what was asked for it. */
export interface Question {
  readonly wanted: Indicator;
  readonly permission: Permission;
}

/** Puts answers into the messages that they are for. */
export interface AnswerWriter {
  /** `opened` is what `open` has made of the answer, if it made anything. */
  write(msg: Message, question: Question, answer: LookupAnswer, opened?: unknown): void;
  /** Reads an answer that takes more than a moment to read, while others have their turn. */
  open(answer: LookupAnswer): Promise<unknown> | undefined;
}

/** How a node writes its answers. */
interface Writing {
  readonly output: (typeof OUTPUTS)[number];
  /** The property that is written to. */
  readonly target: string;
  /** Whether messages tell that: those of a flow saved before there was a choice do not. */
  readonly tellsTarget: boolean;
  readonly simulated: boolean;
}

/** Writes into `msg.virustotal`, and into the property `target`. Throws `ConfigurationError`. */
export function createAnswerWriter(
  RED: NodeAPI,
  { output, target, tellsTarget, simulated }: Writing,
): AnswerWriter {
  const write = createWriter(RED, target);
  return {
    write(msg, question, answer, opened = content(output, answer)) {
      msg.virustotal = describe(question, answer, simulated, tellsTarget ? target : undefined);
      if (!write(msg, opened)) {
        throw new ConfigurationError('target', `msg.${target} cannot be written`);
      }
    },
    open(answer) {
      if (output !== 'report') return undefined;
      const text = answer.text();
      return text.length < LONG_JSON ? undefined : inPieces(parseInPieces(text));
    },
  };
}

function describe(
  { wanted: { wrapper }, permission: { ask, instead } }: Question,
  answer: LookupAnswer,
  simulated: boolean,
  target: string | undefined,
): object {
  const { type, value, id } = ask;
  return {
    indicator: { type, value, id },
    outcome: answer.outcome,
    source: answer.source,
    api: answer.api,
    fetchedAt: new Date(answer.fetchedAt).toISOString(),
    ...(answer.link !== undefined && { link: answer.link }),
    ...(answer.stale !== undefined && { stale: true, staleReason: answer.stale }),
    ...(simulated && { simulated }),
    ...(wrapper !== undefined && { wrapper }),
    ...(instead && { instead }),
    ...(target !== undefined && { target }),
  };
}

/** Each message gets its own, so that a flow may change what it gets. */
function content(output: (typeof OUTPUTS)[number], answer: LookupAnswer): unknown {
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
