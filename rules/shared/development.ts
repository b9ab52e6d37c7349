/** Whether a file is for development or tests by its name or folder (`compose.override.yaml`, `tests/compose.yaml`): what it runs may be thrown away. */
export function isForDevelopment(path: string): boolean {
  const folders = path.split('/');
  const name = folders.pop()!;
  return fileName.test(name) || folders.some((folder) => folderName.test(folder));
}

const fileName =
  /(?:^|[-_.])(?:override|dev|develop|development|devcontainer|local|debug|tests?|testing|ci|e2e|playwright|cypress|integration)(?:[-_.]|$)/i;

const folderName =
  /^(?:\.devcontainer|dev|development|local|tests?|testdata|testing|ci|e2e|playwright|cypress|integration(?:[-_]?tests?)?)$/i;

/** Whether a service is for tests by its name: `test-db`. */
export const isNamedTest = (name: string): boolean =>
  /(?:^|[-_.])(?:tests?|testing|ci|e2e|playwright|cypress)(?:[-_.]|$)/i.test(name);

/** Whether a file is there to show something, or is a copy of somebody else's: what it says is run by nobody as it is. */
export const isForExample = (path: string): boolean =>
  /(?:^|\/)(?:[\w-]*[-_])?(?:examples?|samples?|demos?|docs?|fixtures?|templates?|tutorials?|playground|labs?|vendor|third[-_]party|node_modules)\//i.test(
    path,
  );
