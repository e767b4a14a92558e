import { openStandIn } from '../../support/stand-in-bench';
import { describeSharedMails } from './shared-mails';

describeSharedMails('the stand-in', openStandIn);
