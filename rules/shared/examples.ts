/*
 * The files that examples of rules have in common, each with a place for what the example is about. Fields are lines of YAML
 * or HCL that begin in the first column; they are indented where they go. What is not given is free of findings.
 */

/** A Kubernetes workload with a pod template, or a Helm template of one. */
export function workload(
  kind: string,
  { name = 'web', image = 'acme/web:1.4.2', spec = '', podMetadata = '', container = '' }: WorkloadParts = {},
): string {
  return `apiVersion: ${kind === 'Job' ? 'batch/v1' : 'apps/v1'}
kind: ${kind}
metadata:
  name: ${name}
spec:
${indent(2, spec)}  template:
${podMetadata && `    metadata:\n${indent(6, podMetadata)}`}    spec:
      containers:
        - name: ${name}
          image: ${image}
${indent(10, container)}`;
}

interface WorkloadParts {
  readonly name?: string;
  readonly image?: string;
  /** Fields of the workload's own specification: `replicas: 3`. */
  readonly spec?: string;
  /** Fields of the metadata of its pods. */
  readonly podMetadata?: string;
  /** Fields of its container. */
  readonly container?: string;
}

export const deployment = (image: string): string => workload('Deployment', { image });

/** A Deployment with these fields too, whose pods are found by the label `app: web`. */
export function labelledDeployment(fields: string): string {
  const spec = `${fields && `${fields}\n`}selector:\n  matchLabels:\n    app: web`;
  return workload('Deployment', { spec, podMetadata: 'labels:\n  app: web' });
}

/** A Kubernetes object of any kind, with these fields in its specification. */
export function manifest(apiVersion: string, kind: string, spec: string, name = 'web'): string {
  return `apiVersion: ${apiVersion}
kind: ${kind}
metadata:
  name: ${name}
spec:
${indent(2, spec)}`;
}

/** A Kubernetes Pod whose one container has these fields too, and the pod those. */
export function pod(container: string, spec = ''): string {
  return `apiVersion: v1
kind: Pod
metadata:
  name: agent
spec:
  containers:
    - name: agent
      image: acme/agent:1.4.2
${indent(6, container)}${indent(2, spec)}`;
}

/** A Compose file whose one service has these fields too. */
export function service(fields: string): string {
  return `services:\n  web:\n    image: acme/web:1.4.2\n${indent(4, fields)}`;
}

/** An EC2 instance with this text as its user data: a script with its `#!` line, or a `#cloud-config`. */
export function instance(userData: string): string {
  return `resource "aws_instance" "web" {
  ami       = "ami-0123456789abcdef0"
  user_data = <<-EOT
${indent(4, userData)}  EOT
}
`;
}

/** An ECS task definition with one container, an object of HCL, and further blocks. */
export function taskDefinition(container: string, blocks = ''): string {
  return `resource "aws_ecs_task_definition" "web" {
  family = "web"
  container_definitions = jsonencode([
    ${container},
  ])
${blocks && `\n${indent(2, blocks)}`}}
`;
}

/** A GitHub workflow of one job with these steps, and fields of the job. */
export function workflow(steps: string, job = ''): string {
  return `jobs:
  deploy:
    runs-on: ubuntu-24.04
${indent(4, job)}    steps:
${indent(6, steps)}`;
}

/** The lines moved to the right, each with its end; no line of no text. */
const indent = (columns: number, text: string): string => text && `${text.replace(/^(?=.)/gm, ' '.repeat(columns))}\n`;
