/**
 * What a new collect node leaves out (`parseList` reads it): what every log holds and nobody means. All
 * of it is where no stranger can put anything. Where one host serves more than names (`purl.org`,
 * `googleapis.com`), an expression holds nothing but the names.
 */
export const IGNORED_BY_DEFAULT = `# Names of schemas in XML and JSON, which nobody opens
www.w3.org
schemas.microsoft.com
schemas.xmlsoap.org
schemas.openxmlformats.org
schemas.android.com
schemas.dmtf.org
docs.oasis-open.org
json-schema.org
schema.org
xmlns.com
xmlns.jcp.org
xmlns.oracle.com
ns.adobe.com
tempuri.org
ogp.me
www.opengis.net
/^https?:\\/\\/purl\\.org\\/(?:dc|rss|goodrelations)\\//
/^https?:\\/\\/java\\.sun\\.com\\/(?:xml|dtd|jsp)\\//

# Names of interfaces and labels in Kubernetes and the clouds; hosts and files below them stay
k8s.io
x-k8s.io
kubernetes.io
cluster.local
cert-manager.io
istio.io
argoproj.io
type.googleapis.com
/^[a-z0-9-]+\\.googleapis\\.com$/
/^[a-z0-9-]+\\.amazonaws\\.com$/

# By this, devices find out whether they are online
www.msftconnecttest.com
www.msftncsi.com
connectivitycheck.gstatic.com
connectivity-check.ubuntu.com
captive.apple.com
detectportal.firefox.com
nmcheck.gnome.org

# By this, programs find out whether a certificate is still good
ocsp.digicert.com
crl3.digicert.com
crl4.digicert.com
ocsp.globalsign.com
crl.globalsign.com
ocsp.sectigo.com
ocsp.pki.goog
o.pki.goog
o.lencr.org
crl.microsoft.com
oneocsp.microsoft.com
ocsp.apple.com

# The empty file: MD5, SHA-1 and SHA-256
d41d8cd98f00b204e9800998ecf8427e
da39a3ee5e6b4b0d3255bfef95601890afd80709
e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855

# What programs write where they have no hash
00000000000000000000000000000000
0000000000000000000000000000000000000000
0000000000000000000000000000000000000000000000000000000000000000
ffffffffffffffffffffffffffffffff
ffffffffffffffffffffffffffffffffffffffff
ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff
`;
