/**
 * What Node-RED loads to be measured: `bench-source` sends events and `bench-sink` takes them at
 * the end of a flow. `POST bench/send` takes a `Traffic` and answers with its `Arrival`,
 * `GET bench/memory` answers with the memory of the process after its garbage is collected,
 * `GET bench/resident` with the memory as it is and its peak,
 * `POST bench/bare` takes a `BareWork` and answers with the seconds that it took,
 * `POST bench/journal` has nothing noted in the journal of the account `account`, or all again,
 * `POST bench/gap` takes a `Burden` and answers with the longest gap of the event loop until it is over.
 */
import type { Node, NodeAPI, NodeDef } from 'node-red';
import { isPlainObject, own } from '../../src/plain-object';
import { bareLoop, type BareWork } from './bare-loop';
import { makeBigMessage, type Burden, type Gap } from './big-messages';
import { collectGarbage } from './garbage';
import { indicatorOf, lineOf } from './reports';
import { sequenceOf, type Arrival, type End, type Resident, type Traffic } from './traffic';

interface SinkDef extends NodeDef {
  readonly source: string;
  readonly end: End;
}

/** Of Node.js 23.9 and later, where all is measured; the types are those of the oldest one. */
const threadCpuUsage: () => NodeJS.CpuUsage = Reflect.get(process, 'threadCpuUsage');

interface Sending {
  arrived(end: End): void;
}

const sendings = new Map<string, Sending>();

export = function register(RED: NodeAPI): void {
  function createSource(this: Node, def: NodeDef): void {
    RED.nodes.createNode(this, def);
  }

  function createSink(this: Node, def: SinkDef): void {
    RED.nodes.createNode(this, def);
    this.on('input', (_msg, _send, done) => {
      done();
      sendings.get(def.source)?.arrived(def.end);
    });
  }

  RED.nodes.registerType('bench-source', createSource);
  RED.nodes.registerType('bench-sink', createSink);
  RED.httpAdmin.post('/bench/send', (request, response) => {
    const traffic: Traffic = request.body;
    send(RED.nodes.getNode(traffic.source), traffic).then(
      (arrival) => response.json(arrival),
      (error: unknown) => response.status(500).send(String(error)),
    );
  });
  RED.httpAdmin.post('/bench/bare', (request, response) => {
    const work: BareWork = request.body;
    bareLoop(work).then(
      (seconds) => response.json({ seconds }),
      (error: unknown) => response.status(500).send(String(error)),
    );
  });
  const notes = new Map<string, unknown>();
  RED.httpAdmin.post('/bench/journal', (request, response) => {
    const journal = own({ ...RED.nodes.getNode('account') }, 'journal');
    if (!isPlainObject(journal)) {
      response.status(500).send('There is no journal');
      return;
    }
    for (const name of ['lookup', 'verdict', 'alert', 'mail']) {
      if (!notes.has(name)) notes.set(name, journal[name]);
      journal[name] = request.body.isOn ? notes.get(name) : () => undefined;
    }
    response.json({});
  });
  RED.httpAdmin.post('/bench/gap', (request, response) => {
    const burden: Burden = request.body;
    carry(RED.nodes.getNode(burden.source), burden).then(
      (gap) => response.json(gap),
      (error: unknown) => response.status(500).send(String(error)),
    );
  });
  RED.httpAdmin.get('/bench/memory', (_request, response) => {
    collectGarbage();
    response.json(process.memoryUsage());
  });
  RED.httpAdmin.get('/bench/resident', (_request, response) => {
    const resident: Resident = {
      ...process.memoryUsage(),
      most: process.resourceUsage().maxRSS * 1024,
    };
    response.json(resident);
  });
};

function send(source: Node, traffic: Traffic): Promise<Arrival> {
  const sequence = sequenceOf(traffic);
  const eventOf = traffic.as === 'line' ? lineOf : indicatorOf;
  const payloads = new Map(Array.from(new Set(sequence), (number) => [number, eventOf(number)]));
  const ends = { passed: 0, other: 0, failed: 0 };
  const events = sequence.length;
  if (events === 0) return Promise.reject(new RangeError('There is nothing to send'));
  let sent = 0;
  let arrived = 0;

  function fill(): void {
    while (sent < events && sent - arrived < traffic.inFlight) {
      const payload = payloads.get(sequence[sent] ?? 0);
      sent += 1;
      source.send({ payload });
    }
  }

  return new Promise((resolve) => {
    const cpu = process.cpuUsage();
    const start = performance.now();
    sendings.set(source.id, {
      arrived(end) {
        arrived += 1;
        ends[end] += 1;
        if (arrived === events) {
          // What was sent would count as what the flow holds.
          sendings.delete(source.id);
          const seconds = (performance.now() - start) / 1000;
          const { user, system } = process.cpuUsage(cpu);
          resolve({ events, seconds, cpuMicroseconds: user + system, ...ends });
          return;
        }
        if (!traffic.inBatches || arrived === sent) fill();
      },
    });
    fill();
  });
}

/** Resolves with the longest time in which nothing else had its turn. */
async function carry(source: Node, { message, arrivals }: Burden): Promise<Gap> {
  const msg = makeBigMessage(message);
  // What was left by making it is not the work of a node.
  collectGarbage();
  const longest = { wall: 0, processor: 0 };
  let isOver = false;
  let last = timesNow();
  function look(): void {
    const now = timesNow();
    longest.wall = Math.max(longest.wall, now.wall - last.wall);
    longest.processor = Math.max(longest.processor, now.processor - last.processor);
    last = now;
    if (!isOver) setImmediate(look);
  }
  await new Promise<void>((resolve) => {
    let left = arrivals;
    sendings.set(source.id, {
      arrived() {
        left -= 1;
        if (left === 0) resolve();
      },
    });
    setImmediate(look);
    last = timesNow();
    source.send(msg);
  });
  isOver = true;
  look();
  sendings.delete(source.id);
  return longest;
}

/** What has passed, and for how long this thread has had a processor: others may take it away. */
function timesNow(): Gap {
  const { user, system }: NodeJS.CpuUsage = threadCpuUsage();
  return { wall: performance.now(), processor: (user + system) / 1000 };
}
