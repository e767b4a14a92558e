/** What a mail says when nobody asked VirusTotal: no demonstration may be taken for an alert. */
export const SIMULATED =
  'This is a demonstration: the answer is made up, VirusTotal was not asked.';
