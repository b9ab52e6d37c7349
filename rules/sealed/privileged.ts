import { stringList } from '../../core/options.ts';
import { defineRule } from '../../core/rule.ts';
import { isAllowed } from '../shared/allow.ts';
import { subjectOf } from '../shared/containers.ts';
import { pod, service, taskDefinition, workload } from '../shared/examples.ts';
import { quote } from '../shared/message.ts';

export default defineRule({
  id: 'sealed/privileged',
  title: 'Container that can change its machine',
  languages: ['compose', 'kubernetes', 'terraform', 'helm'],
  level: { recommended: 'warning' },
  since: '0.1.0',
  options: {
    allow: stringList([], 'Workloads that own their machine, such as node agents: names, with `*` for any text.'),
  },
  why: `
A container with all privileges, with the machine's processes in sight, or with a capability such as \`SYS_ADMIN\` is not held in by
its image any more. It can load kernel modules, mount the machine's disks and write to every other container.

It bites as machines that differ though they were made from one image: an agent has "fixed" a kernel setting or installed a
package on some of them, and the next machine does not have it.

Give a container the one capability that it needs, or a device plugin, and put what all machines need into the machine image.

Ignore it for agents that are part of the platform (network, storage, observation of the kernel); name them in the option \`allow\`.

See [privileged containers in Docker's documentation](https://docs.docker.com/engine/containers/run/#runtime-privilege-and-linux-capabilities) and
[Kubernetes' pod security standards](https://kubernetes.io/docs/concepts/security/pod-security-standards/).
`,
  examples: {
    bad: [
      { compose: service('privileged: true') },
      { compose: service('cap_add:\n  - SYS_ADMIN') },
      { kubernetes: pod('securityContext:\n  privileged: true') },
      { kubernetes: pod('', 'hostPID: true') },
      { terraform: taskDefinition('{ name = "web", image = "acme/web:1.4.2", privileged = true }') },
      { helm: workload('Deployment', { container: 'securityContext:\n  privileged: true' }) },
    ],
    good: [
      { compose: service('cap_add:\n  - NET_BIND_SERVICE') },
      { kubernetes: pod('securityContext:\n  privileged: false\n  capabilities:\n    add: ["NET_BIND_SERVICE"]') },
      { kubernetes: pod('securityContext:\n  privileged: true'), options: { allow: ['agent'] } },
      { terraform: taskDefinition('{ name = "web", image = "acme/web:1.4.2" }') },
      { helm: workload('Deployment', { container: 'securityContext:\n  privileged: {{ .Values.privileged }}' }) },
    ],
  },

  *check({ workloads }, { options }) {
    for (const { containers, hostNamespaces, name } of workloads) {
      if (name !== undefined && isAllowed(options.allow, name)) continue;
      for (const namespace of hostNamespaces) {
        if (namespace.kind !== 'pid') continue;
        const message = "a workload that sees its machine's processes can change them; leave them to the machine";
        yield {
          at: namespace,
          message,
        };
      }
      for (const container of containers) {
        const privileged = container.switchOf('privileged');
        if (privileged?.state === 'on') {
          yield {
            at: privileged,
            message: `${subjectOf(container)} has every privilege and can change its machine; give it the one that it needs`,
          };
        }
        for (const capability of container.addedCapabilities) {
          if (capability.name !== 'SYS_ADMIN' && capability.name !== 'ALL') continue;
          yield {
            at: capability,
            message: `${subjectOf(container)} can change its machine with ${quote(capability.name)}; give it the one capability that it needs`,
          };
        }
      }
    }
  },
});
