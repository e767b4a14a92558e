import type { NodeAPI } from 'node-red';
import { keyOf, subjectOf, type Keyed } from '../../src/alert/kinds';
import type { Raises, SeenAlert } from '../../src/alert/raise';
import {
  readSilence,
  readSilenceScope,
  SilenceRequestError,
} from '../../src/alert/silence-request';
import type { Silences } from '../../src/alert/silences';
import { own } from '../../src/plain-object';
import { door } from '../shared/door';
import { refusal, refusalOf, respond, type Answer } from '../shared/endpoint';
import type { RunningNodes } from '../shared/admin/running-nodes';
import type { RunningRaise } from './running-raise';
import type { KeptRaises } from './open-raises';
import { tellSilences } from './quiet-subjects';

/** An alert that is steered, as a request names it. */
interface SteeredAlert extends Keyed {
  readonly simulated: boolean;
}

/**
 * Steers alerts by what they are about, from wherever they are seen: the requests of
 * docs/admin-api.md to `virustotal/raise/silences` (for who may `virustotal.read`), `…/silence`,
 * `…/unsilence`, `…/acknowledge` and `…/again` (`virustotal.write`).
 */
export function registerSteering(RED: NodeAPI, running: RunningNodes<RunningRaise>): void {
  /** The node that is named, if it runs, or all that have a store. */
  function meant(body: unknown): readonly KeptRaises[] | Answer {
    const named = running.named(own(body, 'node'));
    const nodes = named.length > 0 ? named : running.all();
    const kept = nodes.flatMap((each) => each.kept ?? []);
    if (kept.length > 0) return kept;
    return nodes.length === 0
      ? refusal(404, 'not-deployed', 'Deploy first: no raise node is running')
      : refusal(409, 'no-store', 'There is no store: everything is raised');
  }

  function post(
    path: string,
    steer: (kept: readonly KeptRaises[], body: unknown) => Promise<Answer>,
  ): void {
    RED.httpAdmin.post(
      `/virustotal/raise/${path}`,
      ...door(RED, 'virustotal.write'),
      (request, response) => {
        const body: unknown = request.body;
        const kept = meant(body);
        const work = async (): Promise<Answer> =>
          'status' in kept ? kept : await steer(kept, body);
        void respond(response, work, fail);
      },
    );
  }

  RED.httpAdmin.get(
    '/virustotal/raise/silences',
    ...door(RED, 'virustotal.read'),
    (_request, response) => {
      const kept = running.all().flatMap((each) => each.kept ?? []);
      const silences = silencesOf(kept).flatMap((each) => each.list());
      const body = { silences: tellSilences(silences) };
      void respond(response, () => Promise.resolve({ status: 200, body }), fail);
    },
  );
  post('silence', silence);
  post('unsilence', unsilence);
  post('acknowledge', acknowledge);
  post('again', raiseAgain);
}

function fail(error: unknown): Answer {
  if (error instanceof SilenceRequestError) return badRequest(error.message);
  return refusalOf(500, error);
}

function badRequest(message: string): Answer {
  return refusal(400, 'bad-request', message);
}

/** Each store once. */
function silencesOf(kept: readonly KeptRaises[]): readonly Silences[] {
  return [...new Set(kept.map(({ silences }) => silences))];
}

async function silence(kept: readonly KeptRaises[], body: unknown): Promise<Answer> {
  const { scope, duration } = readSilence(body);
  let until = 0;
  for (const each of silencesOf(kept)) ({ until } = await each.add(scope, duration));
  return { status: 200, body: { until: new Date(until).toISOString() } };
}

async function unsilence(kept: readonly KeptRaises[], body: unknown): Promise<Answer> {
  const scope = readSilenceScope(body);
  let ended = 0;
  for (const each of silencesOf(kept)) ended += await each.end(scope);
  if (ended > 0) return { status: 200, body: { ended } };
  return refusal(404, 'not-silenced', 'It is not silenced any more');
}

async function acknowledge(kept: readonly KeptRaises[], body: unknown): Promise<Answer> {
  const alert = readAlert(kept, body);
  if (!alert) return noAlert();
  const [id, severity] = [own(body, 'id'), own(body, 'severity')];
  const seen =
    typeof id === 'string'
      ? { id, severity: typeof severity === 'number' ? severity : 0 }
      : undefined;
  const isSo = await ofEachStore(kept, alert, (raises) => raises.acknowledge(alert, seen));
  if (isSo) {
    noteAcknowledged(kept, alert, seen);
    return { status: 200, body: { done: true } };
  }
  return refusal(404, 'not-raised', 'There is no such alert, or a worse one has been raised since');
}

/** What is known by a hash alone cannot be noted. */
function noteAcknowledged(
  kept: readonly KeptRaises[],
  { module, detection, key, simulated }: SteeredAlert,
  seen: SeenAlert | undefined,
): void {
  const subject = subjectOf(key);
  if (subject === undefined || !seen) return;
  const { id, severity } = seen;
  const known = severity > 0 ? { severity } : {};
  kept[0]?.note({ id, module, detection, subject, ...known }, 'acknowledged', simulated);
}

async function raiseAgain(kept: readonly KeptRaises[], body: unknown): Promise<Answer> {
  const alert = readAlert(kept, body);
  if (!alert) return noAlert();
  const isSent = kept.map(({ later }) => later.sendNow(alert, alert.key)).some(Boolean);
  const isEnded = isSent || (await ofEachStore(kept, alert, (raises) => raises.endQuietOf(alert)));
  if (isEnded) return { status: 200, body: { done: true } };
  return refusal(404, 'not-quiet', 'It is not quiet any more');
}

/** Does something to an alert in each store; resolves with whether it was done in any. */
async function ofEachStore(
  kept: readonly KeptRaises[],
  { simulated }: SteeredAlert,
  work: (raises: Raises) => Promise<boolean>,
): Promise<boolean> {
  let isDone = false;
  for (const { kinds, underWay } of new Map(kept.map((each) => [each.silences, each])).values()) {
    const raises = kinds.all.find(({ kind }) => kind.simulated === simulated)?.raises;
    if (raises && (await underWay(work(raises)))) isDone = true;
  }
  return isDone;
}

function noAlert(): Answer {
  return badRequest('A JSON object with the module, the detection and the subject is expected');
}

/** The module may be left out where a node is named. */
function readAlert(kept: readonly KeptRaises[], body: unknown): SteeredAlert | undefined {
  const [module = kept[0]?.kinds.all[0]?.kind.module, detection, subject, given] = [
    'module',
    'detection',
    'subject',
    'key',
  ].map((name) => own(body, name));
  const key = typeof subject === 'string' ? keyOf(subject) : given;
  const isAlert =
    typeof module === 'string' && typeof detection === 'string' && typeof key === 'string';
  return isAlert
    ? { module, detection, key, simulated: own(body, 'simulated') === true }
    : undefined;
}
