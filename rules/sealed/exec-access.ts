import type { Document } from '../../core/document.ts';
import { stringList } from '../../core/options.ts';
import { defineRule } from '../../core/rule.ts';
import type { TerraformDocument } from '../../languages/terraform/document.ts';
import { isAllowed } from '../shared/allow.ts';
import { type ClusterDocument, nameOf } from '../shared/deployedObjects.ts';
import { execGrantsOf } from '../shared/execRoles.ts';
import { execSettingsOf } from '../shared/execSettings.ts';
import { quote } from '../shared/message.ts';

export default defineRule({
  id: 'sealed/exec-access',
  title: 'Standing way into running instances',
  languages: ['kubernetes', 'terraform', 'helm'],
  level: { recommended: 'info' },
  since: '0.1.0',
  options: {
    allow: stringList(
      [],
      'Roles and resources for emergencies, whose use somebody looks at: names and addresses, with `*` for any text, such as `break-glass-*`.',
    ),
  },
  why: `
Who can open a shell in a running container or machine can change it, and nothing that was deployed says so. If everybody can at any
time, sooner or later somebody does: to look at a file first, to repair something next.

It bites as the one pod of five that was repaired by hand at night. It works until it is replaced, and then nobody remembers what
was typed. Checkov and others ask for such access to be *logged*; this asks for it not to be there.

Look from outside: logs, metrics, traces, a copy of the image started elsewhere. Replace what is broken. For the emergency that
remains, keep a role that is given for an hour and whose use is reported, and name it in the option \`allow\`.

Roles that only service accounts have are left alone: operators need them. So are roles of a chart that are not known to be
given to people.

See [good practices for RBAC](https://kubernetes.io/docs/concepts/security/rbac-good-practices/),
[ECS Exec](https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html) and
[the interactive serial console](https://cloud.google.com/compute/docs/troubleshooting/troubleshooting-using-serial-console).
`,
  examples: {
    bad: [
      { kubernetes: role('["pods", "pods/exec"]', '["get", "list", "create"]') },
      { terraform: ecsService('enable_execute_command = true') },
      { helm: role('["pods/exec"]', '["create"]') + binding('Group') },
    ],
    good: [
      { kubernetes: role('["pods", "pods/log"]', '["get", "list"]') },
      { kubernetes: role('["pods/exec"]', '["create"]') + binding('ServiceAccount') },
      { kubernetes: role('["pods/exec"]', '["create"]'), options: { allow: ['support'] } },
      { terraform: ecsService('desired_count = 3') },
      { helm: role('["pods/exec"]', '["create"]') + binding('ServiceAccount') },
    ],
  },

  *check(document: Document, { options }) {
    if (document.language === 'terraform') {
      for (const resource of (document as TerraformDocument).resources) {
        if (isAllowed(options.allow, resource.address) || isAllowed(options.allow, resource.name)) continue;
        yield* execSettingsOf(resource, document as TerraformDocument);
      }
      return;
    }
    const cluster = document as ClusterDocument;
    for (const object of cluster.objects) {
      if (isAllowed(options.allow, object.name ?? '')) continue;
      for (const { resource, edits, related, ...at } of execGrantsOf(object, cluster)) {
        yield {
          at,
          message: `${quote(resource)} lets people into running pods by ${nameOf(object)}; leave it out, and look from outside`,
          related,
          fixes: edits ? [{ title: `Leave ${quote(resource)} out`, safety: 'suggested', edits }] : [],
        };
      }
    }
  },
});

function role(resources: string, verbs: string): string {
  return `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: support
rules:
  - apiGroups: [""]
    resources: ${resources}
    verbs: ${verbs}
`;
}

function binding(kind: string): string {
  return `---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: support
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: support
subjects:
  - kind: ${kind}
    name: support
`;
}

function ecsService(attribute: string): string {
  return `resource "aws_ecs_service" "web" {
  name            = "web"
  cluster         = aws_ecs_cluster.main.id
  task_definition = aws_ecs_task_definition.web.arn
  ${attribute}
}
`;
}
