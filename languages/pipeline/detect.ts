/** Whether a path (with `/`) is that of a pipeline: a workflow of GitHub Actions, or a file that GitLab CI reads or includes. */
export const isPipelinePath = (path: string): boolean => isWorkflowPath(path) || isGitlabPath(path);

/** https://docs.github.com/actions/writing-workflows: subfolders are not looked into. */
const isWorkflowPath = (path: string): boolean => /(?:^|\/)\.github\/workflows\/[^/]+\.ya?ml$/.test(path);

/** `.gitlab-ci.yml`, and what it includes when it is named after it: `build.gitlab-ci.yml`, `.gitlab-ci-build.yml`. */
const isGitlabPath = (path: string): boolean => /(?:^|[/.-])gitlab-ci(?:[.-][^/]*)?\.ya?ml$/.test(path);

/** Where the files that a `.gitlab-ci.yml` includes are put: `.gitlab/ci/`, `.gitlab-ci/`. Other files stand there as well. */
const isInGitlabFolder = (path: string): boolean => /(?:^|\/)\.(?:gitlab\/ci|gitlab-ci)\/.*\.ya?ml$/.test(path);

/** Whether a file of such a folder has jobs, or what goes with them. Only looks, never parses. */
export const isGitlabInclude = (path: string, text: string): boolean =>
  isInGitlabFolder(path) &&
  /^(?:[ \t]+(?:script|before_script|after_script|extends|trigger)|include|stages|default|variables|workflow)[ \t]*:/m.test(
    text,
  ) &&
  !/^apiVersion[ \t]*:/m.test(text);

/** Whether a pipeline is GitLab's. */
export const isGitlab = (path: string): boolean => isGitlabPath(path) || isInGitlabFolder(path);

/** Whether a file is an action of its own: it is called `action.yml`, and says what it runs. Only looks, never parses. */
export const isAction = (path: string, text: string): boolean =>
  /(?:^|\/)action\.ya?ml$/.test(path) && /^runs[ \t]*:/m.test(text) && /^\s+["']?using["']?[ \t]*:/m.test(text);
