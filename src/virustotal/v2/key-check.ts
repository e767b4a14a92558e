import { identify } from '../../indicator/identify';
import type { KeyCheck } from '../../lookup/service';
import { refuseWebPage } from '../reply';
import { createVirusTotalV2 } from './service';

/** The anti-malware test file, which everybody knows: https://www.eicar.org/download-anti-malware-testfile/ */
const EICAR = identify('275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f', 'file');

/** Looks a file up that is no secret: API v2 tells nothing of a key but whether it works. */
export function keyCheckV2(key: string): KeyCheck {
  const service = createVirusTotalV2(key);
  return {
    request: () => service.reportRequest(EICAR),
    read(reply, now) {
      refuseWebPage(reply);
      service.readReport(EICAR, reply, now);
      return {};
    },
  };
}
