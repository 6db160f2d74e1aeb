import type { Answer } from './client.ts';
import { courseWords } from './course-words.ts';
import { useWords } from './language.ts';
import { dateTime } from './time.ts';
import './sale-course.css';

type Course = NonNullable<Answer<'GET /api/merchant/transactions/:transactionId'>['course']>;
type Step = Course['steps'][number];

/** One sale from the device to the account, a step a line. */
export function SaleCourse({ course }: { course: Course }) {
  const t = useWords(courseWords);
  return (
    <>
      <ol className="sale-course">
        {course.steps.map((step) => (
          <li key={step.name} className={step.state} aria-current={step.state === 'now' ? 'step' : undefined}>
            <strong>{t(step.name)}</strong>
            <StepLine step={step} />
          </li>
        ))}
      </ol>
      {course.stop !== undefined && <p className="sale-course-stop">{t(`stop_${course.stop}`)}</p>}
    </>
  );
}

function StepLine({ step }: { step: Step }) {
  const t = useWords(courseWords);
  if (step.state === 'problem' && step.name === 'confirmed') return <span>{t('problem_confirmed')}</span>;
  if (step.state === 'problem' && step.name === 'arrived')
    return <span>{t('problem_arrived', { reason: step.said ?? '' })}</span>;
  const when = step.at === undefined ? undefined : dateTime(step.at);
  const foreseen = step.on === undefined ? undefined : t('foreseen', { date: step.on });
  const parts = [when ?? foreseen, step.state === 'now' ? t('now') : undefined, step.said];
  return <span>{parts.filter((part) => part !== undefined && part !== '').join(' · ')}</span>;
}
