import type { Node, NodeAPI, NodeDef } from 'node-red';
import { systemClock } from '../src/clock';
import { isPlainObject, own } from '../src/plain-object';
import { dnifFields, removeDnifFields } from '../src/verdict/dnif-fields';
import { devoFields, removeDevoFields, taxonomyOf } from '../src/verdict/fields';
import { parsePerType } from '../src/verdict/per-type';
import { DEFAULT_POLICY, type Policy } from '../src/verdict/policy';
import { summarize, type Asked } from '../src/verdict/summarize';
import { parseReply, repliesIn } from '../src/virustotal/parse-report';
import { ConfigurationError } from './configuration-error';
import { createEraser, createReader, createWriter } from './evaluate';
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
    const source = {
      value: readText(properties, 'property', 'payload'),
      type: readText(properties, 'propertyType', 'msg'),
    };
    const property = createReader(RED, node, source);
    const target = readText(properties, 'target', 'verdict');
    const write = createWriter(RED, target);
    const erase = createEraser(RED, target);
    const isInTarget = source.type === 'msg' && lies(source.value, target);
    const withDevoFields = readSwitch(properties, 'devoFields', true);
    const withDnifFields = readSwitch(properties, 'dnifFields', false);
    const withTaxonomy = readSwitch(properties, 'taxonomy', false);
    const policy = readPolicy(properties);
    status({});

    function judge(msg: Message, desk: Desk, reply: unknown, asked: Asked | undefined): void {
      const report = parseReply(reply);
      const verdict = summarize(report, policy, systemClock.now(), asked);
      const written = withTaxonomy ? { ...verdict, taxonomy: taxonomyOf(verdict) } : verdict;
      if (!write(msg, written)) {
        throw new ConfigurationError('target', `msg.${target} cannot be written`);
      }
      if (withDevoFields) Object.assign(msg, devoFields(verdict));
      if (withDnifFields) {
        Object.assign(msg, dnifFields({ reply, report, verdict, ignored: policy.ignored }));
      }
      const text = verdict.total === 0 ? verdict.level : `${verdict.level} ${verdict.count}`;
      const shown = { ...LEVEL_STATUS[verdict.level], text };
      status(withDemo(shown, isSimulated(msg)));
      desk.emit(0, msg);
    }

    /** Each reply of a batch has a message of its own, and says itself what it is about. */
    function judgeAll(replies: readonly unknown[], msg: Message, desk: Desk): void {
      // Of several nobody knows which one the lookup before was about.
      const asked = replies.length === 1 ? askedIn(msg.virustotal) : undefined;
      const parts = { id: RED.util.generateId(), type: 'array', count: replies.length, len: 1 };
      const outer = msg.parts === undefined ? {} : { parts: msg.parts };
      const inMessage = source.type === 'msg';
      // Cloned with each reply, the batch would take the square of its size.
      if (inMessage) RED.util.setMessageProperty(msg, source.value, null);
      replies.forEach((reply, index) => {
        const each: Message = RED.util.cloneMessage(msg);
        Object.assign(each, { parts: { ...parts, index, ...outer } });
        if (inMessage) RED.util.setMessageProperty(each, source.value, reply);
        try {
          judge(each, desk, reply, asked);
        } catch (error) {
          desk.fail(error, each);
        }
      });
    }

    return (msg, desk) =>
      property.use(msg, (value): undefined => {
        // What an earlier reply left would pass for this one's, which may have less, or be none.
        if (!isInTarget) erase(msg);
        if (withDevoFields) removeDevoFields(msg);
        if (withDnifFields) removeDnifFields(msg);
        const { replies, isList } = repliesIn(value);
        if (isList) judgeAll(replies, msg, desk);
        else judge(msg, desk, replies[0], askedIn(msg.virustotal));
      });
  }

  RED.nodes.registerType('virustotal-verdict', createVerdict);
};

/** Whether the property `path` is the property `within`, or part of it. */
function lies(path: string, within: string): boolean {
  return path === within || path.startsWith(`${within}.`) || path.startsWith(`${within}[`);
}

function readPolicy(properties: Properties): Policy {
  const maliciousAt = readCount(properties, 'maliciousAt', DEFAULT_POLICY.maliciousAt, 1);
  const suspiciousAt = readCount(properties, 'suspiciousAt', DEFAULT_POLICY.suspiciousAt, 1);
  if (suspiciousAt > maliciousAt) {
    throw new ConfigurationError('suspiciousAt', 'at most as many engines as for malicious');
  }
  const perType = parsePerType(readPerType(properties));
  if (perType === undefined) {
    throw new ConfigurationError('perType', 'thresholds such as {"file": [10, 5]} are expected');
  }
  const staleAfter = readDuration(properties, 'staleAfter', '');
  return {
    maliciousAt,
    suspiciousAt,
    perType,
    exceptions: readSwitch(properties, 'exceptions', DEFAULT_POLICY.exceptions),
    countSuspicious: readSwitch(properties, 'countSuspicious', DEFAULT_POLICY.countSuspicious),
    trusted: readList(properties, 'trusted'),
    ignored: readList(properties, 'ignored'),
    ...(staleAfter !== undefined && { staleAfter }),
  };
}

function readPerType(properties: Properties): unknown {
  return isPlainObject(properties.perType) ? properties.perType : readText(properties, 'perType');
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
