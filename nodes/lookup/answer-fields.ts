import type { NodeAPI } from 'node-red';
import type { Indicator } from '../../src/indicator/indicator';
import type { Permission } from '../../src/indicator/permission';
import { inPieces } from '../../src/in-pieces';
import { LONG_JSON, parseInPieces } from '../../src/json-in-pieces';
import { ConfigurationError } from '../shared/configuration-error';
import { createWriter } from '../shared/message-properties';
import type { Message } from '../shared/run-node';
import type { Verdict } from '../../src/verdict/verdict';
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
  /**
   * `opened` is what `open` has made of the answer, if it made anything. Returns the verdict where that is
   * what is written.
   */
  write(
    msg: Message,
    question: Question,
    answer: LookupAnswer,
    opened?: unknown,
  ): Verdict | undefined;
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
  /** The account that is asked. */
  readonly account: string;
}

/** Writes into `msg.virustotal`, and into the property `target`. Throws `ConfigurationError`. */
export function createAnswerWriter(
  RED: NodeAPI,
  { output, target, tellsTarget, simulated, account }: Writing,
): AnswerWriter {
  const write = createWriter(RED, target);
  const told = { simulated, account, ...(tellsTarget && { target }) };

  function put(msg: Message, value: unknown): void {
    if (!write(msg, value)) {
      throw new ConfigurationError('target', `msg.${target} cannot be written`);
    }
  }

  return {
    write(msg, question, answer, opened) {
      msg.virustotal = describe(question, answer, told);
      if (output !== 'verdict') {
        put(msg, opened ?? content(output, answer));
        return undefined;
      }
      const verdict = verdictIn(answer);
      put(msg, verdict);
      return verdict;
    },
    open(answer) {
      if (output !== 'report') return undefined;
      const text = answer.text();
      return text.length < LONG_JSON ? undefined : inPieces(parseInPieces(text));
    },
  };
}

/** What the messages tell of the node that looked something up. */
interface Told extends Pick<Writing, 'simulated' | 'account'> {
  readonly target?: string;
}

function describe(
  { wanted: { wrapper }, permission: { ask, instead } }: Question,
  answer: LookupAnswer,
  { simulated, account, target }: Told,
): object {
  const { type, value, id } = ask;
  return {
    indicator: { type, value, id },
    outcome: answer.outcome,
    source: answer.source,
    api: answer.api,
    fetchedAt: answer.fetchedAtText,
    ...(answer.link !== undefined && { link: answer.link }),
    ...(answer.stale !== undefined && { stale: true, staleReason: answer.stale }),
    ...(simulated && { simulated }),
    account,
    ...(wrapper !== undefined && { wrapper }),
    ...(instead && { instead }),
    ...(target !== undefined && { target }),
  };
}

/** Each message gets its own, so that a flow may change what it gets. */
function content(output: 'report' | 'text', answer: LookupAnswer): unknown {
  return output === 'text' ? answer.text() : JSON.parse(answer.text());
}

function verdictIn(answer: LookupAnswer): Verdict {
  return answer.stale === undefined ? answer.condensed() : { ...answer.condensed(), stale: true };
}
