import type { ParsedFile, SourceFile, SyntaxProblem } from '../../core/document.ts';
import type { Place } from '../../core/facts.ts';
import type { Language, Reference } from '../../core/language.ts';
import { lazy, lazyProperties } from '../../core/lazy.ts';
import type { Project } from '../../core/project.ts';
import { commentsOf } from '../yaml/comments.ts';
import { parseYaml, splitDocuments } from '../yaml/parse.ts';
import { reparseYaml } from '../yaml/reparse.ts';
import { suppressionLineAt } from '../yaml/suppress.ts';
import { isGitlab } from './detect.ts';
import type { PipelineDocument, PipelineFile } from './document.ts';
import { githubJobs } from './github.ts';
import { gitlabJobs } from './gitlab.ts';
import { gitlabReferences } from './gitlabIncludes.ts';
import { gitlabFacts, type PipelineFacts, withPipelineFacts } from './gitlabMerged.ts';
import { pipelineReferences, repositoryOfPipeline } from './repository.ts';

/** Pipelines: workflows and actions of GitHub Actions, and GitLab CI, told apart by their paths. */
export const pipeline: Language = {
  id: 'pipeline',
  parse: (source, previous) => parsePipeline(source, previous as PipelineFile | undefined),
  references: (file) => referencesOf(file as PipelineFile),
  toDocument: (file: ParsedFile, project): PipelineDocument => toDocument(file as PipelineFile, project),
};

function parsePipeline({ path, text }: SourceFile, previous: PipelineFile | undefined): PipelineFile {
  // Not the file itself, which would keep all that were before it.
  const before = previous?.documents.length === 1 && { text: previous.text, document: previous.documents[0]! };
  const documents = lazy(() => {
    const spans = splitDocuments(text);
    if (before && spans.length === 1) return [reparseYaml(text, spans[0]!, before.text, before.document)];
    return spans.map((span) => parseYaml(text, span));
  });
  const system = isGitlab(path) ? 'gitlab' : 'github';
  const jobs = lazy(() =>
    documents().flatMap(({ root }) =>
      system === 'gitlab' ? gitlabJobs(path, text, root) : githubJobs(path, text, root),
    ),
  );
  return lazyFile(
    { language: 'pipeline', path, text, system, commentStyle: { mark: '#', isAllowedAtLineEnd: true } },
    {
      documents,
      jobs,
      problems: lazy((): readonly SyntaxProblem[] => documents().flatMap(({ problems }) => problems)),
      comments: lazy(() => commentsOf(text)),
    },
  );
}

const lazyFile = lazyProperties<Pick<PipelineFile, 'documents' | 'jobs' | 'problems' | 'comments'>>(
  'documents',
  'jobs',
  'problems',
  'comments',
);

const referencesOf = (file: PipelineFile): readonly Reference[] =>
  file.system === 'gitlab' ? [...pipelineReferences(file), ...gitlabReferences(file)] : pipelineReferences(file);

/** What GitHub's pipelines reuse is linted where it is written, and what GitLab's are made of is known. The repository is told beside the facts. */
function toDocument(file: PipelineFile, project: Project): PipelineDocument {
  const roots = lazy(() => file.documents.map(({ root }) => root));
  const document: Omit<PipelineDocument, keyof LazyFacts> = {
    language: 'pipeline',
    file,
    ports: [],
    mounts: [],
    workloads: [],
    packageLists: [],
    fileWrites: [],
    suppressionLineAt: (offset) => suppressionLineAt(file.text, roots(), offset),
  };
  const facts = file.system === 'gitlab' ? gitlabFacts(file, project) : githubFacts(file);
  return lazyDocument(document, {
    jobs: () => facts.jobs,
    images: lazy(() =>
      // A matrix makes several of one text, and so do the jobs that take a template over.
      onePerPlace(facts.images, ({ name, version }) => name + JSON.stringify(version)),
    ),
    repository: lazy(() => repositoryOfPipeline(file, project)),
    scripts: lazy(() => onePerPlace(facts.scripts, placeOf)),
  });
}

const githubFacts = (file: PipelineFile): PipelineFacts =>
  withPipelineFacts(
    {},
    {
      jobs: () => file.jobs,
      images: () => file.jobs.flatMap(({ images }) => images),
      scripts: () => file.jobs.flatMap(({ steps }) => steps.flatMap(({ script }) => script ?? [])),
    },
  );

/** What one `include` brings here has one place. */
const placeOf = ({ path }: Place): string => (path.startsWith('include[') ? path : '');

type LazyFacts = Pick<PipelineDocument, 'jobs' | 'images' | 'scripts' | 'repository'>;

const lazyDocument = lazyProperties<LazyFacts>('jobs', 'images', 'scripts', 'repository');

/** What aliases repeat is told once, where it is written. */
function onePerPlace<P extends Place>(places: readonly P[], detailOf?: (place: P) => string): readonly P[] {
  const seen = new Set<string>();
  return places.filter((place) => {
    const key = `${place.span.start} ${detailOf?.(place)}`;
    return !seen.has(key) && seen.add(key);
  });
}
