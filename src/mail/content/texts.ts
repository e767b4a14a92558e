import { createTexts, type Texts, type Translation } from '../../text/texts';
import { REASON_TEXTS } from '../../verdict/reason-texts';

/**
 * All words of a mail in English, but for what the message itself says. A translation has the same keys,
 * as `locales/<language>/mail.json`: each dot is a step down.
 */
export const ENGLISH_TEXTS = {
  ...REASON_TEXTS,

  'default.subject': '{{verdict.level}}: {{verdict.indicator.value}}',
  'default.text': `{{verdict.indicator.value}} is {{verdict.level}}: {{verdict.count}} engines flag it.

{{verdict.reasons}}
{{#count}}
Times seen: {{count}}{{#firstSeen}}, first received {{firstSeen}}, last {{lastSeen}}{{/firstSeen}}
{{/count}}
{{#alert.suppressed}}
Alerts suppressed: {{alert.suppressed}}{{#alert.suppressedSince}} since {{alert.suppressedSince}}{{/alert.suppressedSince}}
{{/alert.suppressed}}
{{#verdict.detections.length}}
Flagged by{{#verdict.detections}} · {{engine}}{{/verdict.detections}}
{{/verdict.detections.length}}

{{verdict.link}}`,
  'default.chat': `{{verdict.reasons}}
{{#count}}
Times seen: {{count}}
{{/count}}
{{#alert.suppressed}}
Alerts suppressed: {{alert.suppressed}}
{{/alert.suppressed}}
{{#verdict.detections.length}}
Flagged by{{#verdict.detections}} · {{engine}}{{/verdict.detections}}
{{/verdict.detections.length}}`,

  'level.malicious': 'malicious',
  'level.suspicious': 'suspicious',
  'level.clean': 'clean',
  'level.unknown': 'unknown',
  'level.pending': 'not analysed yet',
  'level.none': 'without a verdict',
  'title.malicious': 'Malicious',
  'title.suspicious': 'Suspicious',
  'title.clean': 'Clean',
  'title.unknown': 'Unknown',
  'title.pending': 'Not analysed yet',
  'title.none': 'Message',
  'title.numbered': '__title__ · __number__',

  time: '__year__-__month__-__day__ __time__ UTC',
  list: '__names__ and __count__ more',
  bytes: '[__count__ bytes]',
  notShown: '(not shown)',

  simulated: 'This is a demonstration: the answer is made up, VirusTotal was not asked.',
  'tlp.malformed': 'What it is marked with is no TLP label (__value__) and taken for __mark__.',
  'cut.after': '[The text is longer. It is cut off here, after __count__ characters.]',
  'cut.here': '[The text is longer. It is cut off here.]',

  'card.flagged': 'engines flag it',
  'card.open': 'Open in VirusTotal',
  'card.alert': 'Alert',
  'card.why': 'Why',
  'card.event': 'The event',
  'card.report': 'What VirusTotal knows',
  'card.engines': 'Engines that flag it',
  'card.suspicious': '__label__ (suspicious)',
  'card.onlySuspicious': '(suspicious)',
  'card.more': 'and __count__ more',

  'alert.detection': 'Detection',
  'alert.severity': 'Severity',
  'alert.ofTen': '__severity__ of 10',
  'alert.raised': 'Raised',
  'alert.reason': 'Reason',
  'alert.first': 'the first alert about it',
  'alert.again': 'it was seen again after the quiet time',
  'alert.escalated': 'it got worse',
  'alert.unsuppressed': 'nothing is suppressed',
  'alert.quiet-over': 'it came during quiet hours',
  'alert.silence-over': 'it was silenced meanwhile',
  'alert.timesSeen': 'Times seen',
  'alert.firstReceived': 'First received',
  'alert.lastReceived': 'Last received',
  'alert.suppressed': 'Suppressed',
  'alert.suppressedSince': '__suppressed__ since __time__',
  'alert.quietUntil': 'Quiet until',

  'report.threat': 'Threat',
  'report.names': 'Names',
  'report.categories': 'Categories',
  'report.tags': 'Tags',
  'report.reputation': 'Reputation',
  'report.severity': 'severity __severity__',
  'report.score': 'score __score__ of 100',
  'report.sandboxes': 'Sandboxes',
  'report.harmless': 'harmless',
  'report.benign': 'benign',
  'report.undetected': 'undetected',
  'report.analysed': 'Analysed',
  'report.longAgo': '__time__, long ago',
  'report.link': 'Link',

  'digest.alerts_one': '__count__ alert',
  'digest.alerts_other': '__count__ alerts',
  'digest.counted': '__alerts__: __levels__',
  'digest.level': '__count__ __level__',
  'digest.number': '__index__ of __count__',
  'digest.shown':
    'The worst come first; __shown__ of __count__ are shown below with more about them.',
  'digest.tooMany': '__count__ more did not fit into this mail',
  'digest.notNamed': '__count__ more are not named here.',
  'digest.ofThem': '__count__ of them are not named here.',

  'test.subject': 'Test mail from Node-RED',
  'test.text':
    'This is a test. The mail server __server__ has taken it: mails about alerts can go the same way.',

  'page.note':
    'Addresses and links of the event are written so that nobody opens them by accident: __scheme__ stands for http, __dot__ for a dot, __colon__ for a colon.',
} as const;

/** The texts of a mail in one language. */
export type MailTexts = ReturnType<typeof createMailTexts>;

export function createMailTexts(translation?: Translation): Texts<MailKey> {
  return createTexts(ENGLISH_TEXTS, translation);
}

type MailKey = Parameters<ReturnType<typeof createTexts<typeof ENGLISH_TEXTS>>['say']>[0];

/** What a mail says where no other language is wanted. */
export const ENGLISH: Texts<MailKey> = createMailTexts();
