import { describeSharedHolding } from './shared-holding';
import { openStandIn } from '../support/stand-in-bench';

describeSharedHolding('the stand-in', openStandIn);
