/**
 * Whether a file is one of a Helm chart, by its path (with `/`) and a look at its text: `Chart.yaml`, `values.yaml` and its like, and what
 * has Helm's actions in it under a `templates` folder. A template without any is plain YAML.
 */
export function isHelm(path: string, text: string): boolean {
  if (isInTemplates(path)) return text.includes('{{') && helmAction.test(text);
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name === 'Chart.yaml') return /^apiVersion:[ \t]*["']?v[12]\b/m.test(text) && /^name:/m.test(text);
  return isValuesName(name);
}

/** `values.yaml`, and what people write beside it for one of their environments: `values-production.yaml`, `values.dev.yml`. */
export const isValuesName = (name: string): boolean => /^values(?:\.yaml|[-._][\w.-]+\.ya?ml)$/.test(name);

/** Whether a path is that of something under a `templates` folder. */
export const isInTemplates = (path: string): boolean => /(?:^|\/)templates\//.test(path);

/**
 * What Go's templates have under Helm. Azure's `${{ if }}`, Jinja's `{{ name }}`, the double braces of alerting rules and of
 * workflows, which a `templates` folder may have too, are something else.
 */
const helmAction =
  /(?<!\$)\{\{-?\s*(?:\(*\s*\$?\.(?:Values|Release|Chart|Capabilities|Files|Template|Subcharts)\b|\$\w*\s*:=|(?:if|with|range|include|template|define|block|tpl|toYaml|fail|required|default|printf|lookup)\s|end\s*-?\}\})/;
