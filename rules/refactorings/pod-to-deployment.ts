import { defineRefactoring } from '../../core/refactoring.ts';
import type { ClusterDocument } from '../shared/deployedObjects.ts';
import { isAt } from '../shared/objectText.ts';
import { toDeployment } from '../shared/toDeployment.ts';

export default defineRefactoring({
  id: 'pod-to-deployment',
  kind: 'rewrite',
  languages: ['kubernetes', 'helm'],
  *offers(document: ClusterDocument, at) {
    for (const object of document.objects) {
      const offer = isAt(at, object.node.span) ? toDeployment(object, document) : undefined;
      if (offer) yield offer;
    }
  },
});
