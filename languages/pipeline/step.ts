import { lazy, lazyProperties } from '../../core/lazy.ts';
import type { PipelineStep } from './document.ts';
import { imageWorkOfAction, imageWorkOfScript } from './imageWork.ts';

/** A step with what it does about images. */
export function toStep(step: Omit<PipelineStep, 'imageWork'>): PipelineStep {
  const { script } = step;
  const imageWork = lazy(() =>
    script ? imageWorkOfScript(script) : [imageWorkOfAction(step)].flatMap((work) => work ?? []),
  );
  return withImageWork(step, { imageWork });
}

const withImageWork = lazyProperties<Pick<PipelineStep, 'imageWork'>>('imageWork');
