import { UNKNOWN } from '../../core/embedded.ts';
import { isCommit } from './versions.ts';

/** Whether an address leads to another machine by HTTP or FTP, for all that is known: not to this one, its network or its cloud's metadata. */
export function isRemoteAddress(address: string): boolean {
  const host = /^(?:https?|ftp):\/\/(?:[^/@]*@)?(\[[^\]]*\]|[^/:?#]*)/i.exec(address)?.[1]?.toLowerCase();
  if (host === undefined) return /^[\w-]+(?:\.[\w-]+)+\/\S/.test(address) && !isLocalHost(address.replace(/\/.*/s, ''));
  return host !== '' && !isLocalHost(host);
}

const isLocalHost = (host: string): boolean =>
  /^(?:127\.|10\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.|0\.0\.0\.0$|\[)/.test(host) ||
  /(?:^|\.)(?:localhost|local|internal|svc|svc\.cluster\.local)$/.test(host) ||
  // A name without a dot is that of a service beside this one, and a name that is not known may be.
  !host.includes('.');

/**
 * What makes the address of a file one whose content is replaced by newer ones: `latest`, `main`. Undefined for an address
 * that says nothing of the kind.
 */
export function movingPartOf(address: string): string | undefined {
  const path = address.replace(/^\w+:\/\/[^/]*/, '');
  const named = /(?:^|[/._=-])(latest|nightly)(?=[/._?&-]|$)/i.exec(path)?.[1];
  return named ?? /\/(LATEST_RELEASE|stable(?:-[\d.]+)?\.txt)\b/.exec(path)?.[1] ?? branchOf(address);
}

/** Whether an address names a full commit, so that what it gives cannot be replaced. */
export const namesCommit = (address: string): boolean =>
  /[/=@](?:[0-9a-f]{40}|[0-9a-f]{64})(?=[/.?&]|$)/i.test(address);

/** The branch that an address of a file or archive at a host of git repositories names, when it is none of a tag or commit. */
function branchOf(address: string): string | undefined {
  for (const pattern of branchPatterns) {
    const [, name] = pattern.exec(address) ?? [];
    if (name !== undefined && branchNames.test(name) && !isCommit(name) && !name.includes(UNKNOWN)) return name;
  }
  return undefined;
}

const branchPatterns: readonly RegExp[] = [
  /^https?:\/\/raw\.(?:githubusercontent|github)\.com\/[^/]+\/[^/]+\/(?:refs\/heads\/)?([^/?]+)/,
  /^https?:\/\/github\.com\/[^/]+\/[^/]+\/(?:raw|blob|tarball|zipball)\/(?:refs\/heads\/)?([^/?]+)/,
  /^https?:\/\/github\.com\/[^/]+\/[^/]+\/archive\/(?:refs\/heads\/)?([^/?]+?)(?:\.tar\.gz|\.tgz|\.zip)?(?:$|[?#])/,
  /^https?:\/\/(?:codeload|api)\.github\.com\/.*\/(?:tarball|zipball|tar\.gz|zip)\/(?:refs\/heads\/)?([^/?]+)/,
  /^https?:\/\/[^/]+\/.+\/-\/(?:raw|archive)\/(?:refs\/heads\/)?([^/?]+)/,
  /^https?:\/\/bitbucket\.org\/[^/]+\/[^/]+\/(?:raw|get)\/([^/?]+?)(?:\.tar\.gz|\.zip)?(?:$|[/?#])/,
];

const branchNames = /^(?:main|master|trunk|head|develop|development|dev|next|stable|gh-pages)$/i;
