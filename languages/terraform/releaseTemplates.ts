import { toSource } from '../../core/embedded.ts';
import type { Facts, Place } from '../../core/facts.ts';
import { lazy } from '../../core/lazy.ts';
import type { Project } from '../../core/project.ts';
import type { Span } from '../../core/text.ts';
import { prefixOf } from '../helm/chart.ts';
import type { HelmFile } from '../helm/file.ts';
import { type FilledTemplate, fillTemplate } from '../helm/fill.ts';
import { templateOf } from '../helm/template.ts';
import type { YamlNode } from '../yaml/node.ts';
import type { TerraformResource } from './block.ts';
import { knownChartValues, type ReleasedChart, releasedValues } from './releaseValues.ts';
import { toYamlNode } from './yamlNode.ts';

/** A template of which a release makes something else than the chart's own values do. */
export interface ChangedTemplate {
  readonly path: string;
  readonly facts: () => Facts;
  /** What it says without the release: by the chart's values, and as it is linted, whatever its conditions. */
  readonly byValues: Reading;
  readonly asLinted: Reading;
  /** Where in the template a place of `facts` stands. */
  toTemplate(span: Span): Span;
  /** Whether it is certain that what stands there is written when its object is. */
  isWritten(place: Place): boolean;
}

/** What was read from a template; `offsetOf` says where in the template it begins. */
export interface Reading {
  readonly facts: () => Facts;
  offsetOf(place: Place): number;
}

/** The templates of a chart that the values of a release change. */
export function changedTemplates(
  resource: TerraformResource,
  released: ReleasedChart,
  project: Project,
): readonly ChangedTemplate[] {
  const { chart } = released;
  const { folder, values } = chart;
  const fill = (file: HelmFile, root: YamlNode): FilledTemplate =>
    fillTemplate(file, { ...chart, values: { path: values?.path ?? chart.file.path, root } });
  const root = lazy(() => toYamlNode(releasedValues(resource, released, project)));
  const ownRoot = lazy(() => toYamlNode(knownChartValues(released, project)));
  return (project.filesIn(`${prefixOf(folder)}templates`) as readonly HelmFile[]).flatMap((file) => {
    if (file.language !== 'helm') return [];
    const before = project.once(`terraform: as its chart has it: ${file.path}`, () => fill(file, ownRoot()));
    const now = fill(file, root());
    return now.text.text === before.text.text ? [] : [toChanged(file, now, before, project)];
  });
}

function toChanged(file: HelmFile, now: FilledTemplate, before: FilledTemplate, project: Project): ChangedTemplate {
  const placeIn = ({ text }: FilledTemplate, { start, end }: Span): Span => toSource(text, start, end);
  return {
    path: file.path,
    facts: now.facts,
    byValues: { facts: before.facts, offsetOf: ({ span }) => placeIn(before, span).start },
    asLinted: { facts: templateOf(file, project).facts, offsetOf: ({ span }) => span.start },
    toTemplate: (span) => placeIn(now, span),
    isWritten({ span: { start } }) {
      const object = now.objects().find(({ node: { span } }) => span.start <= start && start < span.end);
      return now.settings().isWritten(object?.span.start ?? 0, start) === true;
    },
  };
}
