import type { Analyses } from '../../lookup/service';
import { BadResponseError } from '../../lookup/errors';
import type { HttpReply } from '../../lookup/http';
import { isPlainObject, own, type PlainObject } from '../../plain-object';
import { readBody } from '../reply';
import type { Report } from '../report';
import { NO_VOTES } from '../vote-buckets';
import { readError } from './error-body';
import { failureV3 } from './failure';
import { pathOf, requestV3 } from './request';

/** The body of a form is not JSON (docs.virustotal.com/reference/scan-url). */
const FORM_TYPE = 'application/x-www-form-urlencoded';

/** What is given to VirusTotal to be analysed, and what becomes of it. */
export function submissionsV3(key: string): Analyses<Report> {
  /** The body of a reply that has to be about an analysis. */
  function readAnalysisBody(reply: HttpReply, now: number): PlainObject {
    if (reply.status !== 200 && reply.status !== 201) {
      const error = readError(reply, key);
      if (reply.status === 404 && error.code === 'NotFoundError') {
        throw new BadResponseError(`VirusTotal knows nothing of the analysis: ${error.message}`);
      }
      throw failureV3(reply, error, now);
    }
    const data = own(readBody(reply), 'data');
    if (isPlainObject(data) && data.type === 'analysis') return data;
    throw new BadResponseError('The answer is no analysis');
  }

  return {
    // docs.virustotal.com/reference/scan-url
    submissionRequest(indicator) {
      if (indicator.type !== 'url') return undefined;
      const post = requestV3(key, 'POST', 'urls');
      const body = new URLSearchParams({ url: indicator.value }).toString();
      return { ...post, headers: { ...post.headers, 'content-type': FORM_TYPE }, body };
    },
    // docs.virustotal.com/reference/files-analyse, …/urls-analyse, …/domains-rescan, …/ip-rescan
    reanalysisRequest: (indicator) => requestV3(key, 'POST', `${pathOf(indicator)}/analyse`),
    readId(reply, now) {
      const { id } = readAnalysisBody(reply, now);
      if (typeof id === 'string' && id !== '') return id;
      throw new BadResponseError('The answer does not name the analysis');
    },
    progressRequest: (id) => requestV3(key, 'GET', `analyses/${encodeURIComponent(id)}`),
    readProgress(reply, now) {
      const { attributes } = readAnalysisBody(reply, now);
      return own(attributes, 'status') === 'completed';
    },
    pending: { api: 3, outcome: 'pending', votes: NO_VOTES, results: [] },
  };
}
