import type { Script } from './script.ts';
import type { Span, TextEdit } from './text.ts';

/**
 * Facts are what rules see: the same plain types whatever language they were read from. All are read-only values whose
 * spans are UTF-16 offsets into the document's text.
 */
export interface Facts {
  readonly images: readonly ImageReference[];
  readonly scripts: readonly Script[];
  readonly ports: readonly Port[];
  readonly mounts: readonly Mount[];
  readonly workloads: readonly Workload[];
  /** Packages that are named as data and not by a command, such as cloud-init's `packages:`. */
  readonly packageLists: readonly PackageList[];
  /** Files that are written by a declaration and not by a command, such as COPY or cloud-init's `write_files:`. */
  readonly fileWrites: readonly FileWrite[];
}

/** Where something is: now, and by a name that survives edits elsewhere, such as `Deployment/web/containers[app]/image`. */
export interface Place {
  readonly span: Span;
  readonly path: string;
}

/** Another place that a value comes from: an ARG, a Terraform variable, a local. */
export interface Origin {
  /** Path of the file, in the form of `Document.path`. */
  readonly file: string;
  readonly span: Span;
  /** What it is called in its language: `ARG BASE`, `var.image`, `local.tag`. */
  readonly name: string;
}

/** Where an image is named. */
export type ImageUsage =
  | 'base'
  | 'copy-from'
  | 'mount-from'
  | 'frontend'
  | 'container'
  | 'init-container'
  | 'ephemeral-container'
  | 'volume'
  | 'function'
  | 'resource';

/** A reference to a container image. `scratch` and build stages are not images and never appear as one. */
export interface ImageReference extends Place {
  readonly usage: ImageUsage;
  /** As written, variables unexpanded. */
  readonly text: string;
  /** Registry and repository after resolution, as written (no default registry added); parts that cannot be known are `UNKNOWN`. */
  readonly name: string;
  readonly version: ImageVersion;
  /** What the value was resolved through, nearest first; empty when it is written in place. */
  readonly origins: readonly Origin[];
}

export type ImageVersion =
  /** Neither tag nor digest. `insertAt` is where `:tag` can be written, when that place is in this document. */
  | { readonly kind: 'none'; readonly insertAt: number | undefined }
  /** `span` covers the tag without its colon, when it stands in this document as it is. */
  | { readonly kind: 'tag'; readonly tag: string; readonly span: Span | undefined }
  | { readonly kind: 'digest'; readonly digest: string; readonly tag: string | undefined }
  /** Version and perhaps name hang on something nobody can know here. */
  | { readonly kind: 'unresolved' };

/** A TCP or UDP port that something listens on or is published at. */
export interface Port extends Place {
  readonly port: number;
  readonly usage: 'expose' | 'container' | 'service' | 'published';
  /** The edits that take it out and leave the rest whole; undefined when that cannot be done here. Computed when read. */
  readonly removal: readonly TextEdit[] | undefined;
}

/** Something mounted into a container. `span` is that of the mount's source (the host path, the claim). */
export interface Mount extends Place {
  readonly source:
    | { readonly kind: 'host-path'; readonly path: string }
    | { readonly kind: 'claim'; readonly claim: string | undefined }
    | { readonly kind: 'empty-dir' }
    | { readonly kind: 'other' };
  /** Where it is mounted in the container; undefined when unknown or not mounted. */
  readonly target: string | undefined;
  /** True also where a value that nobody can know here decides. */
  readonly isReadOnly: boolean;
  /** The edits that take out the volume and every mount of it. Computed when read. */
  readonly removal: readonly TextEdit[] | undefined;
  /** The edits that make every mount of it read-only; undefined where that cannot be done here. Computed when read. */
  readonly readOnly: readonly TextEdit[] | undefined;
}

/** Something that runs containers: a pod, or what makes pods. `span` is that of its name, or of its kind when it has none. */
export interface Workload extends Place {
  /** `Deployment`, `StatefulSet`, `Pod`, ... */
  readonly kind: string;
  readonly name: string | undefined;
  readonly namespace: string | undefined;
  readonly containers: readonly Container[];
  readonly operatingSystem: 'linux' | 'windows';
  /** What it shares with its machine beside files. */
  readonly hostNamespaces: readonly HostNamespace[];
}

/** Sharing a namespace of the machine. `span` is that of the setting. */
export interface HostNamespace extends Place {
  readonly kind: 'pid' | 'network' | 'ipc';
  /** The edits that take the setting out. Computed when read. */
  readonly removal: readonly TextEdit[] | undefined;
}

export interface Container extends Place {
  readonly role: 'main' | 'init' | 'ephemeral';
  readonly name: string | undefined;
  readonly image: ImageReference | undefined;
  readonly mounts: readonly Mount[];
  /** A yes-or-no setting; undefined where the language has no such setting for this container. Computed when called. */
  switchOf(name: SwitchName): Switch | undefined;
  /** The edits that give it an empty folder of its own to write to at a path; undefined where that cannot be done here. Computed when called. */
  temporaryFolder?(path: string): readonly TextEdit[] | undefined;
  /** The Linux capabilities that it asks for beside the usual ones, by their name without `CAP_`, in upper case. Computed when read. */
  readonly addedCapabilities: readonly AddedCapability[];
}

/** Yes-or-no settings of containers that several languages have, each by a name of its own. */
export type SwitchName = 'readOnlyRootFilesystem' | 'privileged' | 'stdin' | 'tty';

/** `span` is that of the setting where it is written, key included; else that of the container. */
export interface Switch extends Place {
  /** `unknown` when a value that nobody can know here decides. */
  readonly state: 'on' | 'off' | 'absent' | 'unknown';
  /** The edits that write it as on. Computed when read. */
  readonly turnOn: readonly TextEdit[] | undefined;
  /** The edits that take it out; undefined when it is absent, or when that cannot be done here. Computed when read. */
  readonly removal: readonly TextEdit[] | undefined;
}

export interface AddedCapability extends Place {
  readonly name: string;
  /** Computed when read. */
  readonly removal: readonly TextEdit[] | undefined;
}

/** Packages named as data. `isUpgrade` tells a setting that upgrades all packages (cloud-init's `package_upgrade: true`). */
export interface PackageList extends Place {
  readonly phase: 'boot';
  /** Where it stands when that is another file, which the place at `span` brings here. */
  readonly origins?: readonly Origin[];
  readonly packages: readonly { readonly name: string; readonly span: Span }[];
  readonly isUpgrade: boolean;
}

/** A file that an image's build or a machine's first start puts in place. `span` is that of the path, or of the key that stands for it. */
export interface FileWrite extends Place {
  /** Where it goes: `/root/.ssh/authorized_keys`. Variables are not expanded. */
  readonly target: string;
  /** The edits that take it out. Computed when read. */
  readonly removal: readonly TextEdit[] | undefined;
  /** Where it stands in another file, when it does. */
  readonly origins?: readonly Origin[];
}
