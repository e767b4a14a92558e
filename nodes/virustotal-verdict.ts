import type { Node, NodeAPI, NodeDef } from 'node-red';
import { systemClock } from '../src/clock';
import { isPlainObject, own } from '../src/plain-object';
import { devoFields } from '../src/verdict/fields';
import { DEFAULT_POLICY, type Policy } from '../src/verdict/policy';
import { summarize, type Asked } from '../src/verdict/summarize';
import { parseReport } from '../src/virustotal/parse-report';
import { ConfigurationError } from './configuration-error';
import { createReader, createWriter } from './evaluate';
import { isSimulated, runNode, type Desk, type Handler, type Message, type Setting } from './glue';
import {
  readCount,
  readDuration,
  readList,
  readSwitch,
  readText,
  type Properties,
} from './properties';
import { LEVEL_STATUS, withDemo } from './status';

export = function register(RED: NodeAPI): void {
  function createVerdict(this: Node, def: NodeDef): void {
    RED.nodes.createNode(this, def);
    runNode(RED, this, { outputs: 1 }, (setting) => setUp(this, { ...def }, setting));
  }

  function setUp(node: Node, properties: Properties, { status }: Setting): Handler {
    const property = createReader(RED, node, {
      value: readText(properties, 'property', 'payload'),
      type: readText(properties, 'propertyType', 'msg'),
    });
    const target = readText(properties, 'target', 'verdict');
    const write = createWriter(RED, target);
    const withDevoFields = readSwitch(properties, 'devoFields', true);
    const policy = readPolicy(properties);
    status({});

    function judge(msg: Message, desk: Desk, value: unknown): undefined {
      const report = parseReport(value);
      const verdict = summarize(report, policy, systemClock.now(), askedIn(msg.virustotal));
      if (!write(msg, verdict)) {
        throw new ConfigurationError('target', `msg.${target} cannot be written`);
      }
      if (withDevoFields) Object.assign(msg, devoFields(verdict));
      const text = verdict.total === 0 ? verdict.level : `${verdict.level} ${verdict.count}`;
      const shown = { ...LEVEL_STATUS[verdict.level], text };
      status(withDemo(shown, isSimulated(msg)));
      desk.emit(0, msg);
      return undefined;
    }

    return (msg, desk) => property.use(msg, (value) => judge(msg, desk, value));
  }

  RED.nodes.registerType('virustotal-verdict', createVerdict);
};

function readPolicy(properties: Properties): Policy {
  const maliciousAt = readCount(properties, 'maliciousAt', DEFAULT_POLICY.maliciousAt, 1);
  const suspiciousAt = readCount(properties, 'suspiciousAt', DEFAULT_POLICY.suspiciousAt, 1);
  if (suspiciousAt > maliciousAt) {
    throw new ConfigurationError('suspiciousAt', 'at most as many engines as for malicious');
  }
  const staleAfter = readDuration(properties, 'staleAfter', '');
  return {
    maliciousAt,
    suspiciousAt,
    countSuspicious: readSwitch(properties, 'countSuspicious', DEFAULT_POLICY.countSuspicious),
    trusted: readList(properties, 'trusted'),
    ignored: readList(properties, 'ignored'),
    ...(staleAfter !== undefined && { staleAfter }),
  };
}

/** What the lookup before this node was about, if there was one. */
function askedIn(virustotal: unknown): Asked | undefined {
  const indicator = own(virustotal, 'indicator');
  const link = own(virustotal, 'link');
  if (!isPlainObject(indicator)) return undefined;
  const { type, value, id } = indicator;
  if (type !== 'file' && type !== 'url' && type !== 'domain' && type !== 'ip') return undefined;
  if (typeof value !== 'string' || typeof id !== 'string') return undefined;
  return { indicator: { type, value, id }, ...(typeof link === 'string' && { link }) };
}
