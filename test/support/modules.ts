import account = require('../../nodes/account/virustotal-account');
import collect = require('../../nodes/collect/virustotal-collect');
import gate = require('../../nodes/gate/virustotal-gate');
import group = require('../../nodes/group/virustotal-group');
import lookup = require('../../nodes/lookup/virustotal-lookup');
import mailer = require('../../nodes/mailer/virustotal-mailer');
import notify = require('../../nodes/notify/virustotal-notify');
import raise = require('../../nodes/raise/virustotal-raise');
import store = require('../../nodes/store/virustotal-store');
import verdict = require('../../nodes/verdict/virustotal-verdict');

/** Every node of this package, to be loaded into a flow. */
export const allNodes = [
  account,
  store,
  group,
  mailer,
  collect,
  lookup,
  verdict,
  gate,
  raise,
  notify,
];
