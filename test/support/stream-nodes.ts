/**
 * What Node-RED loads to be stopped in the midst of a stream: `stream-source` sends numbered messages,
 * each with a hash, from the start of the flows until they begin to stop, and goes on from the last
 * number in its next life. What it has sent by then has come to the node that follows. `stream-sink`
 * takes the messages at the end: the source goes no faster than those who follow. `POST stream/finish`
 * ends the stream.
 */
import { appendFileSync } from 'node:fs';
import type { Node, NodeAPI, NodeDef } from 'node-red';
import { hashOf } from './malicious-files';
import { lastNumber } from './stream';

interface SourceDef extends NodeDef {
  /** Where the numbers are noted that were sent. */
  readonly file: string;
  /** How many different hashes there are; 0: each message has its own. */
  readonly hashes: number;
  /** What it sends is no hash. */
  readonly isBroken: boolean;
}

/** Milliseconds between two messages. */
const PAUSE = 4;

/** Messages of one life that are on their way. */
const IN_FLIGHT = 40;

export = function register(RED: NodeAPI): void {
  let isFinished = false;

  function createSource(this: Node, def: SourceDef): void {
    RED.nodes.createNode(this, def);
    let timer: NodeJS.Timeout | undefined;
    let number = lastNumber(def.file);

    const onTheirWay = new Set<unknown>();

    const send = (): void => {
      if (onTheirWay.size >= IN_FLIGHT) return;
      number += 1;
      onTheirWay.add(number);
      appendFileSync(def.file, `${number}\n`);
      const hash = hashOf(def.hashes === 0 ? number : number % def.hashes);
      this.send({ number, payload: def.isBroken ? `not ${hash}` : hash });
    };
    const start = (): void => {
      if (!isFinished) timer ??= setInterval(send, PAUSE);
    };
    const stop = (): void => {
      clearInterval(timer);
      timer = undefined;
    };

    RED.events.on('flows:started', start);
    RED.events.on('flows:stopping', stop);
    const arrive = (arrived: unknown): void => void onTheirWay.delete(arrived);
    RED.events.on('stream:finish', stop);
    RED.events.on('stream:arrived', arrive);
    this.on('close', () => {
      stop();
      RED.events.off('flows:started', start);
      RED.events.off('flows:stopping', stop);
      RED.events.off('stream:finish', stop);
      RED.events.off('stream:arrived', arrive);
    });
  }

  function createSink(this: Node, def: NodeDef): void {
    RED.nodes.createNode(this, def);
    this.on('input', (msg, _send, done) => {
      RED.events.emit('stream:arrived', Object(msg).number);
      done();
    });
  }

  RED.nodes.registerType('stream-source', createSource);
  RED.nodes.registerType('stream-sink', createSink);
  RED.httpAdmin.post('/stream/finish', (_request, response) => {
    isFinished = true;
    RED.events.emit('stream:finish');
    response.json({});
  });
};
