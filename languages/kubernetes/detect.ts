/**
 * Whether a YAML or JSON text is a Kubernetes manifest: one of its documents has `apiVersion` and `kind` at the top.
 * Kustomize's own files are none, and neither is the source of a template (Helm's, say), which is not YAML yet. Only
 * looks, never parses.
 */
export function isKubernetes(text: string): boolean {
  if (!text.includes('apiVersion') || !text.includes('kind')) return false;
  const first = /[^\s\uFEFF]/.exec(text)?.[0];
  if (first === '{') return hasTopLevelKeys(text);
  return text.split(/^---(?=\s)/m).some(isManifest) && !(text.includes('{{') && isTemplate(text));
}

function isManifest(document: string): boolean {
  const version = /^\uFEFF?["']?apiVersion["']?[ \t]*:[ \t]+["']?([^\s"'#]+)/m.exec(document)?.[1];
  if (version === undefined || version.startsWith('kustomize.config.k8s.io/')) return false;
  return /^\uFEFF?["']?kind["']?[ \t]*:[ \t]+["']?\w/m.test(document);
}

/** Whether both keys stand in the outermost braces. */
function hasTopLevelKeys(text: string): boolean {
  const wanted = new Set(['apiVersion', 'kind']);
  let depth = 0;
  for (const token of text.matchAll(/"((?:[^"\\\n]|\\.)*)"(\s*:)?|[[\]{}]|\b(apiVersion|kind)[ \t]*:/g)) {
    const key = token[3] ?? (token[2] === undefined ? undefined : token[1]);
    if (key !== undefined && depth === 1) wanted.delete(key);
    if (wanted.size === 0) return true;
    if (token[0] === '{' || token[0] === '[') depth++;
    else if (token[0] === '}' || token[0] === ']') depth--;
  }
  return false;
}

/** What only Helm's templates have. Argo Workflows and alerting rules have other actions in strings and block scalars. */
const helmAction =
  /\{\{-?\s*(?:\(?\s*\.(?:Values|Release|Chart|Capabilities|Files|Template)\b|include\s|template\s|define\s|tpl\s|toYaml\s)/;

export function isTemplate(text: string): boolean {
  let blockIndentation = -1;
  for (const line of text.split('\n')) {
    const indentation = line.search(/[^ \r]/);
    if (indentation === -1 || line[indentation] === '#') continue;
    if (line.includes('{{') && helmAction.test(line)) return true;
    if (blockIndentation !== -1 && indentation > blockIndentation) continue;
    blockIndentation = /(?::|-)[ \t]+[|>][-+0-9]*[ \t]*(?:#.*)?\r?$/.test(line) ? indentation : -1;
    // In a string an action is text; anywhere else it would be YAML's own braces.
    const action = line.indexOf('{{');
    if (action !== -1 && !/["'#]/.test(line.slice(0, action))) return true;
  }
  return false;
}
