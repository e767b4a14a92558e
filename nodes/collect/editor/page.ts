import { countFrom } from '../../../editor/shared/counts';
import { input, labelStyle, offerTypes, validProperty } from '../../../editor/shared/dialog';
import { atLeast, emptyOrAtLeast, read } from '../../../editor/shared/durations';
import { kindsIn, prepareKinds, validFind } from '../../../editor/shared/kinds';
import { validList } from '../../../editor/shared/lists';
import { CATEGORY_DESCRIPTION } from '../../../editor/shared/palette';
import { offerWindow } from './window';

interface CollectProperties {
  name: string;
  source: string;
  property: string;
  propertyType: string;
  find: string;
  window: string;
  every: string;
  limit: number;
  maxDistinct: number;
  lines: boolean;
  skip: boolean;
  account: string;
  ignore: string;
  store: string;
}

/** Says where events are missed between two sendings. */
function showGap(node: Translating): void {
  const every = read(input('every').val());
  const window = read(input('window').val());
  const hasGap = every !== undefined && window !== undefined && every > window;
  const told = hasGap ? node._('tip.gap') : '';
  $('#virustotal-collect-gap').text(told).toggle(hasGap);
}

/** The keys of what each kind is called in the label of a node. */
const KINDS = new Map([
  ['url', 'kind.url'],
  ['file', 'kind.file'],
  ['domain', 'kind.domain'],
  ['ip', 'kind.ip'],
]);

/** What the node does: `urls, top 4 each 1h`. What an older node lacks is as the runtime takes it. */
function labelOf(node: Translating & Partial<CollectProperties>): string {
  const { find = 'url', limit = 4, every = '1h' } = node;
  const names = kindsIn(find).map((kind) => node._(KINDS.get(kind) ?? ''));
  if (names.length === 0) return node._('name.plain');
  const marks = { kinds: names.join(', '), limit, every };
  const isAll = String(limit) === '0';
  if (every.trim() === '') return node._(isAll ? 'name.allWhenTold' : 'name.topWhenTold', marks);
  return node._(isAll ? 'name.allEach' : 'name.topEach', marks);
}

/** The account only says what is left out. */
function showAccount(): void {
  $('.virustotal-collect-account').toggle(input('skip').is(':checked'));
}

RED.nodes.registerType<CollectProperties>('virustotal-collect', {
  category: 'VirusTotal',
  categoryDescription: CATEGORY_DESCRIPTION,
  color: '#3FADB5',
  defaults: {
    name: { value: '' },
    source: { value: 'text' },
    property: { value: 'payload', required: true, validate: validProperty },
    propertyType: { value: 'msg' },
    find: { value: 'url', validate: validFind },
    window: { value: '1h', validate: atLeast(1000, 'error.window') },
    every: { value: '1h', validate: emptyOrAtLeast(1000, 'error.every') },
    limit: { value: 4, validate: countFrom(0, 'error.count') },
    maxDistinct: { value: 100000, validate: countFrom(1, 'error.positive') },
    lines: { value: true },
    skip: { value: true },
    account: { value: '', type: 'virustotal-account', required: false },
    // As in src/indicator/ignored-by-default.ts; the flow library reads what is written out here.
    ignore: {
      value:
        '# Names of schemas in XML and JSON, which nobody opens\nwww.w3.org\nschemas.microsoft.com\nschemas.xmlsoap.org\nschemas.openxmlformats.org\nschemas.android.com\nschemas.dmtf.org\ndocs.oasis-open.org\njson-schema.org\nschema.org\nxmlns.com\nxmlns.jcp.org\nxmlns.oracle.com\nns.adobe.com\ntempuri.org\nogp.me\nwww.opengis.net\n/^https?:\\/\\/purl\\.org\\/(?:dc|rss|goodrelations)\\//\n/^https?:\\/\\/java\\.sun\\.com\\/(?:xml|dtd|jsp)\\//\n\n# Names of interfaces and labels in Kubernetes and the clouds; hosts and files below them stay\nk8s.io\nx-k8s.io\nkubernetes.io\ncluster.local\ncert-manager.io\nistio.io\nargoproj.io\ntype.googleapis.com\n/^[a-z0-9-]+\\.googleapis\\.com$/\n/^[a-z0-9-]+\\.amazonaws\\.com$/\n\n# By this, devices find out whether they are online\nwww.msftconnecttest.com\nwww.msftncsi.com\nconnectivitycheck.gstatic.com\nconnectivity-check.ubuntu.com\ncaptive.apple.com\ndetectportal.firefox.com\nnmcheck.gnome.org\n\n# By this, programs find out whether a certificate is still good\nocsp.digicert.com\ncrl3.digicert.com\ncrl4.digicert.com\nocsp.globalsign.com\ncrl.globalsign.com\nocsp.sectigo.com\nocsp.pki.goog\no.pki.goog\no.lencr.org\ncrl.microsoft.com\noneocsp.microsoft.com\nocsp.apple.com\n\n# The empty file: MD5, SHA-1 and SHA-256\nd41d8cd98f00b204e9800998ecf8427e\nda39a3ee5e6b4b0d3255bfef95601890afd80709\ne3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n\n# What programs write where they have no hash\n00000000000000000000000000000000\n0000000000000000000000000000000000000000\n0000000000000000000000000000000000000000000000000000000000000000\nffffffffffffffffffffffffffffffff\nffffffffffffffffffffffffffffffffffffffff\nffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff\n',
      validate: validList('ignore', 'error.ignore'),
    },
    store: { value: '', type: 'virustotal-store', required: false },
  },
  inputs: 1,
  outputs: 1,
  icon: 'virustotal-collect.svg',
  paletteLabel() {
    return this._('name.plain');
  },
  label() {
    return this.name || labelOf(this);
  },
  labelStyle,
  inputLabels() {
    return this._('port.events');
  },
  outputLabels() {
    return this._('port.indicators');
  },
  oneditprepare() {
    offerTypes('property', ['msg', 'flow', 'global', 'jsonata']);
    prepareKinds(this, 'virustotal-collect');
    input('skip').on('change', showAccount);
    showAccount();
    $('#node-input-window, #node-input-every').on('change keyup', () => showGap(this));
    showGap(this);
    offerWindow(this);
  },
});
