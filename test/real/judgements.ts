/** What a person made of a captured reply who read it whole. */
interface Judgement {
  readonly file: string;
  /** A level, or the code of the failure that the reply is. */
  readonly level: string;
  /** What has to be among the reasons, for without it nobody would sign. */
  readonly reasons: readonly string[];
}

/** One for each file of the captured replies, by the settings of a new node. */
export const JUDGEMENTS: readonly Judgement[] = [
  { file: 'azul_android_apk.json', level: 'clean', reasons: ['None of 67 engines', '1 of YARA'] },
  // Two scanners, for how strongly it is compressed.
  {
    file: 'azul_bundle_info_zip_bomb.json',
    level: 'suspicious',
    reasons: ['2 of 66', 'Baidu, Varist'],
  },
  // A remote access tool, by name in engines and sandboxes.
  {
    file: 'azul_crowdsourced.json',
    level: 'malicious',
    reasons: ['54 of 75', '2 sandboxes', 'OrcusRAT', '6 of YARA'],
  },
  // By the rule of three; the names are told because guesses of machines weigh less.
  {
    file: 'azul_dotnet_binary.json',
    level: 'malicious',
    reasons: ['4 of 69 engines flag it (Bkav, Trapmine, Gridinsoft, MaxSecure)'],
  },
  {
    file: 'azul_feed_first.json',
    level: 'clean',
    reasons: ['None of 52 engines', 'intrusion detection (4 low)'],
  },
  // Fifteen engines gave up on its size and have no part in the count.
  { file: 'azul_iso_file.json', level: 'clean', reasons: ['None of 48 engines', 'Sigma (1 low)'] },
  { file: 'azul_java_file.json', level: 'clean', reasons: ['None of 66 engines'] },
  // A launcher of Python's setuptools: one engine is not nothing, and not malicious.
  {
    file: 'azul_known_distributor_file.json',
    level: 'suspicious',
    reasons: ['1 of 75 engines flags it (MaxSecure)'],
  },
  // Changes much of Windows; whoever runs it should know.
  {
    file: 'azul_powershell_script.json',
    level: 'malicious',
    reasons: ['6 of 65', '2 sandboxes call it malicious', 'Sigma (3 high'],
  },
  { file: 'azul_vba_info.json', level: 'malicious', reasons: ['26 of 65'] },
  { file: 'azul_worddoc.json', level: 'clean', reasons: ['None of 62 engines'] },
  // Compiled help that loads more.
  {
    file: 'easysearch_file.json',
    level: 'malicious',
    reasons: ['30 of 62', '2 sandboxes', 'Bitter Elephant'],
  },
  // That distributions for security tests have it excuses nothing.
  {
    file: 'eicar_with_distributors.json',
    level: 'malicious',
    reasons: ['62 of 65', 'Not lowered', 'Offensive Security', '3 sandboxes'],
  },
  { file: 'gtikit_domain.json', level: 'clean', reasons: ['None of 94 engines'] },
  // Ransomware, to the engines and to the analysts.
  { file: 'gtikit_file.json', level: 'malicious', reasons: ['44 of 73'] },
  // A resolver that everybody uses, malware too.
  {
    file: 'gtikit_ip.json',
    level: 'clean',
    reasons: ['None of 94 engines', 'Others report something about it (1 medium)'],
  },
  { file: 'gtikit_url.json', level: 'clean', reasons: ['None of 97 engines'] },
  // API v2 has no votes on domains; what lies on it is told.
  {
    file: 'msticpy_domain_pos.json',
    level: 'unknown',
    reasons: [
      'No engine gave an opinion',
      'Engines flag URLs on it: 57, the worst by 15 of 68',
      'Engines flag files downloaded from it: 26',
    ],
  },
  // Three pages that phish.
  { file: 'msticpy_file-multi_batch.json', level: 'malicious', reasons: [' of 5'] },
  { file: 'msticpy_fileresponse.json', level: 'malicious', reasons: ['65 of 71'] },
  // API v2 has no votes on addresses.
  {
    file: 'msticpy_ip-address_neg.json',
    level: 'unknown',
    reasons: [
      'No engine gave an opinion',
      'Engines flag files downloaded from it: 15, the worst by 1 of 60',
    ],
  },
  { file: 'msticpy_search_0.json', level: 'malicious', reasons: ['60 of 70'] },
  { file: 'msticpy_url_neg.json', level: 'clean', reasons: ['None of 66 engines'] },
  { file: 'msticpy_url_pos.json', level: 'malicious', reasons: ['12 of 66'] },
  {
    file: 'msticpy_vt3_file_1.json',
    level: 'malicious',
    reasons: ['40 of 68', 'C2AE (NetMiner)', 'Sigma (10 high'],
  },
  // One list.
  {
    file: 'msticpy_vt3_url_1.json',
    level: 'suspicious',
    reasons: ['1 of 80', 'Comodo Valkyrie Verdict'],
  },
  // On one list of visits, far from its top.
  { file: 'opencti_domain.json', level: 'malicious', reasons: ['6 of 93'] },
  {
    file: 'opencti_ipv4.json',
    level: 'malicious',
    reasons: ['4 of 93 engines flag it (Webroot, BitDefender, G-Data, ESET)'],
  },
  { file: 'opencti_url.json', level: 'malicious', reasons: ['11 of 93'] },
  // A completed analysis.
  { file: 'pwelch_analysis.json', level: 'clean', reasons: ['None of 79 engines'] },
  { file: 'pwelch_domain.json', level: 'clean', reasons: ['None of 94 engines'] },
  { file: 'pwelch_domain_bad_request.json', level: 'bad-request', reasons: [] },
  { file: 'pwelch_file_find.json', level: 'malicious', reasons: ['57 of 70'] },
  {
    file: 'pwelch_file_not_found.json',
    level: 'unknown',
    reasons: ['VirusTotal does not know it.'],
  },
  { file: 'pwelch_file_rate_limit.json', level: 'quota', reasons: [] },
  { file: 'pwelch_file_unauthorized.json', level: 'credentials', reasons: [] },
  { file: 'pwelch_ip.json', level: 'clean', reasons: ['None of 94 engines'] },
  // A host that everybody uses, and a file on it that phishes.
  { file: 'pwelch_url_encoding_find.json', level: 'malicious', reasons: ['5 of 90'] },
  // A wallet for coins: unwanted where nobody installed it.
  { file: 'vtx_dl_file_00.json', level: 'malicious', reasons: ['6 of 60'] },
  { file: 'vtx_dl_file_01.json', level: 'malicious', reasons: ['14 of 71'] },
  { file: 'vtx_dl_file_02.json', level: 'suspicious', reasons: ['1 of 70', 'ESET-NOD32'] },
  // A wallet for coins, as above.
  {
    file: 'vtx_dl_file_03.json',
    level: 'malicious',
    reasons: ['4 of 53 engines flag it (ESET-NOD32, Invincea, Microsoft, Sophos)'],
  },
  // A report of before domains had votes.
  { file: 'vtx_domain_get.json', level: 'unknown', reasons: ['No engine gave an opinion.'] },
  // A miner of coins.
  { file: 'vtx_ref_file_00.json', level: 'malicious', reasons: ['36 of 71'] },
  {
    file: 'vtx_search_url_00.json',
    level: 'suspicious',
    reasons: ['2 of 89', 'CMC Threat Intelligence, Dr.Web'],
  },
  { file: 'vtx_url_get.json', level: 'clean', reasons: ['None of 71 engines'] },
];
