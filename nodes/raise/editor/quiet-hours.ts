import { isTimeZone, ownTimeZone } from '../../../src/alert/local-time';
import {
  parseQuietHours,
  type QuietHoursProblem,
  type QuietSpan,
} from '../../../src/alert/quiet-hours';
import { createQuietTimes } from '../../../src/alert/quiet-times';
import { input, shownOr } from '../../../editor/shared/dialog';
import { showWeekTime } from '../../../editor/shared/times';
import { isVariable, textOf, validator } from '../../../editor/shared/validator';

/** The keys of what can be wrong with quiet hours. */
const PROBLEMS: Readonly<Record<QuietHoursProblem['why'], string>> = {
  part: 'error.quiet.part',
  day: 'error.quiet.day',
  time: 'error.quiet.time',
  length: 'error.quiet.length',
  always: 'error.quiet.always',
};

/** Says what is wrong with quiet hours, and what is expected. */
export const validQuietHours = validator((node, value) => {
  if (isVariable(value)) return true;
  const hours = parseQuietHours(textOf(value));
  if ('spans' in hours) return true;
  const { why, text } = hours.problem;
  return node._(PROBLEMS[why], { text });
});

export const validTimeZone = validator((node, value) => {
  const name = textOf(value);
  return name === '' || isVariable(value) || isTimeZone(name) || node._('error.timeZone', { name });
});

export const validUrgentFrom = validator((node, value) => {
  const text = textOf(value);
  const isFine = text === '' || isVariable(value) || (Number(text) >= 1 && Number(text) <= 10);
  return isFine || node._('error.urgentFrom');
});

/** Has a time zone picked, and shows what the quiet hours come to. */
export function offerQuietHours(node: EditedNode, saved: string | undefined): void {
  const hours = input('quietHours');
  const zone = input('timeZone');
  offerZones(node, zone, saved ?? '');

  function show(): void {
    const isOff = textOf(hours.val()) === '';
    $('.virustotal-raise-hours').toggle(!isOff);
    $('#virustotal-raise-next').text(nextOf(node, textOf(hours.val()), textOf(zone.val())));
    RED.tray.resize();
  }

  hours.on('change keyup', () => {
    // Whoever writes hours means those of the own clock; the server's often shows UTC.
    const isNew = textOf(shownOr(hours, '')) !== '' && textOf(zone.val()) === '';
    if (isNew && !saved) zone.val(ownTimeZone());
    show();
  });
  zone.on('change', show);
  show();
}

/** All that there are; what is saved stays, whether this browser knows it or not. */
function offerZones(node: Translating, field: JQuery, saved: string): void {
  const names = [...new Set([...zoneNames(), 'UTC', ownTimeZone(), ...(saved ? [saved] : [])])];
  // The pages are for browsers that have no `toSorted` yet, and the list is our own.
  // oxlint-disable-next-line unicorn/no-array-sort
  names.sort((one, other) => one.localeCompare(other));
  const options = ['', ...names].map((name) =>
    $('<option>')
      .val(name)
      .text(name === '' ? node._('timeZone.own') : name.replace(/_/g, ' ')),
  );
  field.empty().append(options).val(saved);
}

/** The names that a browser knows; older ones do not tell. */
function zoneNames(): readonly string[] {
  const tell: unknown = Reflect.get(Intl, 'supportedValuesOf');
  const names: unknown = typeof tell === 'function' ? tell('timeZone') : [];
  return Array.isArray(names) ? names.map(String) : [];
}

/** Whether it is quiet now, and until when; else when it will be. Nothing where that is not known. */
function nextOf(node: Translating, text: string, zone: string): string {
  const hours = parseQuietHours(text);
  if (!('spans' in hours) || hours.spans.length === 0 || !isTimeZone(zone)) return '';
  const { isQuiet, from, until } = nextQuiet(hours.spans, zone);
  const show = (time: number): string => showWeekTime(node, time, zone);
  return isQuiet
    ? node._('quietHours.now', { until: show(until) })
    : node._('quietHours.next', { from: show(from), until: show(until) });
}

function nextQuiet(
  spans: readonly QuietSpan[],
  zone: string,
): { readonly isQuiet: boolean; readonly from: number; readonly until: number } {
  const times = createQuietTimes(spans, zone);
  const now = times.at(Date.now());
  return now.isQuiet ? now : { ...times.at(now.until), isQuiet: false };
}
