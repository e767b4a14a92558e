import { asError } from '../../src/as-error';
import type { Node, NodeAPI, NodeDef } from 'node-red';
import { systemClock } from '../../src/clock';
import type { SendingRules } from '../../src/indicator/permission';
import { registerAccountEndpoints } from './endpoints';
import { isAccount, type AccountApi, type AccountNode } from './account';
import { figuresOf } from './figures';
import { createHealth } from './health';
import { openAccount, readApi } from './open-account';
import { readSendingRules } from './sending-rules';
import { readProxy } from './proxy';
import { closeInTime } from '../shared/closing/close-in-time';
import { closeWith } from '../shared/close-node';
import { reportSettings } from '../shared/figures/settings';
import { offerFigures } from '../shared/figures/sources';
import { once } from '../shared/once';
import { findPlace } from '../store/places';
import { leasePlace, type StoreLease } from '../store/stores';
import { readTlsOptions } from '../shared/tls-options';

interface AccountDef extends NodeDef {
  readonly store?: string;
  readonly tls?: string;
  readonly proxy?: string;
}

export = function register(RED: NodeAPI): void {
  /** The accounts that are deployed at the moment, by their id. */
  const deployed = new Map<string, AccountNode>();

  function createAccount(this: Node<{ apiKey: unknown }>, def: AccountDef): void {
    RED.nodes.createNode(this, def);
    const { account, journal, release } = open(this, def);
    const sendingRules = (): SendingRules => readSendingRules({ ...def });
    Object.assign(this, { account, sendingRules, ...(journal && { journal }) });
    if (isAccount(this)) deployed.set(this.id, this);
    offerFigures(RED, this, 'accounts', () =>
      figuresOf({ id: this.id, name: this.name ?? '', account }, () => systemClock.now()),
    );
    offerFigures(RED, this, 'doing', () => ({
      running: account.ready ? account.lookups.load().running : 0,
    }));
    reportSettings(RED, this, 'account', account.ready ? undefined : account.problem);
    closeWith(this, () => {
      deployed.delete(this.id);
      return close(account, release);
    });
  }

  function open(
    node: Node<{ apiKey: unknown }>,
    def: AccountDef,
  ): Pick<AccountNode, 'account' | 'journal'> & { release: () => Promise<void> } {
    const place = findPlace(RED, def.store ?? '');
    if (!place.usable) {
      return {
        account: fault(def, place.problem),
        release: () => Promise.resolve(),
      };
    }
    const lease = leasePlace(RED, place, systemClock);
    return {
      account: tryToOpen(node, def, lease),
      journal: lease.journal,
      release: () => lease.release(),
    };
  }

  function tryToOpen(
    node: Node<{ apiKey: unknown }>,
    def: AccountDef,
    lease: StoreLease,
  ): AccountNode['account'] {
    const health = createHealth(RED, node, systemClock);
    node.on('close', () => health.end());
    try {
      const tls = readTlsOptions(RED, def.tls);
      const proxy = readProxy(RED, def.proxy);
      const account = openAccount({ ...def }, node.credentials?.apiKey, {
        clock: systemClock,
        random: Math.random,
        store: lease.store,
        warn: (sentence) => node.warn(sentence),
        note: (sentence) => node.debug(sentence),
        ...(tls && { tls }),
        ...(proxy && { proxy }),
        health,
      });
      // Of one that several share the log tells once for all nodes.
      if (!lease.store.shared) lease.onTrouble(once((sentence) => node.error(sentence)));
      lease.onMishap(once((sentence) => node.error(sentence)));
      if (!account.simulated) for (const warning of lease.warnings) node.warn(warning);
      const { inShort } = account.simulated ? {} : lease;
      return inShort === undefined ? account : { ...account, storeInShort: inShort };
    } catch (error) {
      return fault(def, asError(error));
    }
  }

  registerAccountEndpoints(RED, deployed, systemClock);
  RED.nodes.registerType('virustotal-account', createAccount, {
    credentials: { apiKey: { type: 'password' } },
  });
};

/** An account that cannot work; its API is known unless that is what is wrong. */
function fault(def: AccountDef, problem: Error): AccountNode['account'] {
  const api = apiOf(def);
  return { ready: false, ...(api && { api }), problem };
}

function apiOf(def: AccountDef): AccountApi | undefined {
  try {
    return readApi({ ...def });
  } catch {
    return undefined;
  }
}

/** Ends all lookups, lets each message come to its end, and only then gives the store back. */
async function close(account: AccountNode['account'], release: () => Promise<void>): Promise<void> {
  try {
    if (!account.ready) return;
    const closing = account.lookups.close().then(() => Promise.allSettled(account.unfinished));
    await closeInTime(account.store, closing, systemClock);
  } finally {
    await release();
  }
}
