import { isKnown } from '../../core/embedded.ts';
import { defineRule } from '../../core/rule.ts';
import { pod, taskDefinition } from '../shared/examples.ts';
import { quote } from '../shared/message.ts';

export default defineRule({
  id: 'sealed/docker-socket',
  title: 'Container engine socket mounted into a workload',
  languages: ['compose', 'kubernetes', 'terraform'],
  level: { recommended: 'error', start: 'error' },
  since: '0.1.0',
  why: `
Whoever can write to the engine's socket can start any container on that machine, with any mount and as root. A workload that
has it can change its neighbours, its own image and the node, and nothing that was deployed says what runs there afterwards.

It bites as builds that "just use the node's Docker" and leave images behind that the next pod starts, as agents that restart
other teams' containers, and as the shortest way from one broken application to the whole node.

Build images with a builder that needs no daemon (BuildKit rootless, Kaniko, Buildah) in a job of its own, and read container
state from the Kubernetes API or the kubelet's metrics. On ECS, use the task metadata endpoint.

Ignore it for an agent that is part of the platform and owns the node, such as a node-level security scanner, and say so.

See [Docker's daemon attack surface](https://docs.docker.com/engine/security/#docker-daemon-attack-surface) and
[Kubernetes' hostPath warning](https://kubernetes.io/docs/concepts/storage/volumes/#hostpath).
`,
  examples: {
    bad: [
      {
        compose: `services:
  proxy:
    image: acme/proxy:1.4.2
    volumes:
      - ./proxy.yaml:/etc/proxy.yaml:ro
      - /var/run/docker.sock:/var/run/docker.sock:ro
`,
      },
      { kubernetes: podWith('/var/run/docker.sock') },
      { kubernetes: podWith('/run/containerd/containerd.sock') },
      { kubernetes: podWith('/run/k3s/containerd/containerd.sock') },
      {
        terraform: taskDefinition(
          '{ name = "agent", image = "acme/agent:1.4.2" }',
          'volume {\n  name      = "docker"\n  host_path = "/var/run/docker.sock"\n}',
        ),
      },
    ],
    good: [
      { compose: 'services:\n  proxy:\n    image: acme/proxy:1.4.2\n    volumes:\n      - docker.sock:/data\n' },
      { kubernetes: podWith('/var/lib/app') },
      { kubernetes: podWith('/var/run/app.sock') },
      {
        terraform: taskDefinition(
          '{ name = "agent", image = "acme/agent:1.4.2" }',
          'volume {\n  name = "docker.sock"\n}',
        ),
      },
    ],
  },

  *check({ mounts, file }) {
    const told = new Set<number>();
    for (const mount of mounts) {
      if (mount.source.kind !== 'host-path' || !isEngineSocket(mount.source.path) || told.has(mount.span.start))
        continue;
      // A volume is mounted by several containers; it is one finding.
      told.add(mount.span.start);
      const { removal, span } = mount;
      const { path } = mount.source;
      const socket = quote(isKnown(path) ? path : file.text.slice(span.start, span.end));
      yield {
        at: mount,
        message: `${socket} gives the workload control of every container on its machine; use an API made for the task`,
        fixes: removal ? [{ title: `Remove the mount of ${socket}`, safety: 'suggested', edits: removal }] : [],
      };
    }
  },
});

/**
 * The sockets of Docker, containerd (k3s, RKE2 and microk8s have their own), CRI-O, cri-dockerd and Podman, at the places
 * that their documentation names.
 */
const isEngineSocket = (path: string): boolean =>
  /\/(?:docker|containerd|crio|cri-dockerd|dockershim|podman)\.sock$/.test(path) ||
  /[\\/]pipe[\\/]+(?:docker_engine|containerd-containerd)$/.test(path);

function podWith(hostPath: string): string {
  const mount = 'volumeMounts:\n  - name: engine\n    mountPath: /engine';
  return pod(mount, `volumes:\n  - name: engine\n    hostPath:\n      path: ${hostPath}`);
}
