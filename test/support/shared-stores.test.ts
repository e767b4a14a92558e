import { describeStore } from '../store/contract';
import { createSharedStores } from './shared-stores';

describeStore('shared stand-in', (clock) => createSharedStores(clock).open().store);
