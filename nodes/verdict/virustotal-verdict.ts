import type { Node, NodeAPI, NodeDef } from 'node-red';
import { systemClock } from '../../src/clock';
import { isPlainObject, own } from '../../src/plain-object';
import { summarize, type Asked } from '../../src/verdict/summarize';
import { parseReply, repliesIn } from '../../src/virustotal/parse-report';
import { ConfigurationError } from '../shared/configuration-error';
import { createEraser, createPath, createReader, createWriter } from '../shared/message-properties';
import {
  isSimulated,
  runNode,
  type Desk,
  type Handler,
  type Message,
  type Setting,
} from '../shared/run-node';
import { readText, type Properties } from '../shared/settings';
import { LEVEL_STATUS, withDemo } from '../shared/status';
import { createOtherFields } from './other-fields';
import { readPolicy } from './settings';

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
    const inMessage = source.type === 'msg';
    const read = inMessage ? createPath(RED, source.value) : () => undefined;
    const others = createOtherFields(properties);
    const policy = readPolicy(properties);
    status({});

    function judge(msg: Message, desk: Desk, reply: unknown, asked: Asked | undefined): void {
      const report = parseReply(reply);
      const verdict = summarize(report, policy, systemClock.now(), asked);
      if (!write(msg, others.withTaxonomy(verdict))) {
        throw new ConfigurationError('target', `msg.${target} cannot be written`);
      }
      others.add(msg, { reply, report, verdict, ignored: policy.ignored });
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
      // Cloned with each reply, the batch would take the square of its size.
      if (inMessage) RED.util.setMessageProperty(msg, source.value, null);
      replies.forEach((reply, index) => {
        const each: Message = RED.util.cloneMessage(msg);
        Object.assign(each, { parts: { ...parts, index, ...outer } });
        if (inMessage) RED.util.setMessageProperty(each, source.value, reply);
        try {
          judge(each, desk, reply, asked);
        } catch (error) {
          forget(each);
          desk.fail(error, each);
        }
      });
    }

    /** Takes an earlier verdict away, which would pass for this one's; what was read stays. */
    function forget(msg: Message): void {
      const value = read(msg);
      erase(msg);
      if (read(msg) !== value) RED.util.setMessageProperty(msg, source.value, value, true);
      others.remove(msg);
    }

    function giveUp(msg: Message, error: unknown): never {
      forget(msg);
      throw error;
    }

    function work(msg: Message, desk: Desk): ReturnType<Handler> {
      return property.use(msg, (value): undefined => {
        const { replies, isList } = repliesIn(value);
        if (isList) judgeAll(replies, msg, desk);
        else judge(msg, desk, replies[0], askedIn(msg.virustotal));
      });
    }

    return (msg, desk) => {
      try {
        return work(msg, desk)?.catch((error: unknown) => giveUp(msg, error));
      } catch (error) {
        return giveUp(msg, error);
      }
    };
  }

  RED.nodes.registerType('virustotal-verdict', createVerdict);
};

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
