import { createProject } from '../../../core/project.ts';
import type { Span } from '../../../core/text.ts';
import type { HelmFile } from '../../../languages/helm/file.ts';
import { type HelmDocument, helm } from '../../../languages/helm/language.ts';

/** A Chart.yaml with an `appVersion`. */
export const chart = 'apiVersion: v2\nname: web\nversion: 1.0.0\nappVersion: 1.4.2\n';

/** The document of a template of a chart `web`, in one project with the other files. */
export function read(text: string, others: Readonly<Record<string, string>> = { 'Chart.yaml': chart }): HelmDocument {
  return readAt('templates/web.yaml', { ...others, 'templates/web.yaml': text });
}

/** The document at a path, in one project with the other files. */
export function readAt(path: string, texts: Readonly<Record<string, string>>): HelmDocument {
  const files = Object.entries(texts).map(([other, text]) => helm.parse({ path: other, text }) as HelmFile);
  const file = files.find((one) => one.path === path)!;
  return helm.toDocument(file, createProject(files)) as HelmDocument;
}

export const cut = (text: string, { start, end }: Span): string => text.slice(start, end);

/** A Deployment with one container, whose image is written so. */
export const withImage = (image: string): string =>
  `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "web.fullname" . }}
spec:
  template:
    spec:
      containers:
        - name: web
          image: ${image}
`;
