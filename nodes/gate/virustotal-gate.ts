import type { Node, NodeAPI, NodeDef } from 'node-red';
import { systemClock } from '../../src/clock';
import { own } from '../../src/plain-object';
import { printable } from '../../src/text/printable';
import { createGate, saysAny } from '../../src/verdict/gate/gate';
import { findVerdict } from '../../src/verdict/gate/find-verdict';
import { NoVerdictError } from '../../src/verdict/gate/no-verdict-error';
import { MATCHES } from '../../src/verdict/gate/rule';
import { looksLikeReport } from '../../src/virustotal/looks-like-report';
import { createPath, createReader } from '../shared/message-properties';
import { registerGateEndpoints, type DeployedGate } from './endpoints';
import { createGateMemory } from './last-message';
import { namesIn } from './message-names';
import { placeInMessage } from './preview';
import { readRules } from './rules';
import { isSecretPath } from './secret-paths';
import {
  isSimulated,
  runNode,
  type Desk,
  type Handler,
  type Message,
  type Setting,
} from '../shared/run-node';
import { createRunningNodes } from '../shared/admin/running-nodes';
import { readChoice, readText, type Properties } from '../shared/settings';
import { tellMissingVerdict } from '../shared/wiring/tell-missing-verdict';
import { isBadAndLost, tellUnwired } from '../shared/wiring/tell-unwired';
import { gateStatus } from '../shared/status/alerts';
import { NO_STATUS, withDemo } from '../shared/status/status';

const PASSES = 0;
const DOES_NOT = 1;
const UNDETERMINED = 2;

export = function register(RED: NodeAPI): void {
  const deployed = createRunningNodes<DeployedGate>();

  function createNode(this: Node, def: NodeDef): void {
    RED.nodes.createNode(this, def);
    const ports = { outputs: 3, failureOutput: outputOfFailure };
    runNode(RED, this, ports, (setting) => setUp(this, { ...def }, setting));
  }

  function setUp(node: Node, properties: Properties, { status, texts }: Setting): Handler {
    const source = {
      value: readText(properties, 'property', 'verdict'),
      type: readText(properties, 'propertyType', 'msg'),
    };
    const property = createReader(RED, node, source);
    const rules = readRules(properties);
    const match = readChoice(properties, 'match', MATCHES);
    const paths = [...new Set(rules.flatMap(({ path }) => path ?? []))];
    const readers = paths.map((path) => createPath(RED, path));
    const gate = createGate(rules, match, systemClock);
    const metrics = rules.flatMap(({ metric }) => (metric === 'msg' ? [] : metric));
    const asksForVerdict = metrics.length > 0;
    const isHidden = (path: string): boolean => isSecretPath(RED, path);
    const verdictPlace = placeInMessage(RED, source.value);
    const hidden = { verdict: isHidden(verdictPlace), values: paths.map(isHidden) };
    const memory = createGateMemory(systemClock, hidden);
    const face = { node, property: source.value, rules: properties.rules, paths, memory };
    deployed.add(node, face);
    node.on('close', () => memory.close());
    tellUnwired(RED, node, {
      output: UNDETERMINED,
      consequence: 'what VirusTotal does not know, and what failed, goes to nobody',
      loses: true,
    });
    if (asksForVerdict && source.type === 'msg') {
      tellMissingVerdict(RED, node, source.value, (sentence) => node.warn(sentence));
    }
    status(NO_STATUS);

    function show(answer: Parameters<typeof gateStatus>[1], msg: Message): void {
      const simulated = isSimulated(msg);
      const says = simulated ? `demo ${answer}` : answer;
      status(() => withDemo(texts, gateStatus(texts, answer), simulated), says);
    }

    function pass(msg: Message, desk: Desk, verdict: unknown): undefined {
      const values = readers.map((read) => read(msg));
      memory.see({ verdict, values, names: () => namesIn(msg) });
      const result = gate.judge({
        verdict,
        property: (path) => values[paths.indexOf(path)],
      });
      msg.gate = result;
      const { passed } = result;
      if (passed === null) {
        if (asksForVerdict && msg.error === undefined && !saysAny(verdict, metrics)) {
          throw noVerdict(source, msg);
        }
        const isLost = isBadAndLost(RED, node, UNDETERMINED, own(verdict, 'level'));
        show(isLost ? 'badAndLost' : 'undetermined', msg);
        desk.emit(UNDETERMINED, msg);
        return undefined;
      }
      show(passed ? 'passed' : notPassed(own(verdict, 'level')), msg);
      desk.emit(passed ? PASSES : DOES_NOT, msg);
      return undefined;
    }

    return (msg, desk) => property.use(msg, (verdict) => pass(msg, desk, verdict));
  }

  RED.nodes.registerType('virustotal-gate', createNode);
  registerGateEndpoints(RED, deployed);
};

/** Everything else that fails is a fault of the flow, and Catch has it. */
function outputOfFailure(error: Error): number | undefined {
  return error instanceof NoVerdictError ? UNDETERMINED : undefined;
}

/** What is malicious by another rule than the gate's is passed over by nobody who looks. */
function notPassed(level: unknown): 'badNotPassed' | 'notPassed' {
  return level === 'malicious' ? 'badNotPassed' : 'notPassed';
}

/** Says where the gate has looked, and where it would find what it looks for. */
function noVerdict(
  { value, type }: { readonly value: string; readonly type: string },
  msg: Message,
): NoVerdictError {
  const missing = `There is no verdict in ${type}.${printable(value)}`;
  const found = findVerdict(msg, looksLikeReport);
  if (found?.what === 'verdict') {
    return new NoVerdictError(`${missing}; msg.${found.path} holds one: set Verdict to that`);
  }
  if (found?.what === 'report') {
    const where = `msg.${found.path} holds a report`;
    return new NoVerdictError(`${missing}; ${where}: a verdict node before this one judges it`);
  }
  return new NoVerdictError(`${missing}, and none elsewhere in the message`);
}
