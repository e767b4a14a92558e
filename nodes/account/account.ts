import type { Node } from 'node-red';
import { own } from '../../src/plain-object';
import type { Journal } from '../../src/journal/journal';
import type { Store } from '../../src/store/store';
import type { Verdict } from '../../src/verdict/verdict';
import type { Ledger } from '../../src/lookup/ledger';
import type { Lookups } from '../../src/lookup/lookup';
import type { Indicator } from '../../src/indicator/indicator';
import type { Permission, SendingRules } from '../../src/indicator/permission';
import type { KeyQuotas } from '../../src/lookup/service';
import type { StoreMishap } from '../shared/status/stores';

/** How VirusTotal is asked; `demo` answers by itself. */
export type AccountApi = 'v3' | 'v2' | 'demo';

/** An account that works. */
export interface ReadyAccount {
  readonly ready: true;
  readonly api: AccountApi;
  readonly lookups: Lookups<Verdict>;
  /** What may be asked in an indicator's place; `mark` is `msg.tlp`. Throws what `permit` throws. */
  readonly permit: (indicator: Indicator, mark?: unknown) => Permission;
  readonly simulated: boolean;
  /** Where lookups that wait are kept. */
  readonly store: Store;
  /** What has happened to the store, in a few words for a status; absent where all is well. */
  readonly storeInShort?: StoreMishap;
  readonly ledger: Ledger;
  /** Messages that are being worked on: the store stays open until each is written down or done. */
  readonly unfinished: Set<Promise<unknown>>;
  /**
   * Asks VirusTotal what the key may do, within quota and timeout; whoever asks at the same time
   * shares the request. Rejects with an error of `src/lookup/errors`. Only API v3 can tell.
   */
  readonly askQuotas?: () => Promise<KeyQuotas>;
}

/** What a lookup node finds behind its `account` property. */
export interface AccountNode extends Node {
  /** The lookups of this account, or why there are none. */
  readonly account:
    ReadyAccount | { readonly ready: false; readonly api?: AccountApi; readonly problem: Error };
  /** What happened to those who ask it; absent where it has no store. */
  readonly journal?: Journal;
  /** What its lists say, also where it is not ready; throws `ConfigurationError` where they say nothing. */
  readonly sendingRules: () => SendingRules;
}

/** Whether a config node is an account; another type may sit behind a copied id. */
export function isAccount(node: unknown): node is AccountNode {
  return own(node, 'type') === 'virustotal-account' && own(node, 'account') !== undefined;
}
