import type { Node, NodeAPI, NodeDef } from 'node-red';
import { systemClock } from '../../src/clock';
import { BadResponseError } from '../../src/lookup/errors';
import { inPieces } from '../../src/in-pieces';
import { own } from '../../src/plain-object';
import { allowedVerdict, readAllowed, readSubject } from '../../src/verdict/allowed';
import { summarize, type Asked } from '../../src/verdict/summarize';
import { isVerdict, type Verdict } from '../../src/verdict/verdict';
import { parseDelivered, repliesDelivered, type Delivery } from '../../src/virustotal/delivered';
import { isLongJson, openLongJson } from '../../src/virustotal/json-text';
import { ConfigurationError } from '../shared/configuration-error';
import { createEraser, createPath, createWriter } from '../shared/message-properties';
import {
  isSimulated,
  runNode,
  type Desk,
  type Handler,
  type Message,
  type Setting,
} from '../shared/run-node';
import { takeOver } from '../shared/keeping';
import { readText, type Properties } from '../shared/settings';
import { verdictStatus } from '../shared/status/alerts';
import { NO_STATUS, withDemo } from '../shared/status/status';
import { registerNamesEndpoint } from './endpoints';
import { createOtherFields, type Judged } from './other-fields';
import { createNameMemory } from './seen-names';
import { readPolicy } from './settings';
import { readSource } from './source';
import { createVerdictNotes } from './verdict-notes';

export = function register(RED: NodeAPI): void {
  const names = createNameMemory();

  function createVerdict(this: Node, def: NodeDef): void {
    RED.nodes.createNode(this, def);
    runNode(RED, this, { outputs: 1 }, (setting) => setUp(this, { ...def }, setting));
  }

  function setUp(node: Node, properties: Properties, { status, texts }: Setting): Handler {
    const source = readSource(RED, node, properties);
    const target = readText(properties, 'target', 'verdict');
    const write = createWriter(RED, target);
    const erase = createEraser(RED, target);
    const others = createOtherFields(properties);
    const policy = readPolicy(properties);
    const noteVerdict = createVerdictNotes(RED, node);
    status(NO_STATUS);

    function judge(msg: Message, desk: Desk, reply: unknown, asked: Asked | undefined): void {
      const allowed = readAllowed(reply);
      if (allowed) {
        hand(msg, desk, allowedVerdict(allowed));
        return;
      }
      if (isVerdict(reply)) {
        throw new BadResponseError('It is a verdict already: the lookup before has judged it');
      }
      const report = parseDelivered(reply, deliveryOf(msg), systemClock.now());
      names.see(report);
      const verdict = summarize(report, policy, systemClock.now(), asked);
      hand(msg, desk, verdict, { reply, report, verdict, ignored: policy.ignored });
    }

    function hand(msg: Message, desk: Desk, verdict: Verdict, judged?: Judged): void {
      if (!write(msg, others.withTaxonomy(verdict))) {
        throw new ConfigurationError('target', `msg.${target} cannot be written`);
      }
      others.add(msg, verdict, judged);
      noteVerdict(msg, verdict);
      const simulated = isSimulated(msg);
      // As it is now: those who follow may change what they get before it is seen.
      const { level, total, count } = verdict;
      status(() => withDemo(texts, verdictStatus(texts, { level, total, count }), simulated));
      desk.emit(0, msg);
    }

    /** Each reply of a batch has a message of its own, and says itself what it is about. */
    function judgeAll(replies: readonly unknown[], msg: Message, desk: Desk): void {
      // Of several nobody knows which one the lookup before was about.
      const asked = replies.length === 1 ? askedIn(msg.virustotal) : undefined;
      const parts = { id: RED.util.generateId(), type: 'array', count: replies.length, len: 1 };
      const outer = msg.parts === undefined ? {} : { parts: msg.parts };
      // Cloned with each reply, the batch would take the square of its size.
      const path = source.pathIn(msg);
      if (path !== undefined) RED.util.setMessageProperty(msg, path, null);
      replies.forEach((reply, index) => {
        const each: Message = RED.util.cloneMessage(msg);
        Object.assign(each, { parts: { ...parts, index, ...outer } });
        if (path !== undefined) RED.util.setMessageProperty(each, path, reply);
        try {
          judge(each, desk, reply, asked);
        } catch (error) {
          forget(each, path);
          desk.fail(error, each);
        }
      });
    }

    /** Takes an earlier verdict away, which would pass for this one's; what was read stays. */
    function forget(msg: Message, path = source.pathIn(msg)): void {
      const read = path === undefined ? () => undefined : createPath(RED, path);
      const value = read(msg);
      erase(msg);
      if (path !== undefined && read(msg) !== value) {
        RED.util.setMessageProperty(msg, path, value, true);
      }
      others.remove(msg);
    }

    function giveUp(msg: Message, error: unknown): never {
      forget(msg);
      throw error;
    }

    function work(msg: Message, desk: Desk): ReturnType<Handler> {
      return source.use<Awaited<ReturnType<Handler>>>(msg, (value) =>
        isLongJson(value) ? judgeLong(msg, desk, value) : judgeWhatCame(msg, desk, value),
      );
    }

    /** Whoever keeps the message goes on to keep it for as long as that takes. */
    function judgeLong(msg: Message, desk: Desk, value: unknown): ReturnType<Handler> {
      return takeOver(RED, node.id, msg, async (taken) => {
        judgeWhatCame(msg, desk, await inPieces(openLongJson(value)));
        taken.passedOn();
      });
    }

    function judgeWhatCame(msg: Message, desk: Desk, value: unknown): undefined {
      const { replies, isList } = repliesDelivered(value, deliveryOf(msg), systemClock.now());
      if (isList) judgeAll(replies, msg, desk);
      else judge(msg, desk, replies[0], askedIn(msg.virustotal));
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
  registerNamesEndpoint(RED, names);
};

/** What the lookup before this node was about, if there was one. */
function askedIn(virustotal: unknown): Asked | undefined {
  const indicator = readSubject(own(virustotal, 'indicator'));
  const link = own(virustotal, 'link');
  return indicator && { indicator, ...(typeof link === 'string' && { link }) };
}

/** What a node for HTTP requests tells of a reply beside the reply. */
function deliveryOf({ statusCode, headers, responseUrl }: Message): Delivery {
  return { status: statusCode, headers, url: responseUrl };
}
