import { fileEngines, networkEngines } from './engines';

/** What the attributes of API v3 and the fields of API v2 are called, the commonest last. */
const NAMES =
  'sandbox_verdicts sigma_analysis_results crowdsourced_yara_results crowdsourced_ids_results ' +
  'pe_info resource_details import_list imported_functions library_name sections entropy ' +
  'virtual_address virtual_size raw_size authentihash imphash ssdeep vhash tlsh permhash trid magic ' +
  'signature_info exiftool bytehistogram androguard dot_net_assembly first_seen_itw_date ' +
  'whois last_https_certificate last_dns_records popularity_ranks registrar as_owner country ' +
  'last_http_response_headers last_http_response_content_sha256 last_final_url redirection_chain ' +
  'scan_id scan_date permalink verbose_msg response_code positives total scans detected update ' +
  'popular_threat_classification popular_threat_category popular_threat_name ' +
  'suggested_threat_label last_analysis_results last_analysis_stats confirmed-timeout failure ' +
  'type-unsupported timeout suspicious malicious harmless undetected first_submission_date ' +
  'last_submission_date last_modification_date last_analysis_date creation_date times_submitted ' +
  'unique_sources total_votes reputation meaningful_name names tags type_description type_tag ' +
  'type_extension size md5 sha1 sha256 attributes links self data';

/** How labels begin, the commonest last. */
const LABELS =
  'phishing site|malware site|clean site|unrated site|phishing|malware|unrated|clean|Detected|' +
  'Unsafe|Malicious|Suspicious|malicious (high confidence)|Static AI - Malicious PE|' +
  'win/malicious_confidence_100% (W)|W32.AIDetectMalware|Mal/Generic-S|TrojanSpy|Trojan-Spy.|' +
  'Backdoor.|Ransom.|Adware.|HEUR:Trojan.Win32.|a variant of Win32/|Win32:MalwareX-gen [Trj]|' +
  'Gen:Variant.|Trojan.GenericKD.|Trojan.Generic|Trojan:Win32/|Trojan.Win32.';

/**
 * What reports have in common, so that not each has to hold it: names, labels and a result of each
 * engine, as VirusTotal indents them. What was packed with it cannot be read with another one.
 */
export function createPackDictionary(): Buffer {
  const names = NAMES.split(' ').map((name) => `            "${name}": `);
  const labels = LABELS.split('|').map((label) => `"result": "${label}`);
  const engines = [...networkEngines, ...fileEngines].map((engine) => `"${engine}": {`);
  return Buffer.from([...names, ...labels, ...engines, ...RESULTS].join('\n'));
}

/** One engine's result, indented as VirusTotal does, its fields in both orders that occur. */
const RESULTS = [
  ['category', 'engine_name', 'engine_update', 'engine_version', 'method', 'result'],
  ['method', 'engine_name', 'engine_version', 'engine_update', 'category', 'result'],
].map((fields) => {
  const values: Readonly<Record<string, string>> = {
    category: '"undetected"',
    engine_name: '"Bkav"',
    engine_update: '"20260101"',
    engine_version: '"1.0.0.1"',
    method: '"blacklist"',
    result: 'null',
  };
  const lines = fields.map((field) => `                    "${field}": ${values[field]}`);
  return `                "Bkav": {\n${lines.join(',\n')}\n                },`;
});
