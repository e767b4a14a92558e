import { describeStore } from '../store/contract';
import { describeSharedStore } from '../store/contract-shared';
import { createSharedStores } from './shared-stores';
import { openStandIn } from './stand-in-bench';

describeStore('shared stand-in', (clock) => createSharedStores(clock).open().store);

describeSharedStore('the stand-in', openStandIn);
