import type { AddressFacts, Analysed, DomainFacts, Facts, FileFacts, UrlFacts } from './facts';
import type { Analysis, AnalysisStatus } from './knowledge';
import { opinionsOf, statsOf, type Opinion } from './opinions';

const API = 'https://www.virustotal.com/api/v3';

/** The path of each type's objects. */
export const collections = {
  file: 'files',
  url: 'urls',
  domain: 'domains',
  ip_address: 'ip_addresses',
} as const;

/** The `data` of a v3 report. Source: https://docs.virustotal.com/reference/files and its siblings. */
export function reportObject(analysed: Analysed): object {
  const { facts } = analysed;
  return {
    id: facts.id,
    type: facts.type,
    links: { self: `${API}/${collections[facts.type]}/${facts.id}` },
    attributes: { ...ownAttributes(analysed), ...commonAttributes(analysed) },
  };
}

/**
 * The body of `GET /analyses/{id}`. In progress it already shows some results, as the service does:
 * only `status` tells whether it is done. Source: https://docs.virustotal.com/reference/analysis
 */
export function analysisBody(analysis: Analysis, status: AnalysisStatus): object {
  const { id, facts, submittedAt } = analysis;
  const opinions = opinionsOf(facts);
  const shown = { queued: 0, 'in-progress': Math.ceil(opinions.length / 3), completed: Infinity };
  const results = opinions.slice(0, shown[status]);
  return {
    data: {
      id,
      type: 'analysis',
      links: {
        self: `${API}/analyses/${id}`,
        item: `${API}/${collections[facts.type]}/${facts.id}`,
      },
      attributes: {
        date: submittedAt,
        status,
        stats: statsOf(facts.type, results),
        results: resultsByEngine(facts.type, results, submittedAt),
      },
    },
    ...analysisMeta(facts),
  };
}

function analysisMeta(facts: Facts): object {
  if (facts.type === 'url') return { meta: { url_info: { id: facts.id, url: facts.url } } };
  if (facts.type !== 'file') return {};
  const { md5, sha1, sha256, size } = facts;
  return { meta: { file_info: { md5, sha1, sha256, size } } };
}

function commonAttributes({ facts, analysedAt }: Analysed): object {
  const opinions = opinionsOf(facts);
  return {
    last_analysis_date: analysedAt,
    last_analysis_stats: statsOf(facts.type, opinions),
    last_analysis_results: resultsByEngine(facts.type, opinions, analysedAt),
    last_modification_date: analysedAt,
    reputation: facts.reputation,
    total_votes: facts.votes,
    tags: facts.tags,
  };
}

function ownAttributes({ facts, ...times }: Analysed): object {
  switch (facts.type) {
    case 'file':
      return fileAttributes({ facts, ...times });
    case 'url':
      return urlAttributes({ facts, ...times });
    case 'domain':
      return domainAttributes({ facts, ...times });
    case 'ip_address':
      return addressAttributes(facts);
  }
}

function fileAttributes({ facts, analysedAt, firstSubmittedAt }: Analysed<FileFacts>): object {
  return {
    md5: facts.md5,
    sha1: facts.sha1,
    sha256: facts.sha256,
    size: facts.size,
    names: facts.names,
    meaningful_name: facts.names[0],
    type_description: facts.typeDescription,
    type_tag: facts.typeTag,
    first_submission_date: firstSubmittedAt,
    last_submission_date: analysedAt,
    times_submitted: facts.names.length,
    unique_sources: facts.names.length,
    ...(facts.distributors && {
      known_distributors: {
        ...facts.distributors,
        data_sources: ['National Software Reference Library (NSRL)'],
      },
    }),
    ...(facts.sandboxes && { sandbox_verdicts: sandboxVerdicts(facts.sandboxes) }),
    ...(facts.threat && { popular_threat_classification: threatClassification(facts.threat) }),
  };
}

function sandboxVerdicts(sandboxes: NonNullable<FileFacts['sandboxes']>): object {
  const verdicts = Object.entries(sandboxes).map(([sandbox, category]) => [
    sandbox,
    {
      category,
      sandbox_name: sandbox,
      malware_classification: [category === 'malicious' ? 'MALWARE' : 'CLEAN'],
    },
  ]);
  return Object.fromEntries(verdicts);
}

function threatClassification(threat: NonNullable<FileFacts['threat']>): object {
  return {
    suggested_threat_label: threat.label,
    popular_threat_category: counted(threat.categories),
    popular_threat_name: counted(threat.names),
  };
}

function counted(counts: Readonly<Record<string, number>>): object[] {
  return Object.entries(counts).map(([value, count]) => ({ value, count }));
}

function urlAttributes({ facts, analysedAt, firstSubmittedAt }: Analysed<UrlFacts>): object {
  return {
    url: facts.url,
    last_final_url: facts.url,
    ...(facts.title !== undefined && { title: facts.title }),
    categories: facts.categories,
    threat_names: facts.threatNames,
    first_submission_date: firstSubmittedAt,
    last_submission_date: analysedAt,
    last_http_response_code: 200,
    times_submitted: 1 + facts.votes.harmless + facts.votes.malicious,
  };
}

function domainAttributes({ facts, analysedAt }: Analysed<DomainFacts>): object {
  return {
    categories: facts.categories,
    popularity_ranks: Object.fromEntries(
      Object.entries(facts.popularity).map(([list, rank]) => [
        list,
        { rank, timestamp: analysedAt },
      ]),
    ),
    whois: whoisOf(facts),
  };
}

function addressAttributes(facts: AddressFacts): object {
  return {
    asn: facts.asn,
    as_owner: facts.asOwner,
    country: facts.country,
    continent: facts.continent,
    network: facts.network,
    regional_internet_registry: facts.registry,
    whois: whoisOf(facts),
  };
}

/** The registration text, the same in both versions of the API. */
export function whoisOf(facts: DomainFacts | AddressFacts): string {
  if (facts.type === 'domain') return `Domain Name: ${facts.id.toUpperCase()}`;
  return `CIDR: ${facts.network}\nOrganization: ${facts.asOwner}\nOriginAS: AS${facts.asn}`;
}

function resultsByEngine(
  type: Facts['type'],
  opinions: readonly Opinion[],
  analysedAt: number,
): object {
  return Object.fromEntries(
    opinions.map(({ engine, version, category, result }) => [
      engine,
      {
        method: 'blacklist',
        engine_name: engine,
        ...(type === 'file' && {
          engine_version: version,
          engine_update: compactDate(analysedAt),
        }),
        category,
        result,
      },
    ]),
  );
}

/** `YYYYMMDD` of a time in seconds since the Unix epoch, UTC. */
export function compactDate(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10).replaceAll('-', '');
}
