import { createTexts } from '../text/texts';

/**
 * The sentences of the reasons, in English, which are those of a verdict. What is in one of them is
 * named by `PLACES` in `translate-reason.ts`, by which a sentence is understood again: whoever adds a
 * sentence here adds what is new in it there.
 */
export const REASON_TEXTS = {
  'reason.pending': 'VirusTotal has not finished analysing it.',
  'reason.unknown': 'VirusTotal does not know it.',
  'reason.allowed': 'Your own list says that it is known to be good; VirusTotal was not asked.',
  'reason.noOpinion': 'No engine gave an opinion__leftOut__.',
  'reason.leftOut.some': ' (__count__ left out)',

  'reason.none': 'None of __total__ engines flags it.',
  'reason.uncounted': 'None of __total__ engines is counted, but listed as flagging it: __names__.',
  'reason.malicious': '__share____named__; from __from__ __it__ is malicious.',
  'reason.suspicious':
    '__share____named__; from __from__ __it__ is suspicious, from __worse__ malicious.',
  'reason.clean': '__share____named__; below __from__ __it__ is clean.',
  'reason.trustedAmong': '__share__; __trusted__ among them: __names__.',
  'reason.trustedListed': '__share__; __trusted__ in the list of results: __names__.',
  'reason.share.flag_one': '__count__ of __total__ engines flags it',
  'reason.share.flag_other': '__count__ of __total__ engines flag it',
  'reason.named.all': ' (__names__)',
  'reason.trusted.engines_one': '__count__ trusted engine',
  'reason.trusted.engines_other': '__count__ trusted engines',
  'reason.it.any': 'it',
  'reason.it.file': 'a file',
  'reason.it.url': 'a URL',
  'reason.it.domain': 'a domain',
  'reason.it.ip': 'an IP address',

  'reason.trustIsEnough': 'One trusted engine is enough for malicious.',
  'reason.trustOrCount':
    'One trusted engine is enough for malicious; without one, __it__ is malicious from __from__.',
  'reason.assessed': 'Google Threat Intelligence assesses it as __level____details__.',
  // Before the next, which would take a score for a part of the severity.
  'reason.details.both': ' (severity __severity__, score __score__ of 100)',
  'reason.details.severity': ' (severity __severity__)',
  'reason.details.score': ' (score __score__ of 100)',
  'reason.raised': 'That raises it from __counted__ to __level__.',
  'reason.level.malicious': 'malicious',
  'reason.level.suspicious': 'suspicious',
  'reason.level.clean': 'clean',
  'reason.level.unknown': 'unknown',
  'reason.level.pending': 'pending',

  'reason.lowered': 'Lowered from malicious to suspicious: __why__.',
  'reason.notLowered': 'Not lowered to suspicious although __why__: __objection__.',
  'reason.why.distributors_one': '__names__ is known to distribute it',
  'reason.why.distributors_other': '__names__ are known to distribute it',
  'reason.why.goodware': '__maker__ vouches for it as goodware',
  'reason.why.popular': 'it is popular, number __rank__ of __ranking__',
  'reason.and': ', and ',
  'reason.comma': ', ',
  'reason.maker.nobody': 'its maker',
  'reason.objection.trusted': 'a trusted engine flags it',
  'reason.objection.analysts': "Google's analysts call it __level__",
  'reason.objection.many': 'too many engines flag it',

  'reason.ignored_one': '__count__ ignored engine is left out.',
  'reason.ignored_other': '__count__ ignored engines are left out.',
  'reason.stale': 'The analysis is stale: it is __age__ old.',
  'reason.age.day_one': '__count__ day',
  'reason.age.day_other': '__count__ days',
  'reason.age.hour_one': '__count__ hour',
  'reason.age.hour_other': '__count__ hours',
  'reason.age.minute_one': '__count__ minute',
  'reason.age.minute_other': '__count__ minutes',
  'reason.age.second_one': '__count__ second',
  'reason.age.second_other': '__count__ seconds',

  'reason.sandboxes_one': '__count__ sandbox calls it __level__: __names__.',
  'reason.sandboxes_other': '__count__ sandboxes call it __level__: __names__.',
  'reason.rules': "The public's rules match: __matches__.",
  'reason.match.yara': '__count__ of YARA',
  'reason.match.sigma': 'Sigma (__severities__)',
  'reason.match.ids': 'intrusion detection (__severities__)',
  'reason.reported': 'Others report something about it (__severities__).',
  'reason.rated.critical': '__count__ critical',
  'reason.rated.high': '__count__ high',
  'reason.rated.medium': '__count__ medium',
  'reason.rated.low': '__count__ low',
  'reason.rated.info': '__count__ info',
  'reason.severity.critical': 'critical',
  'reason.severity.high': 'high',
  'reason.severity.medium': 'medium',
  'reason.severity.low': 'low',
  'reason.severity.none': 'none',
  'reason.severity.unknown': 'unknown',
  'reason.machine': 'An analysis of its code by a machine calls it __level__: __names__.',
  'reason.nearby': 'Engines flag __what__: __flagged__, the worst by __positives__ of __total__.',
  'reason.what.urls': 'URLs on it',
  'reason.what.downloaded': 'files downloaded from it',
  'reason.what.communicating': 'files that talk to it',
  'reason.what.referring': 'files that name it',
  'reason.more': ' and __count__ more',
} as const;

/** What a verdict says. */
export const { say } = createTexts(REASON_TEXTS);
