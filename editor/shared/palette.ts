/** The catalogue of a node, as the editor names it. */
const CATALOGUE = '@alertwire/node-red-virustotal/virustotal-collect';

/**
 * What the palette says about our category. The editor looks the text up when the pointer rests
 * there, and for a category it asks no node for it: so the key names its catalogue.
 */
export const CATEGORY_DESCRIPTION = [CATALOGUE, 'category.description'].join(':');
