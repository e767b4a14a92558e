import type { Doing, Figures, InstanceFigures } from '../../shared/figures/figures';
import type { Metric, Sample } from './exposition';

/** One or several that go by the same name, as before and after a restart. */
type Namesakes = readonly InstanceFigures[];

/**
 * The Node-REDs that use a store together; nothing where there is only one. Each tells of all, so that one
 * that is gone can be seen at another one.
 */
export function instanceMetrics({ instances }: Figures): Metric[] {
  const byName = new Map<string, InstanceFigures[]>();
  for (const instance of instances) {
    const name = instance.name || instance.id;
    byName.set(name, [...(byName.get(name) ?? []), instance]);
  }
  if (byName.size < 2) return [];
  const each = (read: (namesakes: Namesakes) => number): Sample[] =>
    [...byName].map(([name, namesakes]) => ({
      labels: { instance: name },
      value: read(namesakes),
    }));
  const doing = (what: keyof Doing): Sample[] =>
    each((namesakes) => livingOf(namesakes).reduce((sum, one) => sum + one.doing[what], 0));
  return [
    {
      name: 'virustotal_instance_up',
      type: 'gauge',
      help: 'Whether a Node-RED that uses the same store gives signs of life; one that is gone is 0 for an hour.',
      samples: each((namesakes) => (livingOf(namesakes).length > 0 ? 1 : 0)),
    },
    {
      name: 'virustotal_instance_seen_timestamp_seconds',
      type: 'gauge',
      help: 'When it gave its last sign of life.',
      samples: each((namesakes) => Math.max(...namesakes.map(({ seen }) => seen)) / 1000),
    },
    {
      name: 'virustotal_instance_requests_running',
      type: 'gauge',
      help: 'Requests that it has under way.',
      samples: doing('running'),
    },
    {
      name: 'virustotal_instance_lookups_in_progress',
      type: 'gauge',
      help: 'Messages that wait for their lookup there.',
      samples: doing('waiting'),
    },
    {
      name: 'virustotal_instance_mails_waiting',
      type: 'gauge',
      help: 'Mails that wait for their mail server there.',
      samples: doing('mails'),
    },
    {
      name: 'virustotal_instance_alerts_kept',
      type: 'gauge',
      help: 'Alerts that it keeps for later.',
      samples: doing('kept'),
    },
  ];
}

function livingOf(namesakes: Namesakes): Namesakes {
  return namesakes.filter(({ isGone }) => !isGone);
}
