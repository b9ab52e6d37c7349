import type { ImageReference } from '../../core/facts.ts';
import { folderOf, type Project } from '../../core/project.ts';
import { textOf } from '../yaml/scalar.ts';
import { chartIn, lookUpInParent } from './chart.ts';
import type { HelmFile } from './file.ts';
import { namedImages } from './namedImages.ts';

/**
 * The images that a chart's `values.yaml`, or one of an environment beside it, names together with a version, and that no
 * parent chart names anew. What the values of an environment leave out is what `values.yaml` says. None when there is no chart.
 */
export function valuesImages({ path, text, root }: HelmFile, project: Project): readonly ImageReference[] {
  return project.once(`helm values images ${path}`, () => {
    const chart = chartIn(folderOf(path), project);
    if (!chart) return [];
    return namedImages({ source: text, root, read: (scalar) => textOf(text, scalar), usual: chart.values?.root })
      .filter((named) => lookUpInParent(chart, named.path).kind === 'absent')
      .map(({ image }) => image);
  });
}
