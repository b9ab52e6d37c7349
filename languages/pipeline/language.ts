import type { ParsedFile, SourceFile, SyntaxProblem } from '../../core/document.ts';
import type { Place } from '../../core/facts.ts';
import type { Language } from '../../core/language.ts';
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
import { pipelineReferences, repositoryOfPipeline } from './repository.ts';

/** Pipelines: workflows and actions of GitHub Actions, and GitLab CI, told apart by their paths. */
export const pipeline: Language = {
  id: 'pipeline',
  parse: (source, previous) => parsePipeline(source, previous as PipelineFile | undefined),
  references: (file) => pipelineReferences(file as PipelineFile),
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

/** Its facts are its own: what it includes or reuses is linted where it is written. Its repository is told beside them. */
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
  return lazyDocument(document, {
    jobs: () => file.jobs,
    images: lazy(() =>
      // A matrix makes several of one text.
      onePerPlace(
        file.jobs.flatMap(({ images }) => images),
        ({ name, version }) => name + JSON.stringify(version),
      ),
    ),
    repository: lazy(() => repositoryOfPipeline(file, project)),
    scripts: lazy(() => onePerPlace(file.jobs.flatMap(({ steps }) => steps.flatMap(({ script }) => script ?? [])))),
  });
}

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
