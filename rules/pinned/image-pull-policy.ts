import type { ImageReference } from '../../core/facts.ts';
import { defineRule } from '../../core/rule.ts';
import type { HelmDocument } from '../../languages/helm/language.ts';
import { containersOf } from '../../languages/kubernetes/container.ts';
import type { KubernetesDocument } from '../../languages/kubernetes/language.ts';
import { contentSpan } from '../../languages/kubernetes/object.ts';
import { removePair } from '../../languages/yaml/edit.ts';
import { asString, pairAt } from '../../languages/yaml/node.ts';
import { workload } from '../shared/examples.ts';
import { precisionOf } from '../shared/imageVersions.ts';
import { quote } from '../shared/message.ts';

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;
const policy = (value: string, image: string): string =>
  workload('Deployment', { image, container: `imagePullPolicy: ${value}` });

export default defineRule<KubernetesDocument | HelmDocument>({
  id: 'pinned/image-pull-policy',
  title: 'Pull policy that does not go with the image',
  languages: ['kubernetes', 'helm'],
  level: { recommended: 'warning' },
  since: '0.1.0',
  why: `
With \`IfNotPresent\` or \`Never\`, a node runs the image that it happens to have under that tag. If the tag moves, as \`latest\` and
\`stable\` do, each node has another one: that of the day on which it first ran the pod.

It bites as a bug that only one of three replicas shows, and that goes away when the pod lands on another node.

Name a version or a digest; then it does not matter who has pulled when. With a digest, \`IfNotPresent\` is right, and \`Always\` only
makes every start wait for a registry that can bring nothing new.

Scanners ask for \`Always\` everywhere, for digests too: checkov (CKV_K8S_15), kube-score (container-image-pull-policy), polaris
(pullPolicyNotAlways) and KICS. They want the registry to be asked whether a pod may have the image. That is about secrecy, not
about which bits run, which a digest has settled; if your clusters rely on it, turn this rule off for them.

See [image pull policy in the Kubernetes documentation](https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy).
`,
  examples: {
    bad: [
      { kubernetes: policy('IfNotPresent', 'ghcr.io/acme/web:latest') },
      { kubernetes: policy('Always', `ghcr.io/acme/web@${digest}`) },
      { helm: policy('Never', '"{{ .Values.registry }}/web:stable"') },
    ],
    good: [
      { kubernetes: policy('IfNotPresent', 'ghcr.io/acme/web:2.4.1') },
      { kubernetes: policy('Always', 'ghcr.io/acme/web:latest') },
      { helm: policy('{{ .Values.image.pullPolicy }}', 'ghcr.io/acme/web:latest') },
    ],
  },

  *check(document) {
    // What a kustomization puts in an image's place is judged there, and is not among the images here.
    const images = new Map(document.images.map((image) => [image.path, image]));
    for (const { node, path } of document.objects.flatMap(({ pods }) => pods.flatMap(containersOf))) {
      const pair = pairAt(node, 'imagePullPolicy');
      const image = images.get(`${path}/image`);
      const written = asString(pair?.value);
      if (!pair || !image || written === undefined) continue;
      const at = { span: contentSpan(pair.value), path: `${path}/imagePullPolicy` };
      if ((written === 'IfNotPresent' || written === 'Never') && isMoving(image)) {
        const bits = quote(image.text);
        yield { at, message: `\`${written}\` lets each node run another ${bits}; name a version of the image` };
      } else if (written === 'Always' && image.version.kind === 'digest') {
        const edits = removePair(document.file.text, node, pair);
        yield {
          at,
          message: '`Always` asks the registry for a digest that cannot have changed; leave it out',
          atMost: 'info',
          fixes: edits ? [{ title: 'Remove `imagePullPolicy: Always`', safety: 'safe', edits }] : [],
        };
      }
    }
  },
});

const isMoving = ({ name, version }: ImageReference): boolean =>
  version.kind === 'none' || (version.kind === 'tag' && precisionOf(name, version.tag) === 'channel');
