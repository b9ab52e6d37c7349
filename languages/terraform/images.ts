import type { ImageReference, ImageUsage } from '../../core/facts.ts';
import type { Project } from '../../core/project.ts';
import { toImageReference } from '../image.ts';
import type { TerraformResource } from './block.ts';
import { blocksAt, type TerraformContainer } from './containers.ts';
import type { TerraformFile } from './document.ts';
import { isRelease, releaseImages } from './helmRelease.ts';
import { type Value, withoutQuotes } from './value.ts';

/** Every image that a resource names and that is known at least in part. */
export function imagesOf(
  resource: TerraformResource,
  containers: readonly TerraformContainer[],
  file: TerraformFile,
  project: Project,
): readonly ImageReference[] {
  if (isRelease(resource)) return releaseImages(resource, file, project);
  const named = containers.length > 0 ? containers.map(namedIn) : otherImages(resource);
  return named.flatMap((image) => toImage(image, file.text) ?? []);
}

/** The image that a container names. */
export const imageOfContainer = (container: TerraformContainer, source: string): ImageReference | undefined =>
  toImage(namedIn(container), source);

function toImage({ value, usage, path }: NamedImage, source: string): ImageReference | undefined {
  if (value?.kind !== 'string') return undefined;
  const span = withoutQuotes(value.span, source);
  return toImageReference({ span, path, usage, source, value: value.value, origins: value.origins });
}

interface NamedImage {
  readonly value: Value | undefined;
  readonly usage: ImageUsage;
  readonly path: string;
}

const namedIn = ({ value, usage, path }: TerraformContainer): NamedImage => ({
  value: value('image'),
  usage,
  path: `${path}/image`,
});

function otherImages(resource: TerraformResource): readonly NamedImage[] {
  const { type, path, value } = resource;
  switch (type) {
    case 'aws_lambda_function':
      return [{ value: value('image_uri'), usage: 'function', path: `${path}/image_uri` }];
    case 'docker_image':
      // With `build`, the name is that of the image to be made.
      if (resource.blocks('build').length > 0) return [];
      return [{ value: value('name'), usage: 'resource', path: `${path}/name` }];
    case 'aws_apprunner_service':
      return blocksAt(resource, 'source_configuration/image_repository').map((repository) => ({
        value: repository.value('image_identifier'),
        usage: 'container',
        path: `${repository.path}/image_identifier`,
      }));
    default:
      return [];
  }
}
