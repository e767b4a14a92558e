import { ENGLISH } from './texts';

/** What a mail says when nobody asked VirusTotal: no demonstration may be taken for an alert. */
export const SIMULATED = ENGLISH.say('simulated');
