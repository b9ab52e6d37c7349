import type { Facts } from '../../core/facts.ts';
import { lazy } from '../../core/lazy.ts';
import type { Project } from '../../core/project.ts';
import { factsOf } from '../kubernetes/facts.ts';
import { type KubernetesObject, objectsOf } from '../kubernetes/object.ts';
import { chartFolders, chartIn } from './chart.ts';
import type { Surroundings } from './evaluate.ts';
import type { HelmFile } from './file.ts';
import { createResolver, type Resolver } from './resolve.ts';
import { variablesOf } from './scope.ts';
import { createSettings, type Settings } from './settings.ts';
import { completeTree } from './tree.ts';

/** What a template says in its chart, each part made when first asked for. */
export interface ChartTemplate {
  readonly resolver: () => Resolver;
  /** The objects, values of the chart put in; none in a file that is no template. */
  readonly objects: () => readonly KubernetesObject[];
  readonly settings: () => Settings;
  /** Images are those of the text, and not resolved. */
  readonly facts: () => Facts;
}

export function templateOf(file: HelmFile, project: Project): ChartTemplate {
  return project.once(`helm template ${file.path}`, () => readTemplate(file, () => surroundingsOf(file, project)));
}

/** What a template says where nothing but `surround` is known of what it names. */
export function readTemplate(file: HelmFile, surround: () => Surroundings | undefined): ChartTemplate {
  const surroundings = lazy(surround);
  const resolver = lazy(() => createResolver(file.text, file.actions.actions, surroundings()));
  const settings = lazy(() => createSettings(file.actions.actions, surroundings()));
  const objects = lazy(() => (file.role === 'template' ? templateObjects(file, resolver(), settings()) : []));
  return { resolver, objects, settings, facts: lazy(() => factsOf(file.mask.text, file.commands, objects)) };
}

/** The chart of a template, the nearest one that has it among its templates, and the variables of the template. */
function surroundingsOf({ path, actions }: HelmFile, project: Project): Surroundings | undefined {
  const chart = chartFolders(path)
    .map((folder) => chartIn(folder, project))
    .find((one) => one !== undefined);
  return chart && { chart, variables: variablesOf(actions.actions, chart) };
}

function templateObjects(file: HelmFile, resolve: Resolver, settings: Settings): readonly KubernetesObject[] {
  const { text, documents, mask, actions } = file;
  return documents.flatMap(({ root, span }) => {
    const inside = mask.generators.filter(
      ({ action }) => action.span.start >= span.start && action.span.end <= span.end,
    );
    return objectsOf(completeTree(text, root, inside, actions.actions, resolve, settings));
  });
}
