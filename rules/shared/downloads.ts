import type { ShellCommand } from '../../core/script.ts';
import { downloadOf } from '../../languages/downloads.ts';
import { isDevice, outputFileOf } from './output.ts';

/** Whether what a command downloads is kept: as a file, unpacked, or installed. Answers that are only looked at are not. */
export function keepsDownload(command: ShellCommand): boolean {
  const download = downloadOf(command);
  if (!download || isRequest(command)) return false;
  if (download.output === 'file') return !isDevice(download.file?.value ?? '');
  const after = command.pipeline.slice(command.pipeline.indexOf(command) + 1);
  return outputFileOf(command) !== undefined || after.some(({ name }) => unpackers.has(name));
}

/** An upload, a call of an interface, a look at headers: what comes back is an answer and no file. */
const isRequest = ({ name, words }: ShellCommand): boolean =>
  (name === 'curl' ? curlRequest : wgetRequest).test(words.map(({ value }) => value).join(' '));

// A short option may follow others that take no value.
const curlRequest =
  / (?:--(?:head|data|json|form|upload-file|version|help)|-[fsSLkgqvnNiOJRj]*[IdFTV]|(?:-[fsSLkgqvnNiOJRj]*X ?|--request[ =])(?!GET))/;
const wgetRequest = / (?:--(?:spider|post-|body-|version|help)|-V|--method[ =](?!GET))/i;

const unpackers: ReadonlySet<string> = new Set([
  ...['tar', 'bsdtar', 'gtar', 'gunzip', 'gzip', 'zcat', 'bunzip2', 'bzip2', 'unxz', 'xz', 'xzcat', 'zstd', 'unzip'],
  ...['cpio', 'funzip', 'rpm2cpio', 'dpkg', 'rpm', 'docker', 'podman', 'gpg', 'apt-key', 'patch', 'psql', 'mysql'],
]);

/** Whether a command downloads the key that packages are verified with, as far as names tell. It is data to check others by. */
export function isKeyDownload(command: ShellCommand): boolean {
  const { url, file } = downloadOf(command) ?? {};
  const after = command.pipeline.slice(command.pipeline.indexOf(command) + 1);
  const names = [url?.value, file?.value, ...after.flatMap(({ words }) => words.map(({ value }) => value))];
  return (
    after.some(({ name }) => name === 'gpg' || name === 'apt-key') ||
    names.some((name) => /\.(?:asc|gpg|key|pub)$|keyrings?\/|trusted\.gpg/i.test(name ?? ''))
  );
}

/** Whether a command compares a file with a checksum or a signature. */
export function isVerification({ name, words }: ShellCommand): boolean {
  if (/^(?:g?(?:sha\d*|md5|b2|b3|ck)sum|sha256|md5)$/.test(name)) return true;
  const values = words.map(({ value }) => value);
  switch (name) {
    case 'gpg':
    case 'gpg2':
      return values.some((value) => /^--(?:verify|fingerprint|with-fingerprint|show-keys?)$/.test(value));
    case 'openssl':
      return /^(?:dgst|sha\d+|cms|smime)$/.test(values[1] ?? '');
    case 'cosign':
      return values[1]?.startsWith('verify') === true;
    case 'gh':
      return values[1] === 'attestation';
    case 'apt-key':
      return values.includes('fingerprint') || values.includes('finger');
    case 'rpm':
      return values.some((value) => value === '-K' || value === '--checksig');
    default:
      return verifiers.has(name);
  }
}

const verifiers: ReadonlySet<string> = new Set([
  ...['gpgv', 'minisign', 'signify', 'slsa-verifier', 'rekor-cli', 'certutil', 'rhash', 'jarsigner', 'apksigner'],
]);
