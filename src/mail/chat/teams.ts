import type { MailLevel } from '../content/levels';
import type { MailTexts } from '../content/texts';
import type { Line, Telling } from './telling';

/** How a card looks by the level. */
const LOOKS: Readonly<Record<MailLevel, string>> = {
  malicious: 'attention',
  suspicious: 'warning',
  clean: 'good',
  unknown: 'emphasis',
  pending: 'emphasis',
  none: 'emphasis',
};

/**
 * What a workflow of Teams takes that posts to a channel when a webhook request comes: a message with
 * an Adaptive Card (adaptivecards.io, version 1.4). Text is in runs, in which no Markdown is read, as it
 * is in a TextBlock.
 */
export function writeTeams(telling: Telling, texts: MailTexts): object {
  const { level, title, lines, link } = telling;
  const body = [
    {
      type: 'Container',
      style: LOOKS[level],
      bleed: true,
      items: [richText([run(title, { weight: 'Bolder', size: 'Medium' })])],
    },
    ...lines.map((line) => richText(runsOf(line))),
  ];
  const action = { type: 'Action.OpenUrl', title: texts.say('card.open'), url: link };
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    msteams: { width: 'Full' },
    body,
    ...(link !== undefined && { actions: [action] }),
  };
  const contentType = 'application/vnd.microsoft.card.adaptive';
  return { type: 'message', attachments: [{ contentType, contentUrl: null, content }] };
}

function richText(inlines: readonly object[]): object {
  return { type: 'RichTextBlock', inlines };
}

/** Dates are put into `{{DATE(…)}}` also in a run. */
function run(text: string, more: object = {}): object {
  return { type: 'TextRun', text: text.replaceAll(/\{(?=\{)/g, '{ '), ...more };
}

function runsOf(line: Line): object[] {
  return line.map((piece) =>
    'link' in piece
      ? run(piece.link, { selectAction: { type: 'Action.OpenUrl', url: piece.link } })
      : run(piece.text),
  );
}
