import { isKnown } from '../../core/embedded.ts';
import type { ShellCommand } from '../../core/script.ts';

/** Objects that a command brings from the object storage of a cloud. */
export interface ObjectFetch {
  /** The object's name without its bucket, or what the names begin with; parts may be `UNKNOWN`. */
  readonly key: string;
  /** What the object is in: bucket or container. */
  readonly bucket: string;
  readonly target: 'file' | 'stdout';
  /** Whether a generation or version of the object is named, which cannot be replaced. */
  readonly isVersioned: boolean;
}

/** The objects that a command of S3's, Google's or Azure's tools downloads; undefined for uploads and all else. */
export function objectFetchOf({ name, words }: ShellCommand): ObjectFetch | undefined {
  const values = words.slice(1).map(({ value }) => value);
  const has = (pattern: RegExp): boolean => pattern.test(values.join(' '));
  const optionValue = (...options: readonly string[]): string | undefined => {
    const at = values.findIndex((value) =>
      options.some((option) => value === option || value.startsWith(`${option}=`)),
    );
    return values[at]?.includes('=')
      ? values[at].slice(values[at].indexOf('=') + 1)
      : at === -1
        ? undefined
        : values[at + 1];
  };
  switch (name) {
    case 'aws':
      if (has(/(?:^| )s3 (?:cp|mv|sync) /)) return between(values, /^s3:\/\/[^/]*\/?/);
      if (!has(/(?:^| )s3api get-object /)) return undefined;
      return {
        key: optionValue('--key') ?? '',
        bucket: optionValue('--bucket') ?? '',
        target: 'file',
        isVersioned: has(/ --version-id[ =]/),
      };
    case 's3cmd':
      return has(/(?:^| )(?:get|sync) /) ? between(values, /^s3:\/\/[^/]*\/?/) : undefined;
    case 'gsutil':
      return has(/(?:^| )(?:cp|mv|rsync) /) ? between(values, /^gs:\/\/[^/]*\/?/) : undefined;
    case 'gcloud':
      return has(/(?:^| )storage (?:cp|mv|rsync) /) ? between(values, /^gs:\/\/[^/]*\/?/) : undefined;
    case 'azcopy':
      return has(/^(?:copy|cp|sync) /)
        ? between(values, /^https:\/\/[^/]*\.blob\.core\.windows\.net\/[^/?]*\/?/)
        : undefined;
    case 'az':
      if (!has(/(?:^| )storage blob download(?:-batch)?(?: |$)/)) return undefined;
      return {
        key: optionValue('-n', '--name', '--pattern') ?? '',
        bucket: optionValue('-c', '--container-name') ?? '',
        target: 'file',
        isVersioned: has(/ --(?:version-id|snapshot)[ =]/),
      };
    default:
      return undefined;
  }
}

/** A copy from the storage to somewhere else. */
function between(values: readonly string[], bucket: RegExp): ObjectFetch | undefined {
  const at = values.findIndex((value) => bucket.test(value));
  const source = values[at];
  const target = values.slice(at + 1).find((value) => value === '-' || !value.startsWith('-'));
  if (source === undefined || target === undefined || bucket.test(target)) return undefined;
  const [name = ''] = bucket.exec(source) ?? [];
  const key = source.slice(name.length).replace(/\?.*$/s, '');
  return {
    key,
    bucket: name,
    target: target === '-' ? 'stdout' : 'file',
    isVersioned: /#\d+$/.test(key) || /[?&]versionid=/i.test(source),
  };
}

/** Whether an object may be code, as far as its name tells, and its name is one that stays the same for newer ones. */
export const mayBeMovingCode = ({ key, bucket, isVersioned }: ObjectFetch): boolean =>
  !isVersioned && isKnown(key) && !namesVersion.test(key) && !isData.test(key) && !holdsData.test(bucket + key);

const namesVersion = /\d+\.\d+|(?<!\w)[0-9a-f]{7,40}(?!\w)/i;
/** Endings of settings, keys and data. */
const isData = new RegExp(
  String.raw`\.(?:env|json|ya?ml|conf(?:ig)?|cfg|cnf|ini|toml|properties|xml|pem|crt|cer|key|p12|pfx|jks|pub|lic|txt|asc|gpg` +
    '|csv|tsv|parquet|avro|sql|dump|bak|rdb|bson|log|png|jpe?g|svg|mp4|pdf|onnx|pt|safetensors|gguf|tfstate)' +
    String.raw`(?:\.(?:gz|bz2|xz|zst))?$`,
  'i',
);
const holdsData = /backup|dump|snapshot|\bdata|dataset|conf|cert|ssl|secret|cred|key|licen[cs]e|model|state|\blogs?\b/i;

/** Whether a name is one of a file that holds code. */
export const isCodeFile = (name: string): boolean =>
  /\.(?:jar|war|sh|bash|py|js|mjs|rb|pl|php|phar|so|wasm|deb|rpm|whl|gem|exe|run|appimage|hpi|jpi)$/i.test(
    name.replace(/[?#].*$/s, ''),
  );
