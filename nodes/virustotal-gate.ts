import type { Node, NodeAPI, NodeDef } from 'node-red';
import { printable } from '../src/printable';
import { isPlainObject } from '../src/plain-object';
import { parseRegularExpression } from '../src/regular-expression';
import { judge, METRICS, type Rule } from '../src/verdict/gate';
import { whyUnfit } from '../src/verdict/rule-fitness';
import { OPERATORS } from '../src/verdict/comparison';
import { ConfigurationError } from './configuration-error';
import { createPath, createReader } from './evaluate';
import { isSimulated, runNode, type Desk, type Handler, type Message, type Setting } from './glue';
import { readChoice, readText, type Properties } from './properties';
import { GATE_STATUS, withDemo } from './status';

const PASSES = 0;
const DOES_NOT = 1;
const UNDETERMINED = 2;

const DEFAULT_RULES: readonly Rule[] = [{ metric: 'positives', op: '>', value: 1 }];

export = function register(RED: NodeAPI): void {
  function createGate(this: Node, def: NodeDef): void {
    RED.nodes.createNode(this, def);
    runNode(RED, this, { outputs: 3 }, (setting) => setUp(this, { ...def }, setting));
  }

  function setUp(node: Node, properties: Properties, { status }: Setting): Handler {
    const property = createReader(RED, node, {
      value: readText(properties, 'property', 'verdict'),
      type: readText(properties, 'propertyType', 'msg'),
    });
    const rules = readRules(properties);
    const match = readChoice(properties, 'match', ['any', 'all']);
    status({});

    function pass(msg: Message, desk: Desk, verdict: unknown): undefined {
      const result = judge(rules, match, {
        verdict,
        property: (path) => createPath(RED, path)(msg),
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

  RED.nodes.registerType('virustotal-gate', createGate);
};

function readRules(properties: Properties): readonly Rule[] {
  const rules = properties.rules ?? DEFAULT_RULES;
  if (!Array.isArray(rules) || rules.length === 0) {
    throw new ConfigurationError('rules', 'at least one rule is expected');
  }
  return rules.map((rule: unknown, index) => readRule(rule, `rules[${index}]`));
}

function readRule(rule: unknown, name: string): Rule {
  if (!isPlainObject(rule)) throw new ConfigurationError(name, 'a rule is expected');
  const metric = readChoice(rule, 'metric', METRICS);
  const op = readChoice(rule, 'op', OPERATORS);
  const value = typeof rule.value === 'number' ? rule.value : readText(rule, 'value');
  if (value === '') throw new ConfigurationError(name, 'a value to compare with is expected');
  if (op === 'matches' && parseRegularExpression(String(value)) === undefined) {
    throw new ConfigurationError(name, `"${printable(String(value))}" is no regular expression`);
  }
  const unfit = whyUnfit(metric, op, value);
  if (unfit !== undefined) throw new ConfigurationError(name, unfit);
  if (metric !== 'msg') return { metric, op, value };
  const path = readText(rule, 'path').replace(/^msg\./, '');
  if (path === '') throw new ConfigurationError(name, 'the path of a property is expected');
  return { metric, op, value, path };
}
