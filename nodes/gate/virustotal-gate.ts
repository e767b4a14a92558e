import type { Node, NodeAPI, NodeDef } from 'node-red';
import { systemClock } from '../../src/clock';
import { createGate } from '../../src/verdict/gate/gate';
import { MATCHES } from '../../src/verdict/gate/rule';
import { createPath, createReader } from '../shared/message-properties';
import { registerGateEndpoints, type DeployedGate } from './endpoints';
import { createGateMemory } from './last-message';
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
import { readChoice, readText, type Properties } from '../shared/settings';
import { GATE_STATUS, withDemo } from '../shared/status';

const PASSES = 0;
const DOES_NOT = 1;
const UNDETERMINED = 2;

export = function register(RED: NodeAPI): void {
  /** The gates that run at the moment, by their id. */
  const deployed = new Map<string, DeployedGate>();

  function createNode(this: Node, def: NodeDef): void {
    RED.nodes.createNode(this, def);
    runNode(RED, this, { outputs: 3 }, (setting) => setUp(this, { ...def }, setting));
  }

  function setUp(node: Node, properties: Properties, { status }: Setting): Handler {
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
    const isHidden = (path: string): boolean => isSecretPath(RED, path);
    const verdictPlace = placeInMessage(RED, source.value);
    const hidden = { verdict: isHidden(verdictPlace), values: paths.map(isHidden) };
    const memory = createGateMemory(systemClock, hidden);
    deployed.set(node.id, { node, property: source.value, rules: properties.rules, paths, memory });
    node.on('close', () => {
      deployed.delete(node.id);
      memory.close();
    });
    status({});

    function pass(msg: Message, desk: Desk, verdict: unknown): undefined {
      const values = readers.map((read) => read(msg));
      memory.see({ verdict, values });
      const result = gate.judge({
        verdict,
        property: (path) => values[paths.indexOf(path)],
      });
      msg.gate = result;
      const { passed } = result;
      if (passed === null) {
        status(withDemo(GATE_STATUS.undetermined, isSimulated(msg)));
        desk.emit(UNDETERMINED, msg);
        return undefined;
      }
      const shown = passed ? GATE_STATUS.passed : GATE_STATUS.notPassed;
      status(withDemo(shown, isSimulated(msg)));
      desk.emit(passed ? PASSES : DOES_NOT, msg);
      return undefined;
    }

    return (msg, desk) => property.use(msg, (verdict) => pass(msg, desk, verdict));
  }

  RED.nodes.registerType('virustotal-gate', createNode);
  registerGateEndpoints(RED, deployed);
};
