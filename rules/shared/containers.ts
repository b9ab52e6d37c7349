import { isKnown } from '../../core/embedded.ts';
import type { Container, Workload } from '../../core/facts.ts';

/** A container for a message: by its name where it has one. */
export const subjectOf = ({ name }: Container): string =>
  name !== undefined && isKnown(name) ? `\`${name}\`` : 'the container';

/** Whether a workload is a step of a pipeline: it works on the files that it finds, and is gone when it is done. */
export const isPipelineStep = ({ kind }: Workload): boolean =>
  /^(?:Cluster)?(?:Task|Pipeline)(?:Run)?$|^(?:Cluster|Cron)?Workflow(?:Template)?$/.test(kind);
