import type { NodeAPI } from 'node-red';
import { createTimeTexts, type Detected } from '../../src/alert/alert';
import { keyOf, type Kind } from '../../src/alert/kinds';
import { createRaises, type Raises, type RaiseSettings } from '../../src/alert/raise';
import { systemClock } from '../../src/clock';
import type { Store } from '../../src/store/store';
import { isSimulated, type Message } from '../shared/run-node';
import type { Detections } from './detections';
import { positivesIn } from './positives';

/** How a node raises, whatever is found. */
export interface OpenRaisesSettings extends Omit<RaiseSettings, 'detection' | 'simulated'> {
  readonly detections: Detections;
}

/** The raises of one detection, real or made up. */
interface RaisesOfKind {
  readonly kind: Required<Kind>;
  readonly raises: Raises;
}

/** The raises of each detection, and apart from what is real those of what the demonstration made up. */
export interface Kinds {
  of(msg: Message): RaisesOfKind;
  readonly all: readonly RaisesOfKind[];
  release(alert: NamedAlert): Promise<boolean>;
  /** Acknowledges the alert of a message. */
  acknowledge(msg: Message, alert: NamedAlert): Promise<boolean>;
  reset(subject: string | undefined): Promise<void>;
  /** Any of them: of what it does by the kind of an alert it does not matter which. */
  readonly any: Raises;
}

/** An alert as a message holds it. */
export interface NamedAlert extends Detected {
  readonly id: string;
  readonly severity?: number;
}

/** Nothing is as little as this. */
const NO_RANK = 0;

export function createKinds(
  RED: NodeAPI,
  store: Store | undefined,
  { detections, ...settings }: OpenRaisesSettings,
): Kinds {
  const newId = (): string => RED.util.generateId();
  const toText = createTimeTexts();
  const { module } = settings;

  function madeOf(simulated: boolean): ReadonlyMap<string, RaisesOfKind> {
    return new Map(
      detections.all.map((detection) => {
        const kind = { module, detection, simulated };
        const raises = createRaises(store, systemClock, { ...settings, ...kind }, newId, toText);
        return [detection, { kind, raises }];
      }),
    );
  }

  const real = madeOf(false);
  const madeUp = madeOf(true);
  const all = [...real.values(), ...madeUp.values()];
  const [anyReal, anyMadeUp] = [firstOf(real), firstOf(madeUp)];

  return {
    all,
    any: anyReal,
    of(msg) {
      const found = (isSimulated(msg) ? madeUp : real).get(detections.of(msg));
      if (!found) throw new TypeError('There is no such detection');
      return found;
    },
    /** Each alert has an id of its own, so that only the one that raised it can release it. */
    release: async (alert) => (await anyReal.release(alert)) || (await anyMadeUp.release(alert)),
    async acknowledge(msg, alert) {
      const { id, severity = NO_RANK, module: by, detection } = alert;
      const named = { module: by, detection, key: keyOf(alert.subject) };
      // A message that has lost its verdict says nothing of one that was raised since.
      const seen = { id, severity, positives: positivesIn(msg) };
      if (isSimulated(msg)) return await anyMadeUp.acknowledge(named, seen);
      const byIdAlone = { id, severity: NO_RANK };
      return (
        (await anyReal.acknowledge(named, seen)) || (await anyMadeUp.acknowledge(named, byIdAlone))
      );
    },
    async reset(subject) {
      for (const { raises } of all) await raises.reset(subject);
    },
  };
}

function firstOf(kinds: ReadonlyMap<string, RaisesOfKind>): Raises {
  const [first] = kinds.values();
  if (!first) throw new TypeError('There is no detection');
  return first.raises;
}
