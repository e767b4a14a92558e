import type { AlertFate, MailFate } from '../../../src/journal/journal';
import type { Figures, WindowFigures } from '../../shared/figures/figures';
import type { Totals } from '../../shared/figures/totals';
import { instanceMetrics } from './instance-metrics';
import type { Labels, Metric, Sample } from './exposition';

/** What can be known of outcomes beforehand is there from the start: a rate needs a first number. */
const LEVELS = ['malicious', 'suspicious', 'clean', 'unknown', 'pending'];
const ALERTS = Object.keys({
  raised: 0,
  suppressed: 0,
  silenced: 0,
  acknowledged: 0,
  held: 0,
  released: 0,
} satisfies Record<AlertFate, number>);
const MAILS = Object.keys({
  composed: 0,
  waiting: 0,
  delivered: 0,
  refused: 0,
  'given-up': 0,
} satisfies Record<MailFate, number>);
const KINDS = ['account', 'store', 'mail-server'];
const WINDOWS = ['minute', 'day', 'month'] as const;
const SOURCES = { asked: 'api', cache: 'cache', list: 'list' } as const;

/**
 * How things stand, and what has happened since Node-RED was started, as metrics. No label names an
 * indicator, a subject or an address: nobody who may read them learns what was found.
 */
export function metricsOf(figures: Figures, totals: Totals): Metric[] {
  return [
    ...accountMetrics(figures),
    ...quotaMetrics(figures),
    ...lookupMetrics(figures, totals),
    {
      name: 'virustotal_verdicts_total',
      type: 'counter',
      help: 'Verdicts by level.',
      samples: counted('level', LEVELS, totals.verdicts),
    },
    {
      name: 'virustotal_alerts_total',
      type: 'counter',
      help: 'Alerts by what became of them.',
      samples: counted('outcome', ALERTS, totals.alerts),
    },
    ...mailMetrics(figures, totals),
    ...instanceMetrics(figures),
    {
      name: 'virustotal_troubles',
      type: 'gauge',
      help: 'What is bad at the moment.',
      samples: KINDS.map((what) => ({
        labels: { what },
        value: figures.bad.filter((each) => each.what === what).length,
      })),
    },
    {
      name: 'virustotal_unwired_outputs',
      type: 'gauge',
      help: 'Outputs that lead nowhere.',
      samples: [{ value: figures.unwired.length }],
    },
  ];
}

function accountMetrics({ accounts, bad }: Figures): Metric[] {
  const isUp = (id: string): boolean =>
    !bad.some((each) => each.what === 'account' && each.id === id);
  const each = (read: (account: (typeof accounts)[number]) => number | undefined): Sample[] =>
    accounts.flatMap((account) => {
      const value = read(account);
      return value === undefined ? [] : { labels: labelsOf(account), value };
    });
  return [
    {
      name: 'virustotal_account_up',
      type: 'gauge',
      help: 'Whether the account works: its key is accepted and its quota is not gone.',
      samples: each(({ id, problem }) => (problem === undefined && isUp(id) ? 1 : 0)),
    },
    {
      name: 'virustotal_requests_total',
      type: 'counter',
      help: 'Requests sent to VirusTotal.',
      samples: each(({ since }) => since?.asked),
    },
    {
      name: 'virustotal_requests_refused_total',
      type: 'counter',
      help: 'Requests that VirusTotal refused for want of quota.',
      samples: each(({ since }) => since?.refused),
    },
    {
      name: 'virustotal_requests_running',
      type: 'gauge',
      help: 'Requests under way.',
      samples: each(({ running }) => running),
    },
    {
      name: 'virustotal_requests_waiting',
      type: 'gauge',
      help: 'Requests that wait for their turn.',
      samples: each(({ waiting }) => waiting),
    },
    {
      name: 'virustotal_next_request_timestamp_seconds',
      type: 'gauge',
      help: 'When the quota lets the next request go, while it holds it back.',
      samples: each(({ nextAt }) => (nextAt === undefined ? undefined : nextAt / 1000)),
    },
  ];
}

function quotaMetrics({ accounts }: Figures): Metric[] {
  const each = (read: (window: WindowFigures) => number | undefined): Sample[] =>
    accounts.flatMap((account) =>
      WINDOWS.flatMap((window) => {
        const value = account.quota && read(account.quota[window]);
        return value === undefined ? [] : { labels: { ...labelsOf(account), window }, value };
      }),
    );
  return [
    {
      name: 'virustotal_quota_used_requests',
      type: 'gauge',
      help: 'Requests used of the quota in its current window.',
      samples: each(({ used }) => used),
    },
    {
      name: 'virustotal_quota_limit_requests',
      type: 'gauge',
      help: 'Requests allowed in the window; missing where there is no limit.',
      samples: each(({ limit }) => limit),
    },
  ];
}

function lookupMetrics({ at, accounts, lookups }: Figures, totals: Totals): Metric[] {
  const ofAccount = (id: string): typeof lookups => lookups.filter(({ account }) => account === id);
  return [
    {
      name: 'virustotal_lookups_total',
      type: 'counter',
      help: 'Lookups that were answered, by what answered them.',
      samples: accounts.flatMap((account) =>
        Object.entries(SOURCES).map(([end, source]) => ({
          labels: { ...labelsOf(account), source },
          value: countOf(totals.lookups.get(account.id)?.ends, end),
        })),
      ),
    },
    {
      name: 'virustotal_lookup_failures_total',
      type: 'counter',
      help: 'Lookups that failed, by code.',
      samples: accounts.flatMap((account) =>
        [...(totals.lookups.get(account.id)?.failed ?? [])].map(([code, value]) => ({
          labels: { ...labelsOf(account), code },
          value,
        })),
      ),
    },
    {
      name: 'virustotal_lookups_in_progress',
      type: 'gauge',
      help: 'Messages that wait for their lookup.',
      samples: accounts.map((account) => ({
        labels: labelsOf(account),
        value: ofAccount(account.id).reduce((sum, { messages }) => sum + messages, 0),
      })),
    },
    {
      name: 'virustotal_lookup_longest_wait_seconds',
      type: 'gauge',
      help: 'For how long the oldest of them has waited.',
      samples: accounts.map((account) => {
        const starts = ofAccount(account.id).flatMap(({ oldest }) => oldest[0]?.since ?? []);
        return {
          labels: labelsOf(account),
          value: Math.max(0, at - Math.min(at, ...starts)) / 1000,
        };
      }),
    },
  ];
}

function mailMetrics({ mails }: Figures, totals: Totals): Metric[] {
  const each = (read: (mail: (typeof mails)[number]) => number): Sample[] =>
    mails.map((mail) => ({ labels: { node: mail.node, name: mail.name }, value: read(mail) }));
  return [
    {
      name: 'virustotal_mails_total',
      type: 'counter',
      help: 'Mails by what became of them.',
      samples: counted('outcome', MAILS, totals.mails),
    },
    {
      name: 'virustotal_mails_waiting',
      type: 'gauge',
      help: 'Mails that wait for their mail server.',
      samples: each(({ waiting }) => waiting),
    },
    {
      name: 'virustotal_mails_given_up',
      type: 'gauge',
      help: 'Mails that were given up, and can be sent again.',
      samples: each(({ dead }) => dead),
    },
  ];
}

function labelsOf({ id, name }: { readonly id: string; readonly name: string }): Labels {
  return { account: id, name };
}

function counted(
  label: string,
  known: readonly string[],
  counts: ReadonlyMap<string, number>,
): Sample[] {
  return [...new Set([...known, ...counts.keys()])].map((name) => ({
    labels: { [label]: name },
    value: countOf(counts, name),
  }));
}

function countOf(counts: ReadonlyMap<string, number> | undefined, name: string): number {
  return counts?.get(name) ?? 0;
}
