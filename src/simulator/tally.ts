/**
 * What an engine said, with the names of the v3 report. Files have the last three besides.
 * Source: https://docs.virustotal.com/reference/analyses-object
 */
export type Category =
  | 'malicious'
  | 'suspicious'
  | 'undetected'
  | 'harmless'
  | 'timeout'
  | 'confirmed-timeout'
  | 'failure'
  | 'type-unsupported';

/** How many engines gave each answer. The rest found nothing. */
export type Tally = Readonly<Partial<Record<Category, number>>>;
