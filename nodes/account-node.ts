import type { Node } from 'node-red';
import { own } from '../src/plain-object';
import type { Store } from '../src/store/store';
import type { Verdict } from '../src/verdict/verdict';
import type { Lookups } from '../src/virustotal/lookup';

/** What a lookup node finds behind its `account` property. */
export interface AccountNode extends Node {
  /** The lookups of this account, or why there are none. */
  readonly account:
    | {
        readonly ready: true;
        readonly lookups: Lookups<Verdict>;
        readonly simulated: boolean;
        /** Where lookups that wait are kept. */
        readonly store: Store;
      }
    | { readonly ready: false; readonly problem: Error };
}

/** Whether a config node is an account; another type may sit behind a copied id. */
export function isAccount(node: unknown): node is AccountNode {
  return own(node, 'type') === 'virustotal-account' && own(node, 'account') !== undefined;
}
