/** What a module's `source` says, as Terraform and go-getter read it (developer.hashicorp.com/terraform/language/modules/sources). */
export type ModuleSource =
  | { readonly kind: 'local' }
  | { readonly kind: 'registry' }
  | {
      readonly kind: 'remote';
      /** An archive over HTTP, S3 or GCS, which is pinned by a checksum; else a repository, which is pinned by a `ref`. */
      readonly isArchive: boolean;
      /** What `git clone` takes for it; undefined for an archive, and for a repository of Mercurial. */
      readonly repository: string | undefined;
      /** The value of `ref`, `rev` or `checksum` and its offset in the source's text. */
      readonly pin: { readonly value: string; readonly offset: number } | undefined;
    };

/** Reads a `source`; undefined when it is of no known form. */
export function moduleSourceOf(source: string): ModuleSource | undefined {
  if (/^(?:\.\.?(?:[/\\]|$)|\/|[A-Za-z]:[/\\])/.test(source)) return { kind: 'local' };
  if (registryPattern.test(source) && !/^(?:github\.com|bitbucket\.org)\//.test(source)) return { kind: 'registry' };
  const isArchive =
    /^(?:s3|gcs|https?)::/.test(source) || (/^https?:\/\//.test(source) && !/\.git(?:\/\/|\?|$)/.test(source));
  const isRepository =
    /^(?:git|hg)::|^(?:github\.com|bitbucket\.org)\/|^git@|^ssh:\/\/|^https?:\/\/.*\.git(?:\/\/|\?|$)/.test(source);
  if (!isArchive && !isRepository) return undefined;
  const match = (isArchive ? /[?&]checksum=([^&]+)/ : /[?&](?:ref|rev)=([^&]+)/).exec(source);
  const value = match?.[1];
  const pin = value === undefined ? undefined : { value, offset: match!.index + match![0].length - value.length };
  return { kind: 'remote', isArchive, repository: isArchive ? undefined : repositoryOf(source), pin };
}

/** The address without what go-getter has around it: a forced `git::`, a `//folder`, a query; with what it adds to a shorthand. */
function repositoryOf(source: string): string | undefined {
  if (source.startsWith('hg::')) return undefined;
  const address = source.replace(/^git::/, '').replace(/\?.*$/s, '');
  const [whole] = /^(?:[a-z]+:\/\/)?.*?(?=\/\/|$)/.exec(address)!;
  if (!/^(?:github\.com|bitbucket\.org)\//.test(whole)) return whole;
  const [host, owner, name] = whole.split('/');
  return `https://${host}/${owner}/${name?.replace(/\.git$/, '')}.git`;
}

/** `NAMESPACE/NAME/PROVIDER`, with a host name before it for a private registry and `//folder` behind. */
const registryPattern = /^(?:[\w-]+(?:\.[\w-]+)+(?::\d+)?\/)?[\w-]+\/[\w-]+\/[a-z0-9]+(?:\/\/[^?]*)?$/;
