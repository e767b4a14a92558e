import { setImmediate as nextTurn } from 'node:timers/promises';
import type { NodeAPI } from 'node-red';
import { systemClock } from '../../src/clock';
import { isPlainObject, own, type PlainObject } from '../../src/plain-object';
import { createGate, decide, type Gate, type Subject } from '../../src/verdict/gate/gate';
import { MATCHES, type Ruling } from '../../src/verdict/gate/rule';
import { ConfigurationError } from '../shared/configuration-error';
import { createPath, createWriter } from '../shared/message-properties';
import type { Preview } from './answers';
import { readRules } from './rules';
import type { Message } from '../shared/run-node';
import { readChoice, readText, unsetVariable } from '../shared/settings';

/** The rules of a gate that runs: as they are saved, and with environment variables filled in. */
export interface RunningRules {
  readonly saved: unknown;
  readonly filled: unknown;
}

/** Where the properties of a rule may be an environment variable. */
const FILLED = ['metric', 'op', 'value', 'path'];

/**
 * Judges `pasted`, a verdict or a message, as a gate with these properties would. Between two rules
 * other work gets its turn. A variable counts only where the gate that runs has it in a rule: what
 * else is in the environment is not for everybody who may read flows.
 *
 * Rejects with `ConfigurationError` when a rule cannot be used.
 */
export async function previewGate(
  RED: NodeAPI,
  properties: PlainObject,
  pasted: PlainObject,
  running: RunningRules | undefined,
): Promise<Preview> {
  const rules = readRules({ rules: fillVariables(properties.rules, running) });
  const match = readChoice(properties, 'match', MATCHES);
  const { taken, subject } = takeIn(RED, readText(properties, 'property', 'verdict'), pasted);
  const rulings = await askInTurn(createGate(rules, match, systemClock), subject);
  const result = decide(rulings, match);
  const marked = rulings.map(({ holds, reason }) => ({
    holds,
    reason,
    decides: holds === result.passed,
  }));
  return { ...result, rules: marked, taken };
}

async function askInTurn(gate: Gate, subject: Subject): Promise<Ruling[]> {
  const rulings: Ruling[] = [];
  for (const ruling of gate.rulings(subject)) {
    rulings.push(ruling);
    await nextTurn();
  }
  return rulings;
}

/**
 * What was pasted is a message when the gate's property is in it, or when it has no level; else it
 * is a verdict, and the message has nothing but that.
 */
function takeIn(
  RED: NodeAPI,
  property: string,
  pasted: PlainObject,
): { readonly taken: Preview['taken']; readonly subject: Subject } {
  const place = placeInMessage(RED, property);
  const msg: Message = { _msgid: '', ...pasted };
  const inside = createPath(RED, place)(msg);
  const isVerdict = inside === undefined && typeof own(pasted, 'level') === 'string';
  if (!isVerdict) return { taken: 'message', subject: subjectOf(RED, msg, inside) };
  const around: Message = { _msgid: '' };
  createWriter(RED, place)(around, pasted);
  return { taken: 'verdict', subject: subjectOf(RED, around, pasted) };
}

function subjectOf(RED: NodeAPI, msg: Message, verdict: unknown): Subject {
  return { verdict, property: (path) => createPath(RED, path)(msg) };
}

/** A verdict in a context is tried as if it were in the message, by the same name. */
export function placeInMessage(RED: NodeAPI, property: string): string {
  return property.startsWith('#:') ? RED.util.parseContextStore(property).key : property;
}

function fillVariables(rules: unknown, running: RunningRules | undefined): unknown {
  const known = variablesOf(running);
  if (!Array.isArray(rules)) return rules;
  return rules.map((rule: unknown, index) => {
    if (!isPlainObject(rule)) return rule;
    const filled = { ...rule };
    for (const name of FILLED) {
      const variable = unsetVariable(rule[name]);
      if (variable === undefined) continue;
      if (!known.has(variable)) {
        const why = `deploy first: the environment variable ${variable} is read when the gate starts`;
        throw new ConfigurationError(`rules[${index}]`, why);
      }
      filled[name] = known.get(variable);
    }
    return filled;
  });
}

function variablesOf(running: RunningRules | undefined): ReadonlyMap<string, unknown> {
  const { saved, filled } = running ?? {};
  if (!Array.isArray(saved) || !Array.isArray(filled)) return new Map();
  const pairs = saved.flatMap((rule: unknown, index) =>
    FILLED.map((name): [string | undefined, unknown] => [
      unsetVariable(own(rule, name)),
      own(filled[index], name),
    ]),
  );
  return new Map(
    pairs.flatMap(([variable, value]): [string, unknown][] =>
      variable === undefined || unsetVariable(value) !== undefined ? [] : [[variable, value]],
    ),
  );
}
