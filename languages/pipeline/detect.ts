/** Whether a path (with `/`) is that of a pipeline: a workflow of GitHub Actions, or a file that GitLab CI reads or includes. */
export const isPipelinePath = (path: string): boolean => isWorkflowPath(path) || isGitlabPath(path);

/** https://docs.github.com/actions/writing-workflows: subfolders are not looked into. */
const isWorkflowPath = (path: string): boolean => /(?:^|\/)\.github\/workflows\/[^/]+\.ya?ml$/.test(path);

/** `.gitlab-ci.yml`, and what it includes when it is named after it: `build.gitlab-ci.yml`, `.gitlab-ci-build.yml`. */
export const isGitlabPath = (path: string): boolean => /(?:^|[/.-])gitlab-ci(?:[.-][^/]*)?\.ya?ml$/.test(path);

/** Whether a file is an action of its own: it is called `action.yml`, and says what it runs. Only looks, never parses. */
export const isAction = (path: string, text: string): boolean =>
  /(?:^|\/)action\.ya?ml$/.test(path) && /^runs[ \t]*:/m.test(text) && /^\s+["']?using["']?[ \t]*:/m.test(text);
