/**
 * Endings that public DNS never holds (RFC 2606, RFC 6761, RFC 8375, RFC 9476), or that offices use
 * inside. Others that are not in IANA's root are internal too; these few are so wherever they stand.
 */
export const INTERNAL_ENDINGS: ReadonlySet<string> = new Set(
  (
    'alt arpa corp domain example home internal intranet invalid lan local localdomain localhost ' +
    'mail private test workgroup'
  ).split(' '),
);

/** Those that are no words of anything else: what ends so inside a URL is the name of a host. */
export const UNMISTAKABLE_ENDINGS: ReadonlySet<string> = new Set(
  'corp internal intranet lan local localdomain localhost onion workgroup'.split(' '),
);

/** Public names that lead to the machine itself, for whoever tries a program. */
const LOOPBACK =
  'localtest.me lvh.me vcap.me lacolhost.com lolcalhost.com fuf.me lndo.site ddev.site ' +
  'localhost.direct localho.st smackaho.st traefik.me local.gd localhost.localstack.cloud ' +
  '127-0-0-1.org.uk';

/** Names below public endings with which a router, a repeater or a modem answers for itself. */
const ROUTERS =
  'fritz.box easy.box kabel.box o2.box vodafone.box congstar.box router.asus.com asusrouter.com ' +
  'repeater.asus.com asusswitch.com tplinkwifi.net tplinklogin.net tplinkap.net tplinkrepeater.net ' +
  'tplinkextender.net tplinkmodem.net tplinkeap.net tplinkplclogin.net tplogin.cn melogin.cn ' +
  'mwlogin.net mwlogin.cn falogin.cn routerlogin.net routerlogin.com mywifiext.net mywifiext.com ' +
  'orbilogin.net orbilogin.com linksyssmartwifi.com extender.linksys.com router.synology.com ' +
  'miwifi.com tendawifi.com netis.cc attlocal.net 2wire.net mafreebox.freebox.fr mabbox.bytel.fr ' +
  'my.keenetic.net setup.ubnt.com setup.ui.com my.meraki.com ap.meraki.com switch.meraki.com ' +
  'wired.meraki.com mx.meraki.com setup.meraki.com instant.arubanetworks.com ' +
  'setmeup.arubanetworks.com hi.link';

/** Names below public endings that only a network in a cloud resolves. */
const CLOUDS = 'internal.cloudapp.net vpce.amazonaws.com';

/** Public names, each with all below it, that lead nowhere but inside. */
export const INTERNAL_NAMES: ReadonlySet<string> = new Set(
  [LOOPBACK, ROUTERS, CLOUDS].flatMap((names) => names.split(' ')),
);
